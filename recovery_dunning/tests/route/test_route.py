"""Stories of the way to go on with a case: what is weighed, what closes a way, and the company's own results."""

from odoo import Command
from odoo.tests import tagged

from ..stories.case import ClosingStory


@tagged("post_install", "-at_install")
class TestRoute(ClosingStory):
    def case_of(self, due="-90d", amount=1000, **values):
        """The case of a new debtor with one invoice."""
        self.debtor = self.customer("Debtor", **values)
        self.move = self.invoice(due=due, amount=amount, invoice_date=self.on(due), debtor=self.debtor)
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        self.env.invalidate_all()
        return case

    def option(self, case, key):
        return next(option for option in case._route_options() if option.route.key == key)

    def test_weighed_by_hand(self):
        """1,000, 90 days late: 69.6 % by an agency for 12 %, 60 days of waiting at 4 % a year."""
        self.company.recovery_waiting_percent = 4
        agency = self.option(self.case_of(), "agency")
        self.assertEqual([float(part) for part in (agency.expected, agency.fee, agency.waiting)], [696, 83.52, 4.58])
        self.assertAlmostEqual(float(agency.net), 607.90)

    def test_the_best_is_marked_and_explained(self):
        case = self.case_of()
        self.assertEqual(case.route, "agency")
        self.assertIn("70 %", case.route_reason)
        self.assertIn("table-success", case.route_table)
        self.assertIn("Collection agency", case.route_table)

    def test_first_by_ourselves_then_a_new_voice(self):
        """From 45 to 60 days late on, the trade hands over."""
        ways = {days: self.case_of(due=f"-{days}d").route for days in (5, 30, 45, 60, 120)}
        self.assertEqual((ways[30], ways[45]), ("amicable", "amicable"))
        self.assertEqual((ways[5], ways[60], ways[120]), ("amicable", "agency", "agency"))
        self.assertEqual(self.case_of(due="-400d", amount=1000).route, "agency")
        self.assertEqual(self.case_of(due="-400d", amount=8000).route, "payment_order")  # now worth its costs

    def test_what_closes_a_way(self):
        for values, amount, closed in (
            ({}, 5001, {"small_claims": "too_large"}),
            ({"country_id": self.env.ref("base.be").id}, 100, {"small_claims": "abroad", "payment_order": "abroad"}),
            ({"recovery_class": "public"}, 100, dict.fromkeys(("small_claims", "payment_order", "court"), "public")),
        ):
            with self.subTest(**values):
                options = self.case_of(amount=amount, **values)._route_options()
                refused = {o.route.key: o.refusal.value for o in options if o.refusal}
                self.assertEqual(refused, closed)

    def test_an_insolvent_debtor_is_asked_by_no_way(self):
        case = self.case_of()
        self.debtor.write({"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("-1d")})
        case.invalidate_recordset()
        self.assertFalse(case.route)  # nothing is given up before the proceedings end
        self.assertIn("Declare the claim by", case.route_reason)
        self.assertIn("declare the claim", case.route_table)

    def test_nobody_goes_back_to_an_easier_way(self):
        """Not from the court, nor from two formal notices that had no effect."""
        case = self.case_of()
        case.sudo().phase = "legal"
        closed = {o.route.key: o.refusal.value for o in case._route_options() if o.refusal}
        self.assertEqual(closed, {"amicable": "in_court", "agency": "in_court"})
        formal = self.procedure("Formal", 3, 20, 40, sequence=0)
        formal.level_ids[1:].write({"phase": "formal_notice", "tone": "4", "response_days": 8})
        self.send_at_any_hour()
        case = self.case_of(due="-50d")
        for day in ("+0d", "+15d", "+30d"):
            self.day(day)
            self.run_and_send()
        case.invalidate_recordset()
        self.assertEqual(len(case._formal_notices()), 2)
        self.assertEqual(self.option(case, "amicable").refusal.value, "exhausted")

    def test_the_terms_of_the_agency_are_counted(self):
        """Those of the agency that takes least of this debt, in the place of what the trade takes."""
        term = {"company_id": self.company.id, "age_from": 0}
        for name, percent in (("Dear", 30), ("Fair", 10)):
            agency = self.customer(name, is_recovery_agency=True)
            self.env["recovery.agency.term"].create({**term, "agency_id": agency.id, "percent": percent, "flat": 5})
        option = self.option(self.case_of(), "agency")
        self.assertEqual((float(option.expected), float(option.fee)), (696, 74.6))

    def test_a_lapsed_debt_of_a_consumer(self):
        case = self.case_of(due="-800d", is_company=False)
        self.assertTrue(case.time_barred)
        self.assertEqual(case.route, "write_off")
        self.invoice(due="-20d", debtor=self.debtor, amount=500)
        case.invalidate_recordset()
        self.assertEqual(case.route, "amicable")  # for what has not lapsed
        self.assertEqual(case._route_debt().amount, 500)

    def test_a_contested_debt(self):
        case = self.case_of()
        self.dispute(self.move)
        self.assertEqual(self.option(case, "payment_order").refusal.value, "contested")
        self.assertIsNone(self.option(case, "court").refusal)

    def test_claims_and_tax_are_weighed_too(self):
        case = self.case_of()
        self.with_tax(100)  # 115 with its tax of 15
        self.case = case
        self.claim(40)
        case.invalidate_recordset()
        debt = case._route_debt()
        self.assertEqual((float(debt.amount), float(debt.vat)), (1155, 15))

    def test_a_company_has_its_own_figures(self):
        shared = self.env.ref("recovery_dunning.route_agency")
        own = shared.copy({"company_id": self.company.id, "percent": 50})
        self.assertEqual(len(own.chance_ids), len(shared.chance_ids))
        self.assertEqual(float(self.option(self.case_of(), "agency").fee), 348)

    def test_paid_there_is_nothing_to_advise(self):
        self.pay(self.move)
        self.case.invalidate_recordset()
        self.assertFalse(self.case.route or self.case.route_table)


@tagged("post_install", "-at_install")
class TestOwnResults(ClosingStory):
    """Of what was open at an age, the part that was paid within the year that followed."""

    def setUp(self):
        super().setUp()
        self.result = self.env["recovery.route.result"].sudo()  # counted by the scheduled action
        self.company.recovery_route_enough = 3
        for paid_on, amount in (("-790d", 100), ("-750d", 100), ("-650d", 50), (None, 0)):
            move = self.invoice(due="-800d", debtor=self.customer("Past"))  # 800 days ago, 100 each
            if paid_on:
                self.pay_on(move, paid_on, amount=amount)

    def percent(self, age, key="amicable"):
        return self.result.search([("company_id", "=", self.company.id), ("key", "=", key), ("age", "=", age)]).mapped(
            lambda result: (result.count, result.percent)
        )

    def test_counted_by_hand(self):
        self.result._measure(self.company)
        self.assertEqual(self.percent(0), [(4, 62.5)])  # 400 open, 250 paid within a year
        self.assertEqual(self.percent(30), [(3, 50.0)])  # the first was paid: 300 open, 150 paid
        self.assertEqual(self.percent(60), [(2, 25.0)])  # 200 open, 50 paid
        self.assertEqual(self.percent(182), [(2, 0.0)])  # 150 open, nothing paid
        self.assertFalse(self.percent(730))  # the year after is not over

    def test_due_dates_far_apart_are_counted_together(self):
        for due in ("-366d", "-640d", "-1459d", "-1461d"):  # the last one is too old to be counted
            self.pay_on(self.invoice(due=due, debtor=self.customer("Past")), "-360d", amount=100)
        self.result._measure(self.company)
        self.assertEqual(self.percent(0), [(7, 100 * 450 / 700)])  # the third was paid, too late

    def test_enough_of_them_take_the_place_of_the_defaults(self):
        self.result._measure(self.company)
        routes = self.env["recovery.route"]._of_company(self.company)
        chances = {route.key: dict(route.chances) for route in routes._values(self.company)}["amicable"]
        self.assertEqual((float(chances[0]), float(chances[30])), (0.625, 0.5))
        self.assertEqual(float(chances[60]), 0.65)  # two are not enough: the default

    def test_counted_once_a_month(self):
        self.morning()
        self.assertEqual(self.percent(0), [(4, 62.5)])
        self.result.search([]).unlink()
        self.day("+20d")
        self.morning()
        self.assertFalse(self.percent(0))
        self.day("+31d")
        self.morning()
        self.assertTrue(self.percent(0))

    def test_what_an_agency_had_counts_for_it(self):
        agency = self.customer("Agency", is_recovery_agency=True)
        debtor = self.customer("Placed")
        move = self.invoice(due="-700d", debtor=debtor)
        case = self.env["recovery.case"]._open_for(self.company, debtor, overdue=debtor)[debtor.id]
        placement = {"case_id": case.id, "principal": 100, "date": self.on("-600d"), "age": 100}
        self.env["recovery.handoff"].sudo().create(
            {
                "agency_id": agency.id,
                "company_id": self.company.id,
                "placement_ids": [Command.create(placement)],
            }
        )
        self.pay_on(move, "-500d", amount=80)
        self.result._measure(self.company)
        self.assertEqual(self.percent(90, "agency"), [(1, 80.0)])
        self.assertEqual(self.percent(0), [(4, 62.5)])  # and not for us
