"""Whether a way to a court is open to a case, and each "no" in a sentence with its article."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.court import kinds
from ..open_items.facts import DISPUTED


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    at_stake = fields.Monetary(
        string="At stake today", compute="_compute_at_stake", help="What could be claimed if it were filed now."
    )

    def _compute_at_stake(self):
        for proceeding in self:
            lines, account = proceeding._claimed() if proceeding.stage == "draft" else (None, None)
            if lines is None:
                proceeding.at_stake = proceeding.amount
            elif proceeding.kind == "insolvency_claim":
                proceeding.at_stake = sum(lines.mapped("amount_residual"))
            else:
                proceeding.at_stake = account.total

    def _claimed(self):
        """(instalments, `Account`) that may be claimed today: what is due and undisputed; of an insolvent debtor, what
        was born after the judgment."""
        self.ensure_one()
        case, company = self.case_id, self.company_id
        account = self.env["recovery.placement.file"]._accounts(case, company._recovery_today())[case]
        debtor = case._debtor()
        lines = account.lines
        if self.kind == "insolvency_claim":
            lines = case._open_items().filtered(lambda line: line.amount_residual > 0)
            return lines._recovery_before(debtor.recovery_insolvency_date), account
        if debtor.recovery_insolvency:
            after = lines - lines._recovery_before(debtor.recovery_insolvency_date)
            if after:
                account.lines = after
                account.parts, account.principal, account.interest, account.indemnity = [], 0.0, 0.0, 0.0
                self.env["recovery.placement.file"]._add_up(company, [account], company._recovery_today())
            return after, account
        return lines, account

    def _claim(self, account, lines):
        """The claim as the engine weighs it."""
        company, debtor = self.company_id, self.case_id._debtor()
        today = company._recovery_today()
        limits = self.env["recovery.limitation"]._of(lines)
        lapsed = [found for found in limits.values() if found.is_over(today)]
        disputes = [("line_ids", "in", account.due.ids), ("state", "in", DISPUTED)]
        amount = account.total if self.stage == "draft" else self.amount
        return kinds.Claim(
            amount=self._in_euro(amount),
            debtor_class=debtor._recovery_kind(),
            trader=self.is_trader and debtor._recovery_kind() == "business",
            matter=self.matter,
            abroad=debtor._recovery_place(company).country != "FR",
            insolvency=debtor.recovery_insolvency if not lines or self.kind == "insolvency_claim" else "",
            lapsed_by=lapsed[0].period.article if lapsed and len(lapsed) == len(lines) else "",
            contested=bool(self.env["recovery.dispute"].search_count(disputes, limit=1)),
            attempt=self._attempt(),
            exempt=self.is_exempt or "",
            court=self.court_kind or "",
        )

    def _attempt(self):
        """The kind of amicable attempt that was made: the one that is named, otherwise the last of the debtor."""
        done = self.attempt_id or self.case_id._theirs(
            "recovery.mediation", ("state", "!=", "draft"), order="id desc", limit=1
        )
        return done.kind or ""

    def _problems(self):
        """[`kinds.Problem`] of this proceeding as it stands."""
        lines, account = self._claimed()
        if account.rate_missing:
            raise UserError(account.rate_missing)
        return list(kinds.problems(self._claim(account, lines), self.kind, self.company_id._recovery_today()))

    def _check_may(self):
        """:raises UserError: the way is closed; the sentence says why, with its article"""
        closed = [problem for problem in self._problems() if problem.blocks]
        if closed:
            raise UserError(self._problem_text(closed[0]))

    def _problem_text(self, problem):
        checked = format_date(self.env, kinds.KINDS[self.kind].checked_on)
        texts = self._problem_texts()
        return f"{texts[problem.code] % {'day': checked}} ({problem.article})"

    @api.model
    def _problem_texts(self):
        """{what speaks against a way: the sentence}, without its article."""
        return {
            "nothing": self.env._("Nothing is due and undisputed: there is nothing to ask a court for."),
            "not_insolvent": self.env._("The debtor is in no insolvency proceedings: there is nothing to declare."),
            "not_yet": self.env._(
                "The decree that this procedure needs was not there on %(day)s: it cannot be used yet."
            ),
            "insolvent": self.env._(
                "The debtor is in insolvency proceedings, which stop all suits: declare the claim instead."
            ),
            "public": self.env._("A public body is sued in the administrative courts, and is never seized."),
            "lapsed": self.env._("The debt has lapsed: a judge would refuse it."),
            "no_trader": self.env._("Only traders are sued before a commercial court: choose the judicial court."),
            "abroad": self.env._("The debtor lives abroad: this is for debtors who live in France."),
            "contested": self.env._("The debtor contests the debt: only a full trial decides on it."),
            "contested_order": self.env._(
                "The debtor contests the debt: he will oppose the order, and a trial follows."
            ),
            "too_large": self.env._("Principal and interest are more than 5,000 EUR, the most of this procedure."),
            "refused_soon": self.env._("The debtor contests the debt: he will hardly agree."),
            "invoiced_by_traders": self.env._(
                "What traders have invoiced each other was taken out of this procedure by the law of 23/04/2026: ask "
                "the officer first."
            ),
            "attempt": self.env._(
                "Up to 5,000 EUR a civil court wants a conciliation, a mediation or a participatory procedure first: "
                "record it, or say why none is needed."
            ),
            "counsel": self.env._("Above 10,000 EUR counsel is compulsory."),
            "contribution": self.env._(
                "Above 50,000 EUR this court asks firms of 250 employees and more for a contribution."
            ),
        }
