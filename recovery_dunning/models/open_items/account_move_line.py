"""An instalment: the receivable item that carries the level it has reached."""

from odoo import api, fields, models

from ...engine.ladder import Move


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "recovery.dunning.mixin"]

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        readonly=True,
        copy=False,
        prefetch="recovery",
        help="The ladder on which the level was taken.",
    )
    recovery_hold_ids = fields.One2many("recovery.hold", "line_id", string="Holds")

    @api.model
    def _recovery_open_domain(self, company, debtors):
        """The open receivable items, debts and credits, of these debtors and of their contacts in `company`."""
        return [
            *(("company_id", "=", company.id), ("partner_id", "child_of", debtors.ids)),
            *(("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False)),
        ]

    @api.model
    def _recovery_owed(self, company, debtors, before=None):
        """What these debtors and their contacts owe `company`, the oldest first; `before`: what was due earlier."""
        domain = [*self._recovery_open_domain(company, debtors), ("amount_residual", ">", 0)]
        if before:
            domain.append(("date_maturity", "<", before))
        return self.search(domain, order="date_maturity, id")

    @api.depends("move_id.recovery_procedure_id", "partner_id")
    def _compute_recovery_applied_procedure(self):
        """Chosen each time anew, as the next run will."""
        open_items = self.filtered(lambda line: line.account_type == "asset_receivable" and line.id)
        choices = self.env["recovery.open.items"]._choices(open_items)
        nothing = (self.env["recovery.procedure"], False)
        for line in self:
            line.recovery_applied_procedure_id, line.recovery_procedure_reason = choices.get(line.id, nothing)

    @api.depends("date_maturity", "recovery_level_id", "recovery_date", "no_followup")
    def _compute_recovery_next(self):
        """Read from the ledger each time: what the next run would decide."""
        open_items = self.filtered(
            lambda line: line.account_type == "asset_receivable" and line.parent_state == "posted" and line.id
        )
        outlook = self.env["recovery.open.items"]._outlook(open_items)
        for line in self:
            next_level = outlook.get(line.id)
            refused = next_level is not None and not isinstance(next_level, Move)
            proposed = refused and next_level.instalment.pending  # on a notice that has not left: nothing excludes it
            line.recovery_exclusion = next_level.reason.value if refused and not proposed else False
            line.recovery_next_level_id = next_level.level.id if next_level and next_level.level else False
            if refused:
                line.recovery_next_date = next_level.on
            else:
                line.recovery_next_date = line.company_id._recovery_today() if next_level else False
