"""A ladder for an old book of debts, and the days after the start."""

from collections import Counter

from ..common import RecoveryStory


class GoLiveStory(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("recovery_dunning.hold_reason_start")
        cls.ladder.active = False
        cls.ladder = cls.procedure(
            "Old debts",
            3,
            8,
            15,
            30,
            45,
            levels={
                3: {"min_gap": 3},
                8: {"min_gap": 3},
                15: {"min_gap": 5, "tone": "2"},
                30: {"min_gap": 10, "tone": "3", "require_approval": True},
                45: {
                    "min_gap": 10,
                    "tone": "4",
                    "phase": "formal_notice",
                    "response_days": 8,
                    "require_approval": True,
                },
            },
        )

    def start(self, **values):
        action = self.env["recovery.go.live"].action_start()
        wizard = self.env["recovery.go.live"].browse(action["res_id"])
        wizard.write(values)
        return wizard

    def old_book(self, *ages):
        """One debtor for each age in days; {age: his invoice}"""
        return {
            age: self.invoice(due=f"-{age}d", amount=100 + number, debtor=self.customer(f"Debtor {age}"))
            for number, age in enumerate(ages)
        }

    def holds(self):
        return self.env["recovery.hold"].search([("reason_id", "=", self.reason.id)])

    def levels(self, book):
        return {age: move.recovery_level_id.delay if move.recovery_level_id else None for age, move in book.items()}

    def simulated(self, wizard):
        """{(day, days of the level): messages}"""
        wizard.action_simulate()
        return Counter({(line.date, line.level_id.delay): line.message_count for line in wizard.day_ids})

    def live(self, first, last):
        """The daily runs of these days, all approved; {(day, days of the level): messages}"""
        for number in range(first, last + 1):
            self.day(f"+{number}d")
            self.env["recovery.run"]._cron_escalate()
            waiting = self.env["recovery.run"].search([("state", "=", "proposed")])
            if waiting:
                waiting.action_approve()
                waiting._send_in_window()
        sent = self.env["recovery.notice"].search([("state", "=", "sent"), ("company_id", "=", self.company.id)])
        return Counter((notice.date, notice.level_id.delay) for notice in sent)
