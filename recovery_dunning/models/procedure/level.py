"""A level: one step of a ladder, when it is taken, by which channels it speaks and how firm it is."""

from decimal import Decimal
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import facts, ladder

PHASES = [
    ("preventive", "Preventive"),
    ("amicable", "Amicable"),
    ("formal_notice", "Formal notice"),
    ("agency", "Agency"),
    ("legal", "Legal"),
]
TONES = [("1", "Courteous"), ("2", "Neutral"), ("3", "Firm"), ("4", "Formal")]
LETTER_KINDS = [
    ("coming_dues", "Statement of coming dues"),
    ("reminder_1", "First reminder"),
    ("reminder_2", "Second reminder"),
    ("last_reminder", "Last reminder"),
    ("formal_notice", "Formal notice"),
]
KIND_OF_TONE = {"1": "reminder_1", "2": "reminder_2"}


class RecoveryLevel(models.Model):
    _name = "recovery.level"
    _inherit = "recovery.rules.cache"
    _description = "Recovery Level"
    _order = "procedure_id, sequence, delay, id"

    name = fields.Char(required=True, translate=True)
    procedure_id = fields.Many2one("recovery.procedure", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="procedure_id.company_id")
    sequence = fields.Integer(default=10)
    phase = fields.Selection(PHASES, required=True, default="amicable")
    delay = fields.Integer(
        string="Days after due date", required=True, help="Days after the due date; a negative number means before it."
    )
    min_gap = fields.Integer(
        string="Days after the level before",
        help="Days that must have passed since the level before, even when this one is late.",
    )
    tone = fields.Selection(TONES, required=True, default="1")
    rank = fields.Integer(compute="_compute_rank", store=True, help="Phase, tone and delay as one number, to compare.")
    send_email = fields.Boolean(string="Mail", default=True)
    mail_template_id = fields.Many2one(
        "mail.template",
        domain="[('model', '=', 'recovery.notice')]",
        default=lambda self: self.env.ref("recovery_dunning.mail_template_reminder", raise_if_not_found=False),
    )
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
    is_call = fields.Boolean(
        compute="_compute_is_call", help="Somebody is asked to call, whether a message goes with it or reaches nobody."
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Task",
        domain="[('res_model', 'in', (False, 'recovery.case'))]",
        help="A task of this type is planned on the case, for the collector.",
    )
    call_script = fields.Html(
        string="What to say", translate=True, help="For whoever calls at this step: what to say, and what to ask."
    )
    require_approval = fields.Boolean(
        help="The daily run proposes this level and waits for a manager. Otherwise it sends by itself."
    )
    window_id = fields.Many2one(
        "recovery.window", string="Sending window", help="When this level may leave; empty for that of the company."
    )
    attach_invoices = fields.Boolean(help="The invoices are attached to the mail as PDF.")
    claim_interest = fields.Boolean(
        string="Show interest", help="The message claims the late interest that has run up to the day it leaves."
    )
    claim_indemnity = fields.Boolean(
        string="Show indemnity", help="The message claims the fixed indemnity of 40 EUR, once for each invoice."
    )
    response_days = fields.Integer(string="Days to answer", help="The time to pay that the message gives.")
    min_amount = fields.Float(
        string="Minimum amount", help="Messages of this level that ask for less wait. In the company's currency."
    )
    sale_policy = fields.Selection(
        [("none", "Go on"), ("warn", "Warn"), ("block", "Stop")],
        string="Sales",
        required=True,
        default="none",
        help="What the payment status of a debtor who has reached this level tells the sales team.",
    )

    _min_gap_positive = models.Constraint("CHECK (min_gap >= 0)", "The days after the level before cannot be negative.")
    _response_days_positive = models.Constraint("CHECK (response_days >= 0)", "The days to answer cannot be negative.")

    @api.depends("phase", "tone", "delay")
    def _compute_rank(self):
        for level in self:
            phase = facts.PHASES.index(level.phase) if level.phase else 0
            level.rank = (phase * 10 + int(level.tone or 1)) * 10_000 + level.delay

    @api.constrains("sequence", "delay", "phase", "tone", "procedure_id")
    def _check_crescendo(self):
        """Along a ladder the delay rises, and the phase and the tone never fall."""
        if self.env.context.get("recovery_ladder_in_edit"):
            return  # the procedure checks its ladder once all its levels are written
        for procedure in self.procedure_id:
            for below, above in pairwise(procedure.level_ids.sorted(lambda level: (level.sequence, level.delay))):
                names = {"procedure": procedure.name, "above": above.name, "below": below.name}
                names.update(above_delay=above.delay, below_delay=below.delay)
                if below.delay >= above.delay:
                    raise ValidationError(
                        self.env._(
                            "On the procedure “%(procedure)s”, the level “%(above)s” comes after “%(below)s” but falls "
                            "on day %(above_delay)s, not later than day %(below_delay)s. Change its days or its place.",
                            **names,
                        )
                    )
                if below._engine_level().intensity[:2] > above._engine_level().intensity[:2]:
                    raise ValidationError(
                        self.env._(
                            "On the procedure “%(procedure)s”, the level “%(above)s” (day %(above_delay)s) is milder "
                            "than “%(below)s” (day %(below_delay)s) before it. Pressure only rises: raise the phase or "
                            "the tone of the later level, or change its days.",
                            **names,
                        )
                    )

    @api.constrains("phase", "delay")
    def _check_preventive(self):
        for level in self:
            if level.delay > 0 if level.phase == "preventive" else level.delay < 0:
                raise ValidationError(
                    self.env._(
                        "The level “%s” does not fit: a preventive level comes before the due date (negative days), "
                        "every other level on it or after it.",
                        level.name,
                    )
                )

    @api.constrains("phase", "response_days")
    def _check_response_days(self):
        """A formal notice gives a reasonable time to pay (C. civ. 1231)."""
        for level in self:
            if level.phase == "formal_notice" and level.response_days < 1:
                raise ValidationError(
                    self.env._(
                        "A formal notice gives a time to pay: set the days to answer of the level “%s”.", level.name
                    )
                )

    @api.constrains("claim_interest", "claim_indemnity", "phase", "procedure_id")
    def _check_claims(self):
        """:raises ValidationError: a consumer would be asked for more than he owes (rule 6; C. civ. 1231-6, 1344-1)"""
        for level in self.filtered(lambda level: level.procedure_id.debtor_class == "consumer"):
            before_notice = facts.PHASES.index(level.phase) < facts.PHASES.index("formal_notice")
            if level.claim_indemnity or (level.claim_interest and before_notice):
                raise ValidationError(
                    self.env._(
                        "The level “%s” is for consumers: they never owe the fixed indemnity, and interest only after "
                        "a formal notice. Leave both out.",
                        level.name,
                    )
                )

    @api.constrains(
        *("send_email", "mail_template_id", "send_sms", "sms_template_id", "activity_type_id"),
        *("send_letter", "letter_without_mail", "registered"),
    )
    def _check_channels(self):
        for level in self:
            if level.send_email and not level.mail_template_id:
                raise ValidationError(self.env._("Choose the mail template of the level “%s”.", level.name))
            if not level.speaks and not level.activity_type_id:
                raise ValidationError(
                    self.env._(
                        "The level “%s” does nothing: let it send a mail, a letter or an SMS, or plan a task.",
                        level.name,
                    )
                )
            if level.registered and not level.by_post:
                raise ValidationError(
                    self.env._("The level “%s” sends no letter that could be registered.", level.name)
                )
            if level.send_sms and not level.sms_template_id:
                raise ValidationError(self.env._("Choose the SMS text of the level “%s”.", level.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        taken = self.env["recovery.notice.line"].sudo().search([("level_id", "in", self.ids)], limit=1)  # only whether
        if taken:
            raise UserError(
                self.env._(
                    "The level “%s” has been taken by invoices already: archive its procedure instead of deleting it.",
                    taken.level_id.name,
                )
            )

    def _engine_level(self):
        """The engine's view of this level."""
        self.ensure_one()
        return ladder.Level(
            id=self.id,
            delay=self.delay,
            min_gap=self.min_gap,
            phase=self.phase,
            tone=int(self.tone),
            min_amount=Decimal(str(self.min_amount)),
            speaks=self.speaks,
            by_mail=self.send_email,
            by_post=self.by_post,
            by_phone=self.send_sms,
            calls=self.is_call,
        )

    @api.depends("send_email", "send_letter", "letter_without_mail", "send_sms")
    def _compute_speaks(self):
        for level in self:
            level.by_post = level.send_letter or (level.letter_without_mail and level.send_email)
            level.speaks = level.send_email or level.by_post or level.send_sms

    @api.depends("activity_type_id.category")
    def _compute_is_call(self):
        for level in self:
            level.is_call = level.activity_type_id.category == "phonecall"

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
