"""Random histories on real entries: payments, holds, promises, disputes and runs in any order, and the rules after each
run. The same with hypothesis, without Odoo, is `tests_engine/test_histories.py`."""

from random import Random

from odoo.tests import tagged

from ..stories.arrangement import ArrangementStory

DAYS = 45
OVERDUE = [
    *(("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False)),
    ("amount_residual", ">", 0),
]


@tagged("post_install", "-at_install")
class TestRandomHistory(ArrangementStory):
    def setUp(self):
        super().setUp()
        self.send_at_any_hour()
        self.ladder.level_ids.min_gap = 4

    def test_rules_hold_whatever_happens_in_whatever_order(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self.live_through(Random(seed))
                savepoint.rollback()
                self.env.invalidate_all()

    def live_through(self, random):
        self.random, self.moves, self.levels = random, self.env["account.move"], {}
        self.debtors = [self.customer(f"Debtor {n}", email=f"d{n}@example.com") for n in range(4)]
        sent = 0
        for day in range(DAYS):
            self.day(f"+{day}d")
            for _ in range(random.randrange(3)):
                random.choice([*[self.sell] * 5, *(self.receive, self.hold_one, self.promise_one, self.dispute_one)])()
            if random.random() < 0.6:
                sent += self.run_of_the_day()
        self.assertGreater(sent, 10, "a history in which nothing leaves shows nothing")

    # ---- what happens ------------------------------------------------------------------------------------------------

    def sell(self):
        due, amount = self.random.randrange(-40, 5), self.random.randrange(10, 500)
        self.moves |= self.invoice(due=f"{due:+d}d", amount=amount, debtor=self.random.choice(self.debtors))

    def one(self):
        unpaid = self.moves.filtered("amount_residual")
        return self.random.choice(unpaid) if unpaid else unpaid

    def receive(self):
        if move := self.one():
            self.pay(move, amount=move.currency_id.round(move.amount_residual * self.random.choice([1, 1, 0.5, 0.1])))

    def hold_one(self):
        if move := self.one():
            reason = self.env.ref("recovery_dunning.hold_reason_other")
            until = self.on(f"+{self.random.randrange(10)}d")
            self.env["recovery.hold"].create({"move_id": move.id, "reason_id": reason.id, "date_until": until})

    def promise_one(self):
        if move := self.one():
            self.promise(move, on=f"+{self.random.randrange(10)}d")

    def dispute_one(self):
        if move := self.one():
            self.dispute(move, amount=move.currency_id.round(move.amount_residual / self.random.choice([1, 2])))

    # ---- what holds --------------------------------------------------------------------------------------------------

    def run_of_the_day(self):
        """By hand or by the scheduled action; returns how many notices left."""
        today = self.on("+0d")
        due = self.env["account.move.line"].search([*OVERDUE, ("date_maturity", "<", today)])
        if self.random.random() < 0.5:
            run = self.run_and_send()
        else:
            self.env["recovery.run"]._cron_escalate()
            run = self.env["recovery.run"].search([("date", "=", today), ("scheduled", "=", True)])
        notices = self.env["recovery.notice"].search([("state", "=", "sent"), ("date", "=", today)])
        self.check_rule_3(due, run)
        for line in notices.line_ids.filtered(lambda line: not line.void):
            self.check_rule_1(line, today)
        self.check_rules_2_and_5()
        return len(notices)

    def check_rule_3(self, due, run):
        """What another run of the same day has taken counts as noticed."""
        lines = run.notice_ids.line_ids
        self.assertFalse(lines.filtered(lambda line: not line.void).move_line_id & run.exception_ids.move_line_id)
        self.assertFalse(due - lines.move_line_id - run.exception_ids.move_line_id, "neither noticed nor left out")

    def check_rule_1(self, line, today):
        move = line.move_id
        self.assertGreater(line.residual, 0)
        self.assertEqual(line.residual, line.move_line_id.amount_residual_currency)
        self.assertLess(line.credit + line.disputed, line.residual)
        running = [("state", "in", ("active", "open")), ("date_until", ">=", today)]
        holds = self.env["recovery.hold"].search([*running, ("move_id", "=", move.id)])
        promises = self.env["recovery.promise"].search([*running, ("line_ids", "in", move.line_ids.ids)])
        self.assertFalse(holds or promises, f"{move.name} was dunned nevertheless")

    def check_rules_2_and_5(self):
        """Each level once, and never a lower one."""
        taken = {}
        lines = self.env["recovery.notice.line"].search([("void", "=", False), ("notice_id.state", "=", "sent")])
        for line in lines.sorted(lambda line: (line.notice_id.date, line.id)):
            ranks = taken.setdefault(line.move_line_id, [])
            self.assertTrue(not ranks or line.level_id.rank > ranks[-1], line.move_id.name)
            ranks.append(line.level_id.rank)
        for instalment, ranks in taken.items():
            self.assertEqual(instalment.recovery_level_id.rank, ranks[-1])
