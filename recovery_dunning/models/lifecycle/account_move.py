"""An invoice: where it stands by its life cycle, and all that was told of it."""

from odoo import fields, models

from ..record.actions import dialog, open_list
from ..record.way_in import COLLECTOR, READER, way_in

STANDINGS = [
    ("undelivered", "Never delivered"),
    ("replaced", "Replaced"),
    ("refused", "Refused"),
    ("payee", "Somebody else is to be paid"),
    ("disputed", "In dispute"),
    ("suspended", "Suspended"),
    ("payment_sent", "Payment sent"),
    ("approved", "Approved"),
    ("delivered", "Delivered"),
]


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_lifecycle = fields.Selection(
        STANDINGS,
        string="Life cycle",
        readonly=True,
        copy=False,
        prefetch="recovery",
        help="Where the invoice stands by what the buyer's platform says.",
    )
    recovery_lifecycle_date = fields.Datetime(
        string="Life cycle since", readonly=True, copy=False, prefetch="recovery", help="The date of that status."
    )
    recovery_lifecycle_ids = fields.One2many(
        "recovery.lifecycle", "move_id", string="Life cycle of the invoice", readonly=True, groups=READER
    )

    @way_in(READER, "read")
    def action_recovery_lifecycle(self):
        """All that was told of these invoices."""
        return open_list(self.env, "action_recovery_lifecycle", [("move_id", "in", self.ids)])

    @way_in(COLLECTOR, "read")
    def action_recovery_lifecycle_upload(self):
        """The dialog that takes messages of the life cycle."""
        return dialog(self.env._("Life-cycle messages"), "recovery.lifecycle.upload")

    @way_in(COLLECTOR, "read")
    def action_recovery_lifecycle_manual(self):
        """The dialog that writes down a status that a platform shows on its page only."""
        self.ensure_one()
        return dialog(self.env._("Status of the life cycle"), "recovery.lifecycle.manual", default_move_id=self.id)

    @way_in(COLLECTOR, "read")
    def action_recovery_lifecycle_outgoing(self):
        """The dialog that makes a status for the buyer's platform."""
        self.ensure_one()
        name = self.env._("Status for the buyer's platform")
        return dialog(name, "recovery.lifecycle.outgoing", default_move_id=self.id)
