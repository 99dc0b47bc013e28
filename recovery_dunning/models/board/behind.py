"""Behind each figure of a day: the instalments as they stood on it, what was said of them, or the money that came."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.board import kpi
from ..record.actions import open_list
from ..record.way_in import READER, way_in
from .aged import OVERDUE
from .facts import SOLD
from .worked import COUNTED_PROMISES

LATE = (("bucket", "in", OVERDUE),)
CAME_LATE = (("is_paid", "=", True), ("days", ">", 0))
# {figure: what of the aged balance of the day it is made of}
AGED = {
    **dict.fromkeys(("receivable", "overdue_share", "dso", "dso_countback"), ()),
    **dict.fromkeys(("overdue", "days_delinquent", "coverage"), LATE),
    "dso_best": (("bucket", "=", "not_due"),),
}
# {figure: what of the delays of the year it is made of}
DELAYS = {"average_delay": (), **dict.fromkeys(("recovered", "cost_per_euro"), CAME_LATE)}
# {figure: what was said of the debts}
SAID = {"promised": "promise", "planned": "plan", "disputed": "dispute"}


class RecoveryKpi(models.Model):
    _inherit = "recovery.kpi"

    @way_in(READER, "read")
    def action_behind(self):
        """The list behind the figure of this day that the context names (`recovery_figure`), in the ledger as it is
        known now.

        :raises UserError: there is no such figure
        """
        self.ensure_one()
        return self._behind(self.env.context.get("recovery_figure") or "receivable")

    def _behind(self, figure):
        of_company = [("company_id", "=", self.company_id.id)]
        context = {"recovery_day": fields.Date.to_string(self.date)}
        if figure in AGED:
            return open_list(self.env, "action_recovery_aged", [*of_company, *AGED[figure]], **context)
        if figure in DELAYS:
            return open_list(self.env, "action_recovery_delay", [*of_company, *DELAYS[figure]], **context)
        if figure in SAID:
            said = self._said_domain(figure)
            return open_list(self.env, f"action_recovery_{SAID[figure]}", [*of_company, *said])
        if figure in ("promises_kept_count", "promises_kept_amount"):
            return open_list(self.env, "action_recovery_promise", [*of_company, *self._promises_domain()])
        if figure in ("sales", "cei"):
            booked = self._sold_domain() if figure == "sales" else self._collected_domain()
            items = [("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), *booked]
            return open_list(self.env, "action_recovery_instalment", [*of_company, *items])
        raise UserError(self.env._("There is no list behind this."))

    def _since(self, days):
        return fields.Date.to_string(self.date - timedelta(days=days))

    def _open_after(self, day):
        """Of an item: whether something of it was open at the end of that day, a text."""
        later = [(f"{side}.max_date", ">", day) for side in ("matched_credit_ids", "matched_debit_ids")]
        return ["|", ("reconciled", "=", False), "|", *later]

    def _said_domain(self, figure):
        """The promises, plans or disputes that stood at the end of the day, on something that was open."""
        day, since_then = fields.Date.to_string(self.date), fields.Date.to_string(self.date + timedelta(days=1))
        on_open = ("line_ids", "any", self._open_after(day))
        known = [("create_date", "<", since_then)] if self.date < self.company_id._recovery_today() else []
        if figure == "promised":
            return [*known, on_open, ("date_until", ">=", day), ("state", "not in", ("superseded", "cancelled"))]
        if figure == "disputed":
            return [*known, on_open, "|", ("ended_on", "=", False), ("ended_on", ">", day)]
        in_force = [("activation_date", "<=", day), ("state", "in", ("active", "defaulted", "done"))]
        return [on_open, *in_force, "|", ("acceleration_date", "=", False), ("acceleration_date", ">", day)]

    def _promises_domain(self):
        within = [("date_until", ">=", self._since(kpi.SALES_DAYS)), ("date_until", "<=", self._since(0))]
        return [*within, ("state", "in", COUNTED_PROMISES), ("lifecycle_id", "=", False)]

    def _sold_domain(self):
        within = [("date", ">", self._since(kpi.SALES_DAYS)), ("date", "<=", self._since(0))]
        return [*within, ("move_type", "in", SOLD)]

    def _collected_domain(self):
        """What could be collected within the month: open at its beginning, or booked in it."""
        before = fields.Date.to_string(kpi.month_before(self.date))
        return [("date", "<=", self._since(0)), "|", ("date", ">", before), *self._open_after(before)]
