/* The invoice list: take some out with a reason, dun the others now. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_invoice_list", {
    steps: () => [
        {
            content: "The next step is in the list",
            trigger: ".o_data_row:contains(Dubois) td[name=recovery_planned_level_id]:contains(Day 3)",
        },
        {
            content: "and so is what the debtor has said",
            trigger: ".o_data_row:contains(Promis) td[name=recovery_marks]:contains(Promise to pay)",
        },
        {
            trigger: ".o_data_row:contains(Groupe) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions), .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains(Take out of the recovery)",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] input",
            run: "edit Settled by the group",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Taken out: no next step any more",
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains(Groupe) td[name=recovery_planned_level_id]:not(:contains(Day))",
        },
        {
            trigger: ".o_data_row:contains(Dubois) .o_list_record_selector input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_recovery_run]",
            run: "click",
        },
        {
            content: "A run with these alone",
            trigger: ".o_form_view div[name=notice_ids] .o_data_row:contains(Dubois)",
        },
        {
            trigger: ".o_form_view div[name=notice_ids]:not(:has(.o_data_row:contains(Promis)))",
        },
    ],
});
