"""What the debtor's page takes in a day, up to what amount, and only as it was meant."""

import base64
import json
import re
from html import unescape

from odoo.tests import tagged

from ..stories.page import PageStory, image

ENOUGH = "enough of this today"


@tagged("post_install", "-at_install")
class TestPageLimits(PageStory):
    def setUp(self):
        super().setUp()
        self.company.recovery_page_proof = True
        self.kind = self.env.ref("recovery_dunning.dispute_type_other")
        self.picture = image()

    def a_day_passes(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE recovery_page_post SET date = date - INTERVAL '25 hours'")

    def dispute(self, amount="1", **values):
        return self.post("dispute", type=self.kind.id, claim="Broken", amount=amount, **values)

    def pictures(self, count):
        return [("file", (f"{number}.png", self.picture, "image/png")) for number in range(count)]

    # ---- how often --------------------------------------------------------------------------------------------------

    def test_disputes_of_a_day(self):
        """Sixty in twelve seconds made sixty tasks."""
        before = len(self.case.activity_ids)
        for number in range(8):
            response = self.dispute()
            self.assertEqual(ENOUGH in self.error(response), number >= 5)
        self.assertEqual(len(self.of_debtor("recovery.dispute")), 5)
        self.assertLessEqual(len(self.case.activity_ids) - before, 5)
        self.a_day_passes()
        self.assertFalse(self.error(self.dispute()))
        self.assertEqual(len(self.of_debtor("recovery.dispute")), 6)

    def test_promises_of_a_day(self):
        self.company.recovery_promise_limit = 0
        for number in range(7):
            response = self.post("promise", date=str(self.on("+5d")), amount="1")
            self.assertEqual(ENOUGH in self.error(response), number >= 5)
        self.assertEqual(len(self.of_debtor("recovery.promise")), 5)

    def test_plans_of_a_day(self):
        for number in range(4):
            response = self.post("plan", months="2")
            self.assertEqual(ENOUGH in self.error(response), number >= 3)
            self.of_debtor("recovery.plan").filtered(lambda plan: plan.state == "draft").action_cancel()
        self.assertEqual(len(self.of_debtor("recovery.plan")), 3)

    def test_one_kind_of_form_does_not_stop_another(self):
        for _number in range(6):
            self.dispute()
        self.assertFalse(self.error(self.post("promise", date=str(self.on("+5d")), lines=self.instalments(self.young))))

    def test_files_of_a_day(self):
        """Five at a time, fifteen a day: more are not kept."""
        for number in range(4):
            response = self.post("proof", files=self.pictures(5))
            self.assertEqual(ENOUGH in self.error(response), number >= 3)
        kept = self.env["ir.attachment"].search_count(
            [("res_model", "=", "recovery.case"), ("res_id", "=", self.case.id)]
        )
        self.assertLessEqual(kept, 15)

    def test_a_form_that_was_refused_is_not_counted(self):
        for _number in range(6):
            self.assertIn("no amount", self.error(self.dispute(amount="much")))
        self.assertFalse(self.error(self.dispute()))

    # ---- how much ---------------------------------------------------------------------------------------------------

    def test_no_more_is_contested_than_is_open(self):
        """92,738 of 1,545.60 were: never more than the invoice, however many disputes there are."""
        self.assertFalse(self.error(self.dispute(amount="50")))
        self.assertIn("More than is open", self.error(self.dispute(amount="10.01")))
        self.assertFalse(self.error(self.dispute(amount="")))
        self.assertEqual(self.of_debtor("recovery.dispute").sorted("id").mapped("amount"), [50, 10])
        self.assertIn("More than is open", self.error(self.dispute(amount="")))
        other = self.dispute(amount="60", lines=self.instalments(self.young))
        self.assertTrue(self.error(other), "40 is open of it")
        self.assertEqual(sum(self.of_debtor("recovery.dispute").mapped("amount")), 60)

    def test_an_amount_is_read_as_it_was_meant(self):
        """“12€34” was 1,234."""
        for text in ("12€34", "12 34", "1.2.3", "12,34,5", "0x10", "1e2", "-5", "NaN", "١٢"):
            for form in ("promise", "dispute"):
                with self.subTest(text=text, form=form):
                    response = self.post(form, amount=text, date=str(self.on("+5d")), type=self.kind.id, claim="Broken")
                    self.assertEqual(response.status_code, 200)
                    self.assertTrue(self.error(response))
        self.assertFalse(self.of_debtor("recovery.promise"))
        self.assertFalse(self.of_debtor("recovery.dispute"))
        self.post("promise", amount="12.34", date=str(self.on("+5d")))
        self.assertEqual(self.of_debtor("recovery.promise").amount, 12.34)

    def test_an_amount_in_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.debtor.lang = "fr_FR"
        self.assertTrue(self.error(self.post("promise", amount="12€34", date=str(self.on("+5d")))))
        self.assertFalse(self.of_debtor("recovery.promise"))
        self.post("promise", amount="12,34", date=str(self.on("+5d")))
        self.assertEqual(self.of_debtor("recovery.promise").amount, 12.34)

    # ---- who signs ---------------------------------------------------------------------------------------------------

    def plan_to_sign(self, capacity="Manager"):
        plan = self.env["recovery.plan"]
        payment = (0, 0, {"date": self.on("+5d"), "amount": 60})
        plan = plan.create({**plan._prepare_for(self.instalments(self.old)), "schedule_ids": [payment]})
        plan.action_propose()
        plan._acknowledge("sixty dollars", "60.00", capacity)
        return plan

    def sign(self, plan, **params):
        response = self.url_open(
            self.path(f"/agreement/{plan.id}/sign"),
            data=json.dumps({"params": {"signature": base64.b64encode(self.picture).decode(), **params}}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()["result"]

    def test_nobody_signs_without_a_name(self):
        plan = self.plan_to_sign()
        for name in ({}, {"name": ""}, {"name": "   "}, {"name": None}, {"name": "\t\n"}):
            with self.subTest(name=name):
                self.assertIn("name", self.sign(plan, **name)["error"].lower())
                self.assertEqual((plan.state, plan.signed_by), ("proposed", False))
        self.assertIn("redirect_url", self.sign(plan, name="Paul Dubois"))
        self.assertEqual((plan.state, plan.signed_by), ("active", "Paul Dubois"))

    def test_who_signs_for_a_company_says_what_he_is_there(self):
        """Whatever the browser lets through."""
        plan = self.plan_to_sign(capacity="  ")
        plan.partner_id.is_company = True
        self.assertIn("in which capacity", self.sign(plan, name="Paul Dubois")["error"])
        plan.partner_id.is_company = False
        self.assertIn("redirect_url", self.sign(plan, name="Paul Dubois"))

    def test_a_company_is_no_name_to_sign_with(self):
        """Name and signature stood there already: one tap acknowledged the debt."""
        self.debtor.is_company = True
        page = unescape(self.page(self.path(f"/agreement/{self.plan_to_sign().id}")).text)
        form = re.search(r"portal\.signature_form.*?props=[\"'](\{.*?\})[\"']", page, re.DOTALL)
        self.assertTrue(form)
        self.assertNotIn(self.debtor.name, form.group(1))
