"""What a company sets once for its recovery: the default procedure and the collector."""

from odoo import fields, models
from odoo.tools import SQL, format_date


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Default procedure",
        domain="[('company_id', 'in', (False, id))]",
        help="For debtors to whom no other procedure applies.",
    )
    recovery_user_id = fields.Many2one(
        "res.users",
        string="Default collector",
        domain="[('share', '=', False)]",
        help="Follows the debtors who have no collector of their own, and signs what they get.",
    )

    recovery_window_id = fields.Many2one(
        "recovery.window",
        string="Sending window",
        help="When messages may leave by themselves. Without one: Monday to Friday, 9 to 19 h, no public holiday.",
    )
    recovery_bank_days = fields.Integer(
        string="Days without a bank statement",
        help="Nothing is sent while the last statement line of a bank journal is older than this; 0 does not look.",
    )

    _recovery_bank_days_positive = models.Constraint(
        "CHECK (recovery_bank_days >= 0)", "The days without a bank statement cannot be negative."
    )

    def _recovery_stale_bank(self, today):
        """A sentence if a bank journal in use has had no statement line for too long, otherwise None: what looks
        unpaid may have been paid."""
        self.ensure_one()
        if not self.recovery_bank_days:
            return None
        rows = self.env.execute_query(
            SQL(
                """SELECT j.id, MAX(m.date) FROM account_bank_statement_line st
                     JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
                     JOIN account_journal j ON j.id = m.journal_id AND j.type = 'bank' AND j.active
                    WHERE st.company_id = %s GROUP BY j.id HAVING MAX(m.date) < %s ORDER BY 2 LIMIT 1""",
                self.id,
                fields.Date.subtract(today, days=self.recovery_bank_days),
            )
        )
        if not rows:
            return None
        journal_id, last = rows[0]
        return self.env._(
            "The last bank statement of “%(journal)s” is of %(day)s, more than %(days)s days ago: what looks unpaid "
            "may have been paid. Import the statements of the bank, then send again.",
            journal=self.env["account.journal"].sudo().browse(journal_id).name,  # the name of a journal of the company
            day=format_date(self.env, last),
            days=self.recovery_bank_days,
        )

    def _recovery_today(self):
        """Today in the time zone of the company, otherwise of the user."""
        return fields.Date.context_today(self.with_context(tz=self._recovery_zone()))

    def _recovery_zone(self):
        self.ensure_one()
        return self.partner_id.tz or self.env.user.tz or self.env.context.get("tz") or "UTC"
