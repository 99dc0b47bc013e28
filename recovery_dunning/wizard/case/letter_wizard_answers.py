"""The letters that answer the debtor: what he has promised, confirmed; what he contests, answered point by point."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryLetterWizard(models.TransientModel):
    _inherit = "recovery.letter.wizard"

    kind = fields.Selection(
        selection_add=[("promise", "Confirmation of a promise"), ("answer", "Answer to a dispute")],
        ondelete={"promise": "cascade", "answer": "cascade"},
    )
    promise_id = fields.Many2one(
        "recovery.promise",
        compute="_compute_said",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('state', '=', 'open')]",
    )
    dispute_id = fields.Many2one(
        "recovery.dispute",
        compute="_compute_said",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('answer', '!=', False)]",
    )

    @api.depends("kind", "case_id")
    def _compute_said(self):
        """What he said last."""
        for wizard in self:
            of_debtor = [("partner_id", "=", wizard.partner_id.id), ("company_id", "=", wizard.company_id.id)]
            promises, disputes = self.env["recovery.promise"], self.env["recovery.dispute"]
            if wizard.kind == "promise":
                promises = promises.search([*of_debtor, ("state", "=", "open")], order="id desc", limit=1)
            elif wizard.kind == "answer":
                disputes = disputes.search([*of_debtor, ("answer", "!=", False)], order="id desc", limit=1)
            wizard.promise_id, wizard.dispute_id = promises, disputes

    def _check_promise(self):
        if self.promise_id.state != "open" or self._other_debtor(self.promise_id):
            raise UserError(self.env._("Choose a promise of this debtor that is open."))

    def _check_answer(self):
        if not (self.dispute_id.answer or "").strip() or self._other_debtor(self.dispute_id):
            raise UserError(self.env._("Choose a dispute of this debtor, and write the answer on it first."))

    def _other_debtor(self, said):
        return said.partner_id != self.partner_id or said.company_id != self.company_id

    def _sum(self):
        said = {"promise": self.promise_id, "answer": self.dispute_id}.get(self.kind)
        return (said.amount, said.currency_id) if said else super()._sum()
