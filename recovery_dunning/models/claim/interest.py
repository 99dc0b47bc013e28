"""Late interest as the ledger has it: instalments and the movements of their balance, read set-wise for the engine."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import imputation, interest, regime
from ..open_items.facts import DUE, LAPSES_FROM, debtor_class

FRENCH = ("FR", "GP", "GF", "MQ", "RE", "YT")  # where the French commercial code holds


class RecoveryInterest(models.AbstractModel):
    _name = "recovery.interest"
    _description = "Late Interest, Read Set-Wise"

    @api.model
    def _accounts(self, lines, as_of, deducted=None):
        """The interest on instalments up to `as_of`, included, in their currencies.

        :param deducted: {line id: Decimal}, what is left out of the base: disputed, or covered by an open credit
        :returns: ({line id: `interest.Account`}, {line id: the sentence about the rate that is missing})
        """
        table, accounts, missing = self.env["recovery.rate"]._rate_table(), {}, {}
        for line_id, debt in self._debts(lines, deducted).items():
            try:
                accounts[line_id] = interest.late_interest(debt, table, as_of)
            except regime.MissingRate as error:
                missing[line_id] = self.env["recovery.rate"]._missing_text(error)
        return accounts, missing

    @api.model
    def _indemnities(self, moves, as_of):
        """{invoice: the fixed indemnity in its currency, at the rate of exchange of `as_of`}, once for each invoice,
        however many instalments it has. Only invoices bear it: an item of an opening entry is no proof of one."""
        invoices = moves.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        by_move = defaultdict(list)
        lines = invoices.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        move_of = {line.id: line.move_id for line in lines}
        for line_id, debt in self._debts(lines).items():
            by_move[move_of[line_id]].append(debt)
        euro = self.env.ref("base.EUR")
        return {
            move: euro._convert(float(amount), move.currency_id, move.company_id, as_of)
            for move, debts in by_move.items()
            if (amount := interest.fixed_indemnity(debts, as_of))
        }

    @api.model
    def _debts(self, lines, deducted=None):
        """{line id: `interest.Debt`} of those of `lines` that bear interest: posted receivables of customers, except
        those of a claim invoice (no interest on interest: C. civ. 1343-2), and of one that the buyer never got or that
        another took the place of, as long as it stands so."""
        if not lines:
            return {}
        self.env.flush_all()  # the queries read tables
        moves = self._balance_moves(lines)
        companies = {company.id: company for company in lines.company_id}
        rows = self._debt_rows(lines)
        countries = self.env["res.country"]
        regimes = {
            (company_id, country_id): self._regime(companies[company_id], countries.browse(country_id))
            for company_id, country_id in {(row.company_id, row.country_id) for row in rows}
        }
        roundings = {currency.id: Decimal(repr(currency.rounding)) for currency in lines.currency_id}
        return {
            row.id: interest.Debt(
                amount=max(Decimal(0), _decimal(row.amount) - (deducted or {}).get(row.id, 0)),
                due=row.due,
                debtor_class=row.debtor_class,
                regime=regimes[row.company_id, row.country_id],
                movements=tuple(interest.Movement(move.date, move.amount) for move in moves[row.id]),
                contract_rate=self._contract_rate(row, companies[row.company_id]),
                formal_notice_on=row.formal_notice_on,
                stopped_on=row.stopped_on,
                rounding=roundings[row.currency_id],
            )
            for row in rows
        }

    @api.model
    def _check_judgments(self, lines):
        """:raises UserError: a debtor is insolvent, and nobody has entered since when"""
        for company, its_lines in lines.grouped("company_id").items():
            # the debtors of invoices that are read
            for debtor in its_lines.recovery_debtor_id.sudo().with_company(company):
                if debtor.recovery_insolvency and not debtor.recovery_insolvency_date:
                    raise UserError(
                        self.env._(
                            "%s is insolvent: interest stops on the day of the judgment (C. com. L622-28). Enter that "
                            "day on his form first.",
                            debtor.display_name,
                        )
                    )

    @api.model
    def _regime(self, company, country=None):
        """The law under which a debtor of this country pays `company` late: that of France between the two of them,
        what every member of the Union has at least between two members (directive 2011/7/EU), otherwise what the
        contract says. A debtor without a country is at home where the company is."""
        countries = company.country_id | (country or company.country_id)
        if countries and not set(countries.mapped("code")) - {*FRENCH}:
            return regime.FRANCE
        union = self.env.ref("base.europe").sudo().country_ids  # anybody may know them
        return regime.EUROPE if countries and countries <= union else regime.ELSEWHERE

    @api.model
    def _under_french_law(self, company, debtor):
        """Whether articles of French law may be quoted to this debtor of `company`."""
        # of a debtor whom the reader may not see, no more than his country
        return self._regime(company, debtor.sudo().country_id) is regime.FRANCE

    def _contract_rate(self, row, company):
        """Percent, of the debtor's contract, otherwise of the company's terms; None where nothing was agreed."""
        rate = row.contract_rate or company.recovery_contract_rate
        return Decimal(str(round(rate, 4))) if rate else None

    def _debt_rows(self, lines):
        return self.env["recovery.open.items"]._rows(
            SQL(
                """SELECT l.id, l.company_id, l.currency_id, l.amount_currency AS amount,
                          %(due)s AS due, %(class)s AS debtor_class, p.country_id,
                          (p.recovery_contract_rate ->> l.company_id::text)::float AS contract_rate,
                          CASE WHEN p.recovery_insolvency ->> l.company_id::text IS NOT NULL
                                AND %(born)s < (p.recovery_insolvency_date ->> l.company_id::text)::date
                               THEN (p.recovery_insolvency_date ->> l.company_id::text)::date END AS stopped_on,
                          (SELECT MIN(COALESCE(n.presented_date, n.received_date, n.posted_date, n.date))
                             FROM recovery_notice_line nl
                             JOIN recovery_notice n ON n.id = nl.notice_id AND %(left)s
                             JOIN recovery_level v ON v.id = n.level_id AND v.phase = 'formal_notice'
                            WHERE nl.move_line_id = l.id AND nl.void IS NOT TRUE) AS formal_notice_on
                     FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                     JOIN account_move m ON m.id = l.move_id AND m.recovery_is_claim IS NOT TRUE
                      AND COALESCE(m.recovery_lifecycle, '') NOT IN ('undelivered', 'replaced')
                LEFT JOIN res_partner lp ON lp.id = l.partner_id
                LEFT JOIN res_partner p ON p.id = COALESCE(l.recovery_own_debtor_id, lp.recovery_debtor_id)
                    WHERE l.id IN %(lines)s AND l.parent_state = 'posted' AND l.amount_currency > 0""",
                **{"class": debtor_class("p", SQL("l.company_id::text")), "due": DUE},
                born=LAPSES_FROM,
                left=self.env["recovery.notice"]._left_condition("n"),
                lines=tuple(lines.ids),
            )
        )

    @api.model
    def _balance_moves(self, lines):
        """{line id: [`imputation.Move`]} of what lessened the balances of instalments, in the order of the days and in
        their currencies: payments on the day they were made, credit notes on their own; and payments that have no
        entry yet, by their amount."""
        rows = self.env.execute_query(
            SQL(
                """SELECT part.debit_move_id, CASE WHEN m.move_type = 'out_refund' THEN COALESCE(m.invoice_date, c.date)
                                                   ELSE c.date END AS day,
                          part.debit_amount_currency, m.name, m.move_type != 'out_refund'
                     FROM account_partial_reconcile part
                     JOIN account_move_line c ON c.id = part.credit_move_id
                     JOIN account_move m ON m.id = c.move_id
                    WHERE part.debit_move_id IN %(lines)s AND part.debit_amount_currency != 0
                 ORDER BY 2, 4""",
                lines=tuple(lines.ids) or (0,),
            )
        )
        moves = defaultdict(list)
        for line_id, day, amount, name, is_payment in rows:
            moves[line_id].append(imputation.Move(day, _decimal(amount), name, is_payment))
        for line_id, payments in self.env["recovery.open.items"]._registered(lines).items():
            moves[line_id] += (imputation.Move(day, amount, name, True) for day, amount, name in payments)
            moves[line_id].sort(key=lambda move: (move.date, move.name or ""))
        return moves


def _decimal(amount):
    """The amount of a row, which PostgreSQL gives as a float or as a `Decimal`."""
    return amount if isinstance(amount, Decimal) else Decimal(repr(amount))
