"""The dialog that makes the copy of what is held on a debtor, for the debtor."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.record.actions import dialog
from ...models.record.way_in import MANAGER, way_in


class RecoveryCopyWizard(models.TransientModel):
    _name = "recovery.copy.wizard"
    _description = "Copy of What Is Held on a Debtor, for Him"

    partner_id = fields.Many2one("res.partner", string="Debtor", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    note_ids = fields.Many2many(
        "recovery.note",
        string="Private notes that go with it",
        compute="_compute_note_ids",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id)]",
        help="Those that may be handed on. What is left out is counted on the page, with the article.",
    )
    identified = fields.Boolean(
        string="It is he who asks", help="You have made sure of it (GDPR 12 (6)): the copy goes to nobody else."
    )
    name = fields.Char(readonly=True)
    content = fields.Binary(readonly=True, attachment=False)  # gone with the dialog

    @api.depends("partner_id", "company_id")
    def _compute_note_ids(self):
        for wizard in self:
            theirs = [("partner_id", "=", wizard.partner_id.id), ("company_id", "=", wizard.company_id.id)]
            wizard.note_ids = self.env["recovery.note"].search([*theirs, ("hand_on", "=", True)])

    @way_in(MANAGER, "write")
    def action_make(self):
        """Make it, write so into the record, and download it.

        :raises UserError: nobody has made sure who asks
        """
        self.ensure_one()
        if not self.identified:
            raise UserError(self.env._("Make sure first that it is the debtor who asks: the copy goes to nobody else."))
        debtor = self.partner_id.recovery_debtor_id
        notes = self.note_ids.filtered(lambda note: note.partner_id == debtor and note.company_id == self.company_id)
        content = self.env["recovery.debtor.copy"]._make(debtor, self.company_id, notes)
        name = self.env._("Copy for %s", debtor.display_name).replace("/", "-") + ".zip"
        self.write({"name": name, "content": base64.b64encode(content)})
        of_this = f"model={self._name}&id={self.id}&field=content&filename_field=name&download=true"
        return {"type": "ir.actions.act_url", "url": f"/web/content?{of_this}", "target": "download"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @way_in(MANAGER, "read")
    def action_recovery_copy(self):
        """The dialog that makes the copy that the debtor asks for."""
        self.ensure_one()
        debtor = self.recovery_debtor_id.id
        return dialog(self.env._("Copy for the debtor"), "recovery.copy.wizard", default_partner_id=debtor)
