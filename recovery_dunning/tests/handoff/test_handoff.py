"""Stories of handing over: the checks, the wizard, the mandate, the amounts that are frozen, who may do it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..stories.handoff import SIREN, HandoffStory
from ..stories.letters import ADDRESS


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

    def test_the_dialog_stays_open_when_the_button_has_printed(self):
        _move, case = self.story()
        dialog = case.action_hand_over()
        wizard = self.env[dialog["res_model"]].browse(dialog["res_id"])
        check = wizard.check_ids.filtered(lambda c: c.code == "document")
        after = check.with_context(handoff_wizard_id=wizard.id).action_mend()
        for what in ("res_model", "res_id", "target"):
            self.assertEqual(after[what], dialog[what])
        self.assertNotIn("document", wizard.check_ids.mapped("code"))

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

    def test_what_is_not_due_is_told(self):
        """It is not placed; whoever hands over learns it before, and by its amount."""
        case = self.ready_case()
        self.assertNotIn("not_due", self.codes(case))
        self.invoice(due="+20d", amount=301)
        self.assertIn("not_due", self.codes(case, "warn"))
        self.assertRegex(case.check_ids.filtered(lambda c: c.code == "not_due").text, r"301[.,]00")
        self.assertNotIn(301, self.hand_over(case).placement_ids.line_ids.mapped("amount_residual"))

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
