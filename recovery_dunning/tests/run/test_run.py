"""Stories of a run: proposed, approved, sent, undone, by hand and every day."""

import re
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestRun(RecoveryStory):
    def test_second_proposal_of_an_unchanged_book(self):
        """Nothing is written: the first proposal stands, the second run says so and leads to it."""
        move = self.invoice(due="-20d")
        first = self.propose()
        second = self.env["recovery.run"].create({"company_id": self.company.id})
        action = second.action_propose()
        self.assertEqual((action["res_model"], action["res_id"]), ("recovery.run", first.id))
        self.assertEqual((first.state, second.state), ("proposed", "cancelled"))
        self.assertIn("Nothing has changed", second.problem)
        self.assertEqual((second.notice_count, second.exception_count), (0, 0))
        notice = self.assertNotice(first, move)
        self.assertIsNone(first.action_propose())
        self.assertEqual(first.notice_ids, notice)

    def test_the_exceptions_of_the_last_run_come_first(self):
        """Those of all days are kept; the list opens with what was left out last, of each company."""
        move = self.invoice(due="-20d")
        self.instalments(move).no_followup = True
        runs = []
        for day in ("+0d", "+1d"):
            self.day(day)
            runs.append(self.propose())
        exceptions = self.env["recovery.exception"].search([("move_id", "=", move.id)])
        self.assertEqual(exceptions.run_id, runs[0] | runs[1])
        latest = self.env["recovery.exception"].search([("move_id", "=", move.id), ("is_latest", "=", True)])
        self.assertEqual((latest.run_id, latest.run_date), (runs[1], self.on("+0d")))
        self.assertEqual(exceptions.filtered("is_latest"), latest)

    def test_the_day_is_the_companys(self):
        """Half past midnight in Paris: whoever sits in London proposes for the day that has begun there."""
        move = self.invoice(due="-20d")
        self.env.user.tz = "Europe/London"
        with freeze_time("2026-03-02 23:30:00"):
            hold = self.env["recovery.hold"].create(
                {"move_id": move.id, "reason_id": self.env.ref("recovery_dunning.hold_reason_payment_announced").id}
            )
            run = self.propose()
            self.assertEqual((hold.date_from, run.date), (self.on("+0d"), self.on("+0d")))
        self.assertEqual(str(run.date), "2026-03-03")
        self.assertLeftOut(run, move, "hold")

    def test_whatever_changes_makes_a_new_proposal(self):
        """Each of these is read by a proposal, and must not leave an old one standing."""
        other = self.customer("Other")
        move = self.invoice(due="-20d")
        self.invoice(due="-20d", debtor=other)
        reason = self.env.ref("recovery_dunning.hold_reason_payment_announced")
        changes = {
            "payment": lambda: self.pay(move, amount=10),
            "payment on account": lambda: self.payment_on_account(5),
            "new invoice": lambda: self.invoice(due="-20d"),
            "mail address": lambda: other.write({"email": False}),
            "tag": lambda: other.write({"category_id": [Command.create({"name": "VIP"})]}),
            "ladder": lambda: self.ladder.write({"min_amount": 1}),
            "level": lambda: self.level(3).write({"min_amount": 1}),
            "procedure of the invoice": lambda: move.write({"recovery_procedure_id": self.ladder.id}),
            "no follow-up": lambda: move.write({"no_followup": True}),
            "default": lambda: self.company.write({"recovery_procedure_id": self.ladder.id}),
            "bank line": lambda: self.bank_line(5, debtor=other),
            "promise": lambda: self.env["recovery.promise"]._give(self.company, other, 100, self.on("+5d")),
            "hold": lambda: self.env["recovery.hold"].create({"partner_id": other.id, "reason_id": reason.id}),
        }
        standing = self.propose()
        for name, change in changes.items():
            with self.subTest(change=name):
                change()
                fresh = self.propose()
                self.assertEqual(fresh.state, "proposed" if fresh.notice_ids else "done")
                self.assertEqual(self.propose().state, "cancelled")
                self.assertFalse(standing.notice_ids.filtered(lambda notice: notice.state == "proposed"))
                standing = fresh

    def test_the_fingerprint_knows_all_that_is_read(self):
        """Every table that a proposal asks is among the rows that the fingerprint looks at."""
        self.invoice(due="-1000d", debtor=self.customer("Lapsed", is_company=False))
        OpenItems, day = self.env["recovery.open.items"], self.on("+0d")
        known = {table for rows in OpenItems._reads(self.company, day) for table in rows.tables.split()}
        asked, execute = set(), Cursor.execute

        def spy(cursor, query, *args, **kwargs):
            asked.update(re.findall(r'\b(?:FROM|JOIN)\s+"?([a-z]\w+)', getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.env.registry.clear_cache()  # the rules are read anew
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", spy):
            debtors = [debtor for chunk in OpenItems._debtors(self.company, day) for debtor in chunk]
        self.assertTrue(any(instalment.time_barred for debtor in debtors for instalment in debtor.instalments))
        self.assertLessEqual({"account_move_line", "recovery_level", "recovery_plan", "recovery_interruption"}, asked)
        # who may read, and by which name Odoo puts countries in order
        beside = {
            name for name in asked if name.startswith(("ir_", "res_groups", "res_users", "rule_group", "res_country"))
        }
        self.assertEqual(asked - beside - known, set())

    def test_what_was_agreed_stays_with_its_instalments(self):
        """Persons who promised, or whose invoice is held, become contacts of a company: nobody is dunned."""
        promised, held = (self.invoice(due="-20d", debtor=self.customer(name, is_company=False)) for name in "PH")
        self.env["recovery.promise"]._give(self.company, promised.partner_id, 100, self.on("+5d"))
        reason = self.env.ref("recovery_dunning.hold_reason_payment_announced")
        self.env["recovery.hold"].create({"move_id": held.id, "company_id": self.company.id, "reason_id": reason.id})
        (promised + held).partner_id.parent_id = self.customer("Employer", is_company=True)
        run = self.propose()
        self.assertLeftOut(run, promised, "promise")
        self.assertLeftOut(run, held, "hold")
        self.assertEqual((promised.recovery_mark, held.recovery_mark), ("promise", "hold"))

    def test_two_runs_give_one_message(self):
        """Both proposed before either is sent: the newer one takes over, the older one has nothing left."""
        self.invoice(due="-20d")
        first = self.propose()
        self.debtor.phone = "+33 1 99 00 00 00"
        second = self.propose()
        self.assertEqual(first.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is cancelled: there is nothing to send"):
            first.action_send()
        with self.assertRaisesRegex(UserError, "Nothing is approved"):
            second.action_send()
        second.action_approve()
        third = self.propose()
        self.assertLeftOut(third, second.notice_ids.line_ids.move_id, "quiet")
        second.action_send()
        self.assertEqual(len(self._mails), 1)

    def test_an_instalment_gets_a_level_once(self):
        """The database itself refuses a second notice of the same level (two workers, one old view of the book)."""
        self.invoice(due="-20d")
        line = self.propose().notice_ids.line_ids.sudo()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            line.copy()

    def test_undo_restores_levels_and_dates(self):
        move = self.invoice(due="-3d")
        self.run_and_send()
        first_date = move.recovery_date
        self.day("+12d")
        run = self.run_and_send()
        self.assertEqual(move.recovery_level_id.delay, 15)
        run.action_undo()
        self.assertEqual(run.state, "undone")
        self.assertEqual((move.recovery_level_id.delay, move.recovery_date), (3, first_date))
        line = self.instalments(move)
        self.assertEqual((line.recovery_level_id.delay, line.recovery_date), (3, first_date))
        again = self.run_and_send()
        self.assertNotice(again, move, level=15)

    def test_undo_of_an_older_step_is_refused(self):
        move = self.invoice(due="-3d")
        first = self.run_and_send()
        self.day("+12d")
        self.run_and_send()
        with self.assertRaisesRegex(UserError, f"{move.name} has taken another step"):
            first.action_undo()
        self.assertEqual(move.recovery_level_id.delay, 15)

    def test_undo_of_one_notice(self):
        one, other = self.invoice(due="-3d"), self.invoice(due="-3d", debtor=self.customer("Other"))
        run = self.run_and_send()
        run.notice_ids.filtered(lambda n: n.partner_id == self.debtor).action_undo()
        self.assertFalse(one.recovery_level_id)
        self.assertEqual(other.recovery_level_id.delay, 3)

    def test_undo_takes_the_formal_notice_back(self):
        formal = {"phase": "formal_notice", "tone": "4", "response_days": 8}
        procedure = self.procedure("Formal", 3, 45, levels={45: formal}, sequence=1)
        self.invoice(due="-45d")
        self.run_and_send()
        self.day("+1d")
        run = self.run_and_send(procedure_ids=[Command.set(procedure.ids)])
        case = self.debtor.recovery_case_id
        self.assertEqual((case.phase, case.formal_notice_date), ("formal_notice", self.on("+0d")))
        run.action_undo()
        self.assertEqual((case.phase, case.formal_notice_date), ("amicable", False))

    def test_daily_run_sends_what_needs_no_approval(self):
        self.level(15).require_approval = True
        mild, firm = self.invoice(due="-4d"), self.invoice(due="-20d", debtor=self.customer("Firm"))
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual([mild.recovery_level_id.delay, firm.recovery_level_id.delay], [3, 3])
        self.day("+1d")
        self.env["recovery.run"]._cron_escalate()
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertEqual(run.state, "proposed")
        self.assertNotice(run, firm, level=15, debtor=firm.partner_id)
        self.assertEqual(firm.recovery_level_id.delay, 3)
        run.action_approve()
        run.action_send()
        self.assertEqual(run.state, "done")
        self.assertEqual(firm.recovery_level_id.delay, 15)

    def test_daily_run_twice_is_once(self):
        self.invoice(due="-4d")
        self.env["recovery.run"]._cron_escalate()
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self.env["recovery.run"].search_count([("company_id", "=", self.company.id)]), 1)

    def test_daily_run_says_why_it_could_not_propose(self):
        self.invoice(due="-4d")
        self.env["recovery.procedure"].create({"name": "Empty", "company_id": self.company.id})
        with mute_logger("odoo.addons.recovery_dunning.models.run.run"):
            self.env["recovery.run"]._cron_escalate()
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(run.state, "draft")
        self.assertIn("Empty", run.problem)

    def test_run_dated_ahead_waits(self):
        self.invoice(due="-4d")
        run = self.propose(date=self.on("+3d"))
        run.action_approve()
        with self.assertRaisesRegex(UserError, "can be sent from that day on"):
            run.action_send()

    def test_working_papers_are_thrown_away_after_months(self):
        """What left stays; why others were left out, and proposals that came to nothing, do not."""
        self.invoice(due="-4d")
        self.invoice(due="-1d", debtor=self.customer("Not yet"))
        dropped = self.propose().notice_ids
        self.invoice(due="-1d", debtor=self.customer("Later"))
        run = self.run_and_send()
        for day, kept in (("+90d", True), ("+91d", False)):
            self.day(day)
            self.env["recovery.run"].sudo()._gc_working_papers()
            self.assertEqual(bool(run.exception_ids.exists()), kept)
            self.assertEqual(bool(dropped.exists()), kept)
        self.assertEqual(run.notice_ids.state, "sent")

    def test_run_without_notices_is_done(self):
        run = self.propose()
        run.action_approve()
        run.action_send()
        self.assertEqual(run.state, "done")

    def test_cancelled_run_frees_its_instalments(self):
        move = self.invoice(due="-4d")
        run = self.propose()
        run.action_approve()
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.assertNotice(self.run_and_send(), move)

    def test_proposing_again_keeps_what_left(self):
        self.level(15).require_approval = True
        self.invoice(due="-4d")
        firm = self.invoice(due="-20d", debtor=self.customer("Firm"))
        firm.line_ids.sudo().recovery_level_id = self.level(3)
        self.env["recovery.run"]._cron_escalate()
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual((run.state, run.sent_count, run.to_approve_count), ("proposed", 1, 1))
        with self.assertRaisesRegex(UserError, "make a new one"):
            run.action_propose()
        with self.assertRaisesRegex(UserError, "it is kept as it was sent"):
            run.notice_ids.sudo().unlink()

    def test_invoice_edited_after_its_reminder(self):
        """Back to draft, another date, posted again: the level stays, and the notice still says what it said."""
        move = self.invoice(due="-4d")
        line = self.run_and_send().notice_ids.line_ids
        number = move.name
        move.button_draft()
        move.invoice_date_due = self.on("-6d")
        move.action_post()
        self.assertEqual(self.instalments(move).recovery_level_id.delay, 3)
        self.assertEqual((line.name, line.days_overdue), (number, 4))

    def test_late_approval_counts_from_the_sending(self):
        """Proposed on Monday and sent on Thursday: the gap to the next step runs from Thursday."""
        self.level(15).min_gap = 7
        move = self.invoice(due="-14d")
        run = self.propose()
        self.day("+3d")
        run.action_approve()
        run.action_send()
        self.assertEqual(move.recovery_date, self.on("+0d"))
        self.day("+7d")
        self.assertLeftOut(self.run_and_send(), move, "quiet")
        self.day("+10d")
        self.assertNotice(self.run_and_send(), move, level=15)
