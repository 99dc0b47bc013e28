/* The post of the day: the letters of a run in one PDF; then what the post office says of a registered letter. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_print_batch", {
    steps: () => [
        {
            content: "Open the run",
            trigger: ".o_list_view .o_data_row:first td[name=date]",
            run: "click",
        },
        {
            content: "Its letter is counted",
            trigger: ".o_form_view div[name=letter_count]:contains(1)",
        },
        {
            content: "It can be printed", // the print itself leaves the page
            trigger: ".o_form_statusbar button[name=action_print_letters]",
        },
    ],
});

/** The creditor's day, wherever the browser is. */
function onToday(name) {
    const today = luxon.DateTime.now().setZone("Europe/Paris").toFormat("MM/dd/yyyy");
    return [
        {
            trigger: `.modal div[name=${name}] input, .modal div[name=${name}] button`,
            run: "click",
        },
        {
            trigger: `.modal div[name=${name}] input`,
            run: `edit ${today} && press Tab`,
        },
    ];
}

registry.category("web_tour.tours").add("recovery_registered", {
    steps: () => [
        {
            content: "Unfold the level",
            trigger: ".o_list_view .o_data_row:contains(Recommandé) td[name=partner_id]",
            run: "click",
        },
        {
            content: "Follow the registered letter",
            trigger: ".o_form_statusbar button[name=action_track]",
            run: "click",
        },
        {
            trigger: ".modal div[name=registered_number] input",
            run: "edit 1A 123 456",
        },
        ...onToday("posted_date"),
        ...onToday("presented_date"),
        {
            content: "The post says that it was refused",
            trigger: ".modal div[name=delivery] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Refused)",
            run: "click",
        },
        {
            content: "Record it",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The number is on the notice",
            trigger: "body:not(:has(.modal)) .o_form_view div[name=registered_number]:contains(1A123456)",
        },
        {
            content: "What became of it, too",
            trigger: ".o_form_view div[name=delivery]:contains(Refused)",
        },
    ],
});
