"""The mails of an agreement: who gets them, who signs them, and how they leave: by the outbox, from the case, with what
they said kept in its record."""

from odoo import api, fields, models

from ...engine import channels
from ..outbox.outgoing_mail import CannotLeave
from ..record.exhibit import prepare_document


class RecoveryArrangement(models.AbstractModel):
    _inherit = "recovery.arrangement"

    # what the mail templates quote
    contact_id = fields.Many2one("res.partner", string="Written to", compute="_compute_correspondents")
    collector_id = fields.Many2one("res.users", compute="_compute_correspondents")
    email_from = fields.Char(compute="_compute_correspondents")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_correspondents")
    page_url = fields.Char(compute="_compute_page_url", help="A signed link to the debtor's page, where there is one.")

    @api.depends("partner_id.email", "partner_id.active", "partner_id.child_ids.email", "company_id", "line_ids")
    def _compute_correspondents(self):
        """Whom a notice of a courteous tone would be mailed to now (rule 13), the collector, the account to pay on."""
        self.env.flush_all()  # the query reads tables
        for company, arrangements in self.grouped("company_id").items():
            debtors = arrangements.partner_id._origin
            found = self.env["recovery.open.items"]._correspondents(company, debtors.ids)
            for arrangement in arrangements:
                line = arrangement.line_ids._origin[:1]
                address = line.move_id.partner_id or line.partner_id
                arrangement.contact_id = found.mailed(arrangement.partner_id._origin.id, address.id)
                arrangement.collector_id = arrangement._collector()
                arrangement.email_from = arrangement._sender_address()
                arrangement.bank_id = company._recovery_pay_to(arrangement.currency_id, arrangement.line_ids.move_id)

    def _letter_lang(self):
        return self.contact_id.lang or self.partner_id.lang or super()._letter_lang()

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

    def _mail(self, template, kind, attachments=None, insist=False):
        """Write to the debtor with the template of that name in this module, and keep what was written; returns the
        mail, or none if nobody can be written to, or there is nothing to say. It leaves with the outbox, so a crash
        sends nothing twice.

        :raises CannotLeave: there is nothing to say, and somebody insists
        """
        self.ensure_one()
        # the text is ours, and who may make an agreement may confirm it; nobody sees more than the debtor gets
        agreement = self.sudo()
        agreement.invalidate_recordset(["contact_id", "collector_id", "email_from", "bank_id"])  # chosen as it leaves
        if not agreement.contact_id:
            return agreement.env["mail.mail"]
        case = agreement._case()
        documents = attachments or agreement.env["ir.attachment"]
        template = agreement.env.ref(f"recovery_dunning.{template}")
        try:
            mail, kept = agreement._put_out({template: agreement}, {agreement: documents})[agreement]
        except CannotLeave as error:
            if insist:
                raise
            case.with_env(self.env).sudo()._log("failure", lambda case, reason=str(error): reason)
            return agreement.env["mail.mail"]
        self.env["recovery.case"].browse(case.id).with_env(self.env).sudo()._log(  # the author stays himself
            kind,
            lambda case: mail.subject,
            direction="out",
            channel=channels.EMAIL,
            contact=agreement.contact_id.email_formatted,
            attachment_ids=[(6, 0, (kept | documents).ids)],
        )
        return mail

    def _print(self, report, name):
        """This report in the language of whom it goes to, as a document of the case."""
        self.ensure_one()
        # who may make an agreement may print it
        reports = self.env["ir.actions.report"].sudo().with_context(lang=self._letter_lang())
        content, _kind = reports._render_qweb_pdf(report, self.ids)
        case = self._case()
        return case.env["ir.attachment"].create(prepare_document(case, f"{name}.pdf", content))
