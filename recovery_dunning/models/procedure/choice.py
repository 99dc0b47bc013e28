"""Which ladder an instalment climbs, and why this one."""

from collections import namedtuple

from odoo import api, models
from odoo.tools import ormcache

# why a procedure applies, the strongest reason first
BY_INVOICE, BY_DEBTOR, BY_PROFILE, BY_CONDITIONS, BY_DEFAULT = "invoice", "debtor", "profile", "conditions", "default"

# what a procedure asks of a debtor and of the amount of an instalment
Conditions = namedtuple("Conditions", "id debtor_class country_ids tag_ids profile_ids amount_from amount_to")
# the procedures of a company as plain values: they change rarely, and every list of invoices asks for them
Rules = namedtuple("Rules", "procedures levels conditions profile_procedures default_id")


class RecoveryProcedure(models.Model):
    _inherit = "recovery.procedure"

    @api.model
    @ormcache("company.id")
    def _rules(self, company):
        """The procedures that may apply in `company`, kept until one of them is changed (`_forget_rules`)."""
        everything = self.sudo()  # which rules there are, not what they are called
        procedures = everything._for_company(company)
        every_procedure = everything.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return Rules(
            procedures=procedures._engine_procedures(),
            levels={level.id: level._engine_level() for level in every_procedure.level_ids},
            conditions=tuple(procedure._conditions() for procedure in procedures),
            profile_procedures={p.id: p.procedure_id.id for p in everything.env["recovery.profile"].search([])},
            default_id=company.with_env(everything.env)._recovery_of_tree("recovery_procedure_id").id,
        )

    def _conditions(self):
        self.ensure_one()
        return Conditions(
            id=self.id,
            debtor_class=self.debtor_class,
            country_ids=frozenset(self.country_ids.ids),
            tag_ids=frozenset(self._tags_below()),
            profile_ids=frozenset(self.profile_ids.ids),
            amount_from=self.amount_from,
            amount_to=self.amount_to,
        )

    @api.model
    def _forget_rules(self):
        """Something has changed of which the rules are made."""
        self.env.registry.clear_cache()

    def _chooser(self, company):
        """A function `choose(fact, move_procedure_id, amount)`: the id of the procedure that applies to an instalment
        and why (one of the reasons above), or (None, None).

        The procedure of the invoice comes first, then that of the debtor, that of his profile, the first of these
        procedures whose conditions are met (an empty one always is, a tag stands for the tags below it too), and the
        default of `company`. A procedure made for one kind of debtor never applies to another (rule 6), nor does an
        archived one or that of another company. `amount`: of the instalment when it was booked, in the currency of
        `company`; None where it is not known, which meets no limit.
        """
        rules = self._rules(company)
        by_id = {conditions.id: conditions for conditions in rules.conditions}
        chosen = {}  # few kinds of debtors, many instalments

        def candidates(fact, move_procedure_id):
            named = (
                (move_procedure_id, BY_INVOICE),
                (fact.procedure_id, BY_DEBTOR),
                (rules.profile_procedures.get(fact.profile_id), BY_PROFILE),
            )
            met = [(conditions.id, BY_CONDITIONS) for conditions in rules.conditions if _meets(fact, conditions)]
            return [
                (procedure_id, reason)
                for procedure_id, reason in (*named, *met, (rules.default_id, BY_DEFAULT))
                if procedure_id in by_id and by_id[procedure_id].debtor_class in (False, fact.debtor_class)
            ]

        def choose(fact, move_procedure_id=None, amount=None):
            kind = (fact.debtor_class, fact.country_id, tuple(fact.category_ids), fact.profile_id, fact.procedure_id)
            key = (*kind, move_procedure_id)
            if key not in chosen:
                chosen[key] = candidates(fact, move_procedure_id)
            for procedure_id, reason in chosen[key]:
                limits = by_id[procedure_id]
                if reason != BY_CONDITIONS or _within(amount, limits.amount_from, limits.amount_to):
                    return procedure_id, reason
            return None, None

        return choose

    def _tags_below(self):
        """The ids of the tags of this procedure and of those below them."""
        if not self.category_ids:
            return set()
        return set(self.env["res.partner.category"].search([("id", "child_of", self.category_ids.ids)]).ids)

    def _reason_text(self, reason, fact):
        """Why this procedure applies, for a person."""
        conditions = [
            dict(self._fields["debtor_class"]._description_selection(self.env)).get(self.debtor_class),
            self.country_ids and self.env["res.country"].browse(fact.country_id).name,
            self.category_ids and ", ".join(self.category_ids.mapped("name")),
            self.profile_ids and self.env["recovery.profile"].browse(fact.profile_id).name,
            (self.amount_from or self.amount_to) and self.env._("amount"),
        ]
        return {
            BY_INVOICE: self.env._("Chosen on the invoice"),
            BY_DEBTOR: self.env._("Chosen for the debtor"),
            BY_PROFILE: self.env._("By the profile of the debtor"),
            BY_CONDITIONS: self.env._("The first that fits: %s", ", ".join(filter(None, conditions)))
            if any(conditions)
            else self.env._("The first that fits: it has no condition"),
            BY_DEFAULT: self.env._("The default of the company"),
        }[reason]


def _meets(fact, conditions):
    """Whether a debtor meets the conditions of a procedure; its amounts concern each instalment."""
    return (
        (not conditions.country_ids or fact.country_id in conditions.country_ids)
        and (not conditions.tag_ids or not conditions.tag_ids.isdisjoint(fact.category_ids))
        and (not conditions.profile_ids or fact.profile_id in conditions.profile_ids)
    )


def _within(amount, lowest, highest):
    """Whether an amount lies between two limits, 0 being none.

    >>> _within(100, 0, 500), _within(500, 0, 500), _within(None, 0, 0), _within(None, 10, 0)
    (True, False, True, False)
    """
    if amount is None:
        return not lowest and not highest
    return lowest <= amount and (not highest or amount < highest)
