"""What a case is handed over with: the instalments that are due and undisputed, and what is claimed on them. Read for
many cases at once, by the one computation of `recovery.figures`, so that the mandate, the tables, the statement and the
case agree."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..claim.figures import CLAIMS


@dataclass(slots=True)
class Account:
    """What one case is about. Amounts in the currency of the company; `invoices`: those of its statement; `parts`:
    (invoice of the statement, instalment of the statement) of each line; `imputed`: payments that settle interest in
    law, by as much as principal stays (C. civ. 1343-1): the total is the same."""

    case: models.BaseModel
    lines: models.BaseModel  # what is placed
    due: models.BaseModel  # all that is due, disputed and planned instalments too
    claims: tuple = CLAIMS  # what is asked for besides the principal
    invoices: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    cost_claims: models.BaseModel = None
    principal: float = 0.0
    interest: float = 0.0
    indemnity: float = 0.0
    costs: float = 0.0
    imputed: float = 0.0
    disputed: float = 0.0
    in_plan: float = 0.0
    difference: float = 0.0
    disputed_of: dict = field(default_factory=dict)  # {line id: Decimal, in its currency}
    rate_missing: str = ""

    @property
    def total(self):
        return self.principal + self.interest + self.indemnity + self.costs


class RecoveryPlacementFile(models.AbstractModel):
    _name = "recovery.placement.file"
    _description = "What a Case Is Handed Over With"

    def _accounts(self, cases, day, claims=CLAIMS):
        """{case: `Account`} of cases of one company, as of `day`: all that may be placed.

        :param claims: which of `CLAIMS` are asked for besides the principal
        """
        company = cases.company_id
        company.ensure_one()
        due = self._due_lines(cases, day)
        blocks = self.env["recovery.open.items"]._blocks(company, cases.partner_id.ids, day)
        its_lines = due.grouped(lambda line: line.recovery_debtor_id)
        accounts = {}
        for case in cases:
            account = Account(case, due.browse(), its_lines.get(case.partner_id, due.browse()), tuple(claims))
            self._sort_out(account, blocks, day)
            accounts[case] = account
        self._add_up(company, list(accounts.values()), day)
        return accounts

    def _placed(self, placements):
        """{case: `Account`} of placements of one handoff: what was placed, on the day it was placed."""
        accounts, handoff = {}, placements.handoff_id
        for placement in placements:
            account = Account(placement.case_id, placement.line_ids, placement.line_ids, handoff._claims())
            account.disputed_of = {int(line_id): Decimal(text) for line_id, text in (placement.deducted or {}).items()}
            account.disputed = placement.disputed
            accounts[placement.case_id] = account
        self._add_up(handoff.company_id, list(accounts.values()), handoff._day())
        return accounts

    def _due_lines(self, cases, day):
        """What the debtors owe and is past its due date, and invoices whose principal is paid but not the claims."""
        lines = self.env["account.move.line"]._recovery_owed(cases.company_id, cases.partner_id, before=day)
        registered = self.env["recovery.open.items"]._registered(lines)  # without an entry yet
        paid = {line_id: float(sum(amount for _day, amount, _name in its)) for line_id, its in registered.items()}
        lines = lines.filtered(lambda line: line.amount_residual_currency > paid.get(line.id, 0.0))
        return lines | cases._open_claims().move_line_id

    def _sort_out(self, account, blocks, day):
        """Which instalments are placed: what a plan spreads is not due, and what is disputed is not certain."""
        company, currency = account.case.company_id, account.case.currency_id
        for line in account.due:
            facts = blocks.agreed(line.id)
            disputed = facts.get("disputed", 0)
            residual = line.amount_residual_currency

            def converted(amount, line=line):
                return line.currency_id._convert(float(amount), currency, company, day)

            if facts.get("planned"):
                account.in_plan += converted(residual)
                continue
            if disputed:
                account.disputed += converted(disputed)
                if line.currency_id.compare_amounts(float(disputed), residual) >= 0:
                    continue
                account.disputed_of[line.id] = disputed
            account.lines |= line

    def _add_up(self, company, accounts, day):
        """Fill in what the statement says of all these accounts together; a rate that is missing is said on those
        that need it."""
        try:
            invoices, costs = self._statement(company, accounts, day)
        except UserError as error:
            if len(accounts) > 1:
                for account in accounts:
                    self._add_up(company, [account], day)
                return
            accounts[0].rate_missing = str(error)
            return
        by_debtor, costs_of = defaultdict(list), costs.grouped("partner_id")
        for invoice in invoices:
            by_debtor[invoice.move.recovery_debtor_id].append(invoice)
        for account in accounts:
            debtor = account.case.partner_id
            account.cost_claims = costs_of.get(debtor, costs.browse()) if "costs" in account.claims else costs.browse()
            account.invoices = by_debtor.get(debtor, [])
            self._sum_account(account, account.invoices, day)

    def _statement(self, company, accounts, day):
        """(invoices of the statement, costs on proof) of all these accounts."""
        lines = self.env["account.move.line"].union(*(account.lines for account in accounts))
        disputed = {line_id: amount for a in accounts for line_id, amount in a.disputed_of.items()}
        left_out = [name for name in CLAIMS if name not in accounts[0].claims]
        debtors = self.env["res.partner"].union(*(account.case.partner_id for account in accounts))
        costs = self.env["recovery.claim"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", debtors.ids),
                ("kind", "=", "cost"),
                ("state", "=", "shown"),
            ]
        )
        # money that no invoice has yet stops a handoff: nothing is covered of what is placed
        return self.env["recovery.figures"]._reckon(company, lines, day, disputed, {}, left_out), costs

    def _sum_account(self, account, invoices, day):
        company, home = account.case.company_id, account.case.currency_id
        sums, booked = defaultdict(float), self.env["recovery.figures"]._in_company
        for invoice in invoices:

            def add(name, amount, currency=invoice.currency):
                sums[name] += currency._convert(float(amount), home, company, day)

            for part in invoice.instalments:
                account.parts.append((invoice, part))
                sums["principal"] += booked(part.line, part.principal, day)
                add("imputed", part.paid_interest)
                add("interest", part.interest)
                paid = float(sum(move.amount for move in part.movements))
                add("difference", part.amount - paid - part.line.amount_residual_currency)
            add("indemnity", invoice.indemnity)
        for cost in account.cost_claims:
            sums["costs"] += cost.currency_id._convert(cost.amount, home, company, day)
        for name, amount in sums.items():
            setattr(account, name, home.round(amount))

    def _unmatched(self, cases):
        """{debtor: what money of his covers and is not matched with his invoices}, company currency."""
        unmatched = {}
        for company, its_cases in cases.grouped("company_id").items():
            balances = self.env["recovery.open.items"]._balances(company, tuple(its_cases.partner_id.ids))
            unmatched |= {cases.partner_id.browse(debtor_id): its.covered for debtor_id, its in balances.items()}
        return unmatched

    def _oldest_due(self, account):
        return min((line.date_maturity or line.date for line in account.lines), default=False)
