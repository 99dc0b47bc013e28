/* A call: from the task on the case to the promise, with what to say before the eyes. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_call", {
    steps: () => [
        {
            content: "Open the case",
            trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=partner_id]",
            run: "click",
        },
        {
            content: "Call, from the task in the chatter",
            trigger: ".o-mail-Activity .o-recovery-Activity-call",
            run: "click",
        },
        {
            content: "The number can be pressed",
            trigger: ".modal div[name=phone] a[href^='tel:']",
        },
        {
            content: "The script of the step is there",
            trigger: ".modal div[name=script]:contains(Has it arrived?)",
        },
        {
            content: "He promises to pay",
            trigger: ".modal div[name=outcome] .o_selection_badge:contains(He promises to pay)",
            run: "click",
        },
        {
            content: "All that is overdue is proposed",
            trigger: ".modal div[name=amount] input:value(1,200.00)",
        },
        {
            content: "In three days",
            trigger: ".modal div[name=date] input, .modal div[name=date] button",
            run: "click",
        },
        {
            trigger: ".modal div[name=date] input",
            run: "edit +3d && press Tab",
        },
        {
            trigger: ".modal div[name=result] textarea",
            run: "edit The cheque is signed, it leaves on Friday.",
        },
        {
            trigger: ".modal div[name=minutes] input",
            run: "edit 4",
        },
        {
            content: "Save it",
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "The task is done",
            trigger: "body:not(:has(.modal)):not(:has(.o-recovery-Activity-call)) .o_form_view",
        },
    ],
});
