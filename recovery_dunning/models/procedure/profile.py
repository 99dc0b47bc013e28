"""A profile: a kind of debtor, how to recognise him, how to speak to him and which ladder is his."""

from odoo import fields, models

from .level import TONES


class RecoveryProfile(models.Model):
    _name = "recovery.profile"
    _inherit = "recovery.rules.cache"
    _description = "Debtor Profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    sign = fields.Char(string="How to tell", translate=True, help="What he does that shows it.")
    tone = fields.Selection(TONES, required=True, default="1", help="The tone in which the collector speaks to him.")
    procedure_id = fields.Many2one(
        "recovery.procedure",
        ondelete="set null",
        help="The ladder of debtors with this profile, where it is made for their kind. Leave empty for the first "
        "procedure whose conditions they meet.",
    )
    guidance = fields.Html(string="What to do", translate=True, help="For whoever calls or writes to him.")
    proposals = fields.Html(string="What to propose", translate=True)
    question = fields.Char(
        string="On a visit",
        translate=True,
        help="What a sales rep asks a customer with this profile for while he is late; empty for the usual question.",
    )
    letter_text = fields.Text(
        string="In letters",
        translate=True,
        help="A sentence for him in reminders by post, instead of the usual offer to look for a solution together.",
    )
