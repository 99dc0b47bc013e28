"""The setup on one screen: who is reminded how, when, by whom, from which day on; what is missing; and a dry run."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.identity import is_iban
from ...models.open_items.facts import NO_FACT
from ...models.record.way_in import MANAGER, way_in

CRON = "recovery_dunning.ir_cron_escalate"
CHECKS = (
    *(
        "procedure",
        "sender",
        "collector",
        "bank",
        "trust",
        "rates",
        "mail_server",
        "identity",
        "legal_form",
        "mediator",
    ),
)
ENTERED_HERE = ("sender", "collector", "bank", "legal_form", "mediator")


class RecoverySetup(models.TransientModel):
    _name = "recovery.setup"
    _description = "Setup of the Recovery"

    def _of_company(name):
        return lambda self: self.env.company[name]

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    customers = fields.Selection(
        [("business", "Businesses"), ("consumer", "Consumers"), ("public", "Public bodies"), ("all", "All of them")],
        string="Your customers are",
        required=True,
        default="all",
        help="Each kind has a ladder of its own: a consumer is never asked for what the law does not allow.",
    )
    procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Ladder",
        compute="_compute_procedure_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
        help="For debtors to whom no other procedure applies.",
    )
    level_ids = fields.One2many(related="procedure_id.level_ids", string="Steps")
    window_id = fields.Many2one("recovery.window", string="Sending window", default=_of_company("recovery_window_id"))
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.company.recovery_user_id or self.env.user,
        help="Follows the debtors who have no collector of their own, and signs what they get.",
    )
    email = fields.Char(string="Mail address", default=_of_company("email"), help="Answers of debtors come to it.")
    iban = fields.Char(string="IBAN", default=lambda self: self.env.company._recovery_bank_account().acc_number)
    has_procedure = fields.Boolean(compute="_compute_checks")
    has_sender = fields.Boolean(compute="_compute_checks")
    has_collector = fields.Boolean(compute="_compute_checks")
    has_bank = fields.Boolean(compute="_compute_checks")
    has_rates = fields.Boolean(compute="_compute_checks")
    has_mail_server = fields.Boolean(compute="_compute_checks")
    has_identity = fields.Boolean(compute="_compute_checks")
    has_trust = fields.Boolean(compute="_compute_checks")
    has_legal_form = fields.Boolean(compute="_compute_checks")
    has_mediator = fields.Boolean(compute="_compute_checks")
    advice = fields.Text(compute="_compute_checks", help="What is missing and is not entered on this page.")
    legal_form = fields.Char(default=_of_company("recovery_legal_form"))
    share_capital = fields.Float(digits=(16, 2), default=_of_company("recovery_share_capital"))
    register_city = fields.Char(string="RCS of", default=_of_company("recovery_register_city"))
    mediator = fields.Text(string="Consumer mediator", default=_of_company("recovery_mediator"))
    satisfaction_days = fields.Integer(
        string="Satisfaction call, days after the invoice",
        default=_of_company("recovery_satisfaction_days"),
        help="Somebody asks whether all has arrived and is well; 0 plans none.",
    )
    discharge = fields.Boolean(
        string="Discharge letter when all is paid",
        default=_of_company("recovery_discharge"),
        help="Written by itself when a case closes because all is paid.",
    )
    daily = fields.Boolean(
        string="Every day by itself",
        default=lambda self: self.env.ref(CRON).sudo().active,  # whether it runs is no secret
        help="Every day the notices of the day are proposed, and those that need no approval are sent.",
    )
    start_date = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company.recovery_start_date or self.env.company._recovery_today(),
        help="Nothing is proposed by itself before that day.",
    )
    old_count = fields.Integer(
        string="Old overdue invoices", compute="_compute_old_count", help="Overdue, and never reminded."
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Set up")

    @api.depends("customers")
    def _compute_procedure_id(self):
        """The company's, if it suits its customers; otherwise the one that such a customer would get."""
        for setup in self:
            kind = "business" if setup.customers == "all" else setup.customers
            default = setup.company_id.recovery_procedure_id
            if not default or default.debtor_class not in (False, kind):
                choose = default._chooser(setup.company_id)
                default = default.browse(choose(NO_FACT._replace(debtor_class=kind))[0])
            setup.procedure_id = default

    @api.depends("company_id")
    def _compute_checks(self):
        for setup in self:
            gaps = setup.company_id._recovery_gaps()
            for check in CHECKS:
                setup[f"has_{check}"] = check not in gaps
            setup.advice = "\n".join(what for check, what in gaps.items() if check not in ENTERED_HERE)

    @api.constrains("iban")
    def _check_iban(self):
        """:raises ValidationError: the number is none: every debtor would be told to pay there"""
        for setup in self:
            if setup.iban and not setup.has_bank and not is_iban(setup.iban):
                raise ValidationError(
                    self.env._("“%s” is no IBAN: compare it with the one that your bank gave you.", setup.iban)
                )

    @api.depends("company_id")
    def _compute_old_count(self):
        for setup in self:
            setup.old_count = self.env["account.move.line"].search_count(
                [
                    *(("company_id", "=", setup.company_id.id), ("account_type", "=", "asset_receivable")),
                    *(("parent_state", "=", "posted"), ("reconciled", "=", False), ("amount_residual", ">", 0)),
                    *(("date_maturity", "<", setup.company_id._recovery_today()), ("recovery_level_id", "=", False)),
                ]
            )

    @way_in(MANAGER, "write")
    def action_dry_run(self):
        """Keep what was chosen, and show who would get what on the first day.

        :raises UserError: no procedure has a level, or the first day is too far away
        """
        self._keep()
        day = max(self.start_date, self.company_id._recovery_today())
        forecast = self.env["recovery.forecast"].create({"company_id": self.company_id.id, "date": day})
        return forecast.action_show()

    @way_in(MANAGER, "write")
    def action_old_book(self):
        """Keep what was chosen, and choose how the old overdue invoices start."""
        self._keep()
        return self.env["recovery.go.live"].action_start()

    @way_in(MANAGER, "write")
    def action_company(self):
        """The company, whose address and number are entered on its form."""
        self.ensure_one()
        company = {"res_model": "res.company", "res_id": self.company_id.id}
        return {"type": "ir.actions.act_window", **company, "views": [(False, "form")]}

    @way_in(MANAGER, "write")
    def action_dismiss(self):
        """Leave all as it is, and do not ask again."""
        self.company_id.action_recovery_dismiss_setup()
        return {"type": "ir.actions.act_window_close"}

    def _keep(self):
        self.ensure_one()
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        company = self.company_id.sudo()  # rights were checked above; a manager writes nothing else of a company
        company.write(self._prepare_company())
        if self.iban and not company._recovery_bank_account():
            # trusted where the user may trust accounts: otherwise Odoo leaves that out, and the banner asks for it
            account = {"acc_number": self.iban, "partner_id": company.partner_id.id, "allow_out_payment": True}
            self.env["res.partner.bank"].sudo().create(account)
        cron = self.env.ref(CRON).sudo()  # rights were checked above
        if self.daily and not cron.active:
            cron.active = True

    def _prepare_company(self):
        return {
            "recovery_procedure_id": self.procedure_id.id,
            "recovery_window_id": self.window_id.id,
            "recovery_user_id": self.user_id.id,
            "email": self.email,
            "recovery_legal_form": self.legal_form,
            "recovery_share_capital": self.share_capital,
            "recovery_register_city": self.register_city,
            "recovery_mediator": self.mediator,
            "recovery_satisfaction_days": self.satisfaction_days,
            "recovery_discharge": self.discharge,
            "recovery_start_date": self.start_date,
            "recovery_setup": "done",
        }
