"""An invoice that is set back to draft and posted in other terms, or for another debtor."""

from odoo import Command

from .arrangement import ArrangementStory


class PostedAnew(ArrangementStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.thirds = cls.terms("Three parts", 0, 30, 60)

    @classmethod
    def terms(cls, name, *days):
        share = round(100 / len(days), 2)
        shares = [share] * (len(days) - 1) + [100 - share * (len(days) - 1)]
        lines = [
            Command.create({"value": "percent", "value_amount": part, "nb_days": day})
            for part, day in zip(shares, days, strict=True)
        ]
        return cls.env["account.payment.term"].create({"name": name, "line_ids": lines})

    def post_anew(self, move, **values):
        move.button_draft()
        move.write(values)
        move.action_post()
        self.env.flush_all()
        return self.instalments(move)

    def climb(self, *days):
        for day in days:
            self.day(day)
            run = self.run_and_send()
        return run

    def levels(self, move):
        return [line.recovery_level_id.delay for line in self.instalments(move)]

    def hold(self, **values):
        reason = self.env["recovery.hold.reason"].search([], limit=1)
        return self.env["recovery.hold"].create({"company_id": self.company.id, "reason_id": reason.id, **values})
