/* The collector's morning with the keyboard: the first case, its action, done, the next one, the list is empty. */
import { registry } from "@web/core/registry";
import { press } from "@odoo/hoot-dom";

const hotkey = (key) => press(["alt", key]);

registry.category("web_tour.tours").add("recovery_worklist", {
    steps: () => [
        {
            content: "The weightiest case comes first, with its reasons",
            trigger: ".o_data_row:first td[name=partner_id]:contains(Grand)",
        },
        {
            trigger: ".o_data_row:first td[name=priority_explanation]:contains(50,000.00)",
        },
        {
            content: "Somebody else's case is not mine",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Etranger)))",
        },
        {
            trigger: ".o_data_row:first td[name=partner_id]",
            run: "click",
        },
        {
            content: "What is to be done is the one big button: press it by its key",
            trigger: ".o_form_statusbar button[name=action_next]:visible:contains(Call)",
            run: () => hotkey("q"),
        },
        {
            content: "Nobody answers",
            trigger: ".modal div[name=outcome] .o_selection_badge:contains(No answer)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "The task is done",
            trigger: "body:not(:has(.modal)) .o_form_statusbar button[name=action_done_next]",
            run: () => hotkey("w"),
        },
        {
            content: "The next case, without going back",
            trigger: ".o_form_view .oe_title div[name=partner_id]:contains(Dubois)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_done_next]",
            run: () => hotkey("w"),
        },
        {
            content: "Nothing is left to do today",
            trigger: ".o_list_view .o_nocontent_help:contains(Nothing left to do today)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_day", {
    steps: () => [
        {
            content: "The weightiest case comes first",
            trigger: ".o_data_row:first td[name=partner_id]:contains(Grand)",
            run: "click",
        },
        {
            content: "Call him",
            trigger: ".o_form_statusbar button[name=action_next]:visible:contains(Call)",
            run: "click",
        },
        {
            content: "He promises",
            trigger: ".modal div[name=outcome] .o_selection_badge:contains(He promises to pay)",
            run: "click",
        },
        {
            trigger: ".modal div[name=amount] input",
            run: "edit 20000",
        },
        {
            trigger: ".modal div[name=date] input, .modal div[name=date] button",
            run: "click",
        },
        {
            trigger: ".modal div[name=date] input",
            run: "edit +3d && press Tab",
        },
        {
            trigger: ".modal div[name=result] textarea",
            run: "edit A transfer at the end of the week.",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "Nothing more to do with him: the next case",
            trigger: "body:not(:has(.modal)) .o_form_statusbar button[name=action_done_next]",
            run: () => hotkey("w"),
        },
        {
            content: "The second one is written to",
            trigger: ".o_form_view .oe_title div[name=partner_id]:contains(Dubois)",
        },
        {
            trigger: ".o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            trigger: ".o-mail-Composer-input",
            run: "edit Here is a copy of your invoice, as you asked.",
        },
        {
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "It stands in the thread",
            trigger: ".o-mail-Message:contains(Here is a copy of your invoice)",
        },
        {
            content: "His task is done, and the day with it",
            trigger: ".o_form_statusbar button[name=action_done_next]",
            run: () => hotkey("w"),
        },
        {
            trigger: ".o_list_view .o_nocontent_help:contains(Nothing left to do today)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_worklist_phone", {
    steps: () => [
        {
            content: "On a phone the list is one of cards",
            trigger: ".o_kanban_view .o_kanban_record:contains(Grand)",
            run: "click",
        },
        {
            trigger: ".o_form_view .oe_title div[name=partner_id]:contains(Grand)",
        },
        {
            content: "The reasons are there",
            trigger: ".oe_title div[name=priority_explanation]:contains(50,000.00)",
        },
    ],
});
