/* Two clicks: an invoice is held from its own form. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_hold", {
    steps: () => [
        {
            content: "Open the invoice",
            trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_statusbar button[name=action_recovery_hold]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_hold]",
            run: "click",
        },
        {
            content: "The invoice says why it is left in peace",
            trigger: "body:not(:has(.modal)) .o_notebook a[name=recovery]",
            run: "click",
        },
        {
            trigger: "div[name=recovery_exclusion]:contains(On hold)",
        },
    ],
});
