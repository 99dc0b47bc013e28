"""What the book says against dunning an instalment: holds, promises, plans, disputes, a debt that has lapsed."""

from odoo import models
from odoo.tools import SQL

from ...engine import limitation
from .facts import DISPUTED, NO_FACT, Blocks, Rows, among, hold_is_active, plan_in_force, promise_stands

CONSUMER = "consumer"
# of the instalments of the dispute `d`, what credit notes have taken off since it was raised: it is contested no more
CREDITED_SINCE = SQL(
    """COALESCE(LEAST(
          (SELECT COALESCE(SUM(part.debit_amount_currency), 0) FROM recovery_dispute_line_rel its
             JOIN account_partial_reconcile part ON part.debit_move_id = its.line_id AND part.id > d.last_match
             JOIN account_move_line note ON note.id = part.credit_move_id
             JOIN account_move entry ON entry.id = note.move_id AND entry.move_type = 'out_refund'
            WHERE its.dispute_id = d.id),
          GREATEST(d.amount_open - SUM(l.amount_residual_currency) OVER (PARTITION BY d.id), 0)), 0)"""
)


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _taken_out(self, company, day):
        """The ids of the instalments that somebody has taken out of a run of the day."""
        query = SQL(
            """SELECT e.move_line_id FROM recovery_exception e JOIN recovery_run r ON r.id = e.run_id
                WHERE e.reason = 'taken_out' AND r.company_id = %s AND r.date = %s""",
            company.id,
            day,
        )
        return {line_id for (line_id,) in self.env.execute_query(query)}

    def _blocks(self, company, debtor_ids, day):
        """The `Blocks` of the debtors on `day`."""
        return Blocks(self.env.execute_query(self._blocks_query(company, among(debtor_ids), day)))

    def _blocks_query(self, company, debtors, day):
        """The `Block`s of debtors, given as a list of ids or as a subquery. Holds are active on `day` or over; a
        placement that has ended is like a hold that is over. What was agreed is found through the instalments, whoever
        they belong to by now; of a dispute over a part, the oldest instalments bear it, less what was credited."""
        return SQL(
            """SELECT CASE WHEN %(active)s THEN 'hold' ELSE 'over' END AS kind, p.recovery_debtor_id AS debtor_id,
                      h.move_id, h.line_id, h.date_until AS until, NULL::date AS day, 0 AS amount
                 FROM recovery_hold h JOIN res_partner p ON p.id = h.partner_id
                WHERE h.company_id = %(company)s AND p.recovery_debtor_id IN %(debtors)s AND h.date_from <= %(day)s
            UNION ALL
               SELECT 'over', partner_id, NULL, NULL, date_ended - 1, NULL, 0
                 FROM recovery_placement
                WHERE company_id = %(company)s AND partner_id IN %(debtors)s AND date_ended <= %(day)s
            UNION ALL
               SELECT 'placed', NULL, NULL, l.id, NULL, NULL, 0
                 FROM recovery_placement pl JOIN recovery_placement_line_rel rel ON rel.placement_id = pl.id
                 JOIN account_move_line l ON l.id = rel.line_id
                WHERE pl.company_id = %(company)s AND pl.date_ended IS NULL AND %(theirs)s
            UNION ALL
               SELECT 'left_to_us', pl.partner_id, NULL, NULL, NULL, NULL, 0
                 FROM recovery_placement pl JOIN res_partner agency ON agency.id = pl.agency_id
                WHERE pl.company_id = %(company)s AND pl.date IS NOT NULL AND pl.date_ended IS NULL
                  AND pl.partner_id IN %(debtors)s AND agency.recovery_new_debts ->> %(key)s = 'chased'
            UNION ALL
               SELECT 'promise', NULL, NULL, l.id, pr.date_until, pr.date, 0
                 FROM recovery_promise pr JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                 JOIN account_move_line l ON l.id = rel.line_id
                WHERE pr.company_id = %(company)s AND %(theirs)s AND %(promised)s AND pr.by_amount IS NOT TRUE
            UNION ALL
               SELECT 'plan', NULL, NULL, l.id, NULL, NULL, 0
                 FROM recovery_plan pl JOIN recovery_plan_instalment_rel rel ON rel.plan_id = pl.id
                 JOIN account_move_line l ON l.id = rel.line_id
                WHERE pl.company_id = %(company)s AND %(theirs)s AND %(planned)s
            UNION ALL
               SELECT 'dispute', NULL, NULL, l.id, NULL, NULL,
                      LEAST(GREATEST(d.amount - %(credited)s - COALESCE(SUM(l.amount_residual_currency) OVER older, 0),
                                     0),
                            l.amount_residual_currency)
                 FROM recovery_dispute d JOIN recovery_dispute_line_rel rel ON rel.dispute_id = d.id
                 JOIN account_move_line l ON l.id = rel.line_id
                WHERE d.company_id = %(company)s AND %(theirs)s AND d.state IN %(disputed)s
               WINDOW older AS (PARTITION BY d.id ORDER BY l.date_maturity, l.id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)""",
            active=hold_is_active("h", day),
            company=company.id,
            key=str(company.id),
            debtors=debtors,
            theirs=self._items_of(debtors),
            day=day,
            promised=promise_stands("pr", day),
            planned=plan_in_force("pl"),
            disputed=DISPUTED,
            credited=CREDITED_SINCE,
        )

    def _time_barred(self, company, facts, rows, day):
        """The ids of the consumers' instalments that have lapsed on `day`."""
        period = limitation.period_of(CONSUMER, company.recovery_debt_matter or None)
        old = {
            row.id: (row.service_date, CONSUMER)
            for debtor_id, its_rows in rows.items()
            if facts.get(debtor_id, NO_FACT).debtor_class == CONSUMER
            for row in its_rows
            if day > period.last_day(row.service_date)
        }
        found = self.env["recovery.limitation"]._limitations(company, old, day)
        return {line_id for line_id, its in found.items() if its.is_over(day)}

    def _reads(self, company, day):
        """Adds what the methods above read, and the acts that `recovery.limitation` reads for them."""
        yield from super()._reads(company, day)
        its = SQL("t.company_id = %s", company.id)
        taken_out = SQL("SELECT run_id FROM recovery_exception WHERE reason = 'taken_out'")
        yield Rows("recovery_exception", SQL("t.reason = 'taken_out'"))
        yield Rows("recovery_run", SQL("t.id IN (%s)", taken_out), SQL("t.id || ' ' || t.date"))
        for table in ("recovery_hold", "recovery_placement", "recovery_mediation", "recovery_interruption"):
            yield Rows(table, its)
        for table in ("recovery_promise", "recovery_plan", "recovery_dispute"):
            yield Rows(table, its)
        for noun in (
            "placement_line",
            "promise_line",
            "plan_instalment",
            "dispute_line",
            "mediation_line",
            "interruption_line",
        ):
            yield Rows(f"recovery_{noun}_rel")
        paid = SQL("EXISTS (SELECT FROM account_move_line l WHERE l.id = t.debit_move_id AND l.reconciled IS NOT TRUE)")
        yield from (Rows("account_partial_reconcile", paid), Rows("account_journal"), Rows("recovery_remittance_line"))
