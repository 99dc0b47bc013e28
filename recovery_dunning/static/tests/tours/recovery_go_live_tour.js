/* The first day with the app: an old book is looked at, its next 30 days are simulated, and it starts. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_go_live", {
    steps: () => [
        {
            content: "What there is to start with, by age",
            trigger: "div[name=line_ids] .o_data_row:contains(15 to 29 days) td[name=level_id]:contains(Day 3)",
        },
        {
            content: "Look at the next 30 days",
            trigger: ".o_form_statusbar button[name=action_simulate]",
            run: "click",
        },
        {
            trigger: ".o_graph_view .o_graph_canvas_container canvas",
        },
        {
            content: "The same as a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row td[name=level_id]:contains(Day 15)",
        },
        {
            content: "Back to the choices",
            trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "Start softly instead",
            trigger: "div[name=method] label:contains(Start softly)",
            run: "click",
        },
        {
            trigger: "div[name=line_ids] .o_data_row td[name=next_level_id]:contains(Day 3)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_apply]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "It says what was done",
            trigger: ".o_notification:contains(1 debtors are held until their day)",
        },
        {
            content: "The holds of the debtors, each with its last day",
            trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=reason_id]:contains(Start of recovery)",
        },
    ],
});
