"""The matrix of the cover: each source of money, and each reader, say the same amount (rule 11)."""

from odoo.tests import tagged

from ..stories.cover import ASKED, PAID, CoverStory


@tagged("post_install", "-at_install")
class TestCoverEverywhere(CoverStory):
    def everywhere(self, move):
        """What each reader says is covered of an invoice of `ASKED`, {reader: amount}."""
        self.env.invalidate_all()
        case, debtor = self.case(), self.debtor
        page = case._page_values()
        book = self.env["recovery.open.items"]
        balance = debtor._recovery_standings()[debtor.id]
        return {
            "run": ASKED - self.propose().notice_ids.filtered(lambda n: n.partner_id == debtor).amount_due,
            "case": case.amount_covered,
            "overdue of the case": ASKED - case.amount_overdue,
            "work list": ASKED - self.env["recovery.ranking"]._overdue(self.company, debtor.ids)[debtor.id][0],
            "card": ASKED - float(balance.overdue),
            "page": ASKED - page["dues"][0].total,
            "plan": float(book._unmatched(self.company, debtor)[debtor.id][self.home.id]),
            "agency": self.env["recovery.placement.file"]._unmatched(case)[debtor],
            "instalment": float(book._covered(self.instalments(move))[self.instalments(move)].amount),
        }

    def test_every_source_covers_the_same_for_every_reader(self):
        for name in self.sources():
            with self.subTest(source=name), self.env.cr.savepoint():
                self.debtor = self.customer(f"Debtor {name}")
                self.day("-10d")
                move = self.invoice(due="-5d", amount=ASKED)
                self.run_and_send()
                self.day("+6d")
                self.sources()[name](move)
                everywhere = self.everywhere(move)
                self.assertEqual(everywhere, dict.fromkeys(everywhere, PAID))

    def test_every_source_is_seen_when_the_notice_leaves(self):
        """The guard reads again: what came in after the proposal is taken off."""
        for name in self.sources():
            with self.subTest(source=name):
                self.debtor = self.customer(f"Late {name}")
                self.day("-10d")
                move = self.invoice(due="-5d", amount=ASKED)
                self.run_and_send()
                self.day("+6d")
                run = self.propose()
                run.action_approve()
                self.sources()[name](move)
                run.action_send()
                notice = run.notice_ids.filtered(lambda n: n.partner_id == self.debtor)
                self.assertEqual((notice.state, notice.amount_due), ("sent", ASKED - PAID))
