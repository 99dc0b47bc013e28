"""The mail address to which a platform sends copies of its messages: what is attached is taken as if it were
uploaded."""

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...engine.lifecycle.archive import LARGEST_ARCHIVE


class RecoveryLifecycleMailbox(models.Model):
    _name = "recovery.lifecycle.mailbox"
    _description = "Mailbox of the E-Invoice's Life Cycle"
    _inherit = ["mail.thread", "mail.alias.mixin"]
    _rec_name = "alias_name"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    senders = fields.Char(
        required=True,
        tracking=True,
        help="The addresses of the platform, or its domains (@platform.example.com), with commas between. What others "
        "send is kept and not taken.",
    )

    def _alias_get_creation_values(self):
        """Every mail belongs to this one mailbox."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._name)
        if self.id:
            values["alias_force_thread_id"] = self.id
        return values

    def message_update(self, msg_dict, update_vals=None):
        """Take the attachments of a mail that came from the platform."""
        for mailbox in self:
            if mailbox._is_sender(msg_dict.get("email_from")):
                files = [(one.fname, one.content) for one in msg_dict.get("attachments") or ()]
                # the gateway has no user with rights; the mailbox names its company
                self.env["recovery.lifecycle"].sudo()._import_files(
                    [(name, self._as_bytes(content)) for name, content in files], mailbox.company_id, source="mail"
                )
        return super().message_update(msg_dict, update_vals=update_vals)

    @api.model
    def _as_bytes(self, content):
        """What was attached; the gateway gives the text of a text."""
        content = content.encode() if isinstance(content, str) else content or b""
        return content[: LARGEST_ARCHIVE + 1]  # one more than is taken: it will be refused as too large

    def _is_sender(self, email_from):
        """Whether the mail names one of the senders as its author."""
        self.ensure_one()
        address = email_normalize(email_from or "") or ""
        allowed = [one.strip().lower() for one in (self.senders or "").split(",") if one.strip()]
        return any(address == one or (one.startswith("@") and address.endswith(one)) for one in allowed)
