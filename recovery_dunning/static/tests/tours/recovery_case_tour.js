/* A case: what is owed, which way to go, when it lapses; a recognition of the debt is recorded, and the case ends. */
import { registry } from "@web/core/registry";

const choose = (field, label) => [
    {
        content: `Open the choices of ${field}`,
        trigger: `.modal div[name=${field}] .o_select_menu_toggler`,
        run: "click",
    },
    {
        content: `Choose ${label}`,
        trigger: `.o_select_menu_item:contains(${label})`,
        run: "click",
    },
];

registry.category("web_tour.tours").add("recovery_case", {
    steps: () => [
        {
            content: "Open the case",
            trigger: ".o_list_view .o_data_row:contains(Dubois Menuiserie) td[name=name]",
            run: "click",
        },
        {
            content: "Its instalment says what stands on it",
            trigger: ".o_form_view div[name=instalment_ids] .o_data_row td[name=recovery_marks]:contains(promised)",
        },
        {
            content: "Which way to go on",
            trigger: ".o_notebook .nav-link[name=routes]",
            run: "click",
        },
        {
            content: "The best way is marked",
            trigger: ".o_form_view div[name=route_table] tr.table-success",
        },
        {
            content: "What comes up",
            trigger: ".o_notebook .nav-link[name=deadlines]",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name=deadline_table]:contains(The oldest debt lapses)",
        },
        {
            content: "The debtor has recognised his debt",
            trigger: ".o_form_view button[name=action_interrupt]",
            run: "click",
        },
        {
            content: "Without a proof it does not count",
            trigger: ".modal .alert-warning:contains(once its proof is attached)",
        },
        {
            content: "Say on which day",
            trigger: ".modal div[name=date] input, .modal div[name=date] button",
            run: "click",
        },
        {
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "Record it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It is on the case",
            trigger: "body:not(:has(.modal)) .o_form_view div[name=interruption_ids] .o_data_row:contains(Recognition)",
        },
        {
            content: "The rest is under one menu",
            trigger: ".o_form_statusbar .o_recovery_more",
            run: "click",
        },
        {
            content: "The case ends",
            trigger: ".o-dropdown--menu button[name=action_close]",
            run: "click",
        },
        {
            content: "What is still overdue is said",
            trigger: ".modal .alert-warning:contains(still overdue)",
        },
        ...choose("outcome", "Uncollectable"),
        {
            trigger: ".modal div[name=reason] input",
            run: "edit Struck off the register",
        },
        {
            trigger: ".modal button[name=action_close]",
            run: "click",
        },
        {
            content: "It is closed",
            trigger: "body:not(:has(.modal)) .o_form_view div[name=close_reason]:contains(Struck off)",
        },
    ],
});
