"""The register of agencies: terms, proofs that expire, mandates, and what they achieve."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..stories.agency import AgencyStory


@tagged("post_install", "-at_install")
class TestAgency(AgencyStory):
    def fee(self, collected, age, **values):
        return self.agency._recovery_expected_fee(self.company, collected, age, **values)

    def test_fee_by_age(self):
        self.assertEqual((self.fee(1000, 60), self.fee(1000, 200), self.fee(50, 200)), (100, 150, 20))

    def test_the_minimum_counts_once_for_a_case(self):
        self.assertEqual(self.fee(100, 200, placed=1000), 20)
        self.assertEqual(self.fee(100, 200, placed=1000, before=100), 10)

    def test_terms_of_one_company_are_not_those_of_another(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertIsNone(self.agency._recovery_expected_fee(other, 1000, 60))
        self.agency.recovery_term_ids = [Command.create({"company_id": other.id, "percent": 30})]
        self.assertEqual(self.agency._recovery_expected_fee(other, 1000, 60), 300)
        self.assertEqual(self.fee(1000, 60), 100)

    def test_a_fee_over_the_whole_is_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.agency.recovery_term_ids[0].percent = 120
            self.env.flush_all()

    def test_what_is_missing_is_named(self):
        warnings = self.agency._recovery_agency_warnings(self.company)
        self.assertEqual(
            [warning.split(":")[0] for warning in warnings],
            ["Liability insurance", "Dedicated account", "Declaration to the prosecutor"],
        )
        self.prove("declaration")
        self.prove("account")
        proof = self.prove("insurance", date_until=self.on("+10d"))
        self.assertEqual(self.agency._recovery_agency_warnings(self.company), [])
        proof.date_until = self.on("-1d")
        self.agency.recovery_mandate_until = self.on("-5d")
        warnings = self.agency._recovery_agency_warnings(self.company)
        self.assertIn("expired on", warnings[0])
        self.assertIn("The mandate ended on", warnings[1])
        self.prove("insurance", date_until=self.on("+365d"))
        self.assertEqual(len(self.agency._recovery_agency_warnings(self.company)), 1)
        self.assertIn("mandate", self.agency.recovery_agency_alert)

    def prove(self, kind, **values):
        return self.env["recovery.agency.proof"].create({"agency_id": self.agency.id, "kind": kind, **values})

    def alert(self):
        self.env["recovery.payment.advice"]._cron_tell()
        return self.agency.activity_ids

    def test_told_a_month_before_it_expires_once(self):
        self.prove("insurance", date_until=self.on("+40d"), number="P-1")
        self.assertFalse(self.alert())
        self.day("+11d")
        task = self.alert()
        self.assertEqual((task.user_id, task.summary), (self.collector, "Ask for a new proof: Liability insurance P-1"))
        self.assertEqual(self.alert(), task)

    def test_not_told_where_the_next_one_is_there(self):
        self.prove("insurance", date_until=self.on("+10d"))
        self.prove("insurance", date_until=self.on("+375d"))
        self.prove("declaration")
        self.assertFalse(self.alert())

    def test_told_of_the_mandate(self):
        self.agency.recovery_mandate_until = self.on("+20d")
        self.assertEqual(len(self.alert()), 1)
        self.assertEqual(len(self.alert()), 1)

    def test_only_a_manager_writes_terms_and_proofs(self):
        with self.assertRaises(AccessError):
            self.agency.recovery_term_ids[0].with_user(self.collector).percent = 1
        self.agency.recovery_term_ids[0].with_user(self.manager).percent = 12
        self.assertEqual(self.agency.with_user(self.collector).recovery_term_ids[0].percent, 12)

    def test_results_by_age(self):
        young, old = self.customer("Young"), self.customer("Old")
        self.invoice(due="-20d", amount=1000, debtor=young)
        move = self.invoice(due="-400d", amount=500, debtor=old)
        self.place(young, old)
        self.day("+10d")
        self.pay(move, amount=250)
        self.follow()
        results = self.env["recovery.placement"]._results(self.company)
        self.assertEqual(
            results[self.agency, "older"],
            {"placed": 500, "recovered": 250, "rate": 50, "days": 10, "fees": 0, "count": 1},
        )
        self.assertEqual(results[self.agency, "days_030"]["rate"], 0)
        agency = self.agency.with_company(self.company)
        self.assertEqual((agency.recovery_open_placements, agency.recovery_amount_recovered), (2, 250))
        self.assertAlmostEqual(agency.recovery_success, 100 * 250 / 1500)
        rate = self.env["recovery.agency.result"]._read_group([("agency_id", "=", self.agency.id)], [], ["rate:avg"])
        self.assertAlmostEqual(rate[0][0], 100 * 250 / 1500)  # of the sums, not of the rates
        self.assertEqual(self.on("+0d") - timedelta(days=10), self.env["recovery.placement"].search([])[0].date)
