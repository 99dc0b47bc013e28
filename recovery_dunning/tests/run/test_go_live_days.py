"""Stories of the days after going live: as simulated, and with a share of the debtors each day."""

import math
from collections import Counter

from odoo.tests import tagged

from ..stories.go_live import GoLiveStory


@tagged("post_install", "-at_install")
class TestGoLiveDays(GoLiveStory):
    def test_first_messages_are_spread_over_the_days(self):
        """With holidays, weekends and gaps of every length, no day has more than its share of debtors."""
        book = self.old_book(*range(1, 100, 9))
        wizard = self.start(spread_days=5)
        wizard.action_apply()
        share = math.ceil(len(book) / 5)
        self.assertEqual(len(self.holds()), len(book))
        self.assertGreaterEqual(min(self.holds().mapped("date_until")), self.on("+0d"))
        self.live(0, 30)
        notices = self.env["recovery.notice"].search([("state", "=", "sent")], order="date, id")
        firsts = {}
        for notice in notices:
            firsts.setdefault(notice.partner_id, notice.date)
        self.assertEqual(len(firsts), len(book))
        self.assertLessEqual(max(Counter(firsts.values()).values()), share)
        self.assertFalse(self.holds().filtered(lambda hold: hold.state == "active"))

    def test_one_message_asks_for_all_that_a_debtor_owes(self):
        """Steps of different gaps: the debtor still starts with one message, and not with one for each gap."""
        self.ladder.quiet_days = 0
        moves = [self.invoice(due=f"-{age}d") for age in (4, 20, 100)]
        self.start().action_apply()
        self.live(0, 14)
        notices = self.env["recovery.notice"].search([("state", "=", "sent")], order="date, id")
        self.assertEqual(notices[0].line_ids.move_id, self.env["account.move"].union(*moves))
        self.assertEqual(notices[0].level_id, self.level(30))

    def test_holds_end_without_a_task_for_the_owner(self):
        book = self.old_book(20)
        self.start().action_apply()
        self.live(1, 15)
        self.assertEqual(self.holds().state, "ended")
        self.assertFalse(book[20].partner_id.activity_ids)
        self.assertEqual(book[20].recovery_level_id.delay, 15)

    def test_what_is_simulated_is_what_happens(self):
        self.old_book(1, 4, 10, 20, 40, 100)
        coming = self.invoice(due="+3d")
        wizard = self.start(spread_days=4)
        simulated = self.simulated(wizard)
        self.assertFalse(coming.recovery_level_id)
        wizard.action_apply()
        self.assertEqual(self.live(0, 30), simulated)

    def test_what_is_simulated_softly_is_what_happens(self):
        self.old_book(4, 20, 40, 100)
        wizard = self.start(method="soft", spread_days=2)
        simulated = self.simulated(wizard)
        wizard.action_apply()
        self.assertEqual(self.live(0, 30), simulated)

    def test_the_simulation_writes_nothing_but_its_days(self):
        book = self.old_book(20, 100)
        wizard = self.start()
        action = wizard.action_simulate()
        self.assertEqual(action["view_mode"].split(",")[0], "graph")
        self.assertTrue(wizard.day_ids)
        self.assertEqual(wizard.day_ids.currency_id, self.company.currency_id)
        self.assertEqual(self.levels(book), {20: None, 100: None})
        self.assertFalse(self.holds() or self.env["recovery.notice"].search([("company_id", "=", self.company.id)]))
        before = len(wizard.day_ids)
        wizard.action_simulate()
        self.assertEqual(len(wizard.day_ids), before)

    def test_the_simulation_knows_holidays_and_closures(self):
        """Easter Monday 2026 is 6 April."""
        self.day("+30d")  # 1 April
        self.old_book(*range(10, 15))
        days = self.simulated(self.start(spread_days=5))
        self.assertFalse([day for day, _delay in days if day.weekday() > 4 or (day.month, day.day) == (4, 6)])

    def test_amounts_are_in_the_currency_of_the_company(self):
        foreign = self.setup_other_currency("CHF", rates=[("2026-01-01", 2.0)])
        self.invoice(due="-20d", amount=100, currency_id=foreign.id)
        wizard = self.start()
        self.assertEqual(wizard.line_ids.amount, 50)
        wizard.action_simulate()
        self.assertEqual(wizard.day_ids[0].amount, 50)
        self.payment_on_account(
            10
        )  # in our currency: somebody has to say what it is for, and until then nothing leaves
        wizard = self.start()
        self.assertEqual(wizard.line_ids.amount, 50)
        wizard.action_simulate()
        self.assertFalse(wizard.day_ids)
