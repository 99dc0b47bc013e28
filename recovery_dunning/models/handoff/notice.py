"""The letter that tells a debtor whom he deals with from now on; those of a handoff are printed together."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    notify_debtors = fields.Boolean(
        string="Letter to the debtors", help="Tells each of them which agency his file is entrusted to, and on what."
    )
    notice_count = fields.Integer(string="Letters", compute="_compute_notice_count")

    def _compute_notice_count(self):
        for handoff in self:
            handoff.notice_count = len(handoff.placement_ids.notice_letter_id)

    def action_print_notices(self):
        """The letters to the debtors in one PDF, as they were frozen.

        :raises UserError: there is none
        """
        self.ensure_one()
        letters = self.placement_ids.notice_letter_id
        if not letters:
            raise UserError(self.env._("There is no letter to print in this handoff."))
        name = f"{self.env._('Letters')}-{self.name}.pdf".replace("/", "-")
        values = {"name": name, "res_model": self._name, "res_id": self.id, "mimetype": "application/pdf"}
        printed = self.env["ir.attachment"].create({**values, "raw": merge_pdf([letter.raw for letter in letters])})
        return {"type": "ir.actions.act_url", "url": f"/web/content/{printed.id}?download=true"}


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    notice_letter_id = fields.Many2one(
        "ir.attachment", string="Letter to the debtor", readonly=True, copy=False, ondelete="restrict"
    )

    def _write_notices(self):
        """The letter to each debtor, once, frozen in the record of his case."""
        untold = self.filtered(lambda p: p.handoff_id.notify_debtors and not p.notice_letter_id)
        wizards = self.env["recovery.letter.wizard"].create(
            [{"case_id": p.case_id.id, "kind": "agency", "agency_id": p.agency_id.id, "date": p.date} for p in untold]
        )
        for placement, letter in zip(untold, wizards._freeze(), strict=True):
            placement.notice_letter_id = letter
