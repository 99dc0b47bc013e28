"""A payment advice: money that came to us for a debt that is with an agency, which must be told, once (as it tells us
of what it collects, CPCE R124-5). A credit note or a write-off is no payment: it is told by a task.

They are found by a scheduled action in the matches of the ledger, so that registering a payment costs nothing more.
"""

import logging

import psycopg2
from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ending import Ending
from ..handoff.placement import ENDED
from ..record.way_in import COLLECTOR, acting, way_in
from .res_partner import ALERT_DAYS

_logger = logging.getLogger(__name__)

TELL = [("task", "A task; the mail leaves by its button"), ("send", "The mail leaves by itself")]


class RecoveryPaymentAdvice(models.Model):
    _name = "recovery.payment.advice"
    _description = "Payment to Report to an Agency"
    _order = "date desc, id desc"

    placement_id = fields.Many2one("recovery.placement", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="placement_id.company_id", store=True, index=True)
    agency_id = fields.Many2one(related="placement_id.agency_id", store=True)
    case_id = fields.Many2one(related="placement_id.case_id", store=True)
    partner_id = fields.Many2one(related="placement_id.partner_id", string="Debtor")
    currency_id = fields.Many2one(related="company_id.currency_id")
    credit_line_id = fields.Many2one("account.move.line", string="Entry", readonly=True, ondelete="set null")
    payment_id = fields.Many2one("account.payment", string="Payment without entry", readonly=True, ondelete="set null")
    name = fields.Char(string="Payment", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Of it, what pays what was placed; 0 once it was taken back.")
    amount_told = fields.Monetary(string="Told", readonly=True, help="What the agency knows.")
    state = fields.Selection(
        [("to_tell", "To tell"), ("told", "Told"), ("void", "Taken back before")],
        required=True,
        default="to_tell",
        readonly=True,
    )
    told_on = fields.Date(readonly=True)

    _once_by_entry = models.UniqueIndex("(placement_id, credit_line_id) WHERE credit_line_id IS NOT NULL")
    _once_by_payment = models.UniqueIndex("(placement_id, payment_id) WHERE payment_id IS NOT NULL")

    @api.model
    @acting()
    def _cron_tell(self):
        """In each company with open placements: find what was paid to us, and tell the agencies or whoever does."""
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        groups = everything.env["recovery.placement"]._read_group(
            [("date", "!=", False), ("status", "not in", ENDED)], ["company_id"]
        )
        for (company,) in groups:
            everything.with_company(company)._follow_safely(company)
            self.env["recovery.run"]._commit_progress(1)
        for company in everything.env["res.company"].search([]):  # pylint: disable=no-search-all
            everything.env["recovery.agency.proof"].with_company(company)._alert(company, ALERT_DAYS)

    @api.model
    def _follow_safely(self, company):
        """What cannot be written (a broken template) is left for the next time, and stops no other company."""
        try:
            with self.env.cr.savepoint():
                self._follow(company)
        except psycopg2.Error:
            raise  # another worker, or the database: tried again later
        except Exception:
            self.env.invalidate_all()
            _logger.warning("the agencies of company %s could not be told of payments", company.id, exc_info=True)

    @api.model
    def _follow(self, company):
        """Find what came in for `company`, and see to it that the agencies hear of it."""
        changed = self._collect(company)
        with_agencies = [("company_id", "=", company.id), ("date", "!=", False), ("status", "not in", ENDED)]
        self.env["recovery.placement"].search(with_agencies)._tell_what_ended()
        placements = changed.placement_id
        placements._take_stock()
        waiting = changed.filtered(lambda advice: advice.state == "to_tell").placement_id
        if company.recovery_tell_agency == "send":
            unreached = waiting.filtered(lambda placement: not placement.contact_id)
            (waiting - unreached)._tell_agencies()
            waiting = unreached
        waiting._tell_collectors(
            self.env._("Tell the agency of a payment"), "recovery_dunning.activity_type_tell_agency"
        )

    @api.model
    def _collect(self, company):
        """Bring the advices of `company` up to date with the ledger; returns those that are new or have changed."""
        found = self._paid_to_us(company)
        known = self.search([("company_id", "=", company.id), ("placement_id.status", "not in", ENDED)])
        changed = self.browse()
        for advice in known:
            key = advice._key()
            row = found.pop(key, None) or self._matched_later(advice, found)
            amount = row["amount"] if row else 0.0
            if company.currency_id.compare_amounts(amount, advice.amount):
                told = advice.state == "told" or advice.amount_told
                advice.write({"amount": amount, "state": "to_tell" if told or amount else "void"})
                changed |= advice
        return changed | self.create([*found.values()])

    def _key(self):
        return (
            self.placement_id.id,
            self.credit_line_id.id or 0,
            0 if self.credit_line_id else self.payment_id.id or 0,
        )

    def _matched_later(self, advice, found):
        """A payment that had no entry of its own when it was seen, and is on the bank statement now: the same money."""
        if advice.credit_line_id or not advice.payment_id:
            return None
        for key, row in found.items():
            if key[0] == advice.placement_id.id and not advice.currency_id.compare_amounts(
                row["amount"], advice.amount
            ):
                advice.credit_line_id = row["credit_line_id"]
                return found.pop(key)
        return None

    def _paid_to_us(self, company):
        """{(placement, entry, payment): values} of what pays instalments that are with an agency, and did not come
        through it: matches made since the placement, and payments under way that have no entry yet."""
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT p.id, c.id, 0, c.date, m.name, NULL, ARRAY_AGG(part.id)
                 FROM recovery_placement p
                 JOIN recovery_placement_line_rel rel ON rel.placement_id = p.id
                 JOIN account_partial_reconcile part ON part.debit_move_id = rel.line_id AND part.id > p.last_match
                 JOIN account_move_line c ON c.id = part.credit_move_id
                 JOIN account_move m ON m.id = c.move_id AND m.state = 'posted'
                WHERE p.company_id = %(company)s AND p.date IS NOT NULL AND p.status NOT IN %(ended)s
                  AND NOT EXISTS (SELECT FROM recovery_remittance_line r WHERE r.entry_id = m.id)
             GROUP BY p.id, c.id, c.date, m.name
            UNION ALL
               SELECT DISTINCT p.id, 0, pay.id, pay.date, pay.name, pay.amount_company_currency_signed, NULL::int[]
                 FROM recovery_placement p
                 JOIN recovery_placement_line_rel rel ON rel.placement_id = p.id
                 JOIN account_move_line l ON l.id = rel.line_id AND l.reconciled IS NOT TRUE
                 JOIN account_move__account_payment pm ON pm.invoice_id = l.move_id
                 JOIN account_payment pay ON pay.id = pm.payment_id
                WHERE p.company_id = %(company)s AND p.date IS NOT NULL AND p.status NOT IN %(ended)s
                  AND pay.move_id IS NULL AND pay.state IN ('in_process', 'paid') AND pay.date >= p.date""",
            company=company.id,
            ended=ENDED,
        )
        rows, money = self.env.execute_query(query), self._money_of_matches(company)
        found = {}
        for placement_id, line_id, payment_id, day, name, amount, match_ids in rows:
            amount = float(amount or 0) if match_ids is None else float(sum(money.get(id_, 0) for id_ in match_ids))
            if amount or payment_id:
                found[placement_id, line_id, payment_id] = {
                    "placement_id": placement_id,
                    "credit_line_id": line_id or False,
                    "payment_id": payment_id or False,
                    "date": day,
                    "name": name,
                    "amount": amount,
                }
        return found

    def _money_of_matches(self, company):
        """{id of a match: what of it is money, in the company's currency}, of all that is with agencies."""
        placed = [("company_id", "=", company.id), ("date", "!=", False), ("status", "not in", ENDED)]
        lines, money = self.env["recovery.placement"].search(placed).line_ids, {}
        for parts in self.env["recovery.open.items"]._endings(lines).values():
            for part in parts:
                if part.ending is Ending.MONEY:
                    money[part.match_id] = money.get(part.match_id, 0) + part.company
        return money

    def _told(self):
        """The agency knows; the task is done."""
        for advice in self:
            advice.write(
                {"state": "told", "amount_told": advice.amount, "told_on": advice.company_id._recovery_today()}
            )
        tasks = self.case_id.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref("recovery_dunning.activity_type_tell_agency")
        )
        tasks.action_feedback(feedback=self.env._("The agency was told by mail."))

    @way_in(COLLECTOR, "read")
    def action_tell(self):
        """Tell the agencies of these payments, and of whatever else waits for the same cases."""
        self.placement_id.action_tell_agency()
