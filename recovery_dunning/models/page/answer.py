"""The debtor answers: his ladder stands still, his case comes to the top, his collector gets a task. An answer to a
statement of coming dues, for which there is no case, opens one."""

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ...engine import channels
from ..record.actions import open_composer
from ..record.way_in import COLLECTOR, acting, way_in

ANSWER_DAYS = 7  # where the reason of the hold gives no other


class RecoveryCase(models.Model):
    _inherit = "recovery.case"
    _order = "answered_on DESC NULLS LAST, id desc"

    answered_on = fields.Datetime(
        string="Answer waiting since", readonly=True, copy=False, help="The debtor wrote, and nobody has answered yet."
    )

    @api.private  # the gateway calls it
    def message_update(self, msg_dict, update_vals=None):
        """A mail comes in by the gateway: a person's pauses the ladder, a machine's does not."""
        if not self._is_colleague(msg_dict) and not self.env.context.get("recovery_automatic"):
            self.sudo()._hear(msg_dict.get("subject"))  # the gateway has no user with rights
        return super().message_update(msg_dict, update_vals)

    def _is_colleague(self, msg_dict):
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        return any(not user.share for user in author.sudo().user_ids)  # who it is, for the gateway

    @acting()
    def _hear(self, subject):
        """Stop the ladders of these debtors for some days, and ask somebody to read."""
        for case in self.filtered(lambda case: case.phase != "closed"):
            case.answered_on = fields.Datetime.now()
            user = case._collector()
            if not case._answer_holds():
                self.env["recovery.hold"].create(case._prepare_answer_hold(user))
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("The debtor has answered"),
                note=subject or "",
                user_id=user.id,
            )

    def _listen(self, msg_dict):
        """An answer that was written elsewhere: it is noted here, and a person's pauses the ladder."""
        self.ensure_one()
        if self._is_colleague(msg_dict):
            return
        machine = self.env.context.get("recovery_automatic")
        self._log(
            "note" if machine else "contact",
            lambda case: msg_dict.get("subject") or case.env._("Mail"),
            direction="in",
            channel=channels.EMAIL,
            contact=msg_dict.get("email_from"),
            result=html2plaintext(msg_dict.get("body") or "") or False,
        )
        if not machine:
            self._hear(msg_dict.get("subject"))

    def _answer_holds(self):
        reason = self.env.ref("recovery_dunning.hold_reason_answer")
        return self._theirs("recovery.hold", ("reason_id", "=", reason.id), ("state", "=", "active"))

    def _prepare_answer_hold(self, user):
        reason, today = self.env.ref("recovery_dunning.hold_reason_answer"), self.company_id._recovery_today()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "reason_id": reason.id,
            "user_id": user.id,
            "date_from": today,
            "date_until": fields.Date.add(today, days=reason.days or ANSWER_DAYS),
        }

    def _compose(self, name, template=None):
        """Odoo's composer with a mail to the debtor: what a person writes there is kept in the record of the case."""
        prepared = {"default_template_id": self.env.ref(template).id, "force_email": True} if template else {}
        return open_composer(self, name, default_partner_ids=self.partner_id.ids, **prepared)

    @way_in(COLLECTOR, "write")
    def action_answered(self):
        """The answer has been dealt with: the ladder goes on, with a fresh gap."""
        self.check_access("write")
        self._answer_holds().action_end()
        self.answered_on = False

    def _message_post_after_hook(self, message, msg_values):
        """Whoever writes to the debtor from the case has answered him."""
        written = message.message_type == "comment" and not message.is_internal
        if written and message.partner_ids.filtered(lambda p: p.recovery_debtor_id == self.partner_id):
            self.answered_on = False
        return super()._message_post_after_hook(message, msg_values)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private  # the gateway calls it
    def message_update(self, msg_dict, update_vals=None):
        """A mail comes in by the gateway on a debtor's own thread; an answer to a notice of ours is heard."""
        # the gateway has no user with rights; the notice is found by the very mail that is answered
        notices = self.env["recovery.notice"].sudo()
        if parent := msg_dict.get("parent_id"):
            notices = notices.search([("mail_id.mail_message_id", "=", parent)])
        for notice in notices:
            self.env["recovery.case"].sudo()._case_of(notice.company_id, notice.partner_id)._listen(msg_dict)
        return super().message_update(msg_dict, update_vals)
