"""What became of the debt of a case while it was open, as the ledger tells it: recovered, credited, given up."""

from collections import namedtuple

from odoo import fields, models
from odoo.tools import SQL

from ..record.way_in import COLLECTOR

# in the currency of the company
Result = namedtuple("Result", "recovered credited waived written_off sold", defaults=(0.0, 0.0, 0.0, 0.0, 0.0))


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    amount_received = fields.Monetary(
        string="Received since it opened", compute="_compute_amount_received", compute_sudo=True, groups=COLLECTOR
    )

    def _compute_amount_received(self):
        results = self._results()
        for case in self:
            case.amount_received = results[case].recovered

    def _likely_outcomes(self):
        """{case: how it has ended, as the ledger tells it}, for cases on which nothing is overdue."""
        return {case: case._outcome_of(result) for case, result in self._results().items()}

    def _outcome_of(self, result):
        """The outcome, as `OUTCOMES` names it, of a `Result` in the currency of the company."""
        lost = {"sold": result.sold, "written_off": result.written_off, "waived": result.waived}
        outcome = next((name for name, amount in lost.items() if not self.currency_id.is_zero(amount)), None)
        paid = not self.currency_id.is_zero(result.recovered)
        if outcome in (None, "sold"):
            return outcome or ("credited" if result.credited > 0 and not paid else "paid")
        return "partly" if paid else outcome

    def _results(self):
        """{case: `Result`}: what reduced the debtor's instalments, past their due dates, while the case was open."""
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT rc.id,
                      CASE WHEN m.move_type != 'entry' THEN 'credited' ELSE COALESCE(s.kind, 'recovered') END,
                      SUM(part.amount)
                 FROM recovery_case rc
                 JOIN account_move_line l ON l.company_id = rc.company_id AND (
                      l.recovery_own_debtor_id = rc.partner_id OR l.recovery_own_debtor_id IS NULL AND l.partner_id IN
                         (SELECT id FROM res_partner WHERE recovery_debtor_id = rc.partner_id))
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN account_partial_reconcile part ON part.debit_move_id = l.id
                 JOIN account_move_line c ON c.id = part.credit_move_id
                 JOIN account_move m ON m.id = c.move_id
            LEFT JOIN account_move_recovery_settlement_rel rel ON rel.account_move_id = m.id
            LEFT JOIN recovery_settlement s ON s.id = rel.recovery_settlement_id AND s.kind != 'credit_note'
                WHERE rc.id = ANY(%s) AND c.date >= rc.date_opened AND c.date > COALESCE(l.date_maturity, l.date)
                  AND (rc.date_closed IS NULL OR c.date <= rc.date_closed)
             GROUP BY 1, 2""",
            self.ids,
        )
        names = {"waiver": "waived", "write_off": "written_off", "sale": "sold"}
        found = {}
        for case_id, kind, amount in self.env.execute_query(query):
            found.setdefault(case_id, {})[names.get(kind, kind)] = amount
        self._count_prices(found)
        return {case: Result(**found.get(case.id, {})) for case in self}

    def _count_prices(self, found):
        """What a buyer paid for a debt is not lost."""
        sold = [("kind", "=", "sale"), ("state", "=", "done"), ("price", ">", 0)]
        sales = self._theirs("recovery.settlement", *sold)
        for case in self.filtered(lambda case: found.get(case.id, {}).get("sold")):
            its = sales.filtered(
                lambda sale, case=case: (
                    sale.partner_id == case.partner_id
                    and sale.company_id == case.company_id
                    and case.date_opened <= sale.date <= (case.date_closed or sale.date)
                )
            )
            price = sum(s.currency_id._convert(s.price, case.currency_id, case.company_id, s.date) for s in its)
            result = found[case.id]
            result["sold"] -= price
            result["recovered"] = result.get("recovered", 0.0) + price
