"""The channels of a level besides the mail: letter, registered letter, SMS."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LETTER_KINDS = [
    ("coming_dues", "Statement of coming dues"),
    ("reminder_1", "First reminder"),
    ("reminder_2", "Second reminder"),
    ("last_reminder", "Last reminder"),
    ("formal_notice", "Formal notice"),
]
KIND_OF_TONE = {"1": "reminder_1", "2": "reminder_2"}


class RecoveryLevel(models.Model):
    _inherit = "recovery.level"

    send_letter = fields.Boolean(string="Letter", help="A letter is printed, whether a mail leaves too or not.")
    letter_without_mail = fields.Boolean(
        string="Letter if no mail", help="Debtors without a mail address get a letter instead."
    )
    attach_letter = fields.Boolean(
        string="Letter in the mail", help="The mail brings the letter that is posted, as PDF, whoever opens it first."
    )
    letter_kind = fields.Selection(
        LETTER_KINDS,
        string="Words of the letter",
        compute="_compute_letter_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="They follow from the phase and the tone, unless you choose others.",
    )
    registered = fields.Boolean(help="The letter goes as a registered letter with acknowledgement of receipt.")
    send_sms = fields.Boolean(string="SMS")
    sms_template_id = fields.Many2one("sms.template", string="SMS text", domain="[('model', '=', 'recovery.notice')]")
    by_post = fields.Boolean(compute="_compute_speaks", help="A letter may leave with this level.")
    speaks = fields.Boolean(compute="_compute_speaks", help="The debtor gets a message; otherwise it is a task.")

    @api.depends("send_email", "send_letter", "letter_without_mail", "send_sms")
    def _compute_speaks(self):
        for level in self:
            level.by_post = level.send_letter or (level.letter_without_mail and level.send_email)
            level.speaks = level.send_email or level.by_post or level.send_sms

    @api.depends("phase", "tone")
    def _compute_letter_kind(self):
        for level in self:
            if level.phase == "preventive":
                level.letter_kind = "coming_dues"
            elif level.phase == "amicable":
                level.letter_kind = KIND_OF_TONE.get(level.tone, "last_reminder")
            else:
                level.letter_kind = "formal_notice" if level.phase == "formal_notice" else "last_reminder"

    @api.constrains("letter_kind", "phase")
    def _check_letter_kind(self):
        """A formal notice has its phase, for it dates the case; a reminder does not look like one."""
        for level in self:
            if (level.letter_kind == "formal_notice") != (level.phase == "formal_notice"):
                raise ValidationError(
                    self.env._(
                        "The words of the letter of the level “%s” do not fit its phase: a formal notice belongs to "
                        "the phase of that name, and to no other.",
                        level.name,
                    )
                )

    @api.constrains("registered", "send_letter", "letter_without_mail")
    def _check_registered(self):
        for level in self.filtered("registered"):
            if not level.by_post:
                raise ValidationError(
                    self.env._("The level “%s” sends no letter that could be registered.", level.name)
                )

    @api.constrains("send_sms", "sms_template_id")
    def _check_sms(self):
        for level in self.filtered("send_sms"):
            if not level.sms_template_id:
                raise ValidationError(self.env._("Choose the SMS text of the level “%s”.", level.name))
