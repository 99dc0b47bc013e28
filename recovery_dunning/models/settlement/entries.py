"""The entries of settlements: a credit note with its taxes, or an entry that takes the debt off the account."""

from odoo import models
from odoo.exceptions import UserError

from .settlement import FRENCH_WRITE_OFF


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    # ---- credit note --------------------------------------------------------------------------------------------

    def _make_credit_note(self):
        """A posted credit note for each invoice, reconciled with it."""
        notes, shares = self.env["account.move"], self._shares()
        for move in self.env["account.move"].union(*(line.move_id for line, _part in shares)):
            its_shares = [(line, part) for line, part in shares if line.move_id == move]
            notes |= self._credit(move, its_shares)
        return notes

    def _credit(self, move, shares):
        if move.move_type != "out_invoice":
            raise UserError(
                self.env._("%s is no invoice: it cannot be credited, but it can be waived or written off.", move.name)
            )
        amount = self.currency_id.round(sum(part for _line, part in shares))
        note = move._reverse_moves([self._prepare_credit_note(move)])
        if self.currency_id.compare_amounts(amount, move.amount_total):
            self._reduce(note, amount / move.amount_total)
            self._round_off(note, amount)
        note._recovery_post()
        credits = note.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        for instalment, _part in shares:
            left = credits.filtered(lambda item: not item.reconciled)
            if left and not instalment.reconciled:
                (left + instalment).reconcile()
        return note

    def _prepare_credit_note(self, move):
        today = self.company_id._recovery_today()
        return {
            "ref": self.env._("%(invoice)s: %(reason)s", invoice=move.name, reason=self.reason.splitlines()[0][:80]),
            "invoice_date": today,
            "date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "auto_post": "no",
        }

    def _reduce(self, note, ratio):
        """Each line in the same proportion: the taxes follow."""
        products = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        note.write({"invoice_line_ids": [(1, line.id, {"price_unit": line.price_unit * ratio}) for line in products]})

    def _round_off(self, note, amount):
        """A cent that the proportion leaves is on a line of its own, without tax."""
        missing = self.currency_id.round(amount - note.amount_total)
        if missing:
            account = note.invoice_line_ids.account_id[:1]
            line = {"name": self.env._("Rounding"), "price_unit": missing, "account_id": account.id, "tax_ids": False}
            note.write({"invoice_line_ids": [(0, 0, line)]})

    # ---- waiver, write-off, sale --------------------------------------------------------------------------------

    def _make_waiver(self):
        return self._lose(self.amount)

    _make_write_off = _make_waiver

    def _lose(self, amount):
        """The entry that takes off an amount which is lost."""
        return self._take_off(lambda balance, its: [self._prepare_loss(balance, its)], amount)

    def _make_sale(self):
        """What the price does not bring is lost; the buyer owes the price. An entry each.

        :raises UserError: nobody buys it, the debtor does, or for more than it is
        """
        self._check_sale()
        moves = self.env["account.move"]
        if self.currency_id.compare_amounts(self.price, self.amount) < 0:
            moves |= self._lose(self.amount - self.price)
        if self.price:
            moves |= self._take_off(lambda balance, _amount: [self._prepare_bought(balance)], self.price)
        return moves

    def _check_sale(self):
        """:raises UserError: nobody buys it, the debtor does, or for more than it is"""
        if not self.buyer_id:
            raise UserError(self.env._("Choose who buys the debt."))
        if self.buyer_id.commercial_partner_id == self.partner_id:
            raise UserError(self.env._("The debtor does not buy his own debt: that would be a waiver."))
        if self.currency_id.compare_amounts(self.price, self.amount) > 0:
            raise UserError(self.env._("The price is more than the debt that is sold: correct one of them."))

    def _prepare_bought(self, balance):
        """What the buyer owes."""
        buyer = self.buyer_id.with_company(self.company_id)
        return {
            "name": self.env._("Sale of the debt of %s", self.partner_id.display_name),
            "account_id": buyer.property_account_receivable_id.id,
            "partner_id": buyer.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.price,
            "balance": balance,
        }

    def _prepare_loss(self, balance, amount):
        return {
            "name": self.display_name,
            "account_id": self._loss_account().id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.currency_id.round(amount),
            "balance": self.company_id.currency_id.round(balance),
        }

    def _take_off(self, prepare_others, amount=None):
        """A posted entry that credits each instalment, reconciled with it: of the whole amount, or of a part of it.
        `prepare_others` gives the other side."""
        amount = self.amount if amount is None else amount
        credits, shares = [], self._shares(amount)
        for line, part in shares:
            whole = self.currency_id.compare_amounts(part, line.amount_residual_currency) == 0
            share = 1.0 if whole else part / line.amount_residual_currency
            credits.append(
                {
                    "name": f"{self.display_name} – {line.move_id.name}",
                    "account_id": line.account_id.id,
                    "partner_id": line.partner_id.id,
                    "currency_id": self.currency_id.id,
                    "amount_currency": -part,
                    "balance": -self.company_id.currency_id.round(line.amount_residual * share),
                }
            )
        balance = -sum(values["balance"] for values in credits)
        others = prepare_others(balance, amount)
        move = self.env["account.move"].create(self._prepare_entry([*credits, *others]))
        move._recovery_post()
        for (line, _part), credit in zip(shares, move.line_ids[: len(credits)], strict=True):
            (line + credit).reconcile()
        return move

    def _prepare_entry(self, lines):
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.company_id._recovery_journal().id,
            "date": self.company_id._recovery_today(),
            "ref": self.display_name,
            "line_ids": [(0, 0, {**values, "sequence": number}) for number, values in enumerate(lines, 1)],
        }

    def _loss_account(self):
        """The account of the settings, otherwise that of the French chart.

        :raises UserError: there is neither
        """
        return self.company_id._recovery_account(
            self.company_id.recovery_write_off_account_id,
            FRENCH_WRITE_OFF,
            [("account_type", "like", "expense")],
            self.env._("Choose the account of write-offs in the recovery settings first."),
        )
