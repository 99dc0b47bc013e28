"""A debtor: his ladder, his collector, what he owes and how far recovery has gone."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...engine.place import place_of
from ..procedure.procedure import DEBTOR_CLASSES
from ..record.actions import open_list
from ..record.way_in import COLLECTOR, READER, STATUS, way_in

INSOLVENCIES = [
    ("safeguard", "Safeguard"),
    ("receivership", "Receivership"),
    ("liquidation", "Liquidation"),
    ("over_indebtedness", "Over-indebtedness (person)"),
]

CHUNK = 5000  # debtors whose items are summed up together
OF_THE_CREDITOR = ("recovery_insolvency", "recovery_insolvency_date", "recovery_class")


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_class = fields.Selection(
        DEBTOR_CLASSES,
        string="Kind of debtor",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        help="Leave empty to take companies for businesses and persons for consumers.",
    )
    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Procedure",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        domain="[('company_id', 'in', (False, current_company_id))]",
        help="Leave empty for the first procedure whose conditions he meets.",
    )
    recovery_profile_id = fields.Many2one(
        "recovery.profile",
        string="Profile",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        help="Which of the debtors of practice he is: it chooses his ladder, and tells how to speak to him.",
    )
    recovery_applied_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Procedure that applies",
        compute="_compute_recovery_applied_procedure",
        groups="recovery_dunning.group_recovery_reader",
        help="The ladder of his invoices; an invoice may have its own, and so may invoices of some amounts.",
    )
    recovery_procedure_reason = fields.Char(
        string="Why this one",
        compute="_compute_recovery_applied_procedure",
        groups="recovery_dunning.group_recovery_reader",
    )
    recovery_user_id = fields.Many2one(
        "res.users",
        string="Collector",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_status",
        domain="[('share', '=', False)]",
    )
    recovery_insolvency = fields.Selection(
        INSOLVENCIES,
        string="Insolvency",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        help="Nothing is asked any more of a debtor in insolvency proceedings (C. com. L622-7, L622-21; C. conso. "
        "L722-2 and following).",
    )
    recovery_insolvency_date = fields.Date(
        string="Day of the judgment", company_dependent=True, groups="recovery_dunning.group_recovery_reader"
    )
    recovery_contract_rate = fields.Float(
        string="Rate of the contract",
        digits=(7, 4),
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        help="Percent a year of late interest agreed with this debtor; 0 for the rate of the company's terms.",
    )
    recovery_case_ids = fields.One2many("recovery.case", "partner_id", groups="recovery_dunning.group_recovery_status")

    def _recovery_kind(self):
        """`business`, `consumer` or `public`: what was chosen, otherwise what the kind of contact says."""
        self.ensure_one()
        return self.sudo().recovery_class or ("business" if self.is_company else "consumer")  # no secret in a check

    @api.constrains("recovery_procedure_id", "recovery_class")
    def _check_recovery_procedure(self):
        """:raises ValidationError: the procedure is made for another kind of debtor"""
        for partner in self.filtered("recovery_procedure_id"):
            partner.recovery_procedure_id._check_kind(partner._recovery_kind(), partner)

    @api.depends("recovery_procedure_id", "recovery_profile_id", "recovery_class", "country_id", "category_id")
    @api.depends_context("company")
    def _compute_recovery_applied_procedure(self):
        """Chosen each time anew, as the next run will."""
        book = self.env["recovery.open.items"]
        facts, choose = book._choice_facts(self.env.company, self.recovery_debtor_id._origin)
        for partner in self:
            fact = facts.get(partner.recovery_debtor_id._origin.id)
            applied, reason = book._choice(fact, *choose(fact)) if fact else (False, False)
            partner.recovery_applied_procedure_id, partner.recovery_procedure_reason = applied, reason

    def write(self, vals):
        """The insolvency of a debtor is part of the record of his open cases."""
        result = super().write(vals)
        self._recovery_tell_tree(vals)
        if "recovery_insolvency" in vals:
            label = dict(INSOLVENCIES).get(vals["recovery_insolvency"])
            cases = self.env["recovery.case"]._of(self.env.company, self)
            cases.sudo()._log(  # whoever may say so of a debtor, says so in his record
                "insolvency", lambda case: label or self.env._("No insolvency proceedings")
            )
        return result

    def _recovery_tell_tree(self, vals):
        """A company and its branches are one creditor: a judgment, or the kind of debtor, is the same for all."""
        facts = {name: vals[name] for name in OF_THE_CREDITOR if name in vals}
        company = self.env.company
        if not facts or self.env.context.get("recovery_of_tree"):
            return
        # the branches of the same creditor, whichever of them the user works in
        others = self.env["res.company"].sudo().search([("id", "child_of", company.root_id.id)]) - company
        for other in others:
            self.with_company(other).sudo().with_context(recovery_of_tree=True).write(facts)

    def _recovery_place(self, company):
        """Where the debtor is, for the hours and holidays of `company`'s messages (`place.Place`)."""
        self.ensure_one()
        home = company.partner_id
        return place_of(
            (self.country_id or home.country_id).code,
            self.zip if self.country_id else home.zip,
            self.tz,
            home.tz or self.env.user.tz or "Europe/Paris",
        )

    def _recovery_balances(self):
        """{commercial partner id: (open, overdue)} in the currency of the current company, credits deducted."""
        today = self.env.company._recovery_today()
        late = Domain("amount_residual", "<", 0) | Domain("date_maturity", "<", today)
        Line, balances = self.env["account.move.line"], {}
        for debtor_ids in split_every(CHUNK, self.recovery_debtor_id.ids):
            owed = Domain(Line._recovery_open_domain(self.env.company, self.browse(debtor_ids)))
            for is_overdue, domain in enumerate((owed, owed & late)):
                groups = Line._read_group(domain, ["partner_id", "recovery_own_debtor_id"], ["amount_residual:sum"])
                for partner, own_debtor, residual in groups:
                    sums = balances.setdefault((own_debtor or partner.recovery_debtor_id).id, [0.0, 0.0])
                    sums[is_overdue] += residual
        return {partner_id: (total, max(overdue, 0.0)) for partner_id, (total, overdue) in balances.items()}

    @way_in(READER, "read")
    def action_recovery_instalments(self):
        """What the debtor owes, instalment by instalment."""
        self.ensure_one()
        domain = self.env["account.move.line"]._recovery_open_domain(self.env.company, self.recovery_debtor_id)
        return open_list(self.env, "action_recovery_instalment", domain, search_default_overdue=1)

    @way_in(COLLECTOR, "read")
    def action_recovery_hold(self):
        return self.env["recovery.hold"]._action_hold(self)

    @way_in(STATUS, "read")
    def action_recovery_case(self):
        self.ensure_one()
        return self.recovery_case_id._get_records_action()
