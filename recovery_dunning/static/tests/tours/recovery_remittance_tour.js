/* A remittance: its file is read, a bad line is corrected by hand, and all of it is booked. */
import { registry } from "@web/core/registry";

const FILE = [
    "N° dossier;Encaissé;Honoraires HT;TVA;Net reversé",
    "A-0042;100,00;10,00;2,00;88,00",
    "A-0099;50,00;5,00;1,00;44,00",
].join("\n");

registry.category("web_tour.tours").add("recovery_remittance", {
    steps: () => [
        {
            content: "A new remittance",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Of the agency",
            trigger: "div[name=agency_id] input",
            run: "edit Recouvrement du Centre",
        },
        {
            trigger: ".ui-autocomplete a:contains(Recouvrement du Centre)",
            run: "click",
        },
        {
            content: "Its file",
            trigger: "div[name=file]",
            run() {
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([FILE], "reversement.csv", { type: "text/csv" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: "div[name=file] input[type=text]:value(reversement.csv)",
        },
        {
            content: "Read it",
            trigger: ".o_form_statusbar button[name=action_read]",
            run: "click",
        },
        {
            content: "One line is kept aside, with its reason",
            trigger: "div[name=aside_ids] .o_data_row td[name=explanation]:contains(A-0099)",
        },
        {
            content: "Say which case it is",
            trigger: "div[name=aside_ids] .o_data_row td[name=placement_id]",
            run: "click",
        },
        {
            trigger: "div[name=aside_ids] td[name=placement_id] input",
            run: "edit Dubois",
        },
        {
            trigger: ".ui-autocomplete a:contains(Recouvrement du Centre)",
            run: "click",
        },
        {
            content: "Save the correction",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Book both",
            trigger: "body:not(:has(div[name=aside_ids] .o_data_row)) .o_form_statusbar button[name=action_book]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=booked]",
        },
        {
            content: "The entries are there",
            trigger: "button[name=action_open_moves]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(REM/)",
        },
    ],
});
