"""When an instalment lapses, and why."""

from odoo import fields, models

COLLECTOR = "recovery_dunning.group_recovery_user"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_limitation_date = fields.Date(
        string="Lapses on",
        compute="_compute_recovery_limitation",
        groups=COLLECTOR,
        help="The last day on which it can be claimed in court.",
    )
    recovery_limitation_reason = fields.Char(
        string="Why on this day", compute="_compute_recovery_limitation", groups=COLLECTOR
    )

    def _compute_recovery_limitation(self):
        """Read from the ledger each time: payments and acts move it."""
        owed = self.filtered(lambda line: line.id and line.account_type == "asset_receivable" and line.balance > 0)
        found = self.env["recovery.limitation"]._of(owed)
        for line in self:
            its = found.get(line)
            line.recovery_limitation_date = its and its.last
            line.recovery_limitation_reason = its and self.env["recovery.limitation"]._text(its)
