"""What is written off or waived, with its VAT: net to the account of losses, VAT to where the invoice has it."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import books
from ..claim.interest import FRENCH

GROUNDS = [
    (books.Ground.NONE.value, "No: it stays paid"),
    (books.Ground.LIQUIDATION.value, "Yes: a judgment orders liquidation"),
    (books.Ground.PURSUITS.value, "Yes: pursuits failed, and that is proven"),
]
LOSSES = ("write_off", "waiver")
WITH_VAT = (*LOSSES, "sale")  # what of a sale the price does not bring is lost too


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    vat_ground = fields.Selection(
        GROUNDS,
        string="VAT comes back",
        required=True,
        default=books.Ground.NONE.value,
        help="VAT that was paid comes back once the debt is lost for good; lateness is not enough (CGI 272-1). VAT "
        "that falls due on collection was never due: it is taken off in any case.",
    )
    vat_amount = fields.Monetary(
        string="VAT in it",
        compute="_compute_vat_amount",
        compute_sudo=True,  # a sum, for whoever reads the amount
        help="What the loss takes off the accounts of VAT.",
    )

    @api.depends("kind", "amount", "price", "line_ids", "vat_ground", "state", "move_ids")
    def _compute_vat_amount(self):
        for settlement in self:
            counts = settlement.kind in WITH_VAT and settlement.state != "cancelled"
            parts = settlement._vat_parts() if counts else ()
            settlement.vat_amount = sum(amount for _tax, amount, _balance in parts)

    def _lose(self, amount):
        """The loss, net; the entry is no collection, so VAT that waits for one does not fall due by it.

        :raises UserError: VAT does not come back on that ground, or the books are closed
        """
        self._check_ground()
        self._check_books_open()
        lossy = self.with_context(no_cash_basis=True)
        entry = lossy._take_off(lossy._prepare_losses, amount)
        lossy._settle_waiting(entry)
        return entry

    def _prepare_losses(self, balance, amount):
        """The VAT, and the loss of the rest; `balance` in the company's currency, `amount` in that of the debt."""
        items, taken, taken_balance = [], 0.0, 0.0
        for tax, part, part_balance in self._vat_parts():
            items.append(self._prepare_vat(tax, part, part_balance))
            taken, taken_balance = taken + part, taken_balance + part_balance
        return [self._prepare_loss(balance - taken_balance, amount - taken), *items]

    def _prepare_vat(self, tax, amount, balance):
        return {
            "name": self.env._("VAT of %(loss)s: %(invoice)s", loss=self.display_name, invoice=tax.move_id.name),
            "account_id": tax.account_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "balance": balance,
        }

    def _vat_parts(self):
        """[(the tax item of an invoice, what the loss takes off it, the same in the company's currency)]"""
        lost = self._lost_parts()
        found, ground = [], books.Ground(self.vat_ground or books.Ground.NONE)
        for move, part in lost.items():
            taxes = move.line_ids.filtered(lambda item: item.tax_line_id and item.amount_currency < 0)
            waiting = {item.id: item.tax_line_id.tax_exigibility == "on_payment" for item in taxes}
            shares = books.vat_of_loss(
                self._decimal(part),
                self._decimal(move.amount_total),
                [books.Tax(item.id, self._decimal(-item.amount_currency), waiting[item.id]) for item in taxes],
                ground,
                Decimal(repr(self.currency_id.rounding)),
            )
            for item in taxes.filtered(lambda item, shares=shares: item.id in shares):
                amount = float(shares[item.id])
                balance = self.company_id.currency_id.round(item.balance * amount / item.amount_currency)
                found.append((item, amount, balance))
        return found

    def _lost_parts(self):
        """{invoice: what is lost of it}, in the currency of the debt: what will be, or what the entry has taken off."""
        lost = defaultdict(float)
        if self.move_ids:
            losses = self._loss_moves()
            for part in self.line_ids.matched_credit_ids.filtered(lambda part: part.credit_move_id.move_id in losses):
                lost[part.debit_move_id.move_id] += part.debit_amount_currency
            return lost
        amount = self.amount - self.price if self.kind == "sale" else self.amount
        for line, part in self._shares(max(amount, 0.0)):
            lost[line.move_id] += part
        return lost

    def _loss_moves(self):
        """The entries that take off what is lost; of a sale, not the one of its price."""
        if self.kind != "sale":
            return self.move_ids
        return self.move_ids.filtered(lambda move: self.buyer_id not in move.line_ids.partner_id)

    def _settle_waiting(self, entry):
        """What waited for a collection waits no more: it is matched with what takes it off."""
        taxes = self.line_ids.move_id.line_ids.filtered(
            lambda item: item.tax_line_id.tax_exigibility == "on_payment" and item.account_id.reconcile
        )
        for account, items in taxes.grouped("account_id").items():
            off = entry.line_ids.filtered(lambda item, account=account: item.account_id == account and item.balance > 0)
            (off + items.filtered(lambda item: not item.reconciled)).reconcile()

    def _check_ground(self):
        """:raises UserError: the ground is not there, or the law is another one"""
        if self.vat_ground in (False, books.Ground.NONE.value):
            return
        if self.company_id.account_fiscal_country_id.code not in FRENCH:
            raise UserError(
                self.env._(
                    "VAT of lost debts comes back by the law of the country: this is the French one. Write the debt "
                    "off without it, and book its VAT as the law of %s has it.",
                    self.company_id.account_fiscal_country_id.name or self.company_id.name,
                )
            )
        insolvency = self.partner_id.sudo().with_company(self.company_id).recovery_insolvency  # asked, not shown
        if self.vat_ground == books.Ground.LIQUIDATION.value and insolvency != "liquidation":
            raise UserError(
                self.env._(
                    "%s is not in liquidation, as far as his form says: enter the judgment there first.",
                    self.partner_id.display_name,
                )
            )

    def _check_books_open(self):
        """:raises UserError: today is in a period that is closed"""
        self.company_id._recovery_check_open(self.company_id._recovery_today())


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_check_open(self, day):
        """:raises UserError: the day is in a period that is closed"""
        if self._get_violated_lock_dates(day, True, self._recovery_journal()):
            shown = format_date(self.env, day)
            raise UserError(self.env._("The books of %s are closed: nothing is written there any more.", shown))
