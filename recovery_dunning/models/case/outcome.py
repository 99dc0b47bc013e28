"""What became of the debt of a case while it was open, as the ledger tells it: recovered, credited, given up, moved."""

from dataclasses import dataclass, field

from odoo import fields, models
from odoo.tools import SQL

from ...engine.ending import REDUCING, Ending
from ..open_items.facts import DEBTOR, DUE
from ..record.way_in import READER

# how a case ends on which nothing is overdue: by the first of these that any of its instalments came to, for “paid” is
# said of money alone. `postponed` and `paid` stand between them
BY_LOSS = {Ending.SOLD: "sold", Ending.WRITTEN_OFF: "written_off", Ending.WAIVED: "waived"}
ELSEWHERE = {Ending.DOUBTFUL: "doubtful", Ending.MOVED: "moved"}
OWED_LESS = {
    Ending.CANCELLED: "cancelled",
    Ending.DRAFT: "cancelled",
    Ending.CREDITED: "credited",
    Ending.NETTED: "netted",
    Ending.DISCOUNT: "credited",
}


@dataclass
class Result:
    """In the currency of the company, past the due dates and while the case was open; `left`: what is open of its
    instalments now; `kinds`: all that ever became of any of them."""

    recovered: float = 0.0
    credited: float = 0.0
    waived: float = 0.0
    written_off: float = 0.0
    sold: float = 0.0
    left: float = 0.0
    kinds: set = field(default_factory=set)

    def add(self, part):
        if part.ending in REDUCING:
            self.credited += float(part.company)
        elif name := {Ending.MONEY: "recovered", **BY_LOSS}.get(part.ending):
            setattr(self, name, getattr(self, name) + float(part.company))


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    amount_received = fields.Monetary(
        string="Received since it opened", compute="_compute_amount_received", compute_sudo=True, groups=READER
    )

    def _compute_amount_received(self):
        results = self._results()
        for case in self:
            case.amount_received = results[case].recovered

    def _likely_outcomes(self):
        """{case: how it has ended, as the ledger tells it}, for cases on which nothing is overdue."""
        return {case: case._outcome_of(result) for case, result in self._results().items()}

    def _outcome_of(self, result):
        """The outcome, as `OUTCOMES` names it, of a `Result`."""

        def first(outcomes):
            return next((outcome for ending, outcome in outcomes.items() if ending in result.kinds), None)

        paid = Ending.MONEY in result.kinds
        lost = first(BY_LOSS)
        if lost:
            return "partly" if paid and lost != "sold" else lost
        if elsewhere := first(ELSEWHERE):
            return elsewhere
        if not self.currency_id.is_zero(result.left):
            return "postponed"
        return "paid" if paid else first(OWED_LESS) or "nothing_due"

    def _paid_by_money_alone(self):
        """Those of these cases of which all that was owed came in: nothing was credited, cancelled or given up."""
        results = self._results()
        return self.filtered(lambda case: results[case].kinds <= {Ending.MONEY, Ending.EXCHANGE})

    def _ending_texts(self):
        """What became of the debt, a line for each currency and kind of end; nothing where all of it was paid."""
        self.ensure_one()
        if self._paid_by_money_alone():
            return []
        Items, texts = self.env["recovery.open.items"], []
        lines = self._instalments_followed().get(self, self.env["account.move.line"])
        for currency, its in lines.grouped("currency_id").items():
            parts = [part for parts in Items._endings(its).values() for part in parts]
            texts += Items._ending_texts(parts, currency)
        return texts

    def _results(self):
        """{case: `Result`}: what became of the instalments that it was about."""
        lines_of = self._instalments_followed()
        Line = self.env["account.move.line"]
        endings = self.env["recovery.open.items"]._endings(Line.union(*lines_of.values()))
        moved_to = {part.item_id for parts in endings.values() for part in parts}  # the same debt, seen from there
        results = {case: Result() for case in self}
        for case, lines in lines_of.items():
            result = results[case]
            for line in lines.filtered(lambda line: line.id not in moved_to):
                result.left += line.balance - float(sum(part.company for part in endings[line]))
                for part in endings[line]:
                    if part.company:
                        result.kinds.add(part.ending)
                    if case._saw(line, part):
                        result.add(part)
        for case in self.filtered(lambda case: case not in lines_of):
            results[case].kinds.update(case._made_out_anew())
        self._count_prices(results)
        return results

    def _saw(self, line, part):
        """Whether it happened past the due date, and while the case was open."""
        if not part.day or part.day <= (line.date_maturity or line.date):
            return False
        return self.date_opened <= part.day <= (self.date_closed or part.day)

    def _instalments_followed(self, named=False):
        """{case: the instalments that it was about}: those that were asked for, promised or planned in it; unless only
        what was `named` is wanted, also what was open past its due date or settled late while it was open."""
        if not self.ids:
            return {}
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT rc.id, l.id
                 FROM recovery_case rc
                 JOIN account_move_line l ON l.company_id = rc.company_id AND l.balance > 0 AND %(theirs)s
                 LEFT JOIN res_partner p ON p.id = l.partner_id
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                WHERE rc.id = ANY(%(cases)s) AND %(debtor)s = rc.partner_id AND (
                      EXISTS (SELECT FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id
                               WHERE nl.move_line_id = l.id AND n.case_id = rc.id AND nl.days_overdue > 0
                                 AND nl.void IS NOT TRUE)
                   OR EXISTS (SELECT FROM recovery_promise pr JOIN recovery_promise_line_rel rel
                                  ON rel.promise_id = pr.id
                               WHERE rel.line_id = l.id AND pr.date_until >= rc.date_opened)
                   OR EXISTS (SELECT FROM recovery_plan pl JOIN recovery_plan_instalment_rel rel
                                  ON rel.plan_id = pl.id
                               WHERE rel.line_id = l.id AND pl.activation_date >= rc.date_opened
                                 AND pl.activation_date <= COALESCE(rc.date_closed, pl.activation_date))
                   OR NOT %(named)s AND l.parent_state = 'posted' AND %(due)s < COALESCE(rc.date_closed, %(today)s)
                      AND (l.reconciled IS NOT TRUE
                           OR EXISTS (SELECT FROM account_partial_reconcile part
                                        JOIN account_move_line c ON c.id = part.credit_move_id
                                       WHERE part.debit_move_id = l.id AND c.date >= rc.date_opened
                                         AND c.date > %(due)s AND c.date <= COALESCE(rc.date_closed, c.date))))""",
            theirs=self.env["recovery.open.items"]._items_of(self.partner_id.ids),
            debtor=DEBTOR,
            cases=self.ids,
            named=named,
            due=DUE,
            today=self.company_id[:1]._recovery_today(),
        )
        ids = {}
        for case_id, line_id in self.env.execute_query(query):
            ids.setdefault(case_id, []).append(line_id)
        Line = self.env["account.move.line"]
        return {case: Line.browse(ids[case._origin.id]) for case in self if case._origin.id in ids}

    def _made_out_anew(self):
        """What became of what was asked for in this case, where no instalment of his is left of it: his invoice is made
        out to somebody else, or is gone."""
        asked = [("notice_id.case_id", "in", self.ids), ("days_overdue", ">", 0), ("void", "=", False)]
        names = self.env["recovery.notice.line"].search([*asked, ("move_line_id", "=", False)]).mapped("name")
        if not names:
            return
        moves = self.env["account.move"].search(
            [("company_id", "=", self.company_id.id), ("name", "in", names), ("state", "=", "posted")]
        )
        yield Ending.MOVED if moves.recovery_debtor_id - self.partner_id else Ending.CANCELLED

    def _count_prices(self, results):
        """What a buyer paid for a debt is not lost."""
        sold = [("kind", "=", "sale"), ("state", "=", "done"), ("price", ">", 0)]
        sales = self._theirs("recovery.settlement", *sold)
        for case in self.filtered(lambda case: results[case].sold):
            its = sales.filtered(
                lambda sale, case=case: (
                    sale.partner_id == case.partner_id
                    and sale.company_id == case.company_id
                    and case.date_opened <= sale.date <= (case.date_closed or sale.date)
                )
            )
            price = sum(s.currency_id._convert(s.price, case.currency_id, case.company_id, s.date) for s in its)
            results[case].sold -= price
            results[case].recovered += price
