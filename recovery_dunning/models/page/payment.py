"""Paying on the debtor's page: all that is due, some invoices or a free amount, through Odoo's own online payment.

The money is imputed by Odoo when it books the payment: on the chosen invoices, the oldest first (C. civ. 1342-10).
"""

from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import channels
from ..open_items.sources import PAID_LATER, UNDER_WAY_DAYS

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
        return any(self._page_providers(currency, 0.0) for currency in self._page_payable(lines).currency_id)

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
        lines = self._page_chosen_to_pay(line_ids)
        if self._page_payments_under_way(lines.move_id):
            raise UserError(self.env._("A payment of these invoices is on its way: you need not pay them again."))
        currency, due = lines.currency_id, lines._recovery_left()
        if currency.compare_amounts(due, 0) <= 0:
            raise UserError(self.env._("Money of yours covers these invoices already: you need not pay them again."))
        amount = currency.round(due if amount is None else amount)
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("The amount must be more than 0."))
        if currency.compare_amounts(amount, due) > 0:
            raise UserError(
                self.env._("The invoices that you chose come to %s: pay that, or choose more.", currency.format(due))
            )
        return lines, amount

    def _page_whole(self, currency_name):
        """All that is asked for now in a currency (`Due`): the instalments, and what is claimed besides.

        :raises UserError: nothing is, or a payment of it is on its way
        """
        self._check_page("pay")
        due = next((its for its in self._page_dues() if its.figure.currency.name == currency_name), None)
        if not due or not due.payable or due.figure.currency.compare_amounts(due.total, 0) <= 0:
            raise UserError(self.env._("Nothing is to be paid now: thank you."))
        self._check_payable(due.payable)
        if self._page_payments_under_way(due.payable.move_id):
            raise UserError(self.env._("A payment of these invoices is on its way: you need not pay them again."))
        return due

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

    def _prepare_page_transaction(self, lines, key, method, claims=0.0):
        """What a transaction knows besides its amount and provider; `claims`: what of it is no invoice yet."""
        moves = lines.move_id
        whole = all(move.is_invoice() for move in moves) and self._page_lines() & moves.line_ids <= lines
        return {
            "invoice_ids": [(6, 0, moves.ids if whole else [])],
            "recovery_line_ids": [(6, 0, lines.ids)],
            "recovery_case_id": self.id,
            "recovery_key": f"{key}/{method}",
            "recovery_claims": claims,
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


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    recovery_case_id = fields.Many2one(
        "recovery.case", readonly=True, index="btree_not_null", ondelete="set null", help="On whose page it was made."
    )
    recovery_line_ids = fields.Many2many(
        "account.move.line",
        relation="recovery_transaction_line_rel",
        column1="transaction_id",
        column2="line_id",
        string="Instalments",
        readonly=True,
        help="What the debtor chose to pay.",
    )
    recovery_claims = fields.Monetary(
        readonly=True, help="What of it pays interest, indemnities and costs, which are invoiced as it is booked."
    )
    recovery_key = fields.Char(readonly=True, help="Of the form it was made with: handed in twice, it pays once.")

    def _domain_under_way(self):
        """What was paid online and has no entry yet: authorised, pending, or about to be booked."""
        since = fields.Datetime.now() - timedelta(days=UNDER_WAY_DAYS)
        waiting = Domain("state", "in", ("pending", "authorized")) & Domain("provider_code", "not in", PAID_LATER)
        booked_soon = Domain("state", "=", "done") & Domain("is_post_processed", "=", False)
        return (waiting | booked_soon) & Domain("payment_id", "=", False) & Domain("last_state_change", ">=", since)

    def _create_payment(self, **extra_create_values):
        """Where the debtor chose whole invoices, Odoo matches them with the payment. One instalment of several, or an
        entry that is no invoice (an opening balance), is matched here, the oldest first."""
        lines = self.recovery_line_ids
        if not lines or self.invoice_ids:
            return super()._create_payment(**extra_create_values)
        chosen = {"invoice_ids": [(6, 0, lines.move_id.ids)], "destination_account_id": lines.account_id[:1].id}
        payment = super()._create_payment(**{**chosen, **extra_create_values})
        (payment.move_id.line_ids + lines).filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        ).reconcile()
        return payment

    def _recovery_invoice_claims(self):
        """The invoices of the claims that this payment pays too, made just before it is booked. What stands against it
        becomes a task, and the money stays on account."""
        case = self.recovery_case_id.sudo().with_user(SUPERUSER_ID)  # Odoo's own work, whoever pays
        claims = case._open_claims().filtered(lambda claim: claim.currency_id == self.currency_id)
        try:
            with self.env.cr.savepoint():
                return claims.with_company(case.company_id)._invoice()
        except UserError as error:
            claims._ask_to_invoice(case.company_id, case.partner_id, str(error))
            return self.env["account.move"]

    def _recovery_match(self, invoices):
        """What is left of this payment goes on the invoices of the claims."""
        if not invoices:
            return
        account = self.payment_id.destination_account_id
        entries = self.payment_id.move_id.line_ids | invoices.sudo().line_ids  # both made for this payment
        entries.filtered(lambda line: line.account_id == account and not line.reconciled).reconcile()

    def _post_process(self):
        """Once Odoo has booked the payment and matched it with the invoices, the record of the case says so."""
        fresh = self.filtered(lambda tx: tx.state == "done" and tx.recovery_case_id and not tx.is_post_processed)
        invoices = {tx: tx._recovery_invoice_claims() for tx in fresh.filtered("recovery_claims")}
        result = super()._post_process()
        for tx in fresh.filtered("payment_id"):
            tx._recovery_match(invoices.get(tx))
            tx.recovery_case_id.sudo()._log_online_payment(tx)  # whoever books it, the record of the case says so
        return result
