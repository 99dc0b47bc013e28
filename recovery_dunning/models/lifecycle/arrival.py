"""An e-invoice that was submitted, and of whose arrival no platform has said a word: somebody asks, before anybody is
dunned for what he may never have got."""

from odoo import api, fields, models
from odoo.tools import format_date

SUBMITTED = ("200", "201")


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_arrival_days = fields.Integer(
        string="Days until an e-invoice has arrived",
        default=5,
        help="After so many days without a word of its arrival (202, 203) somebody is asked to look; 0 asks nobody.",
    )
    _recovery_arrival_positive = models.Constraint(
        "CHECK (recovery_arrival_days >= 0)", "The days until an e-invoice has arrived cannot be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_arrival_days = fields.Integer(related="company_id.recovery_arrival_days", readonly=False)


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    @api.model
    def _ask_for_arrival(self, company):
        """A task for each invoice that was submitted and has no word of its arrival. An invoice of which no platform
        has told anything is none of these: consumers and foreign customers have no life cycle.

        :returns: {}, for nothing has to be left
        """
        days = company.recovery_arrival_days
        if not days:
            return {}
        before = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        submitted = [("company_id", "=", company.id), ("code", "in", SUBMITTED), ("state", "=", "kept")]
        # of the many that have arrived or are paid, none is read
        silent = [("move_id.move_type", "=", "out_invoice"), ("move_id.state", "=", "posted")]
        silent += [("move_id.recovery_lifecycle", "=", False), ("move_id.payment_state", "in", ("not_paid", "partial"))]
        old = [("counts", "=", True), ("status_date", "<", before)]
        rows = self.sudo().search([*submitted, *silent, *old], order="id")
        first = self.browse().concat(*(its[:1] for its in rows.grouped("move_id").values()))
        first.with_company(company)._ask()
        return {}

    def _ask(self):
        """The tasks, and why beside the messages."""
        others = self.search([("move_id", "in", self.move_id.ids), ("code", "in", SUBMITTED), ("task_id", "!=", False)])
        rows = self.filtered(lambda row: row.move_id not in others.move_id)
        cases = self.env["recovery.case"]._open_for(self.env.company, rows.partner_id, overdue=rows.partner_id)
        text = self.env._("No word of its arrival: ask the platform, or send a readable duplicate")
        tasks = self.env["recovery.case"]._assign(
            [
                {
                    "case": cases[row.partner_id.id],
                    "user": row._in_charge(),
                    "summary": f"{text} ({row.move_id.name})",
                    "note": self.env._(
                        "Submitted on %s; neither received (202) nor made available (203) since.", row._day()
                    ),
                    "deadline": None,
                }
                for row in rows
            ]
        )
        for row, task in zip(rows, tasks, strict=True):
            today = format_date(self.env, self.env.company._recovery_today())
            row._done(self.env._("Asked on %s whether it has arrived.", today), task_id=task.id)

    def _end_questions(self):
        """Of what has arrived nobody asks any more."""
        over = self.filtered(lambda row: row.code in SUBMITTED and row.task_id and row.move_id.recovery_lifecycle)
        over.task_id.action_feedback(self.env._("A later status has settled it."))
