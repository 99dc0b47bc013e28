"""Proof of payment: the debtor hands it in on his page, his invoices are held for some days, and a collector accepts or
refuses it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import channels
from ..record.way_in import COLLECTOR, way_in

PROOF_TASK = "recovery_dunning.activity_type_proof"
PROOF_REASON = "recovery_dunning.hold_reason_proof"
PROOF_AGAIN_DAYS = 30  # a second proof within these is read, and puts nothing off


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    has_proof = fields.Boolean(
        string="Proof of payment to check", compute="_compute_has_proof", help="The debtor handed in that he has paid."
    )

    @api.depends("activity_ids.activity_type_id", "activity_ids.active")
    def _compute_has_proof(self):
        kind = self.env.ref(PROOF_TASK)
        for case in self:
            case.has_proof = kind in case.activity_ids.activity_type_id

    def _page_proof(self, line_ids, files, note):
        """The debtor shows that he has paid: a task for whoever keeps the account, and some days without a notice.

        :raises UserError: there is no file, or one that is not taken
        """
        self._check_page("proof")
        lines = self._page_chosen(line_ids)
        attachments = self._page_attachments(files, self.env._("Proof of payment"))
        if not attachments:
            raise UserError(self.env._("Choose the file that shows your payment: a PDF or an image."))
        invoices = ", ".join(lines.move_id.mapped("name"))
        self._log(
            "contact",
            lambda case: case.env._("Proof of payment handed in: %s", invoices),
            direction="in",
            channel=channels.PORTAL,
            contact=self.partner_id.display_name,
            result=self._page_text(note) or False,
            attachment_ids=[(6, 0, attachments.ids)],
        )
        task = (
            self._as_the_firm()
            .with_context(mail_activity_quick_update=True)
            .activity_schedule(
                PROOF_TASK,
                date_deadline=self.company_id._recovery_today(),
                summary=self.env._("Proof of payment to check: %s", invoices),
                user_id=self._collector().id,
            )
        )
        task.attachment_ids = attachments
        self._hold_for_proof(lines)
        return attachments

    def _hold_for_proof(self, lines):
        """Keep notices back for some days; a debtor cannot put them off for ever with a proof a week."""
        days, today = self.company_id.recovery_proof_days, self.company_id._recovery_today()
        since = fields.Date.subtract(today, days=PROOF_AGAIN_DAYS)
        held = self._proof_holds(("date_from", ">", since)).move_id
        if days:
            self.env["recovery.hold"].create(
                [
                    {
                        "move_id": move.id,
                        "company_id": self.company_id.id,
                        "reason_id": self.env.ref(PROOF_REASON).id,
                        "user_id": self._collector().id,
                        "date_from": today,
                        "date_until": fields.Date.add(today, days=days),
                    }
                    for move in lines.move_id - held
                ]
            )

    def _proof_holds(self, condition):
        """The holds of this debtor that a proof of payment made."""
        return self._theirs("recovery.hold", ("reason_id", "=", self.env.ref(PROOF_REASON).id), condition)

    @way_in(COLLECTOR, "write")
    def action_accept_proof(self):
        """It shows the payment: notices wait until the money has arrived, for the days of the hold."""
        self._answer_proof(self.env._("Proof of payment accepted"))

    @way_in(COLLECTOR, "write")
    def action_refuse_proof(self):
        """It shows no payment: notices wait no longer, and the debtor is told what is missing, in words that whoever
        refuses can make his own."""
        for case in self:
            case._proof_holds(("state", "=", "active")).action_end()
        self._answer_proof(self.env._("Proof of payment refused"))
        if len(self) == 1 and self.partner_id._recovery_has_mail():
            return self._compose(self.env._("Tell the debtor"), "recovery_dunning.mail_template_proof_refused")
        return None

    def _answer_proof(self, answer):
        self.check_access("write")
        for case in self.filtered("has_proof"):
            case.activity_feedback([PROOF_TASK], feedback=answer)
            case._log("contact", lambda case: answer)
