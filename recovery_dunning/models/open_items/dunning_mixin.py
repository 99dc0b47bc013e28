"""What climbs a ladder: an instalment, and the invoice that shows the highest of its instalments."""

from odoo import fields, models

from ..record.way_in import COLLECTOR, way_in

REASONS = [
    ("not_due", "Next step not due yet"),
    ("quiet", "Too soon after the last contact"),
    ("budget", "Contact budget used up"),
    ("below_minimum", "Below the minimum amount"),
    ("no_contact", "Nobody to write to"),
    ("no_procedure", "No procedure applies"),
    ("no_followup", "Excluded from follow-up"),
    ("hold", "On hold"),
    ("promise", "Promised"),
    ("plan", "On a payment plan"),
    ("dispute", "Disputed"),
    ("covered_by_credit", "Covered by an open credit"),
    ("bank_match", "Paid on the bank, not reconciled yet"),
    ("payment_order", "In a payment order"),
    ("agency", "With an agency"),
    ("legal", "In the court phase"),
    ("insolvency", "Insolvent debtor"),
    ("time_barred", "Time-barred"),
    ("last_level", "End of the ladder"),
    ("taken_out", "Taken out by hand"),
]


class RecoveryDunningMixin(models.AbstractModel):
    _name = "recovery.dunning.mixin"
    _description = "What Climbs a Ladder"

    recovery_level_id = fields.Many2one(
        "recovery.level",
        string="Recovery level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        prefetch="recovery",  # ordinary work with invoices does not read it
        help="The step that was taken last; on an invoice the highest of its instalments.",
    )
    recovery_date = fields.Date(string="Last notice", readonly=True, copy=False, prefetch="recovery")
    recovery_next_level_id = fields.Many2one("recovery.level", string="Next step", compute="_compute_recovery_next")
    recovery_next_date = fields.Date(string="Next step on", compute="_compute_recovery_next")
    recovery_applied_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Procedure that applies",
        compute="_compute_recovery_applied_procedure",
        help="The ladder that it climbs.",
    )
    recovery_procedure_reason = fields.Char(
        string="Why this one", compute="_compute_recovery_applied_procedure", help="What chose this ladder."
    )
    recovery_exclusion = fields.Selection(
        REASONS, string="Not dunned because", compute="_compute_recovery_next", help="Why no notice is due today."
    )

    @way_in(COLLECTOR, "read")
    def action_recovery_hold(self):
        return self.env["recovery.hold"]._action_hold(self)
