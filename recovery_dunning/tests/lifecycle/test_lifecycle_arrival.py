"""An invoice of whose arrival nobody has said a word; one that never arrived bears no interest."""

from odoo.tests import tagged

from ..stories.lifecycle import LifecycleStory

QUESTION = "No word of its arrival"


@tagged("post_install", "-at_install")
class TestLifecycleArrival(LifecycleStory):
    def questions(self):
        return [task for task in self.tasks() if QUESTION in task]

    def test_somebody_asks_once_and_no_more_once_it_has_arrived(self):
        (row,) = self.tell("200")
        self.day("+5d")
        self.env["recovery.lifecycle"]._ask_for_arrival(self.company)
        self.assertFalse(self.questions(), "it may still arrive")
        self.day("+6d")
        self.morning()
        self.morning()
        self.assertEqual(len(self.questions()), 1)
        self.assertIn(self.move.name, self.questions()[0])
        self.assertIn("Asked on", row.follow_up)
        self.tell("201", on="-6d", hour=12)
        self.day("+14d")
        self.morning()
        self.assertEqual(len(self.questions()), 1, "of one invoice, once")
        self.tell("203", on="-7d")
        self.assertFalse(self.questions())
        self.assertEqual(self.move.recovery_lifecycle, "delivered")

    def test_nobody_asks_about_others(self):
        paid, told, by_hand = (self.invoice(amount=amount) for amount in (10, 20, 30))
        for move in (paid, told):
            self.tell("200", move=move)
        self.pay(paid)
        self.tell("204", hour=12, move=told)
        self.day("+9d")
        self.morning()
        self.assertFalse(self.questions(), by_hand.name)
        self.tell("200", on="-9d")
        self.company.recovery_arrival_days = 0
        self.morning()
        self.assertFalse(self.questions(), "0 asks nobody")
        self.company.recovery_arrival_days = 5
        self.morning()
        self.assertEqual(len(self.questions()), 1)

    def test_what_never_arrived_bears_no_interest_until_it_does(self):
        interest, lines = self.env["recovery.interest"], self.instalments(self.move)

        def owed():
            accounts, _missing = interest._accounts(lines, self.on("+0d"))
            return sum(account.total for account in accounts.values()), interest._indemnities(self.move, self.on("+0d"))

        amount, indemnity = owed()
        self.assertGreater(amount, 0)
        self.assertEqual(indemnity, {self.move: 40})
        self.tell("213", reasons=["REJ_SEMAN"])
        self.assertEqual(owed(), (0, {}))
        self.tell("203", hour=15)
        self.assertEqual(owed(), (amount, indemnity))
        self.tell("220", hour=16)
        self.assertEqual(owed(), (0, {}))

    def test_a_refused_one_goes_on_bearing_interest(self):
        interest, lines = self.env["recovery.interest"], self.instalments(self.move)
        before, _missing = interest._accounts(lines, self.on("+0d"))
        self.tell("210", reasons=["TX_TVA_ERR"])
        after, _missing = interest._accounts(lines, self.on("+0d"))
        self.assertEqual(after, before)
