"""The mail address to which a platform sends copies of its messages: what is attached is taken as if it were
uploaded."""

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...engine.lifecycle.archive import LARGEST_ARCHIVE
from ..record.way_in import MANAGER, way_in


class RecoveryLifecycleMailbox(models.Model):
    _name = "recovery.lifecycle.mailbox"
    _description = "Mailbox of the E-Invoice's Life Cycle"
    _inherit = ["mail.thread"]

    name = fields.Char(string="Address before the @", required=True)
    alias_id = fields.Many2one("mail.alias", string="Address", readonly=True, copy=False, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    senders = fields.Char(
        required=True,
        tracking=True,
        help="The addresses of the platform, or its domains (@platform.example.com), with commas between. What others "
        "send is kept and not taken.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Every mail to its address belongs to this one mailbox."""
        mailboxes = super().create(vals_list)
        model_id = self.env["ir.model"]._get_id(self._name)
        for mailbox in mailboxes:
            # an address of the system, which a manager of the recovery gives
            mailbox.sudo().alias_id = (
                mailbox.env["mail.alias"]
                .sudo()
                .create(
                    {
                        "alias_name": mailbox.name,
                        "alias_model_id": model_id,
                        "alias_force_thread_id": mailbox.id,
                        "alias_domain_id": mailbox.company_id.alias_domain_id.id,
                    }
                )
            )
        return mailboxes

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self.sudo().alias_id.alias_name = vals["name"]  # as above
        return result

    def unlink(self):
        aliases = self.sudo().alias_id  # as above
        result = super().unlink()
        aliases.unlink()
        return result

    @way_in(MANAGER, "write")  # the gateway itself is above rights
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
