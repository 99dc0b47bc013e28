"""A procedure: the ladder of levels that a kind of debtor climbs, and what holds for all of them."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import ladder

DEBTOR_CLASSES = [("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")]


class RecoveryRulesCache(models.AbstractModel):
    """Whatever changes of these, the cached rules are forgotten."""

    _name = "recovery.rules.cache"
    _description = "What the Rules of the Procedures Are Made Of"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["recovery.procedure"]._forget_rules()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env["recovery.procedure"]._forget_rules()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["recovery.procedure"]._forget_rules()
        return result


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "recovery.rules.cache"]


class RecoveryProcedure(models.Model):
    _name = "recovery.procedure"
    _inherit = "recovery.rules.cache"
    _description = "Recovery Procedure"
    _check_company_domain = models.check_company_domain_parent_of
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first procedure whose conditions a debtor meets is his.")
    company_id = fields.Many2one("res.company", help="Leave empty to share the procedure between companies.")
    debtor_class = fields.Selection(DEBTOR_CLASSES, help="Leave empty for any kind of debtor.")
    country_ids = fields.Many2many("res.country", string="Countries", help="Leave empty for any country.")
    category_ids = fields.Many2many("res.partner.category", string="Tags", help="Leave empty for any tag.")
    profile_ids = fields.Many2many("recovery.profile", string="Profiles", help="Leave empty for any profile.")
    amount_from = fields.Float(help="For instalments of this amount or more. In the company's currency.")
    amount_to = fields.Float(help="For instalments of less than this amount; 0 means no limit.")
    grouping = fields.Selection(
        [
            ("customer", "One message per debtor"),
            ("level", "One message per level"),
            ("invoice", "One message per invoice"),
        ],
        default="customer",
        required=True,
        help="Amounts in different currencies never share a message.",
    )
    min_amount = fields.Float(
        string="Minimum amount", help="Messages that ask for less are not sent. In the company's currency."
    )
    quiet_days = fields.Integer(help="Days of silence between two messages to one debtor, whatever the invoice.")
    max_contacts = fields.Integer(
        string="Contacts per 30 days", help="No more messages than this in 30 days to one debtor; 0 means no limit."
    )
    max_contacts_week = fields.Integer(
        string="Contacts per week",
        help="No more messages, calls and visits than this in 7 days with one debtor; 0 means no limit.",
    )
    invoice_claims = fields.Boolean(
        help="Once the principal is paid, the interest and indemnities that are left are invoiced by themselves."
    )
    level_ids = fields.One2many("recovery.level", "procedure_id", string="Levels", copy=True)

    _min_amount_positive = models.Constraint("CHECK (min_amount >= 0)", "The minimum amount cannot be negative.")
    _amounts_in_order = models.Constraint(
        "CHECK (amount_from >= 0 AND amount_to >= 0 AND (amount_to = 0 OR amount_from < amount_to))",
        "The first amount must be lower than the second one, and neither may be negative.",
    )
    _quiet_days_positive = models.Constraint("CHECK (quiet_days >= 0)", "The quiet days cannot be negative.")
    _max_contacts_positive = models.Constraint(
        "CHECK (max_contacts >= 0 AND max_contacts_week >= 0)",
        "The number of contacts cannot be negative.",
    )

    @api.constrains("debtor_class")
    def _check_claims(self):
        self.level_ids._check_claims()

    def write(self, vals):
        """Levels edited together are checked together, once the ladder is whole again."""
        if "level_ids" not in vals:
            return super().write(vals)
        result = super(RecoveryProcedure, self.with_context(recovery_ladder_in_edit=True)).write(vals)
        self.level_ids.with_context(recovery_ladder_in_edit=False)._check_crescendo()
        return result

    def _check_kind(self, debtor_class, debtor):
        """:raises ValidationError: this procedure is made for another kind of debtor (rule 6)"""
        if self.debtor_class and self.debtor_class != debtor_class:
            kinds = dict(self._fields["debtor_class"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "The procedure “%(procedure)s” is made for another kind of debtor (%(its_kind)s) than "
                    "%(debtor)s (%(kind)s): choose another procedure, or change the kind of debtor.",
                    procedure=self.name,
                    its_kind=kinds[self.debtor_class],
                    debtor=debtor.display_name,
                    kind=kinds[debtor_class],
                )
            )

    def _check_levels(self):
        """:raises UserError: a procedure has no level"""
        if empty := self.filtered(lambda procedure: not procedure.level_ids):
            raise UserError(
                self.env._(
                    "The procedure “%s” has no level. Add its first level, or archive the procedure.", empty[0].name
                )
            )

    def _engine_procedures(self):
        """The engine's view of the procedures that have levels: {procedure id: `ladder.Procedure`}."""
        return {
            procedure.id: ladder.Procedure(
                id=procedure.id,
                levels=tuple(level._engine_level() for level in procedure.level_ids.sorted("delay")),
                grouping=procedure.grouping,
                quiet_days=procedure.quiet_days,
                max_contacts=procedure.max_contacts,
                max_contacts_week=procedure.max_contacts_week,
                min_amount=Decimal(str(procedure.min_amount)),
            )
            for procedure in self
            if procedure.level_ids
        }

    def _for_company(self, company):
        """The procedures that may apply to debtors of `company`, in the order in which they are tried: its own and the
        shared ones, then those of the companies that it is a branch of, the nearest first. A branch without any of its
        own has those of its company as if they were its own."""
        above = company.sudo().parent_ids[::-1]  # itself first; which companies it is a branch of is no secret
        procedures = self.search([("company_id", "in", [False, *above.ids])])
        nearest = next((place for place, one in enumerate(above) if one in procedures.company_id), 0)
        distance = {one: max(place - nearest, 0) for place, one in enumerate(above)}
        return procedures.sorted(lambda procedure: distance.get(procedure.company_id, 0))
