"""The links of a notice to the debtor's page: the signed one of a mail, the short one of an SMS."""

from datetime import timedelta

from odoo import fields, models

from ..outbox.signed_link import ShortLink

SHORT_LINK = ShortLink("recovery_dunning.sms", "page_key")


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

    # ---- the short link of an SMS -----------------------------------------------------------------------------------

    def _short_url(self):
        """The page's address in so few characters that an SMS takes it, or nothing where there is no page."""
        self.ensure_one()
        if self.env.context.get("recovery_preview") or not self.page_url:
            return self.page_url
        return f"{self.get_base_url()}/r/{self.id}/{self._short_code()}"

    def _short_code(self):
        """What opens the page: it changes when the links of the case are renewed."""
        return SHORT_LINK.code(self, self.case_id)

    def _is_opened_by(self, code):
        """Whether `code` was written for this notice, and has not expired with the other links of that day."""
        self.ensure_one()
        company = self.company_id
        if not (self.sms_number and self.case_id and company.recovery_page and self.sent_date):
            return False
        expires = self.sent_date + timedelta(days=company.recovery_page_days)
        return fields.Datetime.now() < expires and SHORT_LINK.is_code(self, self.case_id, code)
