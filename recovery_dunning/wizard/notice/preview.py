"""A preview: the message of a notice as it would leave now. Nothing of it is kept but this paper."""

from odoo import fields, models


class RecoveryNoticePreview(models.TransientModel):
    _name = "recovery.notice.preview"
    _description = "Preview of a Notice"

    notice_id = fields.Many2one("recovery.notice", required=True, readonly=True, ondelete="cascade")
    email_from = fields.Char(string="Sender", readonly=True)
    email_to = fields.Char(string="Recipient", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)  # our own rendering, shown as it would leave
    attachments = fields.Char(readonly=True)
