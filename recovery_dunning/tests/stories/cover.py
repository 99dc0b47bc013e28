"""Money from every source that the stories know."""

from odoo import Command

from .arrangement import ArrangementStory

ASKED = 100.0
PAID = 40.0


class CoverStory(ArrangementStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.env.ref("base.USD")
        cls.home = cls.company.currency_id
        cls.abroad = cls.setup_other_currency("CHF", rates=[("2016-01-01", 2.0)])  # 2 francs for 1 of ours

    def case(self, debtor=None):
        return self.env["recovery.case"].search(
            [("partner_id", "=", (debtor or self.debtor).id), ("phase", "!=", "closed")]
        )

    def without_entry(self):
        """Payments are followed until the bank has them, without an entry of their own: what Odoo does where an add-on
        says that an invoice is `in_payment`."""
        self.patch(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda move: "in_payment")
        journals = self.env["account.journal"].search([("company_id", "=", self.company.id)])
        ways = journals.inbound_payment_method_line_ids | journals.outbound_payment_method_line_ids
        ways.payment_account_id = False

    def line_of_the_bank(self, amount=PAID, label="/", **values):
        line = self.bank_line(amount, label)
        line.write(values)
        return line

    # ---- each source ------------------------------------------------------------------------------------------------

    def money_from_credit_note(self, move):
        self.invoice(due="-2d", amount=PAID, move_type="out_refund")

    def money_from_payment_on_account(self, move):
        self.payment_on_account(PAID)

    def money_from_payment_without_entry(self, move):
        self.without_entry()
        self.assertFalse(self.pay(move, PAID).move_id)

    def money_from_payment_online(self, move):
        provider = self.env["payment.provider"].create({"name": "Trial", "state": "test", "code": "none"})
        provider._write({"code": "demo"})
        method = self.env["payment.method"].search([], limit=1) or self.env["payment.method"].create(
            {"name": "Card", "code": "card"}
        )
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"online {move.name}",
                "amount": PAID,
                "currency_id": move.currency_id.id,
                "partner_id": self.debtor.id,
                "state": "pending",
                "last_state_change": self.env.cr.now(),
                "recovery_case_id": self.case().id,
                "recovery_line_ids": [Command.set(self.instalments(move).ids)],
            }
        )
        self.env["payment.transaction"].flush_model()

    def money_from_bank_by_customer(self, move):
        self.bank_line(PAID, debtor=self.debtor)

    def money_from_bank_by_number(self, move):
        self.bank_line(PAID, f"VIR SEPA {move.name} MERCI")

    def money_from_bank_by_other_reference(self, move):
        self.line_of_the_bank(ref=f"REF {move.name}")

    def money_from_bank_by_narration(self, move):
        self.line_of_the_bank(narration=f"<p>facture {move.name}</p>")

    def money_from_bank_by_details(self, move):
        self.line_of_the_bank(transaction_details={"remittance": {"unstructured": [f"Invoice {move.name}"]}})

    def money_from_bank_by_account(self, move):
        self.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": self.debtor.id}
        )
        self.line_of_the_bank(account_number="FR7630006000011234567890189")

    def money_from_bank_by_name(self, move):
        self.line_of_the_bank(partner_name=self.debtor.name.upper())

    def sources(self):
        return {
            name.removeprefix("money_from_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("money_from_")
        }
