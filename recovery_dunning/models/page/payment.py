"""Paying on the debtor's page: all that is due, some invoices or a free amount, through Odoo's own online payment.

The money is imputed by Odoo when it books the payment: on the chosen invoices, the oldest first (C. civ. 1342-10).
"""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import channels

FAILED = ("cancel", "error")


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _page_values(self):
        values = super()._page_values()
        under_way = self._page_payments_under_way(values["lines"].move_id)
        return {**values, "payments": under_way, "can_pay": self._page_can_pay(values["lines"])}

    def _page_can_pay(self, lines):
        """Whether the company lets its debtors pay here, and some provider takes the currency of what is due."""
        if not self.company_id.recovery_page_pay or self.phase == "closed":
            return False
        return any(self._page_providers(currency, 0.0) for currency in lines.currency_id)

    def _page_providers(self, currency, amount, report=None):
        """The providers that take this amount from the debtor."""
        return self.env["payment.provider"]._get_compatible_providers(
            self.company_id.id, self.partner_id.id, amount, currency_id=currency.id, report=report
        )

    def _page_payments_under_way(self, moves):
        """What was paid online of these invoices, here or on Odoo's own pages, and is not booked yet."""
        Transaction = self.env["payment.transaction"]
        chosen = Domain("invoice_ids", "in", moves.ids) | Domain("recovery_line_ids.move_id", "in", moves.ids)
        return Transaction.search(chosen & Transaction._domain_under_way())

    def _page_payment(self, line_ids, amount):
        """(instalments, amount) of a payment: the whole of the chosen ones, or the amount that he wants to pay of them.

        :raises UserError: nothing is chosen, it is paid already, or the amount is not above 0 or over what is open
        """
        self._check_page("pay")
        lines = self._page_chosen(line_ids)
        currency, due = lines.currency_id, sum(lines.mapped("amount_residual_currency"))
        amount = currency.round(due if amount is None else amount)
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("The amount must be more than 0."))
        if currency.compare_amounts(amount, due) > 0:
            raise UserError(
                self.env._("The invoices that you chose come to %s: pay that, or choose more.", currency.format(due))
            )
        if self._page_payments_under_way(lines.move_id):
            raise UserError(self.env._("A payment of these invoices is on its way: you need not pay them again."))
        return lines, amount

    def _page_payment_made(self, key, method):
        """The transaction that this form has already made with this method, or none: then it is the caller's to make.
        Of two posts at the same time one makes it; after a failure the form may be handed in again."""
        Transaction = self.env["payment.transaction"]
        made = Transaction.search([("recovery_case_id", "=", self.id), ("recovery_key", "=", f"{key}/{method}")])
        failed = made.filtered(lambda tx: tx.state in FAILED)
        if self._take_post(key and f"{key}/{method}/{len(failed)}"):
            return Transaction
        if not (made - failed):
            raise UserError(self.env._("The form is not complete: open the page anew, and try again."))
        return (made - failed)[:1]

    def _prepare_page_transaction(self, lines, key, method):
        """What a transaction knows besides its amount and provider."""
        moves = lines.move_id
        whole = all(move.is_invoice() for move in moves) and self._page_lines() & moves.line_ids <= lines
        return {
            "invoice_ids": [(6, 0, moves.ids if whole else [])],
            "recovery_line_ids": [(6, 0, lines.ids)],
            "recovery_case_id": self.id,
            "recovery_key": f"{key}/{method}",
        }

    def _log_online_payment(self, transaction):
        """The payment in the record: a part payment recognises the debt (C. civ. 2240)."""
        currency, lines = transaction.currency_id, transaction.recovery_line_ids
        amount, left = currency.format(transaction.amount), sum(lines.mapped("amount_residual_currency"))
        invoices = ", ".join(lines.move_id.mapped("name"))
        self._log(
            "payment",
            lambda case: case.env._("Paid online: %(amount)s for %(invoices)s", amount=amount, invoices=invoices),
            direction="in",
            channel=channels.PORTAL,
            contact=transaction.partner_id.display_name,
            result="\n".join(
                (
                    self.env._("Reference %s", transaction.reference),
                    self.env._("Still open of these invoices: %s", currency.format(left)),
                )
            ),
        )
