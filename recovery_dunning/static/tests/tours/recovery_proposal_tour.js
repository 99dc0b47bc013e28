/* A proposal changed by the accountant: an invoice without a mail address is mended, a message is looked at and sent to
   somebody else, an invoice is taken out; then all is approved, sent, and taken back. */
import { registry } from "@web/core/registry";

const openRun = [
    {
        content: "Open the run of the day",
        trigger: ".o_list_view .o_data_row td[name=date]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("recovery_mend_exception", {
    steps: () => [
        ...openRun,
        {
            content: "Look at what was left out",
            trigger: ".o_notebook a[name=exceptions]",
            run: "click",
        },
        {
            content: "Nobody to write to: the button says what to do",
            trigger: "div[name=exception_ids] .o_data_row:contains(Sans adresse) button[name=action_add_mail]",
            run: "click",
        },
        {
            trigger: ".modal div[name=email] input",
            run: "edit compta@sans-adresse.example.com",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Propose again",
            trigger: "body:not(:has(.modal)) .o_form_statusbar button[name=action_propose]",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=notices]",
            run: "click",
        },
        {
            content: "Now a message is proposed",
            trigger: "div[name=notice_ids] .o_data_row:contains(Sans adresse)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_edit_proposal", {
    steps: () => [
        ...openRun,
        {
            content: "Look at the message as it will leave",
            trigger: "div[name=notice_ids] .o_data_row:contains(Dubois) button[name=action_preview]",
            run: "click",
        },
        {
            trigger: ".modal div[name=subject]:contains(reminder)",
        },
        {
            trigger: ".modal iframe",
        },
        {
            trigger: ".modal .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "Change it",
            trigger:
                "body:not(:has(.modal)) div[name=notice_ids] .o_data_row:contains(Dubois) button[name=action_edit]",
            run: "click",
        },
        {
            content: "Leave one invoice out",
            trigger: ".modal div[name=line_ids] .o_data_row:first td[name=take_out]",
            run: "click",
        },
        {
            trigger: ".modal div[name=line_ids] .o_data_row:first td[name=take_out] input",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] input",
            run: "edit Goods on their way back",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "What is left is asked for",
            trigger:
                "body:not(:has(.modal)) div[name=notice_ids] .o_data_row:contains(Dubois) td[name=amount_due]:contains(50.00)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".o_form_statusbar button[name=action_ask_to_send]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]",
        },
        {
            content: "The exception says why",
            trigger: ".o_notebook a[name=exceptions]",
            run: "click",
        },
        {
            trigger: "div[name=exception_ids] .o_data_row:contains(Goods on their way back)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_undo", {
    steps: () => [
        ...openRun,
        {
            trigger: ".o_form_statusbar button[name=action_ask_to_undo]",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] input",
            run: "edit The bank statement came late",
        },
        {
            content: "Tell the debtors",
            trigger: ".modal div[name=send_correction] input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_undo]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=undone]",
        },
    ],
});
