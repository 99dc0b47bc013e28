/* The debtor file: what is missing, a number that is mistyped, and the same once it is right. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_debtor_file", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=recovery_file]",
            run: "click",
        },
        {
            content: "What is missing is listed",
            trigger: "div[name=recovery_missing] li:contains(SIREN or SIRET number)",
        },
        {
            trigger: ".tab-pane.active div[name=company_registry] input",
            run: "edit 732829321 && press Tab",
        },
        {
            content: "A mistyped number is found as it is typed",
            trigger: "div[name=recovery_missing] li:contains(check digit)",
        },
        {
            trigger: ".tab-pane.active div[name=company_registry] input",
            run: "edit 73282932000074 && press Tab",
        },
        {
            trigger: "div[name=recovery_siren]:contains(732829320)",
        },
        {
            trigger: ".tab-pane.active div[name=recovery_legal_form] input",
            run: "edit SARL && press Tab",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible",
        },
    ],
});
