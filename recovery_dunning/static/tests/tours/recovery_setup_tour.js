/* A fresh company: the banner, the setup with its defaults, a dry run, and no banner any more. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_setup", {
    steps: () => [
        {
            content: "The banner says that nothing is set up yet",
            trigger: ".o_recovery_setup_banner .btn-primary",
            run: "click",
        },
        {
            content: "Every choice has a default",
            trigger: ".o_form_view div[name=procedure_id] input",
        },
        {
            content: "and the steps of the ladder are shown",
            trigger: ".o_form_view div[name=level_ids] .o_data_row:contains(Day 3)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_dry_run]",
            run: "click",
        },
        {
            content: "The dry run says who would get what",
            trigger: ".o_list_view .o_group_header:contains(Gets a message)",
        },
        {
            content: "Back to the runs",
            trigger: ".o_menu_sections [data-menu-xmlid='recovery_dunning.menu_reminders']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='recovery_dunning.menu_runs']",
            run: "click",
        },
        {
            content: "The banner is gone",
            trigger:
                ".o_list_view:not(:has(.o_recovery_setup_banner)) .o_nocontent_help, .o_list_view:not(:has(.o_recovery_setup_banner)) .o_list_table",
        },
    ],
});
