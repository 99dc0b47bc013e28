"""A correction: debtors who got a mail that was undone are asked to disregard it."""

from odoo import models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _send_correction(self):
        """Ask the debtors of undone notices that were mailed, each in his language, to disregard the mail.

        The message is threaded on the case and goes into its record.
        """
        # whether it left, which whoever undoes may know
        mailed = self.filtered(lambda notice: notice.state == "undone" and notice.sudo().mail_id.state == "sent")
        template = self.env.ref("recovery_dunning.mail_template_correction")
        if not mailed:
            return
        mailed = mailed.sudo()  # only managers undo; the outbox is the superuser's
        rendered = mailed._render_mails({template: mailed})
        nothing = self.env["ir.attachment"]
        mails = mailed.env["mail.mail"].create(
            [notice._prepare_mail(rendered[notice.id], nothing) for notice in mailed]
        )
        frozen = mailed.env["ir.attachment"].create(
            [notice._prepare_frozen(mail, notice) for notice, mail in zip(mailed, mails, strict=True)]
        )
        for notice, mail, document in zip(mailed, mails, frozen, strict=True):
            notice.document_ids += document
            notice.case_id.with_env(self.env)._log(
                "correction",
                lambda case, mail=mail: mail.subject,
                direction="out",
                channel="email",
                contact=notice.contact_id.email_formatted,
                result=notice.display_name,
                attachment_ids=[(6, 0, document.ids)],
            )
        mails._recovery_send_after_commit()
