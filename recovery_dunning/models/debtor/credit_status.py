"""How a debtor stands, by company: the traffic light with its reason, what is overdue by age, the warning on invoices.

The rules are in `engine.credit_status`; one query brings the facts of any number of partners.
"""

from decimal import Decimal
from itertools import pairwise

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.credit_status import AGE_BOUNDS, CreditStatus
from ..open_items.facts import DEBTOR
from ..record.way_in import STATUS

LIGHTS = [
    ("ok", "In order"),
    ("watch", "Overdue"),
    ("late", "Reminded"),
    ("formal", "Formal notice"),
    ("stop", "Stop sales"),
]
AGE_FIELDS = ("recovery_age_30", "recovery_age_60", "recovery_age_90", "recovery_age_more")
ALERTS = {"watch": "info", "late": "warning", "formal": "warning", "stop": "danger"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_status = fields.Selection(LIGHTS, compute="_compute_recovery_status", groups=STATUS)
    recovery_reason = fields.Char(
        string="Why", compute="_compute_recovery_status", groups=STATUS, help="Why the light is so."
    )
    recovery_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_recovery_status",
        groups=STATUS,
        help="What is past its due date in this company, open credits deducted.",
    )
    recovery_age_30 = fields.Monetary("Up to 30 days", compute="_compute_recovery_status", groups=STATUS)
    recovery_age_60 = fields.Monetary("31 to 60 days", compute="_compute_recovery_status", groups=STATUS)
    recovery_age_90 = fields.Monetary("61 to 90 days", compute="_compute_recovery_status", groups=STATUS)
    recovery_age_more = fields.Monetary("Over 90 days", compute="_compute_recovery_status", groups=STATUS)
    recovery_shows_amounts = fields.Boolean(
        compute="_compute_recovery_status",
        groups=STATUS,
        help="Off where the company hides amounts from its sales team: they read 0 then.",
    )
    recovery_case_id = fields.Many2one(
        "recovery.case", string="Open case", compute="_compute_recovery_status", groups=STATUS
    )

    @api.depends("recovery_debtor_id.recovery_case_ids.phase")
    @api.depends_context("company", "lang", "uid")
    def _compute_recovery_status(self):
        """Of the commercial entity, in the current company and its currency."""
        company = self.env.company  # as the user has it: one that is not his is refused here
        today, shown = company._recovery_today(), company._recovery_shows_amounts()
        debtors = self.sudo()  # how he stands is for whoever reads him; ledger, levels and cases stay out of sight
        standings = debtors._recovery_standings()
        for partner, debtor in zip(self, debtors, strict=True):
            standing = standings.get(debtor.recovery_debtor_id._origin.id, CreditStatus())
            partner.recovery_status = standing.light
            partner.recovery_reason = debtors._recovery_reason(standing, today)
            partner.recovery_case_id = standing.case_id
            partner.recovery_shows_amounts = shown
            partner.recovery_overdue = float(standing.overdue) if shown else 0.0
            for name, age in zip(AGE_FIELDS, standing.net_ages, strict=True):
                partner[name] = float(age) if shown else 0.0

    def _recovery_reason(self, standing, today):
        """A sentence without an amount, for it is shown where amounts are hidden too."""
        if standing.insolvent:
            return self.env._("Insolvency proceedings: nothing is asked for, and nothing is sold on credit.")
        if standing.phase == "agency":
            return self.env._("A collection agency deals with what is owed.")
        if standing.phase == "legal":
            return self.env._("What is owed is before the court.")
        if standing.light == "ok":
            return self.env._("Nothing is overdue.")
        late = self.env._("the oldest invoice is %s days late", standing.days_late(today))
        reached = self.env["recovery.level"].browse(standing.level_id).name or self.env._("Not reminded yet")
        return self.env._("%(level)s: %(late)s.", level=reached, late=late)

    def _recovery_standings(self):
        """{commercial partner id: `CreditStatus`} in the current company, of all of them, read in one query."""
        debtor_ids = self.recovery_debtor_id.ids
        if not debtor_ids:
            return {}
        self.env.flush_all()  # the query reads tables
        company = self.env.company
        query = SQL(
            """SELECT d.id, d.recovery_insolvency ->> %(company_key)s IS NOT NULL, c.id, c.phase, book.*
                 FROM res_partner d
            LEFT JOIN recovery_case c ON c.partner_id = d.id AND c.company_id = %(company)s AND c.phase != 'closed'
            LEFT JOIN (%(book)s) book ON book.debtor_id = d.id
                WHERE d.id IN %(debtors)s""",
            company=company.id,
            company_key=str(company.id),
            book=self._recovery_book(company, SQL("%s", tuple(debtor_ids))),
            debtors=tuple(debtor_ids),
        )
        rows = self.env.execute_query(query)
        late = tuple(row[0] for row in rows if any(row[-len(AGE_FIELDS) :]))  # of the others nothing can be covered
        balances = self.env["recovery.open.items"]._balances(company, late) if late else {}
        return {
            row[0]: self._recovery_standing(
                *row[: -1 - len(AGE_FIELDS)], balances.get(row[0]), *row[-len(AGE_FIELDS) :]
            )
            for row in rows
        }

    def _recovery_standing(
        self, debtor_id, insolvent, case_id, phase, known, oldest_due, level_id, policies, balance, *ages
    ):
        """The engine's view of one row of `_recovery_standings`."""
        if known is None:  # nothing is open with him
            return CreditStatus(insolvent=insolvent, case_id=case_id, phase=phase)
        ages = [Decimal(repr(float(age))) for age in ages]
        credits = Decimal(repr(balance.covered_overdue)) if balance else Decimal(0)
        return CreditStatus(
            overdue=max(sum(ages) - credits, Decimal(0)),
            ages=ages,
            credits=credits,
            oldest_due=oldest_due,
            level_id=level_id,
            policies=frozenset(policies or ()),
            phase=phase,
            case_id=case_id,
            insolvent=insolvent,
        )

    @api.model
    def _recovery_book(self, company, debtors):
        """One row for each of `debtors` (a set of ids, in SQL) with whom something is open: the oldest due date, the
        highest level, what the levels tell the sales team, the credits, and what is overdue by age.

        A payment on its way, which has no entry yet that could be matched, is a credit.
        """
        today = company._recovery_today()
        edges = [fields.Date.subtract(today, days=bound) for bound in (0, *AGE_BOUNDS)]
        ages = [SQL("item.due < %s AND item.due >= %s", young, old) for young, old in pairwise(edges)]
        ages.append(SQL("item.due < %s", edges[-1]))
        amounts = [SQL("COALESCE(SUM(item.residual) FILTER (WHERE item.residual > 0 AND %s), 0)", age) for age in ages]
        theirs = SQL("ANY (ARRAY(SELECT id FROM res_partner WHERE recovery_debtor_id IN %s))", debtors)
        return SQL(
            """SELECT item.debtor_id,
                      MIN(item.due) FILTER (WHERE item.residual > 0 AND item.due < %(today)s) AS oldest_due,
                      (ARRAY_AGG(level.id ORDER BY level.rank DESC NULLS LAST))[1] AS level_id,
                      ARRAY_AGG(DISTINCT level.sale_policy) FILTER (WHERE level.id IS NOT NULL) AS policies,
                      COALESCE(-SUM(item.residual) FILTER (WHERE item.residual < 0), 0) AS credits,
                      %(amounts)s
                 FROM (SELECT %(debtor)s AS debtor_id, l.amount_residual AS residual,
                              COALESCE(l.date_maturity, l.date) AS due, l.recovery_level_id AS level_id
                         %(open)s AND %(items)s
                    UNION ALL
                       SELECT p.recovery_debtor_id, -pay.amount_company_currency_signed, NULL, NULL
                         FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                        WHERE %(on_its_way)s AND pay.partner_id = %(theirs)s) item
            LEFT JOIN recovery_level level ON level.id = item.level_id
             GROUP BY item.debtor_id""",
            today=today,
            amounts=SQL(", ").join(
                SQL("%s AS %s", amount, SQL.identifier(name)) for name, amount in zip(AGE_FIELDS, amounts, strict=True)
            ),
            debtor=DEBTOR,
            open=self.env["recovery.open.items"]._open_items(company),
            items=self.env["recovery.open.items"]._items_of(debtors),
            theirs=theirs,
            on_its_way=self.env["recovery.open.items"]._without_entry(company),
        )


class AccountMove(models.Model):
    """Beside Odoo's own warning on the credit limit; it stops nothing."""

    _inherit = "account.move"

    @api.depends("partner_id", "move_type", "company_id")
    def _compute_alerts(self):
        return super()._compute_alerts()

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self._recovery_warns():
            customer = self.partner_id.with_company(self.company_id)
            if level := ALERTS.get(customer.recovery_status):
                label = dict(customer._fields["recovery_status"]._description_selection(self.env))
                alerts["recovery_dunning_standing"] = {
                    "level": level,
                    "message": f"{label[customer.recovery_status]} – {customer.recovery_reason}",
                }
        return alerts

    def _recovery_warns(self):
        """Whether somebody is typing a customer invoice here, who may know how the customer stands."""
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and self.partner_id
            and self.env.user.has_group(STATUS)
        )
