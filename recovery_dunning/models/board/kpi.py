"""The key figures of a company at the end of a day: written at night and kept, so that the past does not move."""

from odoo import api, fields, models


class RecoveryKpi(models.Model):
    _name = "recovery.kpi"
    _description = "Key Figures of a Day"
    _order = "date desc, company_id"

    date = fields.Date(string="Day", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    receivable = fields.Monetary(
        readonly=True, help="Open at the end of the day, less credits and payments that are not matched yet."
    )
    overdue = fields.Monetary(readonly=True, help="The part of it that was past its due date.")
    overdue_share = fields.Float(string="Overdue (%)", readonly=True, aggregator="avg")
    sales = fields.Monetary(string="Sales of 90 days", readonly=True, help="Invoices less credit notes, with VAT.")
    dso = fields.Float(string="DSO", readonly=True, aggregator="avg", help="Days of sales that are open.")
    dso_countback = fields.Float(
        string="DSO (countback)", readonly=True, aggregator="avg", help="Months of sales used up by what is open."
    )
    dso_best = fields.Float(
        string="Best possible DSO", readonly=True, aggregator="avg", help="Were nothing overdue: days of sales."
    )
    days_delinquent = fields.Float(
        string="Average days delinquent",
        readonly=True,
        aggregator="avg",
        help="The DSO less the best possible one: the days that lateness costs.",
    )
    cei = fields.Float(
        string="Collection effectiveness (%)",
        readonly=True,
        aggregator="avg",
        help="Of what could be collected within a month, what was.",
    )
    average_delay = fields.Float(
        string="Average delay",
        readonly=True,
        aggregator="avg",
        help="Days from the due date to the payment, weighted by amounts, of a year; what is overdue counts until the "
        "day.",
    )
    promised = fields.Monetary(readonly=True, help="Open promises.")
    planned = fields.Monetary(readonly=True, help="Open on payment plans in force.")
    disputed = fields.Monetary(readonly=True, help="Contested and not settled.")
    promises_kept_count = fields.Float(
        string="Promises kept (%)", readonly=True, aggregator="avg", help="Of those that were to be kept in 90 days."
    )
    promises_kept_amount = fields.Float(
        string="Promised money that came (%)",
        readonly=True,
        aggregator="avg",
        help="Of what was promised for 90 days, what came in time.",
    )
    coverage = fields.Float(
        string="Followed (%)",
        readonly=True,
        aggregator="avg",
        help="Of what is overdue, what has been reminded of, promised, planned, contested, held or handed over.",
    )
    recovered = fields.Monetary(
        string="Recovered in a year", readonly=True, help="Money that came in after the due date."
    )
    cost = fields.Monetary(string="Costs of a year", readonly=True, help="Of recovery: agencies, courts, messages.")
    cost_per_euro = fields.Float(
        string="Cost per euro recovered", digits=(16, 4), readonly=True, aggregator="avg"
    )
    is_recomputed = fields.Boolean(
        string="Computed afterwards",
        readonly=True,
        help="A past day computed anew from the ledger as it stands today, not what was known that night.",
    )
    unknown = fields.Json(
        readonly=True,
        help="{figure: why it cannot be said}: `no_sales`, `short_history`, `nothing` (nothing to measure it on).",
    )

    _once = models.UniqueIndex("(company_id, date)", "The figures of this day are there already.")

    @api.model
    def _measure(self, company, day):
        """Write, or rewrite, the figures of the end of one day; returns the row. A figure that cannot be said is NULL
        in the table and named in `unknown` with the reason."""
        return self.browse()

    @api.model
    def _breakdown(self, companies, day, by):
        """The figures of the end of a day by `company`, `collector`, `rep`, `procedure`, `agency`, `class`, `country`
        or `tag`: a list of {"key", "name", "receivable", "overdue", "overdue_share", "dso", "average_delay",
        "disputed", "count", "domain"}, the most overdue first, in the currency of the first company. `count`: open
        instalments; `domain`: of `account.move.line`, what is behind it."""
        return []

    @api.model
    def _step_success(self, companies, day):
        """How often a step is followed by money within 15 days: of the 90 days that ended 15 days before `day`, a list
        of {"level_id", "name", "asked", "paid", "paid_share", "baseline_share"} (instalments; shares 0-100, None where
        there is nothing to compare with), in the order of the ladder."""
        return []

    @api.model
    def _recovery_by_age(self, companies, day):
        """Of what was open at an age (days past due), the part that money has paid since: a list of {"age", "entered",
        "collected", "share"} (share 0-100 or None)."""
        return []

    @api.model
    def _dispute_time(self, companies, day):
        """By cause, of the year before `day`: a list of {"type_id", "name", "opened", "closed", "days", "open_amount"}
        (days: mean from opening to end, None where none has ended)."""
        return []

    @api.model
    def _vintage(self, companies, day, months=12):
        """Of what was billed in each month, what was more than 90 days past due and unpaid at the end of `day`: a list
        of {"month" (its first day), "billed", "at_risk", "share"} (share 0-100; None where nothing was billed)."""
        return []
