"""What is written about a placement: the mails to the agency, of a payment that came to us or a recall; and the letter
that tells the debtor whom he deals with from now on. Each is kept in the record of the case."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..record.actions import download
from ..record.way_in import COLLECTOR, way_in


class RecoveryPlacement(models.Model):
    _name = "recovery.placement"
    _inherit = ["recovery.placement", "recovery.outgoing.mail"]

    notice_letter_id = fields.Many2one(
        "ir.attachment", string="Letter to the debtor", readonly=True, copy=False, ondelete="restrict"
    )
    # what the mail templates quote
    contact_id = fields.Many2one("res.partner", string="Written to", compute="_compute_correspondents")
    collector_id = fields.Many2one("res.users", compute="_compute_correspondents")
    email_from = fields.Char(compute="_compute_correspondents")

    @api.depends("agency_id.email", "case_id.user_id", "company_id")
    def _compute_correspondents(self):
        for placement in self:
            user = placement.company_id._recovery_collector(placement.case_id.user_id)
            placement.contact_id = placement.agency_id.filtered(lambda agency: agency._recovery_has_mail())
            placement.collector_id = user
            placement.email_from = placement._sender_address()

    def _thread(self):
        return self

    def _keeper(self):
        return self.case_id

    def _write_to_agency(self, template):
        """Write to the agency of each placement with the template of that name in this module; returns the mails. An
        agency without a mail address becomes a task."""
        # the text is ours, and goes to the agency that has the case; the mails leave with the outbox
        reached = self.sudo().filtered("contact_id")
        (self - reached)._tell_collectors(self.env._("Tell the agency: it has no mail address"))
        if not reached:
            return reached.env["mail.mail"]
        out = reached._put_out({reached.env.ref(f"recovery_dunning.{template}"): reached})
        self.env["recovery.event"].sudo().create(  # the author stays himself
            [
                {
                    "case_id": placement.case_id.id,
                    "kind": "agency",
                    "summary": mail.subject,
                    "contact": placement.contact_id.email_formatted,
                    "attachment_ids": [(6, 0, document.ids)],
                }
                for placement, (mail, document) in out.items()
            ]
        )
        return reached.env["mail.mail"].union(*(mail for mail, _document in out.values()))

    def _advices_to_tell(self):
        """The payments that the agency is not told of yet."""
        return self.advice_ids.filtered(lambda advice: advice.state == "to_tell").sorted("date")

    @way_in(COLLECTOR, "read")
    def action_tell_agency(self):
        """Tell the agencies, a mail for each case, of the payments that came to us since (CPCE R124-5 mirrored).

        :raises UserError: there is nothing to tell, or an agency has no mail address
        """
        self.check_access("read")
        placements = self.filtered("to_tell_count")
        if not placements:
            raise UserError(self.env._("There is no payment that the agency is not told of already."))
        if unreached := placements.filtered(lambda placement: not placement.contact_id):
            agency = unreached[0].agency_id.display_name
            raise UserError(self.env._("%s has no mail address: enter it, or tell the agency by telephone.", agency))
        placements._tell_agencies()

    def _tell_agencies(self):
        placements = self.filtered("contact_id")
        advices = placements.advice_ids.filtered(lambda advice: advice.state == "to_tell")
        placements._write_to_agency("mail_template_agency_payment")
        advices.sudo()._told()  # whoever follows the case tells the agency

    # ---- to the debtor ---------------------------------------------------------------------------------------------

    def _write_notices(self):
        """The letter to each debtor, once, frozen in the record of his case."""
        untold = self.filtered(lambda p: p.handoff_id.notify_debtors and not p.notice_letter_id)
        letters = self.env["recovery.letter.maker"]._of(
            [{"case_id": p.case_id.id, "kind": "agency", "agency_id": p.agency_id.id, "date": p.date} for p in untold]
        )
        for placement, letter in zip(untold, letters._freeze(), strict=True):
            placement.notice_letter_id = letter


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    notify_debtors = fields.Boolean(
        string="Letter to the debtors", help="Tells each of them which agency his file is entrusted to, and on what."
    )
    notice_count = fields.Integer(string="Letters", compute="_compute_notice_count")

    def _compute_notice_count(self):
        for handoff in self:
            handoff.notice_count = len(handoff.placement_ids.notice_letter_id)

    @way_in(COLLECTOR, "read")
    def action_print_notices(self):
        """The letters to the debtors in one PDF, as they were frozen.

        :raises UserError: there is none
        """
        self.ensure_one()
        letters = self.placement_ids.notice_letter_id
        if not letters:
            raise UserError(self.env._("There is no letter to print in this handoff."))
        title = self.env._("Letters")
        name = f"{title}-{self.name}.pdf"
        printed = self._attach(name, merge_pdf([letter.raw for letter in letters]))
        return download(printed)
