"""The satisfaction call: a task to call the customer some days after an invoice, once for each."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..record.way_in import acting

LATEST_DAYS = 30  # older invoices are left alone: the calls may just have been turned on
CALLS_A_DAY = 500  # planned in one night, the oldest first


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_satisfaction_date = fields.Date(
        string="Satisfaction call planned on", readonly=True, copy=False, prefetch="recovery"
    )

    @api.model
    @acting()
    def _cron_plan_satisfaction_calls(self):
        """Every day: one call for each invoice that is as old as its company wants, once for each invoice."""
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        for company in everything.env["res.company"].search([("recovery_satisfaction_days", ">", 0)]):
            everything.with_company(company)._plan_satisfaction_calls(company)
            self.env["recovery.run"]._commit_progress(1)

    def _plan_satisfaction_calls(self, company):
        today = company._recovery_today()
        last = today - timedelta(days=company.recovery_satisfaction_days)
        domain = Domain(
            [
                *(("company_id", "=", company.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted")),
                *(("invoice_date", "<=", last), ("invoice_date", ">", last - timedelta(days=LATEST_DAYS))),
                *(("amount_total_signed", ">=", company.recovery_satisfaction_amount),),
                *(("recovery_satisfaction_date", "=", False), ("payment_state", "!=", "reversed")),
            ]
        )
        moves = self.search(domain, order="invoice_date, id", limit=CALLS_A_DAY)
        if not moves:
            return
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [move._prepare_satisfaction_call(today) for move in moves]
        )
        # past the ledger's own checks, for this column is ours and changes no accounting
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE account_move SET recovery_satisfaction_date = %s WHERE id IN %s", today, tuple(moves.ids))
        )
        moves.invalidate_recordset(["recovery_satisfaction_date"])

    def _prepare_satisfaction_call(self, today):
        """The salesperson knows the customer best, otherwise his collector calls."""
        debtor = self.recovery_debtor_id.with_company(self.company_id)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "summary": self.env._("Satisfaction call: all received, nothing to object?"),
            "date_deadline": today,
            "user_id": self.company_id._recovery_in_charge(self.invoice_user_id, debtor.recovery_user_id).id,
        }
