/* The debtor on his own page, and the accountant who gets what he did. The same on a desk and on a telephone. */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const inDays = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
const open = (action) => ({
    trigger: `details:has(form[action*="/${action}?"]) summary`,
    run: "click",
});
const send = (action) => ({
    trigger: `form[action*="/${action}?"] button[type=submit]`,
    run: "click",
    expectUnloadPage: true,
});

// the first letter of a name brings the field for the signature, in which the others are drawn
const writeName = (name) => [
    { trigger: ".o_web_sign_name_and_signature input", run: `edit ${name[0]}` },
    { trigger: ".o_web_sign_signature" },
    { trigger: ".o_web_sign_name_and_signature input", run: `edit ${name}` },
];

tours.add("recovery_page_promise", {
    steps: () => [
        { content: "What is due", trigger: ".o_recovery_line:contains(60.00)" },
        open("promise"),
        { trigger: "#promise_date", run: ({ anchor }) => (anchor.value = inDays(5)) },
        { trigger: "#promise_amount", run: "edit 60.00" },
        send("promise"),
        { trigger: ".o_recovery_done:contains(noted the day)" },
    ],
});

tours.add("recovery_page_dispute", {
    steps: () => [
        open("dispute"),
        { trigger: "#dispute_type", run: "selectByIndex 1" },
        { trigger: "#dispute_amount", run: "edit 999" },
        { trigger: "#dispute_claim", run: "edit The table top is cracked." },
        send("dispute"),
        { content: "Too much: a sentence, and the words are still there", trigger: ".o_recovery_error" },
        {
            trigger: "#dispute_claim:value(The table top is cracked.)",
        },
        { trigger: "#dispute_amount", run: "edit 30" },
        send("dispute"),
        { trigger: ".o_recovery_done:contains(point by point)" },
    ],
});

const attach = ({ anchor }) => {
    const files = new DataTransfer();
    const content = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF";
    files.items.add(new File([content], "transfer.pdf", { type: "application/pdf" }));
    anchor.files = files.files;
};

tours.add("recovery_page_proof", {
    steps: () => [
        open("proof"),
        { trigger: "#proof_file", run: attach },
        { trigger: "#proof_note", run: "edit Transfer of Monday" },
        send("proof"),
        { trigger: ".o_recovery_done:contains(look at your proof)" },
    ],
});

tours.add("recovery_page_waiver", {
    steps: () => [
        { trigger: ".o_recovery_to_sign", run: "click", expectUnloadPage: true },
        { trigger: ".o_recovery_page:contains(concerns this amount alone)" },
        { trigger: "#sign_capacity", run: "edit Managing director" },
        { trigger: "form[action*='/waiver/'] button[type=submit]", run: "click", expectUnloadPage: true },
        ...writeName("Paul Dubois"),
        { trigger: ".o_portal_sign_submit:enabled", run: "click", expectUnloadPage: true },
        { trigger: ".o_recovery_done:contains(the waiver is signed)" },
    ],
});

tours.add("recovery_page_plan", {
    steps: () => [
        open("plan"),
        { trigger: "#plan_down_payment", run: "edit 20" },
        { trigger: "#plan_months", run: "edit 2" },
        send("plan"),
        { trigger: ".o_recovery_done:contains(your request)" },
    ],
});

tours.add("recovery_page_sign", {
    steps: () => [
        { trigger: ".o_recovery_to_sign", run: "click", expectUnloadPage: true },
        { content: "Nothing is filled in for him", trigger: "#plan_words:value()" },
        { trigger: "#plan_words", run: "edit one hundred" },
        { trigger: "#plan_figures", run: "edit 100.00" },
        { content: "Nor is his office", trigger: "#sign_capacity:value()" },
        { trigger: "#sign_capacity", run: "edit Managing director" },
        {
            trigger: "form[action*=acknowledge] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        ...writeName("Paul Dubois"),
        { trigger: ".o_portal_sign_submit:enabled", run: "click", expectUnloadPage: true },
        { trigger: ".o_recovery_done:contains(is signed)" },
    ],
});

const payWithDemo = [
    { content: "What it costs", trigger: ".o_recovery_to_pay" },
    { trigger: "#customer_input", run: "edit 4242 4242 4242 4242" },
    {
        trigger: "button[name=o_payment_submit_button]:enabled",
        run: "click",
        expectUnloadPage: true,
    },
    { content: "Odoo books it", trigger: "div[name=o_payment_status]", expectUnloadPage: true },
];

tours.add("recovery_page_pay", {
    steps: () => [
        { content: "One button, for all", trigger: ".o_recovery_pay_whole:contains(100.00)" },
        { trigger: "details:has(#pay_amount) summary", run: "click" },
        { trigger: "#pay_amount:visible", run: "edit 70,00" },
        {
            trigger: "form[action*='/pay?'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_recovery_to_pay:contains(70.00)" },
        ...payWithDemo,
        { trigger: ".o_recovery_done:contains(received your payment)" },
        { content: "What is left", trigger: ".o_recovery_done:contains(30.00)" },
        {
            content: "The rest, by the one button",
            trigger: ".o_recovery_pay_whole:contains(30.00)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_recovery_to_pay:contains(30.00)" },
        ...payWithDemo,
        { trigger: ".alert-success:contains(Nothing is due)" },
    ],
});

tours.add("recovery_dialogue_accountant", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=partner_id]", run: "click" },
        { content: "In his own words", trigger: "div[name=claim]:contains(cracked)" },
        { trigger: "div[name=answer] textarea", run: "edit 1. We replace it." },
        { trigger: "button[name=action_send_answer]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Answered)" },
        { trigger: "button[name=action_credit]", run: "click" },
        { trigger: ".modal div[name=reason] textarea", run: "edit Cracked" },
        { trigger: ".modal button[name=action_settle]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains(Closed)" },
        { trigger: "div[name=credit_note_id]" },
    ],
});

tours.add("recovery_dialogue_propose", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=partner_id]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Draft)" },
        { content: "What he asked for", trigger: "div[name=schedule_ids] .o_data_row:eq(2)" },
        { trigger: "button[name=action_send_proposal]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Proposed)" },
    ],
});

tours.add("recovery_dialogue_signed", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Active) td[name=partner_id]", run: "click" },
        { trigger: ".o_notebook a[name=signature]", run: "click" },
        { content: "In his own words", trigger: "div[name=acknowledged_words]:contains(one hundred)" },
        { trigger: "div[name=signed_by]:contains(Paul Dubois)" },
    ],
});

tours.add("recovery_dialogue_refuse_proof", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=partner_id]", run: "click" },
        { content: "The task, and his file", trigger: ".o-mail-Activity:contains(Proof of payment to check)" },
        { trigger: ".alert:contains(says that he has paid)" },
        { trigger: "button[name=action_refuse_proof]", run: "click" },
        { content: "What he is told", trigger: ".modal .o_field_html:contains(a document of your bank)" },
        { trigger: ".modal button[name=action_send_mail]:contains(Send):enabled", run: "click" },
        { trigger: "body:not(:has(button[name=action_refuse_proof])) .o_form_view" },
    ],
});

tours.add("recovery_dialogue_accept_proof", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Dubois) td[name=partner_id]", run: "click" },
        { trigger: "button[name=action_accept_proof]", run: "click" },
        { trigger: "body:not(:has(button[name=action_accept_proof])) .o_form_view" },
    ],
});
