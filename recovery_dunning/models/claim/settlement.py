"""What becomes of claims once the principal is paid: they stand, are forgiven, waived by a manager, or invoiced."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.ending import GIVEN_UP
from ..record.actions import dialog
from ..record.apart import each_apart
from ..record.way_in import COLLECTOR, MANAGER, way_in
from ..record.words import named

_logger = logging.getLogger(__name__)


class RecoveryClaim(models.Model):
    _inherit = "recovery.claim"

    # ---- waiver ---------------------------------------------------------------------------------------------------

    @way_in(MANAGER, "read")
    def action_ask_to_waive(self):
        """The dialog that waives these claims, with a reason."""
        return dialog(self.env._("Waive"), "recovery.claim.waive.wizard", default_claim_ids=self.ids)

    @way_in(MANAGER, "read")
    def action_waive(self, reason):
        """Give these claims up; nobody claims them again.

        :raises UserError: no reason is given, or a claim is not open
        """
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason goes into the record."))
        if settled := self.filtered(lambda claim: claim.state != "shown"):
            raise UserError(
                self.env._("“%s” is not open any more: only claims that are shown are waived.", settled[0].display_name)
            )
        self.sudo()._waive(reason, self.env.user)  # rights were checked above; nobody writes claims by hand

    def _waive(self, reason, user):
        self.write({"state": "waived", "waiver_reason": reason, "waived_by_id": user.id})
        self._record(self.env._("Waived: %s", reason))

    def _record(self, text):
        """Write it, with the claims and their amounts, into the record of their cases."""
        for case, claims in self.filtered("case_id").grouped("case_id").items():
            amounts = [named(self.env, c.display_name, c.currency_id.format(c.amount)) for c in claims]
            case._log("claim", lambda case: text, result="\n".join(amounts))

    @way_in(COLLECTOR, "read")
    def action_explain(self):
        """How this claim comes about, as of its last day."""
        self.ensure_one()
        lines = self.move_line_id if self.kind == "interest" else self.move_id.line_ids
        return self.env["recovery.statement"]._action_explain(lines, self.date_to)

    # ---- the principal is paid ------------------------------------------------------------------------------------

    @api.model
    def _settle(self, company):
        """Every day: interest whose principal was paid ends on that day; small rests are forgiven, others invoiced
        where the procedure says so.

        :returns: {claim: why it had to be left}
        """
        shown = [("company_id", "=", company.id), ("state", "=", "shown")]
        # of an invoice that is being corrected too: once it is posted they are shown again
        gone = ["|", ("move_id.state", "!=", "posted"), "&", ("move_id", "=", False), ("kind", "!=", "cost")]
        left = each_apart(self.search([*shown, *gone]), lambda claims: claims._reverse())
        left.update(self._follow_ledger(company))
        claims = self.search(shown)
        settled = claims._with_settled_principal()
        (claims - settled).filtered("date_paid").date_paid = False
        fresh = settled.filtered(lambda claim: not claim.date_paid)
        left.update(each_apart(fresh, lambda claims: claims._note_payment(company)))
        left.update(self._forgive_small(company))
        self._invoice_by_procedure(company)
        return left

    def _principal(self):
        """The instalments that this claim stands on: its own, or all of its invoice."""
        lines = self.move_line_id if self.kind == "interest" else self.move_id.line_ids
        return lines.filtered(lambda line: line.account_type == "asset_receivable")

    def _with_settled_principal(self):
        """Those of these claims of whose principal nothing is open: in the ledger, less payments without an entry, by
        their amount."""
        principal = {claim: claim._principal() for claim in self}
        lines = self.env["account.move.line"].union(*principal.values())
        paid = self.env["recovery.open.items"]._registered(lines)

        def is_open(line):
            registered = float(sum(amount for _day, amount, _name in paid.get(line.id, ())))
            return line.currency_id.compare_amounts(line.amount_residual_currency, registered) > 0

        still_open = lines.filtered(lambda line: line.parent_state != "posted" or is_open(line))
        return self.filtered(lambda claim: principal[claim] and not principal[claim] & still_open)

    def _note_payment(self, company):
        """The principal of these claims is paid: their interest ends on the day of the last payment."""
        interest = self.filtered(lambda claim: claim.kind == "interest")
        Interest = self.env["recovery.interest"]
        lines = interest.move_line_id | (self - interest).move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        accounts, missing = Interest._accounts(interest.move_line_id, company._recovery_today())
        paid_on = {line_id: moves[-1].date for line_id, moves in Interest._balance_moves(lines).items()}
        for claim in self:
            its_lines = claim.move_line_id if claim in interest else claim.move_id.line_ids & lines
            days = [paid_on[line.id] for line in its_lines if line.id in paid_on]
            if claim.move_line_id.id not in missing:  # otherwise once the rate is entered
                claim.date_paid = max(days, default=company._recovery_today())
        interest._take_amounts(accounts)

    @api.model
    def _forgive_small(self, company):
        """Waive what is left of debtors who have paid the principal, if it is less than the company's goodwill. Not
        of public bodies, against whom a waiver is void (C. commande publique L2192-14)."""
        limit = company.recovery_goodwill_amount
        if not limit:
            return {}
        today = company._recovery_today()
        shown = self.search([("company_id", "=", company.id), ("state", "=", "shown")])
        by_debtor = shown.grouped("partner_id")

        def forgive(debtors):
            for debtor in debtors:
                if all(claim.date_paid for claim in by_debtor[debtor]):
                    by_debtor[debtor]._forgive_below(limit, debtor, company, today)

        return each_apart(shown.partner_id, forgive)

    def _forgive_below(self, limit, debtor, company, today):
        total = sum(claim.currency_id._convert(claim.amount, company.currency_id, company, today) for claim in self)
        small = company.currency_id.compare_amounts(total, limit) < 0
        if small and debtor.with_company(company)._recovery_kind() != "public":
            amount = company.currency_id.format(limit)
            self._waive(
                self.env._("Goodwill: the principal is paid, and less than %s is left", amount),
                self.env["res.users"],
            )

    @api.model
    def _invoice_by_procedure(self, company):
        """Invoice what is left where the procedure says so; what stands against it becomes a task, once."""
        left = [("company_id", "=", company.id), ("state", "=", "shown"), ("date_paid", "!=", False)]
        claims = self.search([*left, ("move_line_id.recovery_procedure_id.invoice_claims", "=", True)])
        claims -= claims._with_principal_given_up()
        for debtor, its_claims in claims.grouped("partner_id").items():
            try:
                with self.env.cr.savepoint():
                    its_claims._invoice()
            except UserError as error:
                _logger.warning("recovery claims %s could not be invoiced", its_claims.ids)
                its_claims._ask_to_invoice(company, debtor, str(error))

    def _with_principal_given_up(self):
        """Those whose principal was written off, sold or moved: nobody invoices interest on it by himself."""
        endings = self.env["recovery.open.items"]._endings(
            self.env["account.move.line"].union(*(claim._principal() for claim in self))
        )
        given_up = {line for line, parts in endings.items() if any(part.ending in GIVEN_UP for part in parts)}
        return self.filtered(lambda claim: given_up & {*claim._principal()})

    def _ask_to_invoice(self, company, debtor, problem):
        summary = self.env._("Claims could not be invoiced")
        target = self.case_id[:1] or debtor
        if target.activity_ids.filtered(lambda activity: activity.summary == summary):
            return
        target.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self),
            summary=summary,
            note=problem,
            user_id=company._recovery_in_charge(self.case_id.user_id).id,
        )
