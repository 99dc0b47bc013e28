"""An online payment that a debtor makes on his page: which case and which form it came from, and its place in the
record."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..open_items.sources import PAID_LATER, UNDER_WAY_DAYS


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

    def _post_process(self):
        """Once Odoo has booked the payment and matched it with the invoices, the record of the case says so."""
        fresh = self.filtered(lambda tx: tx.state == "done" and tx.recovery_case_id and not tx.is_post_processed)
        result = super()._post_process()
        for tx in fresh.filtered("payment_id"):
            tx.recovery_case_id.sudo()._log_online_payment(tx)  # whoever books it, the record of the case says so
        return result
