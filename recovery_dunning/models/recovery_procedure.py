"""A procedure: the ladder of levels that a kind of debtor climbs, and what holds for all of them."""

from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import ladder

DEBTOR_CLASSES = [
    ("business", "Business"),
    ("consumer", "Consumer"),
    ("public", "Public body"),
]


class RecoveryProcedure(models.Model):
    _name = "recovery.procedure"
    _description = "Recovery Procedure"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first procedure whose conditions a debtor meets is his.")
    company_id = fields.Many2one("res.company", help="Leave empty to share the procedure between companies.")
    debtor_class = fields.Selection(DEBTOR_CLASSES, help="Leave empty for any kind of debtor.")
    country_ids = fields.Many2many("res.country", string="Countries", help="Leave empty for any country.")
    category_ids = fields.Many2many("res.partner.category", string="Tags", help="Leave empty for any tag.")
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
    level_ids = fields.One2many("recovery.level", "procedure_id", string="Levels", copy=True)

    _min_amount_positive = models.Constraint("CHECK (min_amount >= 0)", "The minimum amount cannot be negative.")
    _quiet_days_positive = models.Constraint("CHECK (quiet_days >= 0)", "The quiet days cannot be negative.")
    _max_contacts_positive = models.Constraint(
        "CHECK (max_contacts >= 0)", "The number of contacts cannot be negative."
    )

    def write(self, vals):
        """Levels edited together are checked together, once the ladder is whole again."""
        if "level_ids" not in vals:
            return super().write(vals)
        result = super(RecoveryProcedure, self.with_context(recovery_ladder_in_edit=True)).write(vals)
        self.level_ids.with_context(recovery_ladder_in_edit=False)._check_crescendo()
        return result

    def _check_levels(self):
        """:raises UserError: a procedure has no level"""
        if empty := self.filtered(lambda procedure: not procedure.level_ids):
            raise UserError(
                self.env._(
                    "The procedure “%s” has no level. Add its first level, or archive the procedure.", empty[0].name
                )
            )

    def _ladders(self):
        """The engine's view of the procedures that have levels: {procedure id: `ladder.Ladder`}."""
        return {
            procedure.id: ladder.Ladder(
                id=procedure.id,
                steps=tuple(level._step() for level in procedure.level_ids.sorted("delay")),
                grouping=procedure.grouping,
                quiet_days=procedure.quiet_days,
                max_contacts=procedure.max_contacts,
                min_amount=Decimal(str(procedure.min_amount)),
            )
            for procedure in self
            if procedure.level_ids
        }

    def _for_company(self, company):
        """The procedures that may apply to debtors of `company`, in the order in which they are tried."""
        return self.search([("company_id", "in", [False, company.id])])

    def _matcher(self, company):
        """A function of a `recovery_book.DebtorFact`: the id of the procedure that applies to him, or None.

        His own procedure comes first, then the first of these procedures whose conditions he meets (an empty
        condition is always met, a tag stands for the tags below it too), then the default of `company`.
        """
        Category = self.env["res.partner.category"]
        conditions = [
            (
                procedure.id,
                procedure.debtor_class,
                set(procedure.country_ids.ids),
                set(Category.search([("id", "child_of", procedure.category_ids.ids)]).ids),
            )
            for procedure in self
        ]
        usable = set(self.ids)
        default_id = company.recovery_procedure_id.id

        def procedure_of(fact):
            if fact.procedure_id in usable:
                return fact.procedure_id
            for procedure_id, debtor_class, country_ids, category_ids in conditions:
                if (
                    (not debtor_class or debtor_class == fact.debtor_class)
                    and (not country_ids or fact.country_id in country_ids)
                    and (not category_ids or not category_ids.isdisjoint(fact.category_ids))
                ):
                    return procedure_id
            return default_id

        return procedure_of
