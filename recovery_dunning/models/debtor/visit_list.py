"""The customers to see: one row for each late customer of the current company, read from the ledger each time."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.credit_status import LIGHT_RULES
from ...engine.facts import HANDED_OVER
from ..open_items.facts import DISPUTED, debtor_class
from ..record.way_in import STATUS, way_in
from .credit_status import AGE_FIELDS, LIGHTS

COMPANY_SHIFT = 32  # a row is a customer in a company: the id of the company above the bits of the customer's


class RecoveryVisit(models.Model):
    _name = "recovery.visit"
    _description = "Customer to See"
    _auto = False
    _rec_name = "partner_id"
    _order = "overdue desc, days_late desc, id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "date_maturity",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.move": ["payment_state"],
        "account.payment": ["amount_company_currency_signed", "move_id", "state"],
        "recovery.case": ["phase"],
        "recovery.dispute": ["state"],
        "recovery.promise": ["date", "state"],
        "res.partner": [
            "city",
            "recovery_debtor_id",
            "is_company",
            "recovery_class",
            "recovery_insolvency",
            "user_id",
            "zip",
        ],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    city = fields.Char(readonly=True)
    zip = fields.Char(readonly=True)
    phone = fields.Char(related="partner_id.phone")
    status = fields.Selection(LIGHTS, readonly=True)
    overdue = fields.Monetary(readonly=True, help="Past its due date in this company, open credits deducted.")
    days_late = fields.Integer(readonly=True, aggregator="max", help="Of the oldest invoice.")
    promised_for = fields.Date(readonly=True, help="The day of the first promise that is open.")
    warning = fields.Selection(
        [("home", "Private home")], readonly=True, help="His card says what a visit there asks for."
    )
    has_spoken = fields.Boolean(string="Has answered", readonly=True, help="A promise, a plan or a dispute is open.")

    @property
    def _table_query(self):
        """The late customers of the current company; a viewer has only his own, whatever he asks for."""
        company = self.env.company
        today, shown = company._recovery_today(), company._recovery_shows_amounts()
        overdue = SQL(
            "GREATEST(%s - book.credits, 0)",
            SQL(" + ").join(SQL("book.%s", SQL.identifier(name)) for name in AGE_FIELDS),
        )
        holds = {
            "untouchable": SQL(
                "(d.recovery_insolvency ->> %s IS NOT NULL OR c.phase IN %s)", str(company.id), tuple(HANDED_OVER)
            ),
            "clear": SQL("%s = 0", overdue),
            "blocked": SQL("'block' = ANY (book.policies)"),
            "formal": SQL("c.phase = 'formal_notice'"),
            "reminded": SQL("book.policies IS NOT NULL"),
        }
        lights = SQL(" ").join(SQL("WHEN %s THEN %s", holds[fact], light) for fact, light in LIGHT_RULES)
        return SQL(
            """SELECT * FROM (
                SELECT (%(company)s::bigint << %(shift)s) + d.id AS id, d.id AS partner_id, d.user_id, d.city, d.zip,
                       %(company)s AS company_id, %(currency)s AS currency_id, %(standing)s AS status,
                       %(shown)s AS overdue, GREATEST(%(today)s - book.oldest_due, 0) AS days_late,
                       promise.date AS promised_for,
                       CASE WHEN %(kind)s = 'consumer' THEN 'home' END AS warning,
                       promise.date IS NOT NULL
                       OR EXISTS (SELECT FROM recovery_plan pl WHERE pl.partner_id = d.id
                                     AND pl.company_id = %(company)s AND pl.state = 'active')
                       OR EXISTS (SELECT FROM recovery_dispute di WHERE di.partner_id = d.id
                                     AND di.company_id = %(company)s
                                     AND di.state IN %(disputed)s) AS has_spoken
                  FROM (%(book)s) book
                  JOIN res_partner d ON d.id = book.debtor_id
             LEFT JOIN recovery_case c ON c.partner_id = d.id AND c.company_id = %(company)s AND c.phase != 'closed'
             LEFT JOIN (SELECT partner_id, MIN(date) AS date FROM recovery_promise
                         WHERE company_id = %(company)s AND state = 'open' GROUP BY partner_id) promise
                    ON promise.partner_id = d.id
                ) visit WHERE status != 'ok'""",
            company=company.id,
            kind=debtor_class("d", str(company.id)),
            disputed=DISPUTED,
            shift=COMPANY_SHIFT,
            currency=company.currency_id.id,
            standing=SQL("CASE %s ELSE 'watch' END", lights),
            shown=overdue if shown else SQL("NULL::numeric"),
            today=today,
            book=self.env["res.partner"]._recovery_book(company, self._seen_debtors()),
        )

    def _seen_debtors(self):
        """The ids, in SQL, of those whom the user may see here: all of them for who follows debtors, his own for a
        rep."""
        if self.env.su or self.env.user.has_group("recovery_dunning.group_recovery_reader"):
            return SQL("(SELECT id FROM res_partner)")
        return SQL("(SELECT recovery_debtor_id FROM res_partner WHERE user_id = %s)", self.env.uid)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.company._recovery_shows_amounts())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Where amounts are hidden there is no column for them."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env.company._recovery_shows_amounts():
            for node in arch.xpath("//*[@name='overdue' or hasclass('o_recovery_amount')]"):
                node.getparent().remove(node)
        return arch, view

    @way_in(STATUS, "read")
    def action_open_card(self):
        """The visit card of the customer."""
        self.ensure_one()
        return self.partner_id.action_recovery_card()
