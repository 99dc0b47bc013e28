"""An invoice: where it stands by its life cycle, and all that was told of it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..record.actions import dialog, open_list

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
OWN = frozenset({"recovery_lifecycle", "recovery_lifecycle_date"})
COLLECTOR = "recovery_dunning.group_recovery_user"


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
        "recovery.lifecycle", "move_id", string="Life cycle of the invoice", readonly=True, groups=COLLECTOR
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_recovery_lifecycle(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_recovery_lifecycle(vals)
        return super().write(vals)

    def _check_recovery_lifecycle(self, vals):
        """:raises AccessError: somebody writes by hand what the platforms say"""
        if not self.env.su and OWN & vals.keys():
            raise AccessError(self.env._("Where an invoice stands is said by its messages, not by hand."))

    def action_recovery_lifecycle(self):
        """All that was told of these invoices."""
        return open_list(self.env, "action_recovery_lifecycle", [("move_id", "in", self.ids)])

    def action_recovery_lifecycle_upload(self):
        """The dialog that takes messages of the life cycle."""
        return dialog(self.env._("Life-cycle messages"), "recovery.lifecycle.upload")

    def action_recovery_lifecycle_manual(self):
        """The dialog that writes down a status that a platform shows on its page only."""
        self.ensure_one()
        return dialog(self.env._("Status of the life cycle"), "recovery.lifecycle.manual", default_move_id=self.id)

    def action_recovery_lifecycle_outgoing(self):
        """The dialog that makes a status for the buyer's platform."""
        self.ensure_one()
        name = self.env._("Status for the buyer's platform")
        return dialog(name, "recovery.lifecycle.outgoing", default_move_id=self.id)
