"""The board and a collector's page in a real browser."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import RecoveryStory


class BoardTours(RecoveryStory, HttpCase):
    """The browser lives today: time is not frozen here."""

    def day(self, offset):
        pass

    def person(self, login, group):
        return new_test_user(
            self.env,
            login,
            groups=f"recovery_dunning.group_recovery_{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            lang="en_US",
            tz="Europe/Paris",
        )

    def tour(self, name, action, login):
        self.env.flush_all()
        self.start_tour(f"/odoo/action-recovery_dunning.{action}", name, login=login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestBoardTour(BoardTours):
    def test_the_board(self):
        """1,250 due 45 days ago, 100 due 5 days ago; 77 of a consumer, due 30 days ago and paid today."""
        self.person("boss", "manager")
        self.invoice(due="-45d", amount=1250)
        self.invoice(due="-5d", amount=100, invoice_date=str(self.on("-10d")))
        self.pay(self.invoice(due="-30d", amount=77, debtor=self.customer("Marie Lefort", is_company=False)))
        self.tour("recovery_board", "action_recovery_board", "boss")


@tagged("post_install", "-at_install")
class TestMinePhone(BoardTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_telephone(self):
        """60 collected after the due date, and a promise for today, of one debtor; another one to call."""
        alice = self.person("alice", "user")
        move = self.invoice(due="-40d", amount=100)
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.user_id = alice
        self.pay(move, 60)
        self.env["recovery.promise"]._give(self.company, self.debtor, 10, self.on("+0d"))
        other = self.customer("Martin")
        self.invoice(due="-40d", amount=200, debtor=other)
        to_call = self.env["recovery.case"]._open_for(self.company, other, overdue=other)[other.id]
        to_call.user_id = alice
        to_call.activity_schedule("recovery_dunning.activity_type_call", user_id=alice.id)
        (case | to_call)._rank()
        self.tour("recovery_mine_phone", "action_recovery_mine", "alice")
