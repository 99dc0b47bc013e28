"""Messages of the life cycle as a collector has them: files from a platform, one, many or a ZIP."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...models.record.actions import open_list
from ...models.record.way_in import COLLECTOR, way_in


class RecoveryLifecycleUpload(models.TransientModel):
    _name = "recovery.lifecycle.upload"
    _description = "Life-Cycle Messages"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)

    @way_in(COLLECTOR, "write")
    def action_import(self):
        """Take the files, and show what came of them.

        :raises UserError: no file was chosen, or the company is not the user's
        """
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your own companies."))
        if not self.attachment_ids:
            raise UserError(self.env._("Choose the files first."))
        files = ((one.name, one.raw or b"") for one in self.attachment_ids.with_context(bin_size=False))
        rows = self.env["recovery.lifecycle"]._import_files(files, self.company_id)
        return open_list(self.env, "action_recovery_lifecycle", [("id", "in", rows.ids)], search_default_aside=False)
