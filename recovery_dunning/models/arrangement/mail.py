"""The mails of an agreement: who gets them, who signs them, and how they leave: by the outbox, from the case, with what
they said kept in its record."""

from odoo import api, fields, models

from ...engine import channels


class RecoveryArrangement(models.AbstractModel):
    _inherit = "recovery.arrangement"

    # what the mail templates quote
    contact_id = fields.Many2one("res.partner", string="Written to", compute="_compute_correspondents")
    collector_id = fields.Many2one("res.users", compute="_compute_correspondents")
    email_from = fields.Char(compute="_compute_correspondents")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_correspondents")
    page_url = fields.Char(compute="_compute_page_url", help="A signed link to the debtor's page, where there is one.")

    @api.depends("partner_id.email", "partner_id.child_ids.email", "company_id")
    def _compute_correspondents(self):
        """The invoice address that has a mail address, otherwise the debtor; the collector, and the company's bank."""
        for arrangement in self:
            company, debtor = arrangement.company_id, arrangement.partner_id
            addresses = debtor.child_ids.filtered(lambda child: child.type == "invoice") | debtor
            arrangement.contact_id = (addresses - debtor).filtered("email").sorted("id")[:1] or debtor.filtered("email")
            arrangement.collector_id = arrangement._collector()
            user = arrangement.collector_id or self.env.user
            arrangement.email_from = user.email_formatted or company.email_formatted
            arrangement.bank_id = company.partner_id.bank_ids[:1]

    def _compute_page_url(self):
        for arrangement in self:
            arrangement.page_url = arrangement._case()._page_url() if arrangement.company_id.recovery_page else False

    def _collector(self):
        """Who follows the debtor; nobody where nobody was named."""
        self.ensure_one()
        debtor = self.partner_id.with_company(self.company_id)
        return self.company_id._recovery_collector(debtor.recovery_user_id)

    def _thread(self):
        return self._case()

    _keeper = _thread

    def _case(self):
        """The open case of the debtor, which opens where there is none."""
        self.ensure_one()
        # whoever listens to the debtor opens his case
        return self.env["recovery.case"].sudo()._case_of(self.company_id, self.partner_id)

    def _mail(self, template, kind, attachments=None):
        """Write to the debtor with the template of that name in this module, and keep what was written; returns the
        mail, or none if nobody can be written to. It leaves with the outbox, so a crash sends nothing twice."""
        self.ensure_one()
        # the text is ours, and who may make an agreement may confirm it; nobody sees more than the debtor gets
        agreement = self.sudo()
        if not agreement.contact_id:
            return agreement.env["mail.mail"]
        case = agreement._case()
        documents = attachments or agreement.env["ir.attachment"]
        template = agreement.env.ref(f"recovery_dunning.{template}")
        mail, kept = agreement._put_out({template: agreement}, {agreement: documents})[agreement]
        self.env["recovery.case"].browse(case.id).with_env(self.env).sudo()._log(  # the author stays himself
            kind,
            lambda case: mail.subject,
            direction="out",
            channel=channels.EMAIL,
            contact=agreement.contact_id.email_formatted,
            attachment_ids=[(6, 0, (kept | documents).ids)],
        )
        return mail
