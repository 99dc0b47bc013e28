"""The debtor's page: what he sees and does there, by link and by account; and what whoever means harm gets."""

import base64
import json
from datetime import timedelta

from lxml import html
from odoo.tests import new_test_user, tagged

from ..stories.page import SCRIPT, PageStory, image

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@tagged("post_install", "-at_install")
class TestPageActions(PageStory):
    def test_shows_what_is_due_and_nothing_of_others(self):
        other = self.invoice(due="-20d", debtor=self.customer("Stranger"))
        response = self.page()
        text = self.text(response)
        for shown in (self.old.name, self.young.name, "60.00", "100.00", "Dubois Menuiserie"):
            self.assertIn(shown, text)
        self.assertNotIn(other.name, text)
        self.assertNotIn("Stranger", text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_nothing_is_paid_or_promised_in_insolvency_proceedings(self):
        shown_before = self.form("promise")
        self.debtor.recovery_insolvency = "receivership"
        text = self.text(self.page())
        self.assertIn("nothing is to be paid or promised here", text)
        for gone in ("Pay online", "Give a date", "Pay in several times"):
            self.assertNotIn(gone, text)
        response = self.post("promise", date=str(self.on("+5d")), amount="50.00", **shown_before)
        self.assertIn("Insolvency proceedings are open", self.text(response))
        self.assertFalse(self.of_debtor("recovery.promise"))

    def test_in_the_language_of_the_debtor(self):
        self.debtor.lang = "fr_FR"
        text = self.text(self.page())
        self.assertIn("60,00", text)
        self.assertIn('"bundle_params": {"lang": "fr_FR"}', self.page().text)
        self.assertIn(self.on("-20d").strftime("%d/%m/%Y"), text)

    def test_gives_a_date(self):
        response = self.post("promise", date=str(self.on("+5d")), amount="50.00", note=SCRIPT)
        self.assertIn("noted the day", self.text(response))
        promise = self.of_debtor("recovery.promise")
        self.assertEqual((promise.amount, promise.date, promise.channel), (50, self.on("+5d"), "portal"))
        self.assertEqual((promise.line_ids.move_id, promise.made_by, promise.note), (self.old, self.debtor, SCRIPT))
        recognition = self.case.event_ids.filtered(lambda event: event.kind == "recognition")
        self.assertEqual((recognition.direction, recognition.channel), ("in", "portal"))
        for text in (self.old.name, SCRIPT):
            self.assertIn(text, recognition.result)
        self.assertNotice(self.propose(), self.young)
        mail = self.env["mail.mail"].sudo().search([("model", "=", "recovery.case")], limit=1)
        self.assertNotIn(SCRIPT, mail.body_html)

    def test_disputes_with_a_photograph(self):
        kind = self.env.ref("recovery_dunning.dispute_type_quality")
        files = {"file": ("../../x.html", image(), "text/html")}
        response = self.post("dispute", type=kind.id, claim=f"Cracked {SCRIPT}", files=files)
        self.assertIn("point by point", self.text(response))
        self.assertNotIn(SCRIPT, self.page().text)
        dispute = self.of_debtor("recovery.dispute")
        self.assertEqual((dispute.amount, dispute.claim, dispute.type_id), (60, f"Cracked {SCRIPT}", kind))
        self.assertEqual(dispute.attachment_ids.mimetype, "image/png")
        self.assertTrue(dispute.attachment_ids.name.endswith("Dispute 1.png"))
        note = "".join(self.case.activity_ids.mapped(lambda activity: activity.note or ""))
        self.assertNotIn("<script", note)

    def test_hands_in_proof_of_payment(self):
        response = self.post("proof", files={"file": ("virement.pdf", PDF, "application/pdf")}, note="Paid on Monday")
        self.assertIn("look at your proof", self.text(response))
        task = self.case.activity_ids.filtered(lambda a: self.old.name in (a.summary or ""))
        self.assertEqual((task.attachment_ids.raw, task.attachment_ids.mimetype), (PDF, "application/pdf"))
        hold = self.of_debtor("recovery.hold")
        self.assertEqual((hold.move_id, hold.date_until), (self.old, self.on("+5d")))
        self.assertEqual(self.last_event(self.case).attachment_ids, task.attachment_ids)
        run = self.propose()
        self.assertLeftOut(run, self.old, "hold")
        self.assertNotice(run, self.young)
        self.post("proof", files={"file": ("again.pdf", PDF, "application/pdf")})
        self.assertEqual(len(self.of_debtor("recovery.hold")), 1)  # a second proof is read, and puts nothing off

    def test_who_refuses_a_proof_says_what_is_missing(self):
        self.post("proof", files={"file": ("p.pdf", PDF, "application/pdf")})
        composer = self.case.action_refuse_proof()
        self.env[composer["res_model"]].with_context(**composer["context"]).create({}).action_send_mail()
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.direction, event.channel), ("contact", "out", "email"))
        self.assertIn("a document of your bank", event.result)
        self.assertIn(self.debtor.email, event.contact)
        self.assertEqual(self.case.chain_state, "intact")

    def test_proof_accepted_or_refused(self):
        for name, reason in (("action_accept_proof", "hold"), ("action_refuse_proof", False)):
            with self.subTest(name):
                move = self.invoice(due="-30d", amount=10)
                self.post("proof", files={"file": ("p.pdf", PDF, "application/pdf")}, lines=self.instalments(move))
                self.assertTrue(self.case.has_proof)
                getattr(self.case, name)()
                self.assertFalse(self.case.has_proof)
                self.assertEqual(self.last_event(self.case).direction, "internal")
                run = self.propose()
                if reason:
                    self.assertLeftOut(run, move, reason)
                else:
                    self.assertIn(move, run.notice_ids.line_ids.move_id)
                run.action_cancel()

    def test_asks_for_a_plan_and_signs_it(self):
        response = self.post("plan", months="2", down_payment="20", lines=self.instalments(self.old + self.young))
        self.assertIn("received your request", self.text(response))
        plan = self.of_debtor("recovery.plan")
        self.assertEqual((plan.state, plan.schedule_ids.mapped("amount")), ("draft", [20, 40, 40]))
        self.assertIn("The debtor asks for a payment plan", self.case.activity_ids.mapped("summary"))
        plan.action_send_proposal()
        path = self.path(f"/agreement/{plan.id}")
        page = self.page(path)
        for clause in ("without novation", "within 8 days", "1343-1", "acknowledges that he owes"):
            self.assertIn(clause, self.text(page))
        self.assertNotRegex(page.text, r'name="(words|figures)"[^>]*value="[^"]')  # nothing is filled in for him
        self.assertIn("words and in figures first", self.sign(plan)["error"])
        for words, figures, sentence in (("", "100", "in words"), ("cent", "99", "not that of the plan")):
            answer = self.acknowledge(plan, words, figures)
            self.assertIn(sentence, self.error(answer))
        self.acknowledge(plan, "one hundred dollars", "100,00")
        self.assertIn("signature is missing", self.sign(plan, signature="bm90aGluZw==")["error"])
        self.assertIn("redirect_url", self.sign(plan))
        self.assertEqual((plan.state, plan.signed_by, bool(plan.signature)), ("active", "Paul Dubois", True))
        self.assertEqual(plan.agreement_ids, self.of_signing(plan).attachment_ids)
        signing = self.of_signing(plan)
        self.assertEqual((signing.kind, signing.direction), ("recognition", "in"))
        self.assertLess(abs(signing.date - plan.signed_on), timedelta(minutes=1))
        result = signing.result
        for proof in ("127.0.0.1", "one hundred dollars", "100,00", "SHA-256"):
            self.assertIn(proof, result)
        self.assertIn("redirect_url", self.sign(plan))  # twice: nothing happens twice
        self.assertEqual(len(self.of_signing(plan)), 1)
        self.assertEqual(self.case.chain_state, "intact")
        self.assertLeftOut(self.propose(), self.old, "plan")

    def of_signing(self, plan):
        return self.case.event_ids.filtered(lambda event: event.summary.startswith("Signed by"))

    def acknowledge(self, plan, words, figures):
        page = html.fromstring(self.page(self.path(f"/agreement/{plan.id}")).content)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        data = {"csrf_token": token, "words": words, "figures": figures, "capacity": "Manager"}
        response = self.url_open(self.path(f"/agreement/{plan.id}/acknowledge"), data=data)
        self.env.invalidate_all()
        return response

    def sign(self, plan, signature=None, token=None):
        signature = signature or base64.b64encode(image()).decode()
        response = self.url_open(
            self.path(f"/agreement/{plan.id}/sign", token=token),
            data=json.dumps({"params": {"name": "Paul Dubois", "signature": signature}}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()["result"]

    def test_a_consumer_agreement_costs_nothing(self):
        debtor = self.customer("Mme Petit", is_company=False)
        move = self.invoice(due="-20d", debtor=debtor)
        plan = self.env["recovery.plan"]
        plan = plan.create(
            {
                **plan._prepare_for(self.instalments(move)),
                "schedule_ids": [(0, 0, {"date": self.on("+0d"), "amount": 100})],
            }
        )
        plan.action_propose()
        case = self.open_case(debtor)
        text = self.text(self.page(self.path(f"/agreement/{plan.id}", case=case)))
        self.assertIn("costs the debtor nothing", text)
        self.assertIn("within 30 days", text)
        self.assertNotIn("L441-10", text)

    def test_by_account(self):
        user = new_test_user(self.env, "portal_dubois", groups="base.group_portal")
        user.partner_id.parent_id = self.debtor
        self.authenticate("portal_dubois", "portal_dubois")
        response = self.url_open("/my/recovery")
        self.assertIn(self.old.name, self.text(response))
        self.assertIn(self.case._page_path(), response.url)
        self.assertIn("What is due", self.url_open("/my").text)

    def test_a_reminder_leads_to_the_page(self):
        self.run_and_send()
        mail = self.env["mail.mail"].sudo().search([("model", "=", "recovery.case")], limit=1)
        link = html.fromstring(mail.body_html).xpath("//a[contains(@href, '/my/recovery/')]/@href")[0]
        self.assertIn(self.old.name, self.text(self.page(link[link.index("/my/") :])))
        self.company.recovery_page = False
        self.invoice(due="-20d", debtor=self.customer("Other"))
        notice = self.run_and_send().notice_ids.filtered(lambda notice: notice.partner_id.name == "Other")
        self.assertNotIn("/my/recovery/", notice.mail_id.body_html)

    def test_downloads_the_document(self):
        response = self.page(self.path(f"/invoice/{self.old.id}"))
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])

    def test_each_action_can_be_switched_off(self):
        for action in ("promise", "dispute", "plan", "proof"):
            with self.subTest(action=action):
                hidden = self.form(action)
                self.company[f"recovery_page_{action}"] = False
                self.assertNotIn(f"/{action}?", self.page().text)
                data = {**hidden, "line": self.instalments(self.old).ids}
                response = self.url_open(self.path(f"/{action}"), data=data)
                self.assertIn("not offered here", self.error(response))
        self.company.recovery_page = False
        self.assertEqual(self.page().status_code, 403)


@tagged("post_install", "-at_install")
class TestPageBadInput(PageStory):
    def test_says_what_is_wrong_and_keeps_what_was_typed(self):
        for sentence, action, values in (
            ("has passed already", "promise", {"date": str(self.on("-1d")), "note": "kept words"}),
            ("60 days ahead at most", "promise", {"date": str(self.on("+90d"))}),
            ("more than what is open", "promise", {"date": str(self.on("+5d")), "amount": "60.01"}),
            ("is no amount", "promise", {"date": str(self.on("+5d")), "amount": "nan"}),
            ("is no amount", "promise", {"date": str(self.on("+5d")), "amount": "1e99"}),
            ("is no day", "promise", {"date": "31/02/2026"}),
            ("Choose the day", "promise", {"date": ""}),
            ("Choose at least one", "promise", {"date": str(self.on("+5d")), "lines": self.env["account.move.line"]}),
            ("Write what is wrong", "dispute", {"claim": "  ", "type": "1"}),
            ("Choose what it is about", "dispute", {"claim": "x", "type": "999999"}),
            ("too long", "dispute", {"claim": "x" * 6000, "type": "1"}),
            ("from 1 to 6 months", "plan", {"months": "60"}),
            ("between 0 and", "plan", {"months": "2", "down_payment": "61"}),
            ("Choose the file", "proof", {"files": {"file": ("", b"", "application/pdf")}}),
        ):
            with self.subTest(sentence=sentence):
                response = self.post(action, **values)
                self.assertIn(sentence, self.error(response))
                if "note" in values:
                    self.assertIn(values["note"], response.text)
        for model in ("recovery.promise", "recovery.dispute", "recovery.plan", "recovery.hold"):
            self.assertFalse(self.of_debtor(model), model)

    def test_files_that_are_not_taken(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name, content in (
            ("proof.pdf", b"<html><script>alert(1)</script></html>"),
            ("proof.png", svg),
            ("proof.pdf", b"MZ" + b"\0" * 200),
            ("proof.pdf", b"PK\x03\x04" + b"\0" * 200),
            ("proof.pdf", b"#!/bin/sh\nrm -rf /"),
        ):
            with self.subTest(content=content[:10]):
                response = self.post("proof", files={"file": (name, content, "application/pdf")})
                self.assertIn("no PDF and no PNG or JPEG", self.error(response))
        response = self.post("proof", files={"file": ("big.pdf", PDF + b"\0" * 50 * 1024 * 1024, "application/pdf")})
        self.assertIn("larger than 10 MB", self.error(response))
        self.assertFalse(self.of_debtor("recovery.hold"))
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", "recovery.case"), ("res_id", "=", self.case.id)])
        )

    def test_the_same_form_twice_does_nothing_twice(self):
        data = {**self.form("promise"), "line": self.instalments(self.old).ids, "date": str(self.on("+5d"))}
        for _ in range(2):
            response = self.url_open(self.path("/promise"), data=data)
            self.assertIn("noted the day", self.text(response))
        self.assertEqual(len(self.of_debtor("recovery.promise")), 1)

    def test_after_a_mistake_the_same_form_goes_through(self):
        data = {**self.form("promise"), "line": self.instalments(self.old).ids}
        self.url_open(self.path("/promise"), data={**data, "date": str(self.on("-1d"))})
        self.url_open(self.path("/promise"), data={**data, "date": str(self.on("+1d"))})
        self.assertEqual(len(self.of_debtor("recovery.promise")), 1)

    def test_too_many_promises_need_a_manager(self):
        self.company.recovery_promise_limit = 1
        self.post("promise", date=str(self.on("+5d")))
        response = self.post("promise", date=str(self.on("+6d")), lines=self.instalments(self.young))
        self.assertIn("manager", self.error(response))
