"""Stories of escalation: who is reminded of what, and who is not."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestEscalation(RecoveryStory):
    def test_five_levels_with_missed_days(self):
        """The server stood still for weeks: every step is taken once, in order, none is jumped."""
        procedure = self.procedure(
            "Five steps", 3, 8, 15, 30, 45, levels={d: {"min_gap": 2} for d in (8, 15, 30, 45)}, debtor_class="business"
        )
        self.ladder.active = False
        move = self.invoice(due="+0d")
        taken = []
        for day in ("+2d", "+3d", "+4d", "+9d", "+40d", "+41d", "+42d", "+50d", "+52d"):
            self.day(day)
            run = self.run_and_send()
            taken.append((day, *run.notice_ids.line_ids.level_id.mapped("delay")))
        self.assertEqual(
            taken,
            [
                ("+2d",),
                ("+3d", 3),
                ("+4d",),
                ("+9d", 8),
                ("+40d", 15),
                ("+41d",),
                ("+42d", 30),
                ("+50d", 45),
                ("+52d",),
            ],
        )
        self.assertEqual(move.recovery_level_id, self.level(45, procedure))
        self.assertLeftOut(run, move, "last_level")

    def test_paid_is_never_reminded(self):
        move = self.invoice(due="-20d")
        self.pay(move)
        run = self.run_and_send()
        self.assertFalse(run.notice_ids)
        self.assertFalse(run.exception_ids)
        self.assertFalse(self._mails)

    def test_paid_between_proposal_and_sending(self):
        """The guard looks again at the moment of sending."""
        paid, open_ = self.invoice(due="-20d"), self.invoice(due="-10d", amount=50)
        run = self.propose()
        self.assertNotice(run, paid, open_)
        self.pay(paid)
        run.action_approve()
        run.action_send()
        notice = self.assertNotice(run, open_)
        self.assertEqual(notice.amount_due, 50)
        self.assertFalse(paid.recovery_level_id)

    def test_all_paid_between_proposal_and_sending(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        self.pay(move)
        run.action_send()
        self.assertEqual(run.notice_ids.state, "held")
        self.assertIn("Paid", run.notice_ids.held_reason)
        self.assertEqual(run.state, "done")
        self.assertFalse(self._mails)
        self.assertFalse(self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)]))

    def test_part_payment_before_sending_corrects_the_amount(self):
        move = self.invoice(due="-20d", amount=100)
        run = self.propose()
        self.pay(move, amount=30)
        run.action_approve()
        run.action_send()
        self.assertEqual(self.assertNotice(run, move).amount_due, 70)

    def test_three_instalments_have_three_levels(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in ((40, 0), (30, 15), (30, 30))
                ],
            }
        )
        move = self.invoice(due="+0d", terms=terms)
        for day in range(3, 36):
            self.day(f"+{day}d")
            self.run_and_send()
        levels = self.instalments(move).mapped("recovery_level_id.delay")
        self.assertEqual(levels, [30, 15, 3])
        self.assertEqual(move.recovery_level_id, self.level(30))

    def test_one_message_by_debtor_and_currency(self):
        """The words are those of the highest step; each instalment moves by its own one step."""
        other = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        old, young = self.invoice(due="-20d"), self.invoice(due="-5d")
        foreign = self.invoice(due="-5d", currency_id=other.id)
        self.day("-10d")
        self.run_and_send()
        self.day("+0d")
        run = self.run_and_send()
        by_currency = {n.currency_id: n for n in run.notice_ids}
        self.assertEqual(set(by_currency), {self.company.currency_id, other})
        own = by_currency[self.company.currency_id]
        self.assertEqual(set(own.line_ids.move_id), {old, young})
        self.assertEqual(own.level_id.delay, 15)
        self.assertEqual([old.recovery_level_id.delay, young.recovery_level_id.delay], [15, 3])
        self.assertEqual(by_currency[other].line_ids.move_id, foreign)

    def test_grouping_by_invoice_and_by_level(self):
        for grouping, count in (("invoice", 3), ("level", 2), ("customer", 1)):
            with self.subTest(grouping=grouping):
                debtor = self.customer(f"Debtor {grouping}")
                self.ladder.grouping = grouping
                for due in ("-20d", "-5d", "-4d"):
                    self.invoice(due=due, debtor=debtor)
                self.day("-10d")
                self.run_and_send()
                self.day("+0d")
                notices = self.run_and_send().notice_ids
                self.assertEqual(len([notice for notice in notices if notice.partner_id == debtor]), count)

    def test_open_credit_covers_the_oldest_first(self):
        old, young = self.invoice(due="-20d", amount=100), self.invoice(due="-10d", amount=100)
        self.invoice(due="-5d", amount=130, move_type="out_refund")
        run = self.run_and_send()
        self.assertLeftOut(run, old, "covered_by_credit")
        notice = self.assertNotice(run, young)
        self.assertEqual((notice.amount_residual, notice.amount_credit, notice.amount_due), (100, 30, 70))

    def test_payment_on_account_counts(self):
        move = self.invoice(due="-20d", amount=100)
        self.payment_on_account(100)
        self.assertLeftOut(self.run_and_send(), move, "covered_by_credit")

    def test_payment_under_way_without_entry_counts(self):
        """A payment method without an outstanding account: the invoice is paid before the bank says so."""
        move = self.invoice(due="-20d", amount=100)
        self.patch(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda move: "in_payment")
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        self.assertFalse(self.pay(move).move_id)
        run = self.run_and_send()
        self.assertFalse(run.notice_ids)

    def test_money_on_the_bank_counts_before_it_is_reconciled(self):
        """By the customer on the statement line, or by the invoice number in its label, however it is written."""
        named, numbered = self.customer("Named"), self.customer("Numbered")
        by_debtor, by_number = self.invoice(due="-20d", debtor=named), self.invoice(due="-20d", debtor=numbered)
        partly = self.invoice(due="-20d", amount=100)
        run = self.propose()
        run.action_approve()
        self.bank_line(100, debtor=named)
        self.bank_line(100, label=f"VIR SEPA {by_number.name.replace('/', ' ')} MERCI")
        self.bank_line(40, debtor=self.debtor)
        run.action_send()
        self.assertEqual(self.assertNotice(run, partly).amount_due, 60)
        self.assertEqual(len(self._mails), 1)
        run = self.propose()
        self.assertLeftOut(run, by_debtor, "bank_match")
        self.assertLeftOut(run, by_number, "bank_match")

    def test_money_paid_out_counts_nothing(self):
        move = self.invoice(due="-20d")
        self.bank_line(-100, debtor=self.debtor)
        self.bank_line(100, label="Somebody else's transfer")
        self.assertNotice(self.run_and_send(), move)

    def test_no_followup_is_obeyed_and_shown(self):
        move = self.invoice(due="-20d")
        move.no_followup = True
        run = self.run_and_send()
        self.assertLeftOut(run, move, "no_followup")
        self.assertEqual(self.instalments(move).recovery_exclusion, "no_followup")

    def test_customer_without_mail(self):
        debtor = self.customer("Sans adresse", email=False)
        move = self.invoice(due="-20d", debtor=debtor)
        exception = self.assertLeftOut(self.run_and_send(), move, "no_contact")
        self.assertIn("mail address", exception.detail)
        self.env["res.partner"].create(
            {"name": "Comptabilité", "type": "invoice", "parent_id": debtor.id, "email": "ap@example.com"}
        )
        self.assertNotice(self.run_and_send(), move, debtor=debtor)
        self.assertEqual(self._mails[-1]["email_to"], ['"Comptabilité" <ap@example.com>'])

    def test_entry_without_customer(self):
        entry = self.env["account.move"].create(
            {
                "date": self.on("-20d"),
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": debit, "credit": credit})
                    for account, debit, credit in (
                        (self.company_data["default_account_receivable"], 10, 0),
                        (self.company_data["default_account_revenue"], 0, 10),
                    )
                ],
            }
        )
        entry.action_post()
        self.assertLeftOut(self.run_and_send(), entry, "no_contact")

    def test_small_amounts_wait(self):
        self.ladder.min_amount = 20
        move = self.invoice(due="-20d", amount=19)
        self.assertLeftOut(self.run_and_send(), move, "below_minimum")
        self.invoice(due="-20d", amount=5)
        self.assertEqual(len(self.run_and_send().notice_ids), 1)

    def test_quiet_days_and_contact_budget(self):
        self.ladder.write({"quiet_days": 7, "max_contacts": 2})
        first = self.invoice(due="-4d")
        self.run_and_send()
        second = self.invoice(due="-4d")
        self.day("+2d")
        self.assertLeftOut(self.run_and_send(), second, "quiet")
        self.day("+7d")
        self.assertNotice(self.run_and_send(), second)
        self.day("+14d")
        run = self.run_and_send()
        self.assertLeftOut(run, first, "budget")
        self.day("+31d")
        self.assertEqual(self.run_and_send().notice_ids.state, "sent")

    def test_case_with_the_agency_stands_still(self):
        move = self.invoice(due="-20d")
        self.run_and_send()
        self.debtor.recovery_case_id.phase = "agency"
        self.day("+20d")
        self.assertLeftOut(self.run_and_send(), move, "agency")
        self.assertEqual(self.debtor.recovery_status, "stop")

    def test_coming_dues_before_the_due_date_only(self):
        self.procedure("With a statement", -5, 3, sequence=1)
        coming, late = self.invoice(due="+4d"), self.invoice(due="-4d", debtor=self.customer("Late"))
        run = self.run_and_send()
        self.assertNotice(run, coming, level=-5)
        self.assertNotice(run, late, level=3, debtor=late.partner_id)
        self.assertEqual(self.instalments(coming).recovery_level_id.phase, "preventive")

    def test_every_overdue_instalment_is_on_a_notice_or_an_exception(self):
        for days in range(1, 40, 3):
            self.invoice(
                due=f"-{days}d", debtor=self.customer(f"D{days}", email="a@example.com" if days % 2 else False)
            )
        run = self.propose()
        overdue = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
                ("date_maturity", "<", self.on("+0d")),
            ]
        )
        noticed, left_out = run.notice_ids.line_ids.move_line_id, run.exception_ids.move_line_id
        self.assertFalse(noticed & left_out)
        self.assertEqual(noticed | left_out, overdue)

    def test_a_broken_company_stops_no_other(self):
        """What cannot be done for one company is said, and tried again within the hour; the others have their day."""
        other = self.setup_other_company(name="Broken company")["company"]
        move = self.invoice(due="-20d")
        asked = type(self.env["res.company"])._recovery_has_started

        def break_one(company):
            if company == other:
                raise ZeroDivisionError("a setting that nobody thought of")
            return asked(company)

        cron = self.env.ref("recovery_dunning.ir_cron_escalate")
        with (
            patch.object(self.env.registry["res.company"], "_recovery_has_started", break_one),
            mute_logger("odoo.addons.recovery_dunning.models.run.daily"),
        ):
            self.env["recovery.run"]._cron_escalate()
        self.assertEqual(move.recovery_level_id.delay, 3)
        again = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)], order="call_at desc", limit=1)
        self.assertLessEqual(again.call_at, fields.Datetime.now() + timedelta(hours=1))

    def test_a_step_that_fails_stops_no_run(self):
        """The verdicts fail: the reminders leave all the same, and the run of the day says what was left."""
        move = self.invoice(due="-20d")
        failing = patch.object(self.env.registry["recovery.plan"], "_judge", side_effect=KeyError("a plan"))
        with failing, mute_logger("odoo.addons.recovery_dunning.models.run.daily"):
            self.env["recovery.run"]._cron_escalate()
        self.assertEqual(move.recovery_level_id.delay, 3)
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id), ("scheduled", "=", True)])
        self.assertIn("a plan", run.left_over)
        self.env["recovery.run"]._cron_escalate()
        self.assertFalse(run.left_over)
