"""The debtor answers a statement of coming dues, for which there is no case: he is heard as in one, which opens."""

from odoo import models
from odoo.tools import html2plaintext

from ...engine import channels


class ResPartner(models.Model):
    _inherit = "res.partner"

    def message_update(self, msg_dict, update_vals=None):
        """A mail comes in by the gateway on a debtor's own thread; an answer to a notice of ours is heard."""
        # the gateway has no user with rights; the notice is found by the very mail that is answered
        notices = self.env["recovery.notice"].sudo()
        if parent := msg_dict.get("parent_id"):
            notices = notices.search([("mail_id.mail_message_id", "=", parent)])
        for notice in notices:
            debtor = notice.partner_id
            cases = self.env["recovery.case"].sudo()._open_for(notice.company_id, debtor, overdue=debtor)
            cases[debtor.id]._listen(msg_dict)
        return super().message_update(msg_dict, update_vals)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

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
