"""Every day: which deadlines of proceedings and insolvencies come near, and which orders are void by now."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import deadlines as rules
from ..record.apart import each_apart

LONGEST = max(rules.LATE_ALERTS)
TO_DO = ("enforcement_date", "opposition_deadline", "answer_deadline")  # once their day is over, something follows


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    alerted = fields.Char(readonly=True, copy=False, help="The last alert: which deadline, and how many days before.")

    @api.model
    def _watch(self, company):
        """Tell the collectors 30, 15 and 7 days before a deadline, each time once, and what has become of it after.

        :returns: {proceeding: why it had to be left}
        """
        today = company._recovery_today()
        near = self.search(
            [
                *(("company_id", "=", company.id), ("stage", "not in", ("draft", "ended"))),
                *(("next_deadline", "!=", False), ("next_deadline", "<=", fields.Date.add(today, days=LONGEST))),
            ]
        )

        def watch(proceedings):
            for proceeding in proceedings:
                proceeding._watch_one(today)

        return each_apart(near, watch)

    def _watch_one(self, today):
        if self.stage == "ordered" and self.service_deadline and self.service_deadline < today:
            self._lapse(today)
            return
        name = self._awaited_name()
        left = (self.next_deadline - today).days
        step = min((days for days in rules.LATE_ALERTS if 0 <= left <= days), default=None)
        if left < 0 and name in TO_DO:
            step = "over"
        key = f"{name}:{step}"
        if step is None or self.alerted == key or name == "title_expiry":
            return
        self.alerted = key
        self._tell_collector(self._alert_text(name, left))

    def _alert_text(self, name, left):
        if left >= 0:
            return self.env._("%(what)s: %(days)s days left", what=self._awaited_text(), days=left)
        texts = {
            "enforcement_date": self.env._("Nobody has opposed: have the order made enforceable"),
            "opposition_deadline": self.env._("The time of opposition is over since %s"),
            "answer_deadline": self.env._("The debtor has kept silent until %s, which is a refusal"),
        }
        text = texts[name]
        return text % format_date(self.env, self.next_deadline) if "%s" in text else text
