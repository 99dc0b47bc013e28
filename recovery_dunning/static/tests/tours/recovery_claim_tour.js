/* A claim: where it comes from, segment by segment, on paper; then it is waived, with a reason. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_claim", {
    steps: () => [
        {
            content: "Open the interest",
            trigger: ".o_list_view .o_data_row:contains(Late interest) td[name=name]",
            run: "click",
        },
        {
            content: "Its segments are there",
            trigger: ".o_form_view div[name=explanation] table:contains(12.15)",
        },
        {
            content: "Explain it as a whole",
            trigger: ".o_form_statusbar button[name=action_explain]",
            run: "click",
        },
        {
            trigger: ".modal .o_recovery_statement:contains(L441-10)",
        },
        {
            content: "Print the statement",
            trigger: ".modal button[name=action_print]",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Close)",
            run: "click",
        },
        {
            content: "Waive it",
            trigger: "body:not(:has(.modal)) .o_form_statusbar button[name=action_ask_to_waive]",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] input",
            run: "edit Goodwill towards a good customer",
        },
        {
            trigger: ".modal button[name=action_waive]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=waived]",
        },
    ],
});
