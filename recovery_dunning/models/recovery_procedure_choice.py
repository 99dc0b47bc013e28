"""Which ladder an instalment climbs, and why this one."""

from odoo import models

# why a procedure applies, the strongest reason first
BY_INVOICE, BY_DEBTOR, BY_PROFILE, BY_CONDITIONS, BY_DEFAULT = "invoice", "debtor", "profile", "conditions", "default"


class RecoveryProcedure(models.Model):
    _inherit = "recovery.procedure"

    def _chooser(self, company):
        """A function `choose(fact, move_procedure_id, amount)`: the id of the procedure that applies to an instalment
        and why (one of the reasons above), or (None, None).

        The procedure of the invoice comes first, then that of the debtor, that of his profile, the first of these
        procedures whose conditions are met (an empty one always is, a tag stands for the tags below it too), and the
        default of `company`. A procedure made for one kind of debtor never applies to another (rule 6), nor does an
        archived one or that of another company. `amount`: of the instalment when it was booked, in the currency of
        `company`; None where it is not known, which meets no limit.
        """
        by_id = {procedure.id: procedure for procedure in self}
        profile_procedures = {p.id: p.procedure_id.id for p in self.env["recovery.profile"].search([])}
        tags = {procedure.id: procedure._tags_below() for procedure in self}
        chosen = {}  # few kinds of debtors, many instalments

        def candidates(fact, move_procedure_id):
            named = (
                (move_procedure_id, BY_INVOICE),
                (fact.procedure_id, BY_DEBTOR),
                (profile_procedures.get(fact.profile_id), BY_PROFILE),
            )
            met = [(procedure.id, BY_CONDITIONS) for procedure in self if procedure._meets(fact, tags[procedure.id])]
            return [
                (procedure_id, reason)
                for procedure_id, reason in (*named, *met, (company.recovery_procedure_id.id, BY_DEFAULT))
                if procedure_id in by_id and by_id[procedure_id].debtor_class in (False, fact.debtor_class)
            ]

        limits = {procedure.id: (procedure.amount_from, procedure.amount_to) for procedure in self}

        def choose(fact, move_procedure_id=None, amount=None):
            kind = (fact.debtor_class, fact.country_id, tuple(fact.category_ids), fact.profile_id, fact.procedure_id)
            key = (*kind, move_procedure_id)
            if key not in chosen:
                chosen[key] = candidates(fact, move_procedure_id)
            for procedure_id, reason in chosen[key]:
                if reason != BY_CONDITIONS or _within(amount, *limits[procedure_id]):
                    return procedure_id, reason
            return None, None

        return choose

    def _tags_below(self):
        """The ids of the tags of this procedure and of those below them."""
        if not self.category_ids:
            return set()
        return set(self.env["res.partner.category"].search([("id", "child_of", self.category_ids.ids)]).ids)

    def _meets(self, fact, tag_ids):
        """Whether a debtor meets the conditions of this procedure; its amounts concern each instalment."""
        return (
            (not self.country_ids or fact.country_id in self.country_ids.ids)
            and (not self.category_ids or not tag_ids.isdisjoint(fact.category_ids))
            and (not self.profile_ids or fact.profile_id in self.profile_ids.ids)
        )

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


def _within(amount, lowest, highest):
    """Whether an amount lies between two limits, 0 being none.

    >>> _within(100, 0, 500), _within(500, 0, 500), _within(None, 0, 0), _within(None, 10, 0)
    (True, False, True, False)
    """
    if amount is None:
        return not lowest and not highest
    return lowest <= amount and (not highest or amount < highest)
