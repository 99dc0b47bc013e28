"""How a plan goes on: a reminder before each payment, the notice of default and the days to cure it, and the whole that
is due again if it is not cured. All of it by the scheduled action, each once."""

import logging
import math

import psycopg2
from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import ending
from ...engine import plan as rules
from ...engine.ending import Ending
from ..record.apart import each_apart
from ..record.words import named

_logger = logging.getLogger(__name__)

REMINDED_DAYS = 3  # before a payment
REVIEWED_DAYS = 400  # for how long a paid plan is looked at again: a direct debit can be taken back for 13 months


class RecoveryPlan(models.Model):
    _inherit = "recovery.plan"

    amount_late = fields.Monetary(string="Late", compute="_compute_amount_late", help="What is missing of the plan.")

    @api.depends("schedule_ids.amount", "schedule_ids.date", "amount_received", "state")
    def _compute_amount_late(self):
        for plan in self:
            plan.amount_late = float(sum((filled.open for filled in plan._late()), rules.ZERO))

    def _late(self):
        """The payments that are missing today, as the engine fills them."""
        return rules.late(self._terms(), self._received(), self.company_id._recovery_today())

    @api.model
    def _judge(self, company):
        """The verdict on the plans of `company`, by the engine's rules.

        :returns: {plan: why it had to be left}
        """
        today = company._recovery_today()
        since = fields.Date.subtract(today, days=REVIEWED_DAYS)
        paid = ["&", ("state", "=", "done"), ("activation_date", ">=", since)]
        followed = ["|", ("state", "in", ("active", "defaulted")), *paid]
        plans = self.search([("company_id", "=", company.id), *followed])
        # of an insolvent debtor nothing is asked any more (rule 6)
        plans = plans.filtered(lambda plan: not plan.partner_id.with_company(company).recovery_insolvency)
        stale = bool(company._recovery_stale_bank(today))
        unmatched = self.env["recovery.open.items"]._unmatched(company, plans.partner_id)

        def judge(plans):
            for plan, parts in plans._parts_since().items():
                coming = unmatched.get(plan.partner_id.id, {}).get(plan.currency_id.id, rules.ZERO)
                plan._live_through(today, math.inf if stale else coming, parts)

        return each_apart(plans, judge)

    def _live_through(self, today, unmatched, parts):
        """What the day brings for this plan. What cannot be written (a broken template) is left for the next day, and
        stops no other plan.

        :param unmatched: what the debtor may have paid besides, in the currency of the plan (rule 1)
        :param parts: what became of its instalments since it was agreed on (`_parts_since`)
        """
        if ending.total(parts, Ending.DRAFT):  # an invoice is being corrected: afterwards one knows
            return
        try:
            with self.env.cr.savepoint():
                if self._ended_otherwise(parts):
                    self._drop_plan(parts)
                else:
                    self._follow(self._judged(today, parts), today, unmatched)
                    self._remind(today, unmatched)
        except psycopg2.Error:
            raise  # another worker, or the database: tried again later
        except Exception:
            self.invalidate_recordset()
            _logger.warning("recovery plan %s could not be followed", self.id, exc_info=True)

    def _judged(self, today, parts):
        """How it stands today; a payment counts on the day it was made, whenever it was entered."""
        fallen_by = self.cure_until if self.acceleration_date else None
        in_time = self._fills(parts, until=fallen_by) if fallen_by else None
        return rules.judge(self._terms(), self._standing(), self._fills(parts), today, in_time)

    def _ended_otherwise(self, parts):
        """Whether nothing of it is open, although the debtor has not paid it: cancelled, credited in full, written off,
        moved. So it is neither done nor broken."""
        still_open = self._decimal(self.amount_open) - sum((part.amount for part in parts), rules.ZERO)
        paid = ending.total(parts, Ending.MONEY)
        return still_open <= 0 and (paid <= 0 or self._fills(parts) < self._terms().total)

    def _drop_plan(self, parts):
        """It ends, by nobody's fault."""
        self._become("cancelled")
        self._note(
            self.env._("No longer asked for: %s", self.display_name),
            result="\n".join(self.env["recovery.open.items"]._ending_texts(parts, self.currency_id)),
        )

    def _standing(self):
        """How the plan stood when it was last looked at."""
        fallen_on = self.acceleration_date or None
        if self.state == "done":
            return rules.Standing("done", accelerated_on=fallen_on)
        if fallen_on:
            return rules.Standing("accelerated", self.cure_until or None, fallen_on)
        if self.state == "defaulted":
            return rules.Standing("default", self.cure_until)
        return rules.Standing("active")

    def _follow(self, standing, today, unmatched):
        """Do what the new standing asks for, once. What is written to the debtor waits for the sending window (rule 7),
        and for money of his to be matched (rule 1): until then, the plan stands as it did; as long as its invoices are
        put off, too."""
        before = self._standing()
        if standing == before:
            return
        falls = standing.state in ("default", "accelerated")
        if falls and (self._is_put_off(today) or self._is_covered(unmatched) or not self._may_write()):
            return
        state = {"default": "defaulted", "accelerated": "defaulted"}.get(standing.state, standing.state)
        fallen_on = standing.accelerated_on or False
        self._become(state, cure_until=standing.cure_until, acceleration_date=fallen_on)
        if before.state == "done":
            self._note(self.env._("Payment taken back: %s", self.display_name))
            self._tell(self._collector(), self.env._("A payment of a plan was taken back"))
        if standing.state == "done":
            self._note(self.env._("Paid: %s", self.display_name))
        elif before.accelerated_on and not standing.accelerated_on:
            self._note(self.env._("Corrected: it was paid in time, and is not fallen: %s", self.display_name))
            self._tell(self._collector(), self.env._("A payment was entered later: the plan goes on"))
        elif before.state == "default" and standing.state == "active":
            self._note(self.env._("Cured: %s", self.display_name))
        elif standing.state == "default":
            self._give_notice()
        elif standing.accelerated_on and not before.accelerated_on:
            self._accelerate(today)

    def _is_covered(self, unmatched):
        """Whether all that is late may have been paid; whoever keeps the account is asked to match it."""
        late = sum((filled.open for filled in self._late()), rules.ZERO)
        if unmatched < late:
            return False
        task = self.env._("Money of a debtor whose plan is late is to be matched")
        if unmatched != math.inf and task not in self._case().activity_ids.mapped("summary"):
            self._tell(self._collector(), task)
        return True

    def _may_write(self):
        return self.env["recovery.calendar"]._may_write(self.partner_id, self.company_id)

    def _note(self, text, **values):
        self._record("plan", lambda plan: text, direction="internal", **values)

    # ---- before a payment ---------------------------------------------------------------------------------------

    def _remind(self, today, unmatched):
        """A word before each payment that is not there yet, once; none while it may be on its way."""
        for plan in self.filtered(lambda plan: plan.state == "active" and plan._may_write()):
            until = fields.Date.add(today, days=REMINDED_DAYS)
            coming = plan.schedule_ids.filtered(
                lambda line, plan=plan, until=until: (
                    not line.reminded_on
                    and today <= line.date <= until
                    and line.date > (plan.activation_date or today)
                    and plan.currency_id.compare_amounts(line.paid, line.amount) < 0
                )
            )
            if coming and unmatched < plan._decimal(sum(line.amount - line.paid for line in coming)):
                coming.reminded_on = today
                plan._mail("mail_template_plan_reminder", "plan")

    # ---- default ------------------------------------------------------------------------------------------------

    def _late_texts(self):
        """The payments that are missing, a line each."""
        return [
            self.env._(
                "%(amount)s of %(day)s",
                amount=self.currency_id.format(float(filled.open)),
                day=format_date(self.env, filled.payment.due),
            )
            for filled in self._late()
        ]

    def _give_notice(self):
        """The formal notice to cure the default: by mail at once, and as a letter for the collector to post."""
        missing = ", ".join(self._late_texts())
        self._note(self.env._("In default: %s", missing))
        self._mail("mail_template_plan_default", "plan")
        self._tell(self._collector(), self.env._("Payment plan in default: post the notice to cure it"))

    def _accelerate(self, today):
        """The whole is due again: the ladder goes on with the formal notice, for all the steps before it have had their
        answer in the plan."""
        self._note(self.env._("Not cured, the whole is due again: %s", self.display_name))
        self._resume_at_formal_notice(today)
        self._mail("mail_template_plan_acceleration", "plan")
        self._tell(self._collector(), self.env._("Payment plan fallen: the whole is due again"))

    def _resume_at_formal_notice(self, today):
        """Raise the instalments to the last step before the formal notice of their ladder, where they are below it."""
        choices = self.env["recovery.open.items"]._choices(self.line_ids)
        levels = {}
        for line in self.line_ids.filtered(lambda line: not line.reconciled):
            procedure, _reason = choices.get(line.id, (self.env["recovery.procedure"], False))
            before = self._last_level_before_formal_notice(procedure)
            if before and (not line.recovery_level_id or line.recovery_level_id.rank < before.rank):
                levels[line] = before
        day = fields.Date.subtract(self.cure_until or today, days=self.cure_days)  # of the notice of default
        self.line_ids._write_recovery_levels({line.id: (level, day) for line, level in levels.items()})
        if levels:
            self._note(
                self.env._("The ladder goes on with the formal notice"),
                result="\n".join(named(self.env, line.move_id.name, level.name) for line, level in levels.items()),
            )

    def _last_level_before_formal_notice(self, procedure):
        levels = procedure.level_ids.sorted(lambda level: (level.delay, level.id))
        if "formal_notice" not in levels.mapped("phase"):
            return levels.browse()
        return levels.filtered(lambda level: level.phase in ("preventive", "amicable"))[-1:]
