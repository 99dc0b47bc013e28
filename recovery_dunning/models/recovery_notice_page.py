"""The way from a notice to the debtor's page, where he can answer by himself."""

from odoo import fields, models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    page_url = fields.Char(compute="_compute_page_url", help="A signed link to the debtor's page, where there is one.")

    def _compute_page_url(self):
        for notice in self:
            # the link goes to the debtor of the notice, whoever sends it
            case = notice.case_id.sudo()
            notice.page_url = case._page_url() if case and notice.company_id.recovery_page else False
