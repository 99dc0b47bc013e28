"""The way from a notice to the debtor's page, where he can answer by himself."""

from odoo import fields, models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    page_url = fields.Char(compute="_compute_page_url", help="A signed link to the debtor's page, where there is one.")

    def _compute_page_url(self):
        """A preview shows where the link will be: it is signed once the notice leaves, for its case."""
        for notice in self:
            # the link goes to the debtor of the notice, whoever sends it
            case, shown = notice.case_id.sudo(), notice.company_id.recovery_page
            if self.env.context.get("recovery_preview"):
                shown = shown and (case or notice.level_id.phase != "preventive" or notice.level_id.activity_type_id)
                notice.page_url = f"{notice.get_base_url()}/my/recovery" if shown else False
            else:
                notice.page_url = case._page_url() if case and shown else False
