/* A payment order from a case to its service; an insolvency that is declared; the closing, seen before it is booked. */
import { registry } from "@web/core/registry";

const today = (field) => [
    {
        content: `Open the calendar of ${field}`,
        trigger: `.modal div[name=${field}] input, .modal div[name=${field}] button`,
        run: "click",
    },
    {
        content: "Today",
        trigger: ".o_datetime_picker .o_today",
        run: "click",
    },
];

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

const step = (label, stage, ...more) => [
    {
        content: `The button says the next step: ${label}`,
        trigger: `.o_form_statusbar button:contains(${label})`,
        run: "click",
    },
    ...today("date"),
    ...more,
    {
        content: "Record it",
        trigger: ".modal button[name=action_record]",
        run: "click",
    },
    {
        content: `It has come to ${stage}`,
        trigger: `body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=${stage}]`,
    },
];

registry.category("web_tour.tours").add("recovery_court", {
    steps: () => [
        {
            content: "From the case to a court",
            trigger: "button[name=action_court]",
            run: "click",
        },
        {
            content: "Which ways are open, and why others are not",
            trigger: ".modal div[name=ways] tr:contains(Payment order):contains(Yes)",
        },
        {
            trigger: ".modal div[name=ways] tr:contains(L126-1)",
        },
        {
            trigger: ".modal div[name=court] input",
            run: "edit Angers",
        },
        {
            trigger: ".modal button[name=action_start]",
            run: "click",
        },
        {
            content: "It is prepared",
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=draft]",
        },
        ...step("Filed with the court", "filed"),
        ...step("Order made", "ordered"),
        {
            content: "Until when it is served",
            trigger: ".o_form_view div[name=service_deadline]",
        },
        ...step("Order served", "served", {
            trigger: ".modal div[name=in_person] input",
            run: "click",
        }),
        {
            content: "Until when he may oppose, with its article",
            trigger: ".o_form_view div[name=deadline_note]:contains(CPC 1416)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_insolvency", {
    steps: () => [
        {
            content: "The debtor is insolvent",
            trigger: "button[name=action_insolvency]",
            run: "click",
        },
        ...choose("kind", "Receivership"),
        ...today("judgment_date"),
        {
            trigger: ".modal div[name=court] input",
            run: "edit Angers",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "Until when the claim is declared",
            trigger: "body:not(:has(.modal)) .o_form_view div[name=declaration_deadline]",
        },
        {
            trigger: ".o_form_statusbar button[name=action_letter]",
        },
        ...step("Declared", "declared"),
    ],
});

registry.category("web_tour.tours").add("recovery_closing", {
    steps: () => [
        {
            content: "By age, before anything is booked",
            trigger: ".modal div[name=band_ids] .o_data_row:nth-child(3)",
        },
        {
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "What will be set aside, without its VAT",
            trigger: ".modal div[name=line_ids] .o_data_row td[name=target]:contains(250.00)",
        },
        {
            trigger: ".modal button[name=action_post]",
            run: "click",
        },
        {
            content: "The entries of the closing",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:nth-child(3)",
        },
    ],
});
