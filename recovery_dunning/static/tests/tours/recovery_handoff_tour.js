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
            content: "The rest is under one menu",
            trigger: ".o_form_statusbar .o_recovery_more",
            run: "click",
        },
        {
            content: "Hand it over",
            trigger: ".o-dropdown--menu button[name=action_hand_over]",
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
            trigger:
                "body:not(:has(.o_data_row:contains(Print the invoices))) .o_form_statusbar button[name=action_ready]",
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

registry.category("web_tour.tours").add("recovery_handoff_many", {
    steps: () => [
        {
            content: "Choose all cases",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle, .o_control_panel .o_cp_action_menus button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains(Hand over to an agency)",
            run: "click",
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
            content: "Say what the mandate must name",
            trigger: "body:not(:has(.modal)) .o_notebook a[name=mandate]",
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
            content: "The screen is free, and says what goes on",
            trigger: "body:not(:has(.modal)) .alert-info:visible:contains(you may go on with something else)",
        },
        {
            trigger: ".o_notification:contains(20 packages are being made in the background)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_handoff_half", {
    steps: () => [
        {
            content: "The bar stands at a half",
            trigger: ".alert-info:visible .o_field_widget[name=progress]:contains(50)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_handoff_done", {
    steps: () => [
        {
            content: "Nothing goes on any more, and it was told",
            trigger: ".o_form_view:not(:has(.alert-info:visible)) .o-mail-Message:contains(all packages are made)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_send]",
        },
    ],
});
