"""A contact is linked to a company, or his kind is changed: who owes what he owed, and as what.

Odoo books what he owed on the company from then on. What a consumer, or an insolvent debtor, owed stays his own, with
its class, its addressee and all that was agreed. What a business owed is owed by the company: what hangs on the debtor
moves with his debts, and his case is joined with that of the company.
"""

from collections import namedtuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# fields of a debtor that go with his debts to whoever owed nothing yet
GOES_ALONG = (
    "recovery_procedure_id",
    "recovery_profile_id",
    "recovery_user_id",
    "recovery_contract_rate",
    "recovery_class",
)
# what names the debtor and goes with his debts; what was sent stays as it was sent
NAMES_HIM = (
    *("recovery.promise", "recovery.plan", "recovery.dispute", "recovery.claim"),
    *("recovery.interruption", "recovery.mediation", "recovery.retention"),
)
# what a contact owes in a company before he is linked: his kind, whether it stays his own, the instalments
Owed = namedtuple("Owed", "debtor company kind private lines")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """:raises UserError: he and the company that he is linked to are both with an agency"""
        if not {"parent_id", "is_company"} & vals.keys():
            return super().write(vals)
        # what they owe is looked at in every company, whoever links them; only what follows from it is written
        family = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        owed = family.filtered(lambda partner: partner.commercial_partner_id == partner)._recovery_owed_before()
        result = super().write(vals)
        for its in owed:
            if its.debtor.commercial_partner_id == its.debtor:
                its.debtor._recovery_keep_kind(its)
            elif its.private:
                its.debtor._recovery_stay_private(its)
            else:
                its.debtor._recovery_move_debts(its)
        return result

    def _recovery_owed_before(self):
        """What each of these debtors owes by himself, as one `Owed` for each company."""
        if not self.ids:
            return []
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT p.recovery_debtor_id, l.company_id, ARRAY_AGG(l.id)
                 FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN account_move m ON m.id = l.move_id AND (m.state = 'posted' OR m.posted_before)
                 JOIN res_partner p ON p.id = l.partner_id AND p.recovery_debtor_id IN %s
                WHERE l.recovery_own_debtor_id IS NULL
             GROUP BY 1, 2""",
            tuple(self.ids),
        )
        return [self._recovery_owed(*row) for row in self.env.execute_query(query)]

    @api.model
    def _recovery_owed(self, debtor_id, company_id, line_ids):
        company = self.env["res.company"].browse(company_id)
        debtor = self.browse(debtor_id).with_company(company)
        kind = debtor._recovery_kind()
        private = kind == "consumer" or bool(debtor.recovery_insolvency)
        return Owed(debtor, company, kind, private, self.env["account.move.line"].browse(line_ids))

    def _recovery_keep_kind(self, owed):
        """He is a company now, or a person: what he owed he owes as what he was, until somebody says otherwise."""
        if self._recovery_kind() == owed.kind or not any(line.amount_residual > 0 for line in owed.lines):
            return
        self.recovery_class = owed.kind
        kinds = dict(self._fields["recovery_class"]._description_selection(self.env))
        self.env["recovery.case"]._of(owed.company, self)._log(
            "note",
            lambda case: self.env._(
                "The kind of contact was changed. What he owes he owes as %s: the kind of debtor stays so until "
                "somebody changes it.",
                kinds[owed.kind],
            ),
        )

    def _recovery_stay_private(self, owed):
        """What he owes stays his own: the company that he is linked to learns nothing of it."""
        owed.lines._recovery_write_own({"recovery_own_debtor_id": self.id})
        self.recovery_private = True
        self.env["recovery.case"]._of(owed.company, self)._log(
            "note",
            lambda case: self.env._(
                "Linked to %s: what he owes stays his own affair, and nothing of it is said there.",
                self.commercial_partner_id.display_name,
            ),
            is_private=True,
        )

    def _recovery_move_debts(self, owed):
        """What he owed is owed by the company that he is linked to: what hangs on it goes along."""
        company, debtor = owed.company, self.commercial_partner_id.with_company(owed.company)
        others = self.env["account.move.line"]._recovery_owed(company, debtor) - owed.lines
        self._recovery_hand_on(debtor, owed, others)
        in_company = [("company_id", "=", company.id), ("partner_id", "=", self.id)]
        reason = self.env._("%(contact)s was linked to %(debtor)s", contact=self.name, debtor=debtor.display_name)
        waiting = self.env["recovery.notice"].search([*in_company, ("state", "in", ("proposed", "approved"))])
        waiting._cancel(reason)
        for model in NAMES_HIM:
            self.env[model].search(in_company).write({"partner_id": debtor.id})
        case = self.env["recovery.case"]._join(company, self.browse() | self | debtor, debtor)
        case._log("joined", lambda case: self.env._("%s: what he owed goes on here", reason))

    def _recovery_check_merge(self, debtor):
        """What a person owes as a consumer, or of which he has been relieved, does not become the debt of a business
        because two contacts are merged.

        :raises UserError: one of these owes by himself, and `debtor` is of another kind
        """
        contacts = self.sudo()  # what they owe anywhere, whoever merges them
        for its in contacts.recovery_debtor_id._recovery_owed_before():
            owes = any(line.parent_state == "posted" and not line.reconciled for line in its.lines)
            if owes and its.kind == "consumer" and debtor.sudo().with_company(its.company)._recovery_kind() != its.kind:
                raise UserError(
                    self.env._(
                        "%(person)s owes as a consumer, and %(debtor)s is no consumer: what he owes would become its "
                        "debt. Make him a contact of it instead, then what he owes stays his own; or choose for him "
                        "the kind of debtor that is right.",
                        person=its.debtor.display_name,
                        debtor=debtor.display_name,
                    )
                )

    def _recovery_hand_on(self, debtor, owed, others):
        """His holds are on his debts alone from now on; his ladder goes along, where the new debtor owes nothing else
        as the new debtor's, otherwise as that of his invoices."""
        Hold = self.env["recovery.hold"]
        holds = Hold.search([("company_id", "=", owed.company.id), ("partner_id", "=", self.id)])
        on_him = holds.filtered(lambda hold: not hold.move_id and hold.state == "active")
        (holds - on_him).write({"partner_id": debtor.id})
        open_lines = owed.lines.filtered(lambda line: line.parent_state == "posted" and not line.reconciled)
        for hold in on_him if open_lines else Hold:
            values = {"partner_id": debtor.id}
            first, *more = open_lines
            hold.write({**values, "move_id": first.move_id.id, "line_id": first.id})
            for line in more:
                hold.copy({**values, "move_id": line.move_id.id, "line_id": line.id})
        if not others:
            debtor.write({name: self[name] for name in GOES_ALONG if self[name] and not debtor[name]})
        elif procedure := self.recovery_procedure_id or self.recovery_profile_id.procedure_id:
            moves = open_lines.move_id.filtered(lambda move: not move.recovery_procedure_id)
            moves.recovery_procedure_id = procedure
