"""Stories of the aged balance: today, and on any day back, as the ledger stood then."""

from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestAged(RecoveryStory):
    def aged(self, offset="+0d", company=None, **names):
        """{bucket: amount} on the day that is `offset` away from the one the story has reached."""
        company = company or self.company
        Aged = self.env["recovery.aged"].with_context(
            recovery_day=str(self.on(offset)), allowed_company_ids=company.ids
        )
        groups = Aged.with_company(company)._read_group(
            [(name, "=", value) for name, value in names.items()], ["bucket"], ["total:sum"]
        )
        return {bucket: round(amount, 2) for bucket, amount in groups}

    def receivable(self, offset="+0d"):
        """The balance of the receivable accounts at the end of that day: what the aged balance must add up to."""
        domain = [
            *(("company_id", "=", self.company.id), ("parent_state", "=", "posted")),
            *(("account_type", "=", "asset_receivable"), ("date", "<=", self.on(offset))),
        ]
        [[balance]] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(balance or 0.0, 2)

    def test_each_age_has_its_column(self):
        """Due in 1 day, today, since 1, 30, 31, 60, 61, 90, 91 days."""
        for due, amount in (
            *(("+1d", 1), ("+0d", 2), ("-1d", 4), ("-30d", 8), ("-31d", 16)),
            *(("-60d", 32), ("-61d", 64), ("-90d", 128), ("-91d", 256)),
        ):
            self.invoice(due=due, amount=amount)
        ages = {"not_due": 3, "days_30": 12, "days_60": 48, "days_90": 192, "older": 256}
        self.assertEqual(self.aged(), ages)
        self.assertEqual(self.receivable(), 511)
        rows = self.env["recovery.aged"].search([("bucket", "=", "days_60")], order="due")
        self.assertEqual(rows.mapped("days_late"), [60, 31])
        self.assertEqual(rows.mapped("days_60"), [32, 16])
        self.assertEqual(rows.mapped("overdue"), [32, 16])
        self.assertEqual(rows.partner_id, self.debtor)
        self.assertEqual(set(rows.mapped("debtor_class")), {"business"})

    def test_the_past_day_by_day(self):
        """1,000 due 10 days ago: 400 paid 5 days ago, the rest today. On each day what was open on it."""
        move = self.invoice(due="-10d", amount=1000)
        self.day("-5d")
        self.pay(move, 400)
        self.day("+0d")
        self.pay(move)
        self.assertTrue(move.line_ids.filtered("reconciled"))
        self.assertEqual(self.aged("+0d"), {})
        self.assertEqual(self.aged("-1d"), {"days_30": 600})
        self.assertEqual(self.aged("-5d"), {"days_30": 600})
        self.assertEqual(self.aged("-6d"), {"days_30": 1000})
        self.assertEqual(self.aged("-10d"), {"not_due": 1000})
        self.assertEqual(self.aged("-41d"), {})  # invoiced 40 days ago

    def test_a_credit_waits_until_it_is_matched(self):
        """Money that is not matched yet is a credit of its own day; matched later, it still was one before."""
        move = self.invoice(due="-40d", amount=300)
        self.day("-20d")
        payment = self.payment_on_account(120)
        self.day("+0d")
        self.assertEqual(self.aged(), {"days_60": 300, "days_30": -120})
        lines = (move | payment.move_id).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        self.assertEqual(self.aged(), {"days_60": 180})
        self.assertEqual(self.aged("-19d"), {"days_30": 180})  # Odoo dates the match by the later entry: the payment
        self.assertEqual(self.aged("-21d"), {"days_30": 300})

    def test_it_is_the_balance_of_the_accounts(self):
        """Whatever was invoiced, credited, paid in part, on account or in another currency: on each day the sum is that
        of the receivable accounts, and today that of Odoo's own residuals."""
        dollar = self.setup_other_currency("USD", rates=[("2025-01-01", 1.25), ("2026-02-20", 1.5)])
        first, second = self.invoice(due="-45d", amount=1000), self.invoice(due="-20d", amount=333.33)
        foreign = self.invoice(due="-35d", amount=500, currency_id=dollar.id)
        self.invoice(due="-15d", amount=80, move_type="out_refund")
        self.day("-30d")
        self.pay(first, 250)
        self.day("-12d")
        self.pay(second)
        self.pay(foreign, 200)
        self.payment_on_account(44.44)
        self.day("-3d")
        self.pay(first)
        self.day("+0d")
        for back in range(0, 80, 3):
            offset = f"-{back}d"
            self.assertEqual(round(sum(self.aged(offset).values()), 2), self.receivable(offset), offset)
        open_lines = [("company_id", "=", self.company.id), ("account_type", "=", "asset_receivable")]
        open_lines += [("parent_state", "=", "posted"), ("reconciled", "=", False)]
        lines = self.env["account.move.line"].search(open_lines)
        self.assertTrue(lines)
        rows = self.env["recovery.aged"].search([])
        self.assertEqual(
            {row.move_line_id.id: Decimal(f"{row.total:.2f}") for row in rows},
            {line.id: Decimal(f"{line.amount_residual:.2f}") for line in lines},
        )

    def test_never_a_day_to_come(self):
        self.invoice(due="-4d")
        row = self.env["recovery.aged"].with_context(recovery_day="2031-01-01").search([])
        self.assertEqual((row.day, row.days_late), (self.on("+0d"), 4))

    def test_two_days_share_no_row(self):
        self.invoice(due="-4d")
        Aged = self.env["recovery.aged"]
        now, then = Aged.search([]), Aged.with_context(recovery_day=str(self.on("-3d"))).search([])
        self.assertNotEqual(now.id, then.id)
        self.assertEqual((now.days_late, then.days_late), (4, 1))
        self.assertEqual(now.move_line_id, then.move_line_id)

    def test_companies_apart(self):
        other = self.setup_other_company(name="Other company")["company"]
        self.invoice(due="-4d", amount=70)
        self.assertEqual(self.aged(), {"days_30": 70})
        self.assertEqual(self.aged(company=other), {})

    def test_collector_and_class(self):
        consumer = self.customer("Marie Lefort", is_company=False)
        collector = self.env.user
        consumer.recovery_user_id = collector
        self.invoice(due="-4d", amount=70)
        self.invoice(due="-4d", amount=30, debtor=consumer)
        rows = self.env["recovery.aged"].search([("user_id", "=", collector.id)])
        self.assertEqual((rows.partner_id, rows.debtor_class), (consumer, "consumer"))
        self.assertEqual(self.aged(debtor_class="business"), {"days_30": 70})

    def test_a_row_opens_its_entry(self):
        move = self.invoice(due="-4d")
        action = self.env["recovery.aged"].search([]).action_open_entry()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", move.id))

    def test_an_entry_without_a_customer(self):
        receivable = self.company_data["default_account_receivable"]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date(2026, 2, 1),
                "line_ids": [
                    Command.create({"account_id": receivable.id, "debit": 55, "date_maturity": date(2026, 2, 1)}),
                    Command.create({"account_id": self.company_data["default_account_revenue"].id, "credit": 55}),
                ],
            }
        )
        move.action_post()
        self.assertEqual(self.aged(partner_id=False), {"days_30": 55})
