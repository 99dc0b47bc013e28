"""A correction: debtors who got a mail that was undone are asked to disregard it."""

from odoo import models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _send_correction(self):
        """Ask the debtors of undone notices that were mailed, each in his language, to disregard the mail.

        The message is threaded on the case and goes into its record.
        """
        mailed = self.filtered(lambda notice: notice.state == "undone" and notice.sudo().mail_id.state == "sent")
        template = self.env.ref("recovery_dunning.mail_template_correction")
        if not mailed:
            return
        # only managers undo; the outbox is the superuser's
        mails = template.sudo().send_mail_batch(
            mailed.ids,
            email_values={"auto_delete": False, "is_internal": False},
            email_layout_xmlid="recovery_dunning.mail_layout",
        )
        for notice, mail in zip(mailed, mails, strict=True):
            thread = notice.case_id or notice.partner_id
            mail.write({"model": thread._name, "res_id": thread.id})
            notice.case_id._log(
                "correction",
                lambda case, mail=mail: mail.subject,
                direction="out",
                channel="email",
                contact=notice.contact_id.email_formatted,
                result=notice.display_name,
            )
        mails._recovery_send_after_commit()
