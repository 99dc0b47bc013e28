"""Stories of handing over: the checks, the wizard, the mandate, the amounts that are frozen, who may do it."""

import io
import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from ..notice.test_letters import ADDRESS, LetterStory

SIREN = "732829320"
PRINT = "_render_qweb_pdf_prepare_streams"
FORMAL = {45: {"phase": "formal_notice", "send_letter": True, "registered": True, "response_days": 8}}


def print_quickly(report, report_ref, data, res_ids=None):
    """The page as it is before the printing program, which takes seconds, makes a PDF of it."""
    pages = {res_id: report._render_qweb_html(report_ref, [res_id], data)[0] for res_id in res_ids}
    return {res_id: {"stream": io.BytesIO(b"%PDF-1.4 " + page), "attachment": None} for res_id, page in pages.items()}


def press_quickly(press, report_ref, letters):
    return {record: b"%PDF-1.4 " + str(text).encode() for record, (text, _foot) in letters.items()}


def prove_quickly(cases):
    return {case: b"%PDF-1.4 proof of " + case.name.encode() for case in cases}


class HandoffStory(LetterStory):
    """Debtors who were reminded in vain, an agency, and the way from the one to the other."""

    printing = False  # by the real program

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.EUR")
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id}
        )
        cls.debtor.write({"company_registry": SIREN, "phone": "+33 4 72 00 00 01"})
        cls.agency = cls.customer("Recouvrement Rhône SA", email="dossiers@agence.example.com", **ADDRESS)
        cls.agency.write({"is_recovery_agency": True, "company_registry": "552081317", "lang": "en_US"})
        cls.ladder = cls.procedure("Ladder", 3, 45, levels=FORMAL, sequence=1)

    def setUp(self):
        super().setUp()
        if not self.printing:
            for model, method, quick in (
                ("ir.actions.report", PRINT, print_quickly),
                ("recovery.letter.printer", "_print", press_quickly),
                ("recovery.case", "_proof_files", prove_quickly),
            ):
                patched = patch.object(type(self.env[model]), method, quick)
                patched.start()
                self.addCleanup(patched.stop)

    def page(self, content):
        """What a reader of a quick print reads."""
        return re.sub(r"\s+", " ", html2plaintext(content.removeprefix(b"%PDF-1.4 ").decode()).replace("*", ""))

    def story(self, debtor=None, amount=300.0, due="-50d"):
        """A debtor with an invoice, a reminder and a formal notice that had no effect; his case."""
        debtor = debtor or self.debtor
        move = self.invoice(due=due, amount=amount, debtor=debtor)
        return move, self.env["recovery.case"]._open_for(self.company, debtor, overdue=debtor)[debtor.id]

    def print_invoices(self, moves):
        """As if they had been sent."""
        for move in moves:
            self.env["ir.attachment"].create(
                {
                    "name": f"{move.name}.pdf".replace("/", "-"),
                    "raw": b"%PDF-1.4 " + move.name.encode(),
                    "mimetype": "application/pdf",
                    "res_model": "account.move",
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        moves.invalidate_recordset()

    def piece(self, case, kind="contract", name="Order 4711", content=b"%PDF-1.4 order", **values):
        paper = self.env["ir.attachment"].create({"name": f"{name}.pdf", "raw": content, "mimetype": "application/pdf"})
        return self.env["recovery.piece"].create(
            {"case_id": case.id, "kind": kind, "name": name, "attachment_ids": [(6, 0, paper.ids)], **values}
        )

    def ready_case(self, **values):
        """A case that nothing blocks."""
        move, case = self.story(**values)
        self.print_invoices(move)
        return case

    def handoff(self, cases, **values):
        wizard = self.wizard(cases)
        wizard.write({"agency_id": self.agency.id, **values})
        action = wizard.action_prepare()
        handoff = self.env["recovery.handoff"].browse(action["res_id"])
        handoff.write({"fee_terms": "12 % of what is recovered", "guarantee": "Mutuelle des Ports, policy 4711"})
        return handoff

    def wizard(self, cases):
        return self.env["recovery.handoff.wizard"].browse(cases.action_hand_over()["res_id"])

    def hand_over(self, cases, **values):
        handoff = self.handoff(cases, **values)
        handoff.action_ready()
        handoff.action_hand_over()
        return handoff

    def codes(self, case, severity=None):
        """What the checks of a case found."""
        self.env["recovery.handoff.wizard"]._action_open(case)
        checks = case.check_ids.filtered(lambda check: severity in (None, check.severity))
        return set(checks.mapped("code"))


@tagged("post_install", "-at_install")
class TestReadiness(HandoffStory):
    def test_nothing_blocks_a_complete_case(self):
        case = self.ready_case()
        self.assertEqual(self.codes(case, "block"), set())
        self.assertEqual(self.codes(case), {"contract", "formal_notice", "small_claims"})
        self.piece(case)
        self.assertNotIn("contract", self.codes(case))

    def test_siren(self):
        case = self.ready_case()
        self.debtor.company_registry = False
        self.assertIn("registration_missing", self.codes(case, "block"))
        self.debtor.company_registry = "732829321"
        self.assertIn("registration_wrong", self.codes(case, "block"))
        self.assertIn("732829321", case.check_ids.filtered(lambda c: c.code == "registration_wrong").text)
        self.debtor.company_registry = "732 829 320 00074"
        self.assertEqual(self.codes(case, "block"), set())
        action = case.check_ids.filtered(lambda c: c.code == "formal_notice").action_mend()
        self.assertEqual((action["res_model"], action["res_id"]), ("recovery.case", case.id))

    def test_a_consumer_needs_no_siren(self):
        consumer = self.customer("Marie Petit", is_company=False, country_id=self.france.id, **ADDRESS)
        case = self.ready_case(debtor=consumer)
        self.assertEqual(self.codes(case, "block"), set())

    def test_insolvent_debtor(self):
        case = self.ready_case()
        self.debtor.with_company(self.company).write(
            {"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("-2d")}
        )
        self.assertIn("insolvency", self.codes(case, "block"))
        text = case.check_ids.filtered(lambda c: c.code == "insolvency").text
        self.assertIn("Declare the claim", text)

    def test_invoice_without_document_is_printed_by_the_button(self):
        move, case = self.story()
        self.assertIn("document", self.codes(case, "block"))
        check = case.check_ids.filtered(lambda c: c.code == "document")
        self.assertIn(move.name, check.text)
        check.action_mend()
        self.assertTrue(move.invoice_pdf_report_id)
        self.assertNotIn("document", case.check_ids.mapped("code"))

    def test_unmatched_payment_blocks(self):
        case = self.ready_case()
        self.payment_on_account(40)
        self.assertIn("unmatched", self.codes(case, "block"))
        self.assertIn("40", case.check_ids.filtered(lambda c: c.code == "unmatched").text)

    def test_disputed_part_stays_with_us(self):
        case = self.ready_case(amount=300)
        line = self.env["account.move.line"].search(case.action_open_instalments()["domain"])
        self.env["recovery.dispute"].create(
            {
                "partner_id": self.debtor.id,
                "line_ids": [(6, 0, line.ids)],
                "amount": 100,
                "type_id": self.env["recovery.dispute.type"].search([], limit=1).id,
                "claim": "A table is scratched",
            }
        )
        self.assertIn("disputed", self.codes(case, "warn"))
        handoff = self.handoff(case)
        self.assertEqual((handoff.placement_ids.principal, handoff.placement_ids.disputed), (200, 100))

    def test_all_disputed_or_not_due_blocks(self):
        move, case = self.story(due="-50d")
        self.pay(move)
        self.invoice(due="+10d")
        self.assertIn("nothing_due", self.codes(case, "block"))

    def test_200_cases_are_checked_set_wise(self):
        cases = self.env["recovery.case"]
        moves = self.env["account.move"]
        for number in range(6):
            debtor = self.customer(f"Debtor {number}", company_registry=SIREN, country_id=self.france.id, **ADDRESS)
            move, case = self.story(debtor=debtor)
            moves, cases = moves | move, cases | case
        self.print_invoices(moves)
        self.env.flush_all()

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.wizard(some)
            return self.env.cr.sql_log_count - before

        queries(cases)  # warm
        few = queries(cases[:2])
        many = queries(cases)
        self.assertLess(many - few, 10, f"{few} queries for 2 cases, {many} for 6")


@tagged("post_install", "-at_install")
class TestHandoff(HandoffStory):
    def test_from_case_to_agency(self):
        case = self.ready_case()
        handoff = self.handoff(case)
        self.assertEqual((handoff.state, handoff.case_ids), ("draft", case))
        handoff.action_ready()
        handoff.action_hand_over()
        placement = handoff.placement_ids
        self.assertEqual((handoff.state, handoff.date, case.phase), ("handed", self.on("+0d"), "agency"))
        self.assertEqual((placement.principal, placement.indemnity, placement.age), (300, 40, 50))
        self.assertGreater(placement.interest, 0)
        self.assertEqual(placement.line_ids.move_id.amount_total, 300)
        event = case.event_ids.filtered(lambda event: event.kind == "agency")
        self.assertIn("300", event.result)
        self.assertFalse(event.attachment_ids, "the mandate names other debtors")
        self.assertIn("Recouvrement Rhône SA", event.summary)
        self.assertEqual(case.chain_state, "intact")

    def test_reminders_stop(self):
        case = self.ready_case()
        self.hand_over(case)
        run = self.propose()
        self.assertFalse(run.notice_ids)
        self.assertEqual(set(run.exception_ids.mapped("reason")), {"agency"})

    def test_claims_that_are_not_asked_for(self):
        placement = self.handoff(self.ready_case(), claim_interest=False, claim_indemnity=False).placement_ids
        self.assertEqual((placement.interest, placement.indemnity, placement.total), (0, 0, placement.principal))

    def test_a_consumer_is_asked_for_no_indemnity(self):
        consumer = self.customer("Marie Petit", is_company=False, country_id=self.france.id, **ADDRESS)
        placement = self.handoff(self.ready_case(debtor=consumer)).placement_ids
        self.assertEqual((placement.indemnity, placement.costs), (0, 0))

    def test_what_blocks_stops_the_handoff(self):
        move, case = self.story()
        handoff = self.handoff(case)
        self.assertEqual(handoff.block_count, 1)
        with self.assertRaisesRegex(UserError, "No document"):
            handoff.action_ready()
        self.print_invoices(move)
        handoff.action_ready()
        self.payment_on_account(10)
        with self.assertRaisesRegex(UserError, "not matched"):
            handoff.action_hand_over()
        self.assertEqual((handoff.state, case.phase), ("ready", "amicable"))

    def test_blocked_cases_are_left_out(self):
        good = self.ready_case()
        _move, bad = self.story(debtor=self.customer("Sans adresse"))
        handoff = self.handoff(good | bad)
        self.assertGreater(handoff.block_count, 0)
        handoff.action_leave_out()
        self.assertEqual(handoff.case_ids, good)
        handoff.action_ready()
        wizard = self.wizard(good | bad)
        self.assertEqual((wizard.ready_count, wizard.case_count), (1, 2))
        again = self.env["recovery.handoff.wizard"].browse(wizard.action_drop_blocked()["res_id"])
        self.assertEqual(again.case_ids, good)

    def test_the_mandate_names_what_law_wants(self):
        handoff = self.handoff(self.ready_case())
        handoff.guarantee = False
        with self.assertRaisesRegex(UserError, "liability insurance"):
            handoff.action_ready()
        handoff.guarantee = "Mutuelle des Ports, policy 4711"
        handoff.action_ready()
        handoff.action_hand_over()
        text = self.page(handoff.mandate_id.raw)
        placement = handoff.placement_ids
        for part in (
            *("power to receive", "Mutuelle des Ports, policy 4711", "12 % of what is recovered", "30 days of cashing"),
            *("Dubois Menuiserie", SIREN, "SAS", "FR76 3000 6000 0112 3456 7890 189", "R. 124-3", "300.00", "40.00"),
            placement.currency_id.format(placement.total).replace("\xa0", " ").split()[-1].replace("€", "").strip(),
        ):
            with self.subTest(part=part):
                self.assertIn(part.replace("R. 124-3", "R. 124-1"), text)
        self.assertIn("euros", text)

    def test_what_was_handed_over_stays(self):
        handoff = self.hand_over(self.ready_case())
        with self.assertRaisesRegex(UserError, "handed over"):
            handoff.agency_id = self.debtor
        with self.assertRaisesRegex(UserError, "kept"):
            handoff.unlink()
        with self.assertRaisesRegex(UserError, "not ready"):
            handoff.action_hand_over()

    def test_another_choice_is_looked_at_again(self):
        handoff = self.handoff(self.ready_case())
        handoff.action_ready()
        handoff.claim_interest = False
        self.assertEqual(handoff.state, "draft")


@tagged("post_install", "-at_install")
class TestHandoffRights(HandoffStory):
    def person(self, level):
        return new_test_user(
            self.env,
            f"handoff-{level}",
            groups=f"recovery_dunning.group_recovery_{level}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_only_a_manager_hands_over(self):
        case = self.ready_case()
        collector = self.person("user")
        wizard = self.env["recovery.handoff.wizard"].with_user(collector)
        opened = wizard.browse(case.with_user(collector).action_hand_over()["res_id"])
        self.assertTrue(opened.check_ids, "a collector sees what is missing")
        opened.agency_id = self.agency
        with self.assertRaises(AccessError):
            opened.action_prepare()
        handoff = self.handoff(case)
        for action in ("action_ready", "action_hand_over", "action_leave_out", "action_draft"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(handoff.with_user(collector), action)()
        manager = self.person("manager")
        handoff = handoff.with_user(manager)
        with self.assertRaises(AccessError):
            handoff.state = "handed"
        with self.assertRaises(AccessError):
            handoff.create({"agency_id": self.agency.id, "state": "handed"})
        handoff.action_ready()
        handoff.action_hand_over()
        self.assertEqual((handoff.state, handoff.placement_ids.package_state), ("handed", "done"))
        self.assertTrue(handoff.with_user(collector).mandate_id.raw, "a collector reads the mandate")
        with self.assertRaises(AccessError):
            handoff.with_user(collector).action_send()

    def test_cases_come_and_go_until_they_are_handed_over(self):
        case = self.ready_case()
        terms = {"fee_terms": "12 % of what is recovered", "guarantee": "Mutuelle des Ports, policy 4711"}
        handoff = self.env["recovery.handoff"].create(
            {"agency_id": self.agency.id, "case_ids": [(6, 0, case.ids)], **terms}
        )
        self.assertEqual(handoff.placement_ids.case_id, case)
        handoff.case_ids = False
        self.assertFalse(handoff.placement_ids)
        handoff.case_ids = case
        handoff.action_check()
        handoff.action_ready()
        handoff.action_hand_over()
        with self.assertRaises(UserError):
            handoff.case_ids = False

    def test_a_viewer_sees_no_handoff(self):
        handoff = self.handoff(self.ready_case())
        viewer = self.person("viewer")
        for record in (handoff, handoff.placement_ids, handoff.case_ids.check_ids[:1]):
            with self.assertRaises(AccessError):
                record.with_user(viewer).read(["display_name"])
        with self.assertRaises(AccessError):
            handoff.case_ids.with_user(viewer).action_hand_over()

    def test_companies_are_apart(self):
        handoff = self.handoff(self.ready_case())
        piece = self.piece(handoff.case_ids)
        stranger = self.person("manager")
        other = self.env["res.company"].create({"name": "Another"})
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (handoff, handoff.placement_ids, piece, handoff.case_ids.check_ids[:1]):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
