"""What debtors have paid online and Odoo has not booked yet: it is asked for no more."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

UNDER_WAY_DAYS = 15  # for how long a payment that does not conclude is waited for: a direct debit takes its time
PAID_LATER = ("none", "custom")  # providers whose payment is a promise of a transfer, no money yet


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _online_payments(self, company):
        """The transactions `tx` of invoices that are authorised, pending, or about to be booked, as the source of a
        query: those of `payment.transaction._domain_under_way`."""
        return SQL(
            """(SELECT t.id, t.xmin, t.ctid, t.partner_id, t.currency_id, t.amount
                  FROM payment_transaction t JOIN payment_provider provider ON provider.id = t.provider_id
                 WHERE t.company_id = %s AND t.payment_id IS NULL AND t.last_state_change >= %s
                   AND (t.state IN ('pending', 'authorized') AND provider.code NOT IN %s
                        OR t.state = 'done' AND t.is_post_processed IS NOT TRUE)
                   AND (t.recovery_case_id IS NOT NULL
                        OR EXISTS (SELECT FROM account_invoice_transaction_rel rel WHERE rel.transaction_id = t.id))
               ) tx""",
            company.id,
            fields.Datetime.now() - timedelta(days=UNDER_WAY_DAYS),
            PAID_LATER,
        )
