"""Stories of the dry run: who would get what, why the others would not, and nothing is written."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..stories.arrangement import ArrangementStory

WRITTEN_BY_RUNS = ("recovery.run", "recovery.notice", "recovery.notice.line", "recovery.exception", "recovery.case")


@tagged("post_install", "-at_install")
class TestForecast(ArrangementStory):
    def forecast(self, date=None, **values):
        forecast = self.env["recovery.forecast"].create({**({"date": date} if date else {}), **values})
        action = forecast.action_show()
        self.assertEqual(action["domain"], [("forecast_id", "=", forecast.id)])
        return forecast.line_ids

    def taken(self, lines):
        """{instalment: the level that it would take}"""
        return {line.move_line_id: line.level_id for line in lines if line.outcome != "left_out"}

    def left_out(self, lines):
        return {line.move_line_id: line.reason for line in lines if line.outcome == "left_out"}

    def asked(self, lines):
        return sorted(lines.move_line_id.ids), sum(lines.mapped("credit")), sum(lines.mapped("disputed"))

    def assertProposed(self, lines, run):
        """The dry run said exactly what the run proposes: instalments, levels, messages, credits, reasons, days."""
        self.assertTrue(lines)
        self.assertEqual(self.taken(lines), {line.move_line_id: line.level_id for line in run.notice_ids.line_ids})
        messages = lines.filtered("message_number").grouped("message_number").values()
        self.assertEqual(
            sorted((m.message_level_id.id, *self.asked(m)) for m in messages),
            sorted((n.level_id.id, *self.asked(n.line_ids)) for n in run.notice_ids),
        )
        self.assertEqual(
            {(line.move_line_id, line.reason, line.level_id, line.date_next) for line in lines if line.reason},
            {(e.move_line_id, e.reason, e.level_id, e.date_next) for e in run.exception_ids},
        )

    def a_mixed_book(self):
        """Something of everything; returns the invoice that is asked for."""
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        self.level(15).min_gap = 5
        self.invoice(due="-4d", debtor=self.customer("Reminded"))
        self.run_and_send()
        late, credited = self.invoice(due="-20d"), self.customer("Credited")
        self.payment_on_account(60, debtor=credited)
        self.invoice(due="-9d", amount=50, debtor=credited)
        self.invoice(due="-8d", amount=50, debtor=credited)
        self.invoice(due="-20d", debtor=self.customer("Nobody", email=False))
        self.invoice(due="-1d", debtor=self.customer("Too early"))
        self.invoice(due="+3d", debtor=self.customer("Not yet"))
        self.promise(self.invoice(due="-20d", debtor=self.customer("Promised")), on="+6d")
        self.dispute(self.invoice(due="-20d", debtor=self.customer("Contested")), amount=40)
        self.dispute(self.invoice(due="-20d", debtor=self.customer("All contested")))
        planned = self.customer("Planned")
        self.plan(self.invoice(due="-20d", debtor=planned), schedule={"+25d": 100})
        held = self.customer("Held")
        self.invoice(due="-20d", debtor=held)
        self.env["recovery.hold"].create({"partner_id": held.id, "reason_id": reason.id, "date_until": self.on("+9d")})
        return late

    def test_today_is_what_a_run_proposes(self):
        late = self.a_mixed_book()
        lines = self.forecast()
        line = lines.filtered(lambda line: line.move_id == late)
        self.assertEqual((line.outcome, line.topic), ("gets_message", "Day 3"))
        self.assertEqual((line.residual, line.days_overdue), (100, 20))
        self.assertProposed(lines, self.propose())

    def test_an_open_proposal_gives_way_in_the_dry_run_too(self):
        self.a_mixed_book()
        standing = self.propose()
        lines = self.forecast()
        self.assertProposed(lines, standing)
        standing.notice_ids[0].action_approve()
        self.debtor.phone = "+33 1 99 00 00 00"  # so that the run is made afresh
        self.assertProposed(self.forecast(), self.propose())

    def test_ahead_with_the_runs_until_then(self):
        """In 20 days, as if every daily run were sent until then: what a real run says on that day."""
        self.level(30).require_approval = True
        self.a_mixed_book()
        ahead = self.on("+20d")
        lines = self.forecast(ahead)
        self.assertEqual(lines.mapped("date"), [ahead] * len(lines))
        for number in range(20):
            self.day(f"+{number}d")
            self.env["recovery.run"]._cron_escalate()
            waiting = self.env["recovery.run"].search([("state", "=", "proposed")])
            if waiting:
                waiting.action_approve()
                waiting._send_in_window()
        self.day("+20d")
        self.assertProposed(lines, self.propose())

    def test_ahead_with_the_levels_of_today(self):
        self.a_mixed_book()
        lines = self.forecast(self.on("+20d"), assume_sent=False)
        self.assertProposed(lines, self.propose(date=self.on("+20d")))

    def test_some_procedures_only(self):
        other = self.procedure("Other", 7)
        self.invoice(due="-20d")
        own = self.invoice(due="-20d", debtor=self.customer("Own", recovery_procedure_id=other.id))
        lines = self.forecast(procedure_ids=[Command.set(other.ids)])
        self.assertEqual(lines.move_id, own)
        self.assertProposed(lines, self.propose(procedure_ids=[Command.set(other.ids)]))

    def test_two_currencies_are_two_messages(self):
        foreign = self.setup_other_currency("CHF", rates=[("2026-01-01", 2.0)])
        self.invoice(due="-20d")
        self.invoice(due="-20d")
        other = self.invoice(due="-20d", currency_id=foreign.id)
        lines = self.forecast()
        self.assertEqual(len(set(lines.mapped("message_number"))), 2)
        line = lines.filtered(lambda line: line.move_id == other)
        self.assertEqual((line.currency_id, line.residual, line.amount_company), (foreign, 100, 50))
        self.assertProposed(lines, self.propose())

    def test_nothing_is_written(self):
        self.a_mixed_book()
        self.propose()
        lines = self.env["account.move.line"].search([("company_id", "=", self.company.id)])
        self.env.flush_all()

        def everything():
            self.env.invalidate_all()
            return (
                {model: self.env[model].search([]).ids for model in WRITTEN_BY_RUNS},
                lines.mapped(lambda line: (line.recovery_level_id.id, line.recovery_date, line.write_date)),
                self.env["recovery.event"].search_count([]),
                self.env["recovery.hold"].search([]).mapped("state"),
            )

        before, mails = everything(), len(self._mails)
        self.forecast()
        self.forecast(self.on("+40d"))
        self.assertEqual((everything(), len(self._mails)), (before, mails))

    def test_days_that_make_no_sense(self):
        with self.assertRaisesRegex(UserError, "looks ahead. Choose today or a later day"):
            self.forecast(self.on("-1d"))
        with self.assertRaisesRegex(UserError, "one year at most"):
            self.forecast(self.on("+400d"))
        self.env["recovery.procedure"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "“Empty” has no level"):
            self.forecast()

    def test_only_the_company_one_works_in(self):
        self.invoice(due="-20d")
        other = self.setup_other_company(name="Other company")["company"]
        Forecast = self.env["recovery.forecast"].with_company(other)
        forecast = Forecast.create({"date": self.on("+0d") + timedelta(days=1)})
        forecast.action_show()
        self.assertEqual((forecast.company_id, len(forecast.line_ids)), (other, 0))

    def test_a_collector_may_and_a_viewer_may_not(self):
        self.invoice(due="-20d")
        users = {
            name: new_test_user(
                self.env,
                name,
                groups=f"recovery_dunning.group_recovery_{name}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for name in ("user", "viewer")
        }
        forecast = self.env["recovery.forecast"].with_user(users["user"]).create({"date": self.on("+1d")})
        forecast.action_show()
        self.assertEqual(forecast.line_ids.mapped("topic"), ["Day 15"])
        with self.assertRaises(AccessError):
            self.env["recovery.forecast"].with_user(users["viewer"]).create({})
        with self.assertRaises(AccessError):
            forecast.with_user(users["viewer"]).action_show()

    def test_the_form_knows_whether_the_day_is_ahead(self):
        forecast = self.env["recovery.forecast"].create({})
        self.assertEqual((forecast.date, forecast.assume_sent), (self.on("+0d"), False))
        forecast.date = self.on("+1d")
        self.assertTrue(forecast.assume_sent)
