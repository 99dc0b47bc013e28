"""All that can become of an invoice: money, and whatever else takes it off the account."""

from odoo import Command

from .settlement import OutcomeStory

AMOUNT = 100.0


class EndingStory(OutcomeStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.loss = cls.company_data["default_account_expense"]
        cls.company.recovery_write_off_account_id = cls.loss
        cls.doubtful = cls.account("Doubtful customers", "416000", "asset_receivable")
        cls.elsewhere = cls.account("Held by a notary", "467100", "asset_current", reconcile=True)
        cls.discounts = cls.account("Discounts granted", "665000", "expense")
        cls.company.account_journal_early_pay_discount_loss_account_id = cls.discounts
        cls.other = cls.customer("Somebody else")

    @classmethod
    def account(cls, name, code, account_type, **values):
        values = {"reconcile": account_type == "asset_receivable", **values}
        Account = cls.env["account.account"].with_company(cls.company)
        return Account.create({"name": name, "code": code, "account_type": account_type, **values})

    def opened(self, name="Dubois"):
        """A new debtor, his invoice that was asked for, and the case of it."""
        self.debtor = self.customer(name)
        self.move = self.invoice(due="-4d", amount=AMOUNT)
        self.run_and_send()
        self.case = self.debtor.recovery_case_id
        return self.case

    def receivable(self, move):
        return self.instalments(move)[:1]

    def transfer(self, move, account, partner=None, amount=None, day="+0d"):
        """An entry that takes what is open of an invoice to `account`, matched with it; returns the item there."""
        line, amount = self.receivable(move), amount or move.amount_residual
        items = [
            {"account_id": account.id, "partner_id": (partner or move.partner_id).id, "debit": amount},
            {"account_id": line.account_id.id, "partner_id": move.partner_id.id, "credit": amount},
        ]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": self.on(day),
                "line_ids": [Command.create(values) for values in items],
            }
        )
        entry.action_post()
        (entry.line_ids.filtered("credit") + line).reconcile()
        return entry.line_ids.filtered("debit")

    def pay_with_rest(self, move, amount, account):
        """A payment of `amount`, and the rest written off to `account` in Odoo's own dialog."""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {"amount": amount, "payment_difference_handling": "reconcile", "writeoff_account_id": account.id}
        return wizard.create(values)._create_payments()

    def take_back_loss(self, loss):
        loss.move_id.button_draft()
        loss.move_id.button_cancel()

    def pay_item(self, item, amount=None):
        """Money on the bank for an item of any account, matched with it."""
        payment = self.payment_on_account(amount or item.amount_residual, debtor=item.partner_id)
        paid = payment.move_id.line_ids.filtered("credit")
        paid.account_id = item.account_id
        (paid + item).reconcile()
        return payment

    # ---- each way to end --------------------------------------------------------------------------------------------

    def end_by_money(self, move):
        self.pay(move)

    def end_by_bank_fees(self, move):
        """The bank keeps 10 of what he paid."""
        fees = self.env.ref(f"account.{self.company.id}_bank_fees_reco").line_ids.account_id
        self.pay_with_rest(move, 90, fees)

    def end_by_discount(self, move):
        self.pay_with_rest(move, 98, self.discounts)

    def end_by_credit_note(self, move):
        note = self.invoice(due="+0d", amount=AMOUNT, move_type="out_refund")
        (self.receivable(note) + self.receivable(move)).reconcile()

    def end_by_netting(self, move):
        self.transfer(move, self.company_data["default_account_payable"])

    def end_by_loss(self, move):
        return self.transfer(move, self.loss)

    def end_by_rest_written_off(self, move):
        self.pay_with_rest(move, 1, self.loss)

    def end_by_waiver(self, move):
        self.settle(move, kind="waiver")

    def end_by_sale(self, move):
        self.settle(move, kind="sale", buyer_id=self.other.id)

    def end_by_another_debtor(self, move):
        self.transfer(move, self.receivable(move).account_id, partner=self.other)

    def end_by_another_account(self, move):
        self.transfer(move, self.elsewhere)

    def end_by_doubtful(self, move):
        self.transfer(move, self.doubtful)

    def end_by_cancelling(self, move):
        move.button_draft()
        move.button_cancel()

    def end_by_draft(self, move):
        move.button_draft()

    def end_by_later_date(self, move):
        self.receivable(move).date_maturity = self.on("+60d")

    def ways(self):
        return {name.removeprefix("end_by_"): getattr(self, name) for name in dir(self) if name.startswith("end_by_")}
