"""What a status and a reason of the life cycle lead to: the norm's numbers, and choices that a manager changes."""

from odoo import fields, models

from ...engine.lifecycle.codes import Effect

EFFECTS = [
    (Effect.NOTE.value, "Nothing: a line in the time line"),
    (Effect.DELIVERED.value, "Proof of delivery"),
    (Effect.APPROVED.value, "Proof of acceptance; ends a dispute"),
    (Effect.DISPUTED.value, "A dispute on what is contested"),
    (Effect.SUSPENDED.value, "A hold until a document is sent"),
    (Effect.COMPLETED.value, "Ends the hold: the document was sent"),
    (Effect.REFUSED.value, "Everything stops until somebody decides"),
    (Effect.PAYMENT_SENT.value, "A payment is waited for"),
    (Effect.COLLECTED.value, "Our own message; ends a dispute"),
    (Effect.UNDELIVERED.value, "Never delivered: not dunned"),
    (Effect.REPLACED.value, "Replaced: not dunned"),
    (Effect.PAYEE.value, "Somebody else is to be paid: not dunned"),
    (Effect.ACCOUNT.value, "Another account is to be paid: a task"),
    (Effect.OURS.value, "Ours to chase again"),
    (Effect.CONFIDENTIAL.value, "Never shown to the buyer"),
]


class RecoveryLifecycleStatus(models.Model):
    _name = "recovery.lifecycle.status"
    _description = "Status of the E-Invoice's Life Cycle"
    _order = "code"

    code = fields.Char(required=True, help="The number of the norm (XP Z12-012).")
    name = fields.Char(required=True, translate=True)
    effect = fields.Selection(EFFECTS, string="What follows", required=True, default=Effect.NOTE.value)
    hold_reason_id = fields.Many2one("recovery.hold.reason", ondelete="restrict")
    hold_days = fields.Integer(help="The days of the hold; with 0 it lasts until somebody, or a later status, ends it.")
    bank_days = fields.Integer(default=3, help="How long a payment that was sent is waited for, in bank days.")
    task = fields.Char(translate=True, help="What somebody has to do; without it nobody gets a task.")
    user_id = fields.Many2one(
        "res.users",
        string="Done by",
        domain="[('share', '=', False)]",
        help="Who gets the task; otherwise whoever follows the debtor.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "There is a status with this number already.")
    _days_positive = models.Constraint("CHECK (hold_days >= 0 AND bank_days >= 0)", "The days cannot be negative.")

    def _compute_display_name(self):
        for status in self:
            status.display_name = f"{status.code} {status.name}"


class RecoveryLifecycleReason(models.Model):
    _name = "recovery.lifecycle.reason"
    _description = "Reason of a Status of the E-Invoice's Life Cycle"
    _order = "sequence, code"

    code = fields.Char(required=True, help="As the platforms write it.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    dispute_type_id = fields.Many2one(
        "recovery.dispute.type", ondelete="restrict", help="The kind of dispute that it makes."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Answered by",
        domain="[('share', '=', False)]",
        help="Who answers such a dispute; otherwise whoever follows the debtor.",
    )
    advice = fields.Char(translate=True, help="What to do about it.")
    effect = fields.Selection(EFFECTS, string="What follows", help="Instead of what the status says.")

    _code_unique = models.Constraint("UNIQUE (code)", "There is a reason with this code already.")
