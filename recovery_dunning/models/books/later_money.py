"""Money that comes for a debt that was written off: income, and VAT that is due again as far as it had come back."""

from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import books
from ..record.actions import dialog
from ..record.way_in import MANAGER, way_in
from .loss import LOSSES

FRENCH_RECOVERED = ("7583", "7714")  # receipts on receivables that were written off, in the charts of 2025 and before


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    later_move_ids = fields.Many2many(
        "account.move",
        relation="recovery_settlement_later_rel",
        column1="settlement_id",
        column2="move_id",
        string="Money after all",
        readonly=True,
        copy=False,
    )

    @way_in(MANAGER, "write")
    def action_later_money(self):
        """The dialog that books money that has come after all.

        :raises UserError: it is no loss that stands
        """
        self.ensure_one()
        self._check_loss()
        return dialog(self.env._("Money after all"), "recovery.later.money", default_settlement_id=self.id)

    def _check_loss(self):
        if self.state != "done" or self.kind not in LOSSES:
            raise UserError(self.env._("Nothing was written off here that money could come for."))

    def _book_later_money(self, credit):
        """Book an open credit of the debtor for this loss, as far as the loss goes; returns the entry.

        :raises UserError: it is not his, nothing of the loss is left, or the books are closed
        """
        self._check_loss()
        self._check_books_open()
        its = credit.account_type == "asset_receivable" and credit.parent_state == "posted" and credit.balance < 0
        if not its or credit.recovery_debtor_id != self.partner_id or credit.company_id != self.company_id:
            raise UserError(self.env._("Choose money that this debtor has paid, and that is open in this company."))
        if credit.currency_id != self.currency_id:
            raise UserError(self.env._("The money is in another currency than the debt: book it by hand."))
        amount = self.currency_id.round(min(-credit.amount_residual_currency, self._lost() - self._come_later()))
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Nothing of this loss is left, or the money is matched already."))
        entry = self.env["account.move"].create(self._prepare_later(credit, amount))
        entry._recovery_post()
        (credit + entry.line_ids.filtered(lambda item: item.account_id == credit.account_id)).reconcile()
        self.sudo().later_move_ids |= entry  # what only this action writes
        self._record(
            "settlement",
            lambda settlement: self.env._(
                "Money after all: %(amount)s for %(loss)s",
                amount=self.currency_id.format(amount),
                loss=settlement.display_name,
            ),
            result=self.env._("Entries: %s", entry.name),
        )
        return entry

    def _lost(self):
        """What was written off, in the currency of the debt."""
        return sum(-item.amount_currency for item in self.move_ids.line_ids if item.account_type == "asset_receivable")

    def _come_later(self):
        items = self.later_move_ids.filtered(lambda move: move.state == "posted").line_ids
        return sum(item.amount_currency for item in items if item.account_type == "asset_receivable")

    def _prepare_later(self, credit, amount):
        """Income net, and the VAT where it falls due: on the account of the tax itself."""
        taken = {tax: self._decimal(part) for tax, part, _balance in self._vat_parts()}
        again = books.vat_due_again(
            self._decimal(amount), self._decimal(self._lost()), taken, Decimal(repr(self.currency_id.rounding))
        )
        rate = credit.amount_residual / credit.amount_residual_currency  # of the day on which the money came
        vat = [self._prepare_item(self._vat_account(tax), -float(part), rate) for tax, part in again.items()]
        company = self.company_id
        owed = {
            **self._prepare_item(credit.account_id, amount, rate),
            "partner_id": credit.partner_id.id,
        }
        rest = -owed["balance"] - sum(item["balance"] for item in vat)
        income = self._prepare_item(self._recovered_account(), -amount - sum(i["amount_currency"] for i in vat), rate)
        return self._prepare_entry([owed, {**income, "balance": company.currency_id.round(rest)}, *vat])

    def _prepare_item(self, account, amount, rate):
        return {
            "name": self.env._("Money after all: %s", self.display_name),
            "account_id": account.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.currency_id.round(amount),
            "balance": self.company_id.currency_id.round(amount * rate),
        }

    def _vat_account(self, item):
        """Where VAT that was taken off falls due: the account of its tax, where it waited for a collection."""
        tax = item.tax_line_id
        lines = tax.invoice_repartition_line_ids.filtered(lambda one: one.repartition_type == "tax" and one.account_id)
        return (tax.tax_exigibility == "on_payment" and lines.account_id[:1]) or item.account_id

    def _recovered_account(self):
        """:raises UserError: the chart has none"""
        return self.company_id._recovery_account(
            self.company_id.recovery_recovered_account_id,
            FRENCH_RECOVERED,
            [("account_type", "in", ("income", "income_other"))],
            self.env._("Choose the account of money on lost debts in the recovery settings first."),
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_recovered_account_id = fields.Many2one(
        "account.account",
        string="Account of money on lost debts",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        check_company=True,
        help="Where money goes that comes for a debt that was written off; without it the account 7583 of the French "
        "chart.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_recovered_account_id = fields.Many2one(related="company_id.recovery_recovered_account_id", readonly=False)
