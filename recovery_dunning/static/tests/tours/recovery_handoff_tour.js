/* From a case to the agency: what blocks is mended, the mandate is completed, the package is made. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_handoff", {
    steps: () => [
        {
            content: "Open the case",
            trigger: ".o_list_view .o_data_row:contains(Dubois Menuiserie) td[name=name]",
            run: "click",
        },
        {
            content: "Hand it over",
            trigger: ".o_form_view .o_form_statusbar button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "What blocks is said, with what to do",
            trigger: ".modal .o_data_row:contains(Print the invoices)",
        },
        {
            content: "Choose the agency",
            trigger: ".modal div[name=agency_id] input",
            run: "edit Recouvrement",
        },
        {
            trigger: ".ui-autocomplete li:contains(Recouvrement Rhône)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_prepare]",
            run: "click",
        },
        {
            content: "Mend what blocks: print the invoice",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Print the invoices) button[name=action_mend]",
            run: "click",
        },
        {
            content: "Nothing blocks any more",
            trigger: "body:not(:has(.o_data_row:contains(Print the invoices))) .o_form_statusbar button[name=action_ready]",
        },
        {
            content: "Say what the mandate must name",
            trigger: ".o_notebook a[name=mandate]",
            run: "click",
        },
        {
            trigger: "div[name=fee_terms] textarea",
            run: "edit 12 % of what is recovered",
        },
        {
            trigger: "div[name=guarantee] textarea",
            run: "edit Mutuelle des Ports, policy 4711",
        },
        {
            content: "It is ready",
            trigger: ".o_form_statusbar button[name=action_ready]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=ready]",
        },
        {
            content: "Hand over",
            trigger: ".o_form_statusbar button[name=action_hand_over]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=handed]",
        },
        {
            content: "The package is there",
            trigger: ".o_notebook a[name=cases]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Dubois Menuiserie) button[name=action_download]",
        },
    ],
});
