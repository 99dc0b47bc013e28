"""An order that is void because it was not served in time (CPC 1411), and one that was held as void because nobody had
entered its service: it comes back."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

NO_END = {"ended_on": False, "outcome": False, "outcome_reason": False, "alerted": False}


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    def _is_lapsed(self):
        """Whether it ended because an order was not served in time, as far as was known."""
        return self.stage == "ended" and self.outcome == "lapsed"

    def _is_served_late(self, day):
        return self.kind == "payment_order" and bool(self.service_deadline) and day > self.service_deadline

    def _lapse(self, day):
        """The order is void: it interrupted nothing, and another one has to be asked for (CPC 1411)."""
        last = format_date(self.env, self.service_deadline)
        reason = self.env._("Not served until %s: the order is void (CPC 1411). Ask for another one.", last)
        self._end("lapsed", day, reason)
        self._tell_collector(reason)

    def _check_comes_back(self, day):
        """:raises UserError: it was served too late, the case is over, or the debtor became insolvent meanwhile"""
        if self._is_served_late(day):
            raise UserError(
                self.env._(
                    "The order had to be served until %s (CPC 1411): it stays void. Ask for another one.",
                    format_date(self.env, self.service_deadline),
                )
            )
        if self.case_id.phase == "closed":
            raise UserError(self.env._("The case is closed: reopen it first."))
        judgment = self.case_id._debtor().recovery_insolvency_date
        if judgment and day >= judgment:
            raise UserError(
                self.env._(
                    "The judgment of %s has stopped this proceeding (C. com. L622-21): declare the claim.",
                    format_date(self.env, judgment),
                )
            )

    def _come_back(self):
        """It was served in time after all: what was written of its end is undone, and the record says so."""
        self.write(NO_END)
        self._note(
            self.env._("Not void: the order was served in time, %s", self.display_name),
            self.env._("Its service was entered after the day had passed on which it had to be served."),
        )
