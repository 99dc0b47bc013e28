"""The list behind each figure of a day: what it holds adds up to the figure."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.board.behind import AGED, DELAYS, SAID
from .story import BoardStory


@tagged("post_install", "-at_install")
class TestBehind(BoardStory):
    def setUp(self):
        """A book of six months. Later on something is paid, invoiced and said that the day does not know."""
        super().setUp()
        self.pay_on(self.invoice(due="-150d", amount=700), "-120d")
        self.pay_on(self.invoice(due="-40d", amount=500), "-20d")
        self.pay_on(self.invoice(due="-12d", amount=80), "-15d")
        self.part = self.invoice(due="-30d", amount=300)
        self.pay_on(self.part, "-25d", 120)
        self.late, self.soon = self.invoice(due="-10d", amount=200), self.invoice(due="+20d", amount=1000)
        self.payment_on_account(50)
        other = self.invoice(due="-5d", amount=60, debtor=self.customer("Other"))
        promise, dispute = self.env["recovery.promise"], self.env["recovery.dispute"]
        self.promise = promise.create({**promise._prepare_for(self.instalments(self.late)), "date": self.on("+3d")})
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        values = {**dispute._prepare_for(self.instalments(other)), "type_id": kind.id, "claim": "No"}
        self.dispute = dispute.create(values)
        self.env.flush_all()
        for record in (self.promise, self.dispute):
            table = record._table
            self.env.cr.execute(f"UPDATE {table} SET create_date = %s WHERE id = %s", [self.on("+0d"), record.id])
        self.env.invalidate_all()
        self.row = self.env["recovery.kpi"].sudo()._measure(self.company, self.on("+0d"))
        self.day("+4d")
        self.pay(self.part)
        self.pay(self.late)
        self.invoice(due="+30d", amount=5000, invoice_date=str(self.on("+0d")))
        self.dispute.action_reject()

    def pay_on(self, move, offset, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"payment_date": self.on(offset), **({"amount": amount} if amount else {})})._create_payments()

    def behind(self, figure):
        action = json.loads(json.dumps(self.row.with_context(recovery_figure=figure).action_behind()))
        return self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])

    def test_what_was_open_on_the_day(self):
        self.assertEqual((self.row.receivable, self.row.overdue), (1390, 440))
        for figure in ("receivable", "overdue_share", "dso", "dso_countback"):
            with self.subTest(figure=figure):
                self.assertEqual(sum(self.behind(figure).mapped("total")), self.row.receivable)
        for figure in ("overdue", "days_delinquent", "coverage"):
            with self.subTest(figure=figure):
                self.assertEqual(sum(self.behind(figure).mapped("total")), self.row.overdue)
        not_due = sum(self.behind("dso_best").mapped("total"))
        self.assertAlmostEqual(self.row.dso_best, not_due * 90 / self.row.sales, 4)

    def test_what_was_paid_until_the_day(self):
        self.assertEqual(sum(self.behind("recovered").mapped("amount")), self.row.recovered)
        self.assertEqual(self.row.recovered, 700 + 500 + 120)
        delays = self.behind("average_delay")
        weighted = sum(delays.mapped("amount_days")) / sum(delays.mapped("amount"))
        self.assertAlmostEqual(self.row.average_delay, weighted, 4)
        self.assertEqual(len(set(delays.ids)), 4 + 3)
        [action] = [delays[0].action_open_entry()]
        self.assertEqual(action["res_id"], delays[0].move_id.id)

    def test_what_was_sold_and_could_be_collected(self):
        self.assertEqual(sum(self.behind("sales").mapped("balance")), self.row.sales)
        moves = self.behind("cei").move_id
        self.assertTrue(self.part | self.late | self.soon <= moves)
        self.assertEqual(set(moves.mapped("date")) & {self.on("+0d")}, set(), "what came after the day")

    def test_what_was_said_on_the_day(self):
        self.assertEqual((self.row.promised, self.row.disputed), (200, 60))
        self.assertEqual((self.behind("promised"), self.behind("disputed")), (self.promise, self.dispute))
        self.assertFalse(self.behind("planned"))
        self.day("+20d")
        self.promise.sudo().state = "kept"
        later = self.env["recovery.kpi"].sudo()._measure(self.company, self.on("+0d"))
        self.row = later
        self.assertEqual(self.row.promises_kept_count, 100)
        self.assertFalse(self.behind("promised"))
        self.assertFalse(self.behind("disputed"))
        self.assertEqual(self.behind("promises_kept_count"), self.promise)

    def test_every_figure_is_told_or_is_no_sum_of_instalments(self):
        shown = {name for name, field in self.row._fields.items() if field.type in ("monetary", "float")}
        told = {*AGED, *DELAYS, *SAID, "promises_kept_count", "promises_kept_amount", "sales", "cei"}
        self.assertEqual(shown - told, {"cost"})
        with self.assertRaises(UserError):
            self.row.with_context(recovery_figure="cost").action_behind()

    def test_from_the_board_to_the_day(self):
        action = self.Board.behind("figures", "dso")
        self.assertEqual((action["res_model"], action["context"]["recovery_figure"]), ("recovery.kpi", "dso"))
        rows = self.rows_behind("figures", "overdue")
        self.assertEqual(sum(rows.mapped("total")), 440, "as of the day that was measured")

    def test_who_may_not(self):
        for group in ("viewer", "base.group_user"):
            with self.subTest(group=group), self.assertRaises(AccessError):
                self.row.with_user(self.person(group)).action_behind()
