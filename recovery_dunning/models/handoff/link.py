"""How a handoff reaches the agency: a signed link that expires, where each download is written down; a mail that brings
the link, and no personal data."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..outbox.signed_link import SignedLink
from ..record.actions import open_composer
from ..record.way_in import MANAGER, READER, way_in

LINK = SignedLink("recovery_dunning.handoff", "link_key")
LINK_DAYS = 30
TEMPLATE = "recovery_dunning.mail_template_handoff"


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    link_days = fields.Integer(string="Link is valid for", default=LINK_DAYS, help="Days from the moment it is sent.")
    link_key = fields.Char(copy=False, groups=fields.NO_ACCESS, help="Renewed, it makes all earlier links invalid.")
    link_url = fields.Char(string="Link for the agency", compute="_compute_link_url")
    sent_date = fields.Datetime(string="Sent on", readonly=True, copy=False)
    download_date = fields.Datetime(string="Last downloaded on", readonly=True, copy=False)

    _link_days_positive = models.Constraint(
        "CHECK (link_days BETWEEN 1 AND 90)", "A link is valid for one day at least, and for ninety at most."
    )

    @api.depends("state", "link_days")
    def _compute_link_url(self):
        for handoff in self:
            handoff.link_url = handoff._link_url() if handoff._is_shared() else False

    def _is_shared(self):
        """Whether its files may leave: it was handed over, and its cases were not taken back."""
        self.ensure_one()
        return bool(self.id) and self.state == "handed"

    def _link_url(self):
        return LINK.url(self, self._link_path(), self.link_days)

    def _link_path(self):
        return f"/recovery/handoff/{self.id}"

    def _link_token(self):
        return LINK.token(self, self.link_days)

    def _is_opened_by(self, token):
        """Whether the token was signed for this handoff, has not expired, and its files may leave."""
        return self.sudo()._is_shared() and LINK.opens(self, token)

    @way_in(MANAGER, "write")
    def action_renew_link(self):
        """All links that were sent open nothing any more."""
        self._check_manager()
        LINK.renew(self)
        for handoff in self.sudo():  # by whoever may hand over
            handoff.message_post(body=self.env._("The links that were sent no longer open anything."))

    # ---- files ----------------------------------------------------------------------------------------------------

    def _shared_files(self):
        """The attachments that the link opens, in the order in which they are shown."""
        self.ensure_one()
        open_placements = self.placement_ids.filtered(lambda placement: not placement.date_ended)
        return self.mandate_id | self.workbook_id | self.list_id | open_placements.sorted("id").package_id

    def _note_download(self, names, address):
        """Write down who took what: in the thread of the handoff, and of a single case in its record."""
        self.download_date = fields.Datetime.now()
        self.message_post(
            body=self.env._(
                "Downloaded by the holder of the link (%(address)s): %(names)s", address=address, names=", ".join(names)
            ),
            author_id=self.agency_id.id,
        )

    # ---- mail -----------------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_send(self):
        """Write to the agency: the mail brings the mandate and the link.

        :raises UserError: the files are not made yet, or the agency has no mail address
        """
        self.ensure_one()
        self._check_manager()
        if self.state != "handed":
            raise UserError(self.env._("Nothing can be sent before the cases are handed over."))
        if not self.workbook_id:
            raise UserError(self.env._("The packages are still being made: wait for the end."))
        if not self.agency_id._recovery_has_mail():
            raise UserError(self.env._("%s has no mail address: enter one first.", self.agency_id.display_name))
        return open_composer(
            self,
            self.env._("Send to the agency"),
            default_template_id=self.env.ref(TEMPLATE).id,
            default_attachment_ids=self.mandate_id.ids,
            force_email=True,
            mark_handoff_sent=True,
        )

    def _message_post_after_hook(self, message, msg_values):
        if self.env.context.get("mark_handoff_sent"):
            self.sudo().sent_date = fields.Datetime.now()  # whoever may send it
        return super()._message_post_after_hook(message, msg_values)

    @way_in(READER, "read")
    def action_download(self):
        """One file with all of them, for whoever works here."""
        self.ensure_one()
        if not self._shared_files():
            raise UserError(self.env._("There is no file yet."))
        return {"type": "ir.actions.act_url", "url": f"{self._link_path()}/all", "target": "self"}
