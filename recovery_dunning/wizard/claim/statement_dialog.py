"""The statement of account in a dialog, opened from invoices, claims and cases, and printed from there."""

from odoo import api, models
from odoo.exceptions import UserError

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryStatement(models.TransientModel):
    _inherit = "recovery.statement"

    @api.depends("partner_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._("Statement of %s", statement.partner_id.name)

    @api.model
    def _action_explain(self, lines, day=None, taken_off=None, **values):
        """The dialog that explains what is owed on instalments of one debtor, as of `day`, today by default;
        `taken_off` and `values` as `_make` takes them.

        :raises UserError: there is no instalment to explain, a rate is missing, or the day of a judgment
        """
        lines = lines.filtered(lambda line: line.account_type == "asset_receivable" and line.amount_currency > 0)
        if not lines:
            raise UserError(self.env._("There is no invoice to explain here."))
        self.env["recovery.interest"]._check_judgments(lines)
        company = lines.company_id[:1]
        day, debtor = day or company._recovery_today(), lines.recovery_debtor_id[:1]
        statement = self._make(company, debtor, lines, day, taken_off, **values)
        statement._invoices()  # a missing rate is said now, not in the middle of a page
        return {**statement._get_records_action(target="new"), "name": self.env._("Explain")}

    @way_in(COLLECTOR, "write")
    def action_print(self):
        """The same on paper."""
        return self.env.ref("recovery_dunning.action_report_statement").report_action(self, config=False)
