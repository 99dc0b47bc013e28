/* A sales rep before and after a visit, on a desk and on a telephone: he sees no ledger line. */
import { registry } from "@web/core/registry";

const openCard = [
    {
        content: "The customer with most at stake comes first",
        trigger: ".o_data_row:first:contains(Dubois) td[name=partner_id], .o_kanban_record:first:contains(Dubois)",
        run: "click",
    },
    {
        content: "His card says how he stands, and what to ask for",
        trigger: ".o_form_view div[name=recovery_status]:contains(Overdue)",
    },
    {
        trigger: ".alert-info:visible:contains(Ask whether)",
    },
];

registry.category("web_tour.tours").add("recovery_visit_promise", {
    steps: () => [
        ...openCard,
        {
            content: "First tap",
            trigger: "button[name=action_recovery_promise]",
            run: "click",
        },
        {
            content: "Second tap: all of it, in a week",
            trigger: ".modal button[name=action_write_down]",
            run: "click",
        },
        {
            content: "The card knows it at once",
            trigger: "body:not(:has(.modal)) div[name=recovery_words]:contains(promised for)",
        },
        {
            trigger: ".alert-info:visible:contains(thank him)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_visit_money", {
    steps: () => [
        ...openCard,
        {
            trigger: "button[name=action_recovery_visit]",
            run: "click",
        },
        {
            trigger: ".modal div[name=amount] input",
            run: "edit 40",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) div[name=recovery_last_contact]:contains(Collected)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_visit_dispute", {
    steps: () => [
        ...openCard,
        {
            trigger: "button[name=action_recovery_dispute]",
            run: "click",
        },
        {
            trigger: ".modal div[name=dispute_type_id] input",
            run: "click",
        },
        {
            trigger:
                ".o-autocomplete--dropdown-item a:contains(Goods or service), .modal .o_kanban_view .o_kanban_record:contains(Goods or service)",
            run: "click",
        },
        {
            trigger: '.modal div[name=dispute_type_id] input:value("Goods or service not received")',
        },
        {
            trigger: ".modal div[name=note] textarea",
            run: "edit The table top is cracked.",
        },
        {
            trigger: ".modal button[name=action_write_down]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) div[name=recovery_words]:contains(Contests)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_visit_towns", {
    steps: () => [
        {
            isActive: ["mobile"],
            trigger: ".o_search_toggler, .o_control_panel button:has(.fa-search)",
            run: "click",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_group_by_menu .o_menu_item:contains(Town)",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Angers), .o_kanban_group:contains(Angers)",
        },
        {
            trigger: ".o_group_header:contains(Nice), .o_kanban_group:contains(Nice)",
        },
    ],
});
