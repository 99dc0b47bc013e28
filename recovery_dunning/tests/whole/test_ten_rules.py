"""The ten rules that never break, a story each. What a story cannot tell, random books do (`tests_engine`)."""

import hashlib
from datetime import datetime

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common import TODAY
from ..stories.arrangement import ArrangementStory


@tagged("post_install", "-at_install")
class TestTenRules(ArrangementStory):
    def test_1_nothing_leaves_for_what_is_no_longer_due_at_the_moment_of_sending(self):
        """All was approved in the morning; by noon each debtor has his reason. One has none."""
        names = ("paid", "credited", "bank", "disputed", "promised", "planned", "held", "insolvent", "nothing")
        moves = {name: self.invoice(due="-20d", debtor=self.customer(name, email=f"{name}@d.com")) for name in names}
        run = self.propose()
        run.action_approve()
        debtor_of = {name: move.partner_id for name, move in moves.items()}
        self.pay(moves["paid"])
        self.invoice(due="+0d", debtor=debtor_of["credited"], move_type="out_refund")
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": self.on("+0d"),
                "payment_ref": f"VIR {moves['bank'].name}",
                "amount": 100,
            }
        )
        self.dispute(moves["disputed"])
        self.promise(moves["promised"])
        self.plan(moves["planned"], schedule={"+30d": 100})
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        self.env["recovery.hold"].create({"move_id": moves["held"].id, "reason_id": reason.id})
        debtor_of["insolvent"].recovery_insolvency = "receivership"
        run.action_send()
        self.assertEqual([mail["email_to"] for mail in self._mails], [['"nothing" <nothing@d.com>']])
        reasons = {notice.partner_id.name: notice.held_reason for notice in run.notice_ids}
        self.assertEqual(
            reasons,
            {
                "paid": "Paid",
                "credited": "Covered by an open credit",
                "bank": "Paid on the bank, not reconciled yet",
                "disputed": "Disputed",
                "promised": "Promised",
                "planned": "On a payment plan",
                "held": "On hold",
                "insolvent": "Insolvent debtor",
                "nothing": False,
            },
        )

    def test_2_an_instalment_gets_a_level_once(self):
        """Two workers, a crash and a retry are in `tests_faults`; here, what the database itself refuses."""
        move = self.invoice(due="-20d")
        self.propose()
        second = self.env["recovery.run"].create({"date": self.on("+1d")})
        second.action_propose()
        (second | self.env["recovery.run"].search([])).action_approve()
        for run in self.env["recovery.run"].search([("state", "=", "approved")]):
            self.day("+1d")
            run.action_send()
        self.assertEqual(len(self._mails), 1)
        line = self.env["recovery.notice.line"].search([("move_id", "=", move.id), ("void", "=", False)])
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            line.sudo().copy()

    def test_3_notices_and_exceptions_are_the_whole(self):
        """A book with one of each: an overdue instalment is on the one list or on the other, never on both."""
        moves = [
            self.invoice(due=f"-{days}d", debtor=self.customer(f"D{days}", email=days % 3 and f"d{days}@e.com"))
            for days in range(1, 40, 2)
        ]
        self.promise(moves[0])
        self.dispute(moves[1])
        self.plan(moves[2], schedule={"+5d": 100})
        moves[4].no_followup = True
        run = self.propose()
        overdue = self.env["account.move.line"].search(
            [
                *(("company_id", "=", self.company.id), ("account_type", "=", "asset_receivable")),
                *(("parent_state", "=", "posted"), ("reconciled", "=", False), ("amount_residual", ">", 0)),
                ("date_maturity", "<", self.on("+0d")),
            ]
        )
        noticed, left_out = run.notice_ids.line_ids.move_line_id, run.exception_ids.move_line_id
        self.assertFalse(noticed & left_out)
        self.assertEqual(noticed | left_out, overdue)
        reasons = set(run.exception_ids.mapped("reason"))
        self.assertTrue({"promise", "dispute", "plan", "no_contact", "no_followup"} <= reasons, reasons)

    def test_4_missed_days_are_caught_up_one_step_at_a_time(self):
        move = self.invoice(due="+0d")
        taken = []
        for day in ("+60d", "+61d", "+62d", "+63d"):
            self.day(day)
            taken += self.run_and_send().notice_ids.level_id.mapped("delay")
        self.assertEqual(taken, [3, 15, 30])
        self.assertEqual(move.recovery_level_id, self.level(30))

    def test_5_a_level_never_falls_except_by_undo(self):
        """Another ladder, another profile, a milder procedure: nothing brings a debtor down but an undo."""
        firm = self.procedure("Firm", 10, sequence=80, levels={10: {"tone": "3"}})
        move = self.invoice(due="-20d", recovery_procedure_id=firm.id)
        run = self.run_and_send()
        move.recovery_procedure_id = self.procedure("Mild", 1, 5, sequence=81)
        self.day("+30d")
        self.assertLeftOut(self.run_and_send(), move, "last_level")
        self.assertEqual(move.recovery_level_id, self.level(10, firm))
        run.action_undo()
        self.assertFalse(move.recovery_level_id)
        kinds = self.debtor.recovery_case_id.event_ids.mapped("kind")
        self.assertIn("undo", kinds)

    @mute_logger("odoo.addons.base.models.ir_actions_report")  # the prints find no server for their styles
    def test_6_a_consumer_is_never_asked_for_the_indemnity(self):
        """Over his whole default ladder: no 40 euros, no fees, no business rate."""
        self.ladder.active = False
        consumers = self.env.ref("recovery_dunning.procedure_consumer")
        consumers.active = True
        self.invoice(due="+0d", debtor=self.customer("Person", is_company=False))
        for day in range(-5, 100, 3):
            self.day(f"{day:+d}d")
            self.run_and_send()
        self.assertGreaterEqual(len(self._mails), 4)
        for mail in self._mails:
            self.assertNotRegex(mail["body"], r"40[,.]00|40 (€|EUR|euros)|indemnity|L441-10|fees")

    def test_6_nor_where_he_climbs_a_ladder_for_everybody(self):
        """A template written for businesses, on a ladder for any kind of debtor."""
        for template in ("final_reminder_business", "formal_notice_business", "formal_notice_public"):
            words = {"mail_template_id": self.env.ref(f"recovery_dunning.mail_template_{template}").id}
            procedure = self.procedure(template, 3, levels={3: {**words, "response_days": 8}})
            for name, is_company in (("person", False), ("firm", True)):
                debtor = self.customer(f"{name} {template}", is_company=is_company)
                self.invoice(due="-20d", debtor=debtor, recovery_procedure_id=procedure.id)
        self.run_and_send()
        self.assertEqual(len(self._mails), 6)
        for mail in self._mails:
            check = self.assertNotIn if "person" in mail["email_to"][0] else self.assertIn
            check("40 euros", mail["body"], mail["email_to"])

    def test_6_a_time_barred_consumer_debt_is_never_dunned(self):
        """Two years after the service (C. conso. L218-2); a part payment starts them anew."""
        person = self.customer("Person", is_company=False)
        lapsed, recognised = self.invoice(due="-730d", debtor=person), self.invoice(due="-735d", debtor=person)
        self.day("-100d")
        self.pay(recognised, amount=40)
        self.day("+0d")
        run = self.run_and_send()
        self.assertLeftOut(run, lapsed, "time_barred")
        self.assertNotice(run, recognised, debtor=person)
        business = self.invoice(due="-735d")
        self.assertNotice(self.run_and_send(), business)

    def test_6_an_insolvent_debtor_is_never_dunned(self):
        move = self.invoice(due="-20d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        case.write({"insolvency": "liquidation", "insolvency_date": self.on("+0d")})
        said = case.event_ids.filtered(lambda event: event.kind == "insolvency").mapped("summary")
        self.assertEqual(sorted(said), ["Liquidation", "Liquidation – Dubois Menuiserie"])
        self.day("+15d")
        self.assertLeftOut(self.run_and_send(), move, "insolvency")
        self.assertEqual(len(self._mails), 1)

    def test_7_nothing_leaves_by_itself_outside_the_window(self):
        """On a Sunday nothing leaves by itself; who insists is named."""
        move = self.invoice(due="-20d")
        sunday = freeze_time(datetime(TODAY.year, TODAY.month, TODAY.day + 6, 10))
        sunday.start()
        self.addCleanup(sunday.stop)
        self.env["recovery.run"]._cron_escalate()
        self.assertFalse(self._mails)
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(run.to_send_count, 1)
        run.action_send()
        self.assertEqual(len(self._mails), 1)
        self.assertIn(self.env.user.name, run.notice_ids.outside_window)
        self.assertIn("Not a sending day", self.last_event(move.partner_id.recovery_case_id).result)

    def test_8_a_user_sees_what_the_rights_allow(self):
        """The tables of rights are in `test_security`."""
        move = self.invoice(due="-20d")
        run = self.run_and_send()
        other = self.setup_other_company(name="Other company")["company"]
        own = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        strange = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        rep = new_test_user(self.env, "rep", groups="recovery_dunning.group_recovery_viewer", **own)
        stranger = new_test_user(self.env, "stranger", groups="recovery_dunning.group_recovery_manager", **strange)
        self.assertEqual(self.debtor.with_user(rep).recovery_status, "late")
        with self.assertRaises(AccessError):
            self.instalments(move).with_user(rep).read(["amount_residual"])
        with self.assertRaises(AccessError):
            run.notice_ids.with_user(stranger).read(["state"])

    def test_9_what_was_sent_is_kept_as_sent(self):
        """Address, name and template change afterwards: the document and its hash in the record do not."""
        self.invoice(due="-20d")
        notice = self.run_and_send().notice_ids
        document, event = notice.document_ids, self.last_event(notice.case_id)
        before = document.raw
        self.debtor.write({"name": "Renamed", "email": "new@example.com"})
        self.template.body_html = "<p>Another text</p>"
        self.env.invalidate_all()
        self.assertEqual(document.raw, before)
        self.assertIn(b"debtor@example.com", before)
        self.assertIn(hashlib.sha256(before).hexdigest(), event.documents)
        self.assertEqual(notice.case_id.chain_state, "intact")
        with self.assertRaises(UserError):
            event.summary = "Something else"
        with self.assertRaises(UserError):
            notice.unlink()

    def test_10_what_is_missing_stops_with_a_sentence_before_anything_is_done(self):
        """A ladder without levels, a debtor without an address: a sentence each, and nothing half done."""
        move = self.invoice(due="-20d", debtor=self.customer("Sans adresse", email=False))
        exception = self.assertLeftOut(self.run_and_send(), move, "no_contact")
        self.assertIn("Add a mail address", exception.detail)
        self.env["recovery.procedure"].create({"name": "Empty", "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "“Empty” has no level. Add its first level"):
            self.propose()
        self.assertEqual(self.env["recovery.notice"].search_count([("partner_id", "=", move.partner_id.id)]), 0)
