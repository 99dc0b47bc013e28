"""What a debtor owes on a day, from one computation (rule 14): principal past due and to fall due, what money covers of
it, what he contests, interest, indemnities, costs. Mails, letters, pages, cards, statements and files read it here.

Principal is what the ledger has open, less what is covered or contested: every payment lessens its invoice, and the
base of the interest with it. That part payments count on interest first (C. civ. 1343-1) changes the split in law,
never the total; a statement and a receipt say it beside.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from odoo import api, models
from odoo.exceptions import UserError

from ...engine import imputation, regime

CLAIMS = ("interest", "indemnity", "costs")
ZERO = Decimal(0)


@dataclass(slots=True)
class Figure:
    """What one debtor owes in `currency` on `day`. `interest`, `indemnity` and `costs` are what was claimed of him, as
    it comes to on that day; `unclaimed`: what the law gives besides, and no message has asked for. `home`: the same
    amounts in the currency of the company. `rate_missing`: why the interest is that of an earlier day."""

    currency: models.BaseModel
    day: date
    overdue: models.BaseModel  # instalments past due
    coming: models.BaseModel  # those that fall due later
    past_due: float = 0.0
    not_due: float = 0.0
    covered: float = 0.0
    covered_later: float = 0.0
    disputed: float = 0.0
    disputed_later: float = 0.0
    interest: float = 0.0
    indemnity: float = 0.0
    costs: float = 0.0
    unclaimed: float = 0.0
    rate_missing: str = ""
    home: dict = field(default_factory=lambda: defaultdict(float))

    @property
    def principal(self):
        """What is asked for of what is past due."""
        return self.currency.round(self.past_due - self.covered - self.disputed)

    @property
    def to_fall_due(self):
        return self.currency.round(self.not_due - self.covered_later - self.disputed_later)

    @property
    def claims(self):
        return self.currency.round(self.interest + self.indemnity + self.costs)

    @property
    def total(self):
        """What he is asked to pay now."""
        return self.currency.round(self.principal + self.claims)


class RecoveryFigures(models.AbstractModel):
    _name = "recovery.figures"
    _description = "What a Debtor Owes on a Day"

    @api.model
    def _of(self, company, debtors, day=None):
        """{debtor: his `Figure`s, one for each currency}, as of `day`, today by default."""
        day = day or company._recovery_today()
        lines = self.env["account.move.line"]._recovery_owed(company, debtors)
        # of debtors who are read: what was claimed of them
        theirs = [("company_id", "=", company.id), ("partner_id", "in", debtors.ids), ("state", "=", "shown")]
        claims = self.env["recovery.claim"].sudo().search(theirs)
        lines_of, claims_of = lines.grouped("recovery_debtor_id"), claims.grouped("partner_id")
        deductions = self._deductions(lines, day)
        owed = {
            debtor: (lines_of.get(debtor, lines.browse()), claims_of.get(debtor, claims.browse()))
            for debtor in debtors
        }
        due = {debtor: self._bearing(*its, day) for debtor, its in owed.items()}
        reckoned = self._reckon_each(company, due, day, deductions)
        return {
            debtor: self._of_debtor(company, *its, deductions, day, reckoned[debtor]) for debtor, its in owed.items()
        }

    def _bearing(self, lines, claims, day):
        """The instalments of a debtor on which there is interest or an indemnity: what is late of `lines`, and what
        was claimed on."""
        late = lines.filtered(lambda line: (line.date_maturity or line.date) < day)
        principal = late.union(*(claim._principal() for claim in claims))
        return late | principal.filtered(lambda line: line.parent_state == "posted" and line.amount_currency > 0)

    def _reckon_each(self, company, lines_of, day, deductions):
        """{key: the invoices of its instalments, or why they cannot be reckoned}, all at once where they can."""
        empty = self.env["account.move.line"]
        try:
            invoices = self._reckon(company, empty.union(*lines_of.values()), day, *deductions)
        except UserError as error:  # a rate that nobody has entered
            if len(lines_of) < 2:
                return dict.fromkeys(lines_of, error)
            apart = [self._reckon_each(company, {key: its}, day, deductions) for key, its in lines_of.items()]
            return {key: found for one in apart for key, found in one.items()}
        keys_of = defaultdict(list)  # what was claimed of one may be made out to another since: it is reckoned for both
        for key, its in lines_of.items():
            for line in its:
                keys_of[line].append(key)
        reckoned = {key: [] for key in lines_of}
        for invoice in invoices:
            parts = defaultdict(list)
            for part in invoice.instalments:
                for key in keys_of[part.line]:
                    parts[key].append(part)
            for key, its in parts.items():
                reckoned[key].append(SimpleNamespace(**{**vars(invoice), "instalments": its}))
        return reckoned

    def _of_debtor(self, company, lines, claims, deductions, day, reckoned):
        figures, disputed, covered = {}, *deductions

        def figure(currency):
            if currency not in figures:
                figures[currency] = Figure(currency, day, lines.browse(), lines.browse())
            return figures[currency]

        for line in lines:
            its = figure(line.currency_id)
            is_late = (line.date_maturity or line.date) < day
            names = ("past_due", "covered", "disputed") if is_late else ("not_due", "covered_later", "disputed_later")
            amounts = (line.amount_residual_currency, covered.get(line.id, 0), disputed.get(line.id, 0))
            for name, amount in zip(names, amounts, strict=True):
                self._add(its, name, float(amount), self._in_company(line, float(amount), day))
            if is_late:
                its.overdue |= line
            else:
                its.coming |= line
        self._add_claims(company, claims, reckoned, day, figure)
        return [figures[currency] for currency in sorted(figures, key=lambda currency: currency.id)]

    def _add_claims(self, company, claims, reckoned, day, figure):
        """Interest, indemnities and costs: as claimed, and what the law gives besides."""
        asked = claims.filtered(lambda claim: claim.kind == "interest").move_line_id
        asked_moves = claims.filtered(lambda claim: claim.kind == "indemnity").move_id

        def add(name, currency, amount):
            self._add(figure(currency), name, amount, currency._convert(amount, company.currency_id, company, day))

        for cost in claims.filtered(lambda claim: claim.kind == "cost"):
            add("costs", cost.currency_id, cost.amount)
        if isinstance(reckoned, UserError):  # what was shown stands
            for claim in claims.filtered(lambda claim: claim.kind != "cost"):
                add(claim.kind, claim.currency_id, claim.amount)
                figure(claim.currency_id).rate_missing = str(reckoned)
            return
        for invoice in reckoned:
            for part in invoice.instalments:
                add("interest" if part.line in asked else "unclaimed", invoice.currency, part.interest)
            is_asked = invoice.move in asked_moves
            add("indemnity" if is_asked else "unclaimed", invoice.currency, invoice.indemnity)

    def _add(self, figure, name, amount, home):
        setattr(figure, name, figure.currency.round(getattr(figure, name) + amount))
        figure.home[name] += home

    @api.model
    def _in_company(self, line, amount, day):
        """An amount of an instalment in the currency of its company, at the rate at which it is booked."""
        open_amount = (line.amount_residual_currency, line.amount_residual)
        booked, in_company = open_amount if open_amount[0] else (line.amount_currency, line.balance)
        return amount * in_company / booked if booked else 0.0

    # ---- what is taken off -----------------------------------------------------------------------------------------

    @api.model
    def _deductions(self, lines, day):
        """({instalment id: what of it is contested}, {instalment id: what money covers of it}), `Decimal`s in its
        currency, of what is open. Of money whose day is known, what came after `day` covers nothing yet."""
        disputed, covered = {}, {}
        cover = self.env["recovery.open.items"]._covered(lines)
        contested = self.env["recovery.claim"]._disputed_of(lines)
        for line in lines:
            left = Decimal(repr(line.amount_residual_currency))
            parts = [part for part in cover[line].parts if not part.money.on or part.money.on <= day]
            its = min(sum((part.amount for part in parts), ZERO), left)
            if its:
                covered[line.id] = its
            if others := min(contested.get(line.id, ZERO), left - its):
                disputed[line.id] = others
        return disputed, covered

    @api.model
    def _left(self, lines, day):
        """{instalment id: what is asked for of it}: what is open, less what money covers and what is contested."""
        disputed, covered = self._deductions(lines, day)
        return {
            line.id: line.amount_residual_currency - float(disputed.get(line.id, ZERO) + covered.get(line.id, ZERO))
            for line in lines
        }

    def _free_of_interest(self, lines, disputed, covered):
        """{instalment id: what bears no interest for now}: what is contested or covered. What came to cover it after
        its interest was claimed lessens none of that; a payment without an entry lessens the balance on its day."""
        shown = [("kind", "=", "interest"), ("state", "=", "shown"), ("move_line_id", "in", lines.ids)]
        claims = self.env["recovery.claim"].sudo().search(shown)  # of instalments that are read
        credit = {claim.move_line_id.id: ZERO for claim in claims}
        for line in claims.notice_id.line_ids:
            if line.move_line_id.id in credit:
                credit[line.move_line_id.id] = Decimal(repr(line.credit))
        registered = self.env["recovery.open.items"]._registered(lines)
        free = {}
        for line in lines:
            on_its_way = sum((amount for _day, amount, _name in registered.get(line.id, ())), ZERO)
            its = max(covered.get(line.id, ZERO) - on_its_way, ZERO)
            free[line.id] = disputed.get(line.id, ZERO) + min(its, credit.get(line.id, its))
        return free

    # ---- instalment by instalment ----------------------------------------------------------------------------------

    @api.model
    def _reckon(self, company, lines, day, disputed, covered, left_out=()):
        """The invoices of these instalments, each with its instalments, oldest first: what happened to the balance of
        each, its interest by segments, and what is left of it on `day`. No indemnity of one that is contested whole.

        :param left_out: which of `CLAIMS` are not computed
        :raises UserError: a rate is missing
        """
        Interest, Claim = self.env["recovery.interest"], self.env["recovery.claim"].sudo()  # of lines that are read
        table = self.env["recovery.rate"]._rate_table()
        debts = Interest._debts(lines, self._free_of_interest(lines, disputed, covered))
        moves, settled_to = Interest._balance_moves(lines), Claim._settled_to(lines, day)
        indemnities = {} if "indemnity" in left_out else self._indemnities(lines.move_id, day)
        registered = self.env["recovery.open.items"]._registered(lines)

        def part(line):
            on_its_way = sum((amount for on, amount, _name in registered.get(line.id, ()) if on <= day), ZERO)
            its_cover = max(covered.get(line.id, ZERO) - on_its_way, ZERO)  # which is among its movements
            debt = None if "interest" in left_out else debts.get(line.id)
            taken_off = (disputed.get(line.id, ZERO), its_cover)
            return self._instalment(company, line, debt, table, moves[line.id], settled_to.get(line), taken_off, day)

        invoices = []
        for move in lines.move_id.sorted(lambda move: (move.invoice_date or move.date, move.id)):
            its = (lines & move.line_ids).sorted(lambda line: (line.date_maturity or line.date, line.id))
            try:
                parts = [part(line) for line in its]
            except regime.MissingRate as error:
                raise UserError(self.env["recovery.rate"]._missing_text(error)) from error
            contested = all(part.deducted and part.deducted >= part.amount for part in parts)
            owed = 0.0 if contested else indemnities.get(move, 0.0)
            invoices.append(SimpleNamespace(move=move, currency=move.currency_id, instalments=parts, indemnity=owed))
        return invoices

    def _instalment(self, company, line, debt, table, moves, settled_to, taken_off, day):
        """One instalment: what happened to its balance, on what each payment counts by law, its segments, and what is
        left of it."""
        disputed, covered = taken_off
        amount, order = Decimal(repr(line.amount_currency)) - disputed, company.recovery_imputation
        account = imputation.reckon(amount, moves, debt, table, day, settled_to, order)
        principal = amount - covered - sum((move.amount for move in account.moves), ZERO)
        return SimpleNamespace(
            line=line,
            due=line.date_maturity or line.date,
            amount=line.amount_currency,
            deducted=float(disputed),
            covered=float(covered),
            movements=account.moves,
            segments=account.segments,
            settled_to=settled_to,
            formal_notice_on=debt and debt.debtor_class == "consumer" and debt.formal_notice_on,
            stopped_on=debt and debt.stopped_on,
            principal=float(principal),
            interest=float(account.total),
            paid_interest=float(account.paid_interest),
        )

    def _indemnities(self, moves, day):
        """{invoice: what is owed of the fixed indemnity}: as claimed, otherwise as it would be claimed."""
        claims = self.env["recovery.claim"].sudo()  # of invoices that are read
        standing = [("kind", "=", "indemnity"), ("move_id", "in", moves.ids), ("state", "!=", "reversed")]
        known = {claim.move_id: claim for claim in claims.search(standing)}
        owed = self.env["recovery.interest"]._indemnities(moves - moves.browse(m.id for m in known), day)
        shown = {m: claim.amount for m, claim in known.items() if claim.state == "shown" or not claim._settled_on(day)}
        return {**owed, **shown}
