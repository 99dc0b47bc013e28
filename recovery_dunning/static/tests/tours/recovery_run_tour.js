/* The accountant's morning: open the run, see why an invoice was left out, approve, send, see the level. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_run", {
    steps: () => [
        {
            content: "Open the run of the day",
            trigger: ".o_list_view .o_data_row td[name=date]",
            run: "click",
        },
        {
            content: "Look at what was left out",
            trigger: ".o_notebook a[name=exceptions]",
            run: "click",
        },
        {
            content: "An invoice without anybody to write to has its reason",
            trigger: "div[name=exception_ids] .o_data_row:contains(Sans adresse) td[name=reason] .text-bg-danger",
        },
        {
            content: "Back to the notices",
            trigger: ".o_notebook a[name=notices]",
            run: "click",
        },
        {
            content: "One message is proposed",
            trigger: "div[name=notice_ids] .o_data_row:contains(Dubois)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".o_form_statusbar button[name=action_ask_to_send]",
            run: "click",
        },
        {
            content: "The run is done",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]",
        },
        {
            content: "Open the notice",
            trigger: "div[name=notice_ids] .o_data_row td[name=partner_id]:contains(Dubois)",
            run: "click",
        },
        {
            content: "Open its invoice",
            trigger: ".modal div[name=line_ids] button[name=action_open_move]",
            run: "click",
        },
        {
            content: "The invoice says what it has reached",
            trigger: ".o_form_view:not(.modal *) .o_notebook a[name=recovery]",
            run: "click",
        },
        {
            trigger: "div[name=recovery_level_id]:contains(Day 3)",
        },
        {
            content: "and what comes next",
            trigger: "div[name=recovery_next_level_id]:contains(Day 15)",
        },
    ],
});
