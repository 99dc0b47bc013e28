"""An agreement whose invoice is posted anew: its amounts follow, and it is dropped when nothing is left of it."""

from odoo import models
from odoo.tools import SQL

from .carrying import DROPPED


class RecoveryArrangement(models.AbstractModel):
    _inherit = "recovery.arrangement"

    def _follow_invoice(self, move, currency, now, before):
        """`move` has instalments of `now` where it had `before`, in `currency` then.

        What the debtor has paid stays what he has paid: what was open at that time changes by as much as the invoice.
        """
        self.ensure_one()
        if not self.line_ids:
            self._drop(move)
            return
        if currency != move.currency_id:
            self._change_currency(currency, move)
            before = currency._convert(before, move.currency_id, self.company_id, self.company_id._recovery_today())
        self.amount_open = max(self.currency_id.round(self.amount_open + now - before), 0.0)
        self._fit_amount(move)

    def _drop(self, move):
        """Nothing is left that it is on: it ends, without being broken."""
        self._become(DROPPED[self._name])
        self._record(
            self._name.removeprefix("recovery."),
            lambda one: self.env._(
                "Dropped: %(agreement)s. %(invoice)s is made out anew", agreement=one.display_name, invoice=move.name
            ),
            direction="internal",
        )

    def _change_currency(self, currency, move):
        """The amounts in the currency that the invoice has now, at the rate of today."""
        company = self.company_id
        rate = currency._convert(1.0, move.currency_id, company, company._recovery_today(), round=False)
        self.env.flush_all()
        if "schedule_ids" in self._fields:  # what was agreed on is fixed for everybody else
            query = SQL(
                "UPDATE recovery_plan_line SET amount = ROUND((amount * %s)::numeric, %s) WHERE plan_id = %s",
                rate,
                move.currency_id.decimal_places,
                self.id,
            )
            self.env.cr.execute(query)
            self.schedule_ids.invalidate_recordset(["amount"])
            self.schedule_ids.modified(["amount"])
        values = {"amount_open": self.amount_open * rate}
        if "amount" in self._fields:
            values["amount"] = move.currency_id.round(self.amount * rate)
        self.write(values)

    def _fit_amount(self, move):
        """No more is promised, contested or planned than is owed: told where a person has to agree anew."""
        if "amount" in self._fields:
            if self.currency_id.compare_amounts(self.amount, self.amount_open) > 0:
                self.amount = self.amount_open
        elif self.currency_id.compare_amounts(self.total, self.amount_open):
            self._tell(self.env["res.users"], self.env._("%s was changed: agree anew on the plan", move.name))
