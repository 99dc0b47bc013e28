"""The figures of a day: of a book that can be counted by hand, of a past day, of two companies and two currencies."""

from datetime import date

from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestKpi(RecoveryStory):
    def measure(self, offset="+0d", company=None):
        return self.env["recovery.kpi"].sudo()._measure(company or self.company, self.on(offset))

    def test_a_book_counted_by_hand(self):
        """3,600 sold in the 90 days before 2 March 2026: 1,000 of it open and due, 200 open and overdue, the rest paid.
        Invoices are dated 30 days before they are due; one of 500 before these 90 days makes the book old enough."""
        self.pay(self.invoice(due="-70d", amount=500))  # of 23 November: paid today, 70 days late
        self.invoice(due="-10d", amount=200)  # of 21 January
        self.invoice(due="+10d", amount=1000)  # of 10 February
        self.pay(self.invoice(due="+20d", amount=2400))  # of 20 February, paid today, 20 days early
        row = self.measure()
        self.assertEqual((row.receivable, row.overdue, row.sales), (1200, 200, 3600))
        self.assertAlmostEqual(row.overdue_share, 200 / 1200 * 100, 4)
        self.assertAlmostEqual(row.dso, 30)  # 1,200 x 90 / 3,600
        self.assertAlmostEqual(row.dso_best, 25)  # 1,000 x 90 / 3,600
        self.assertAlmostEqual(row.days_delinquent, 5)
        # countback: no sales on the 2 days of March, then 3,400 in the 28 days of February: 2 + 1,200 / 3,400 x 28
        self.assertAlmostEqual(row.dso_countback, 2 + 1200 / 3400 * 28, 4)
        # CEI since 2 February: 700 were open, 3,400 sold, 1,200 are open, 1,000 of it not due: 2,900 of 3,100
        self.assertAlmostEqual(row.cei, 2900 / 3100 * 100, 4)
        # (500 x 70 + 2,400 x -20 + 200 x 10) / 3,100
        self.assertAlmostEqual(row.average_delay, -11000 / 3100, 4)
        self.assertEqual((row.recovered, row.coverage), (500, 0))
        self.assertFalse(row.is_recomputed)

    def test_what_cannot_be_said_is_not_zero(self):
        """A book of 30 days: no DSO of 90 days; nothing was promised, nothing recovered."""
        self.invoice(due="+0d", amount=100)
        row = self.measure()
        for name in ("dso", "dso_best", "days_delinquent"):
            self.assertEqual(row.unknown[name], "short_history")
        self.assertEqual(row.unknown["promises_kept_count"], "nothing")
        self.assertEqual(row.unknown["cost_per_euro"], "nothing")
        self.assertIn("DSO: the book is too young", row.unknown_text)
        self.env.cr.execute("SELECT dso, receivable FROM recovery_kpi WHERE id = %s", [row.id])
        self.assertEqual(self.env.cr.fetchone(), (None, 100))

    def test_more_credited_than_sold(self):
        self.invoice(due="-120d", amount=100)
        self.invoice(due="-10d", amount=50)
        self.invoice(due="-5d", amount=300, move_type="out_refund")
        row = self.measure()
        self.assertEqual((row.receivable, row.sales), (-150, -250))
        self.assertEqual(row.unknown["dso"], "no_sales")
        self.assertEqual(row.dso_countback, 0)  # nothing is open: nothing to use up

    def test_a_past_day_is_computed_from_the_ledger(self):
        move = self.invoice(due="-20d", amount=100)
        self.pay(move, amount=30)
        self.day("+10d")
        self.pay(move)
        today, past = self.measure(), self.measure("-6d")
        self.assertEqual((today.receivable, today.overdue), (0, 0))
        self.assertEqual((past.receivable, past.overdue, past.is_recomputed), (70, 70, True))
        self.assertEqual(self.measure("-20d").receivable, 100)
        self.assertEqual(self.measure("-6d"), past)  # written again, not twice

    def test_days_measured_together_are_those_measured_alone(self):
        old, late = self.invoice(due="-395d", amount=100), self.invoice(due="-40d", amount=60)
        self.pay(late, amount=20)
        self.pay(old)
        self.day("+10d")
        self.pay(late)
        kpis, names = self.env["recovery.kpi"].sudo(), ("receivable", "overdue", "average_delay", "recovered", "sales")
        days = [self.on(offset) for offset in ("-380d", "-10d", "-1d", "+0d")]
        together = [[row[name] for name in names] for row in kpis._measure_days(self.company, days)]
        self.assertEqual(together, [[kpis._measure(self.company, day)[name] for name in names] for day in days])
        self.assertEqual(len({tuple(figures) for figures in together}), len(days))

    def test_another_company_and_currency(self):
        pound = self.setup_other_currency("GBP", rates=[(date(2016, 1, 1), 2.0)])
        self.invoice(due="-10d", amount=100, currency_id=pound.id)
        row = self.measure()
        self.assertEqual((row.receivable, row.currency_id), (50, self.company.currency_id))
        other = self.setup_other_company()["company"]
        self.assertEqual(self.measure(company=other).receivable, 0)

    def test_promises_and_disputes(self):
        move = self.invoice(due="-20d", amount=100)
        other = self.invoice(due="-20d", amount=60, debtor=self.customer("Other"))
        promise = self.env["recovery.promise"]
        promise.create({**promise._prepare_for(self.instalments(move)), "date": self.on("+3d")})
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        one = dispute.create({**dispute._prepare_for(self.instalments(other)), "type_id": kind.id, "claim": "No"})
        row = self.measure()
        self.assertEqual((row.promised, row.disputed, row.coverage), (100, 60, 100))
        self.day("+4d")
        one.action_reject()
        self.assertEqual(one.ended_on, self.on("+0d"))
        self.assertEqual(self.measure().disputed, 0)
        found = self.env["recovery.kpi"]._dispute_time(self.company, self.on("+0d"))
        self.assertEqual([(its["opened"], its["closed"]) for its in found], [(1, 1)])

    def test_every_night(self):
        self.invoice(due="-40d", amount=100)
        self.env["recovery.kpi"]._cron_measure()
        rows = self.env["recovery.kpi"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rows[0].date, self.on("-1d"))
        self.assertEqual(len(rows), len(set(rows.mapped("date"))))
        self.assertIn(date(2026, 1, 31), rows.mapped("date"))
        self.assertTrue(rows[0].details["by_age"])
        self.env["recovery.kpi"]._cron_measure()
        self.assertEqual(self.env["recovery.kpi"].search([("company_id", "=", self.company.id)]), rows)
