/* The life cycle of e-invoices: a ZIP is dropped, what matches nothing is matched; a status is written down by hand. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_lifecycle_zip", {
    steps: () => [
        {
            trigger: ".o_control_panel button[name=action_recovery_lifecycle_upload]",
            run: "click",
        },
        {
            content: "The ZIP of the platform",
            trigger: ".modal div[name=attachment_ids]",
            async run() {
                const answer = await fetch("/web/content/recovery_dunning.lifecycle_tour_zip");
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([await answer.blob()], "statuts.zip", { type: "application/zip" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".modal div[name=attachment_ids] .o_attachment:contains(statuts)",
        },
        {
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "One message has led to a dispute",
            trigger: ".o_data_row:contains(207 In dispute) td[name=follow_up]:contains(Dispute on)",
        },
        {
            content: "one matches no invoice",
            trigger: ".o_data_row:contains(F-OLD-7) td[name=problem]:contains(No posted invoice)",
        },
        {
            trigger: ".o_data_row:contains(F-OLD-7) button[name=action_match]",
            run: "click",
        },
        {
            trigger: ".modal div[name=move_id] input",
            run: "edit 00002",
        },
        {
            trigger: ".ui-autocomplete a:contains(00002)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_match]",
            run: "click",
        },
        {
            content: "It is followed now",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(F-OLD-7) td[name=follow_up]:contains(Held)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_lifecycle_by_hand", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Dubois) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view a[name=recovery]",
            run: "click",
        },
        {
            trigger: "button[name=action_recovery_lifecycle_manual]",
            run: "click",
        },
        {
            trigger: ".modal div[name=status_id] input",
            run: "edit 205",
        },
        {
            trigger: ".ui-autocomplete a:contains(205 Approved)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_write_down]",
            run: "click",
        },
        {
            content: "A dot in the line",
            trigger: "body:not(:has(.modal)) .o_recovery_dots li:contains(205 Approved)",
        },
    ],
});
