"""Whoever means harm on the debtor's page: altered links, other debtors' cases, forged forms, programs in the text."""

import base64
import json
import re

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..stories.page import SCRIPT, PageStory, image


@tagged("post_install", "-at_install")
class TestPageAttacked(PageStory):
    def setUp(self):
        super().setUp()
        self.victim = self.customer("Victim")
        self.foreign = self.invoice(due="-20d", debtor=self.victim, amount=77)
        self.foreign_case = self.open_case(self.victim)

    def assertClosed(self, response):
        self.assertEqual(response.status_code, 403)
        self.assertIn("expired or is not complete", self.text(response))
        self.assertNotIn(self.foreign.name, response.text)

    def test_no_link_altered_link_expired_link_renewed_link(self):
        token = self.case._page_token()
        raw = bytearray(base64.urlsafe_b64decode(token + "==="))
        raw[1] += 1  # a later end
        longer = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
        for bad in ("", "x", "é", token[:-2], token + "AAAA", longer, "0" * 200):
            with self.subTest(token=bad):
                self.assertClosed(self.page(f"{self.case._page_path()}?access_token={bad}"))
        self.assertClosed(self.page(self.case._page_path()))
        self.company.recovery_page_days = 1
        expired = self.expired_token()
        self.assertClosed(self.page(self.path(token=expired)))
        self.case.action_renew_link()
        self.assertClosed(self.page(self.path(token=token)))
        self.assertEqual(self.page().status_code, 200)

    def expired_token(self):
        from datetime import datetime, timedelta

        from odoo.tools.misc import hash_sign

        case = self.case.sudo()
        return hash_sign(
            case.env,
            "recovery_dunning.page",
            [case.id, case.page_key or ""],
            expiration=datetime.now() - timedelta(minutes=1),
        )

    def test_a_link_opens_its_own_case_only(self):
        token = self.case._page_token()
        path = self.foreign_case._page_path()
        self.assertClosed(self.page(f"{path}?access_token={token}"))
        self.assertClosed(self.page(f"{path}/invoice/{self.foreign.id}?access_token={token}"))
        self.assertClosed(self.page(self.path(f"/invoice/{self.foreign.id}")))
        data = {**self.form("promise"), "line": self.instalments(self.foreign).ids, "date": str(self.on("+5d"))}
        self.assertClosed(self.url_open(f"{path}/promise?access_token={token}", data=data))
        self.assertIn("Choose at least one", self.error(self.url_open(self.path("/promise"), data=data)))
        self.assertFalse(self.env["recovery.promise"].search([("partner_id", "=", self.victim.id)]))

    def test_a_plan_of_another_is_neither_read_nor_signed(self):
        plan = self.env["recovery.plan"]
        payment = (0, 0, {"date": self.on("+5d"), "amount": 77})
        plan = plan.create({**plan._prepare_for(self.instalments(self.foreign)), "schedule_ids": [payment]})
        plan.action_propose()
        self.assertClosed(self.page(self.path(f"/agreement/{plan.id}")))
        response = self.url_open(
            self.path(f"/agreement/{plan.id}/sign"),
            data=json.dumps({"params": {"name": "X", "signature": base64.b64encode(image()).decode()}}),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("expired", response.json()["result"]["error"])
        self.env.invalidate_all()
        self.assertEqual(plan.state, "proposed")

    def test_an_account_opens_its_own_case_only(self):
        new_test_user(self.env, "portal_mallory", groups="base.group_portal", lang="en_US")
        self.authenticate("portal_mallory", "portal_mallory")
        self.assertClosed(self.page(self.foreign_case._page_path()))
        self.assertIn("Nothing is due", self.text(self.url_open("/my/recovery")))
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/recovery").url)

    def test_another_company_of_the_same_debtor_stays_apart(self):
        other = self.setup_other_company(name="Other company")["company"]
        case = self.env["recovery.case"].create({"company_id": other.id, "partner_id": self.debtor.id})
        self.assertClosed(self.page(f"{case._page_path()}?access_token={self.case._page_token()}"))
        self.assertNotIn(self.old.name, self.text(self.page(self.path(case=case))))

    @mute_logger("odoo.http")
    def test_no_form_is_taken_without_its_token(self):
        data = {**self.form("promise"), "line": self.instalments(self.old).ids, "date": str(self.on("+5d"))}
        for forged in ({"csrf_token": ""}, {"csrf_token": "x"}):
            response = self.url_open(self.path("/promise"), data={**data, **forged})
            self.assertEqual(response.status_code, 400)
        response = self.url_open(self.path("/promise"), data={**data, "once": ""})
        self.assertIn("form is not complete", self.error(response))
        self.assertEqual(self.url_open(self.path("/promise")).status_code, 405)
        self.assertFalse(self.of_debtor("recovery.promise"))

    def test_what_is_typed_is_never_a_program(self):
        self.debtor.name = f"Dubois {SCRIPT}"
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        self.post("dispute", type=kind.id, claim=SCRIPT)
        response = self.post(
            "promise", date=str(self.on("-1d")), note=f"</textarea>{SCRIPT}", lines=self.instalments(self.young)
        )
        self.assertNotIn(SCRIPT, response.text)
        self.post("promise", date=SCRIPT)
        self.run_and_send()
        frozen = self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id)]).document_ids
        self.assertTrue(frozen)
        for document in frozen:
            self.assertNotIn(SCRIPT, document.raw.decode())
        self.assertNotRegex("".join(filter(None, self.case.activity_ids.mapped("note"))), "<script")
        self.assertFalse(re.search("<script", "".join(self.case.message_ids.mapped("body"))))

    def test_a_settled_case_takes_nothing(self):
        hidden = self.form("promise")
        self.case._close("given_up", "Too small")
        data = {**hidden, "line": self.instalments(self.old).ids, "date": str(self.on("+5d"))}
        self.assertIn("settled", self.error(self.url_open(self.path("/promise"), data=data)))
