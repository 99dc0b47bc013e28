"""The accountant's morning in a real browser."""

from freezegun import freeze_time
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestScreens(RecoveryStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()  # whenever the tests run
        new_test_user(
            cls.env,
            "accountant",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
            tz="Europe/Paris",
        )

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def tour(self, name, action="recovery_dunning.action_recovery_run"):
        self.start_tour(f"/odoo/action-{action}", name, login="accountant")
        self.env.invalidate_all()

    def test_run_from_proposal_to_level(self):
        move = self.invoice(due="-4d")
        self.invoice(due="-4d", debtor=self.customer("Sans adresse", email=False))
        self.propose()
        self.tour("recovery_run")
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_hold_from_the_invoice(self):
        move = self.invoice(due="-4d")
        self.tour("recovery_hold", "account.action_move_out_invoice_type")
        hold = self.env["recovery.hold"].search([("move_id", "=", move.id)])
        self.assertEqual((hold.state, hold.user_id.login), ("active", "accountant"))

    def test_mend_an_exception(self):
        move = self.invoice(due="-4d", debtor=self.customer("Sans adresse", email=False))
        self.invoice(due="-4d")
        run = self.propose()
        self.tour("recovery_mend_exception")
        self.assertEqual(move.partner_id.email, "compta@sans-adresse.example.com")
        self.assertNotice(run, move, debtor=move.partner_id)

    def test_edit_and_approve_a_proposal(self):
        out, kept = self.invoice(due="-5d", amount=70), self.invoice(due="-4d", amount=50)
        run = self.propose()
        self.tour("recovery_edit_proposal")
        self.assertLeftOut(run, out, "taken_out")
        self.assertEqual((kept.recovery_level_id.delay, bool(out.recovery_level_id)), (3, False))

    def test_undo(self):
        move = self.invoice(due="-4d")
        run = self.run_and_send()
        self.tour("recovery_undo")
        self.assertEqual((run.state, bool(move.recovery_level_id)), ("undone", False))
        self.assertIn("The bank statement came late", run.notice_ids.case_id.event_ids.mapped("summary")[1])

    def test_explain_and_waive_a_claim(self):
        self.level(3).claim_interest = True
        with freeze_time("2026-03-31"):  # a semester whose rate is known, whenever the tests run
            move = self.invoice(due="-30d", amount=1000)
            self.run_and_send()
        claim = self.env["recovery.claim"].search([("move_id", "=", move.id)])
        self.tour("recovery_claim", "recovery_dunning.action_recovery_claim")
        self.assertEqual((claim.state, claim.waiver_reason), ("waived", "Goodwill towards a good customer"))

    def test_go_live_on_an_old_book(self):
        move = self.invoice(due="-20d")
        self.tour("recovery_go_live", "recovery_dunning.action_recovery_go_live")
        hold = self.env["recovery.hold"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((hold.state, hold.reason_id.tell_owner), ("active", False))
        self.assertFalse(move.recovery_level_id)

    def letter_run(self, **level):
        """A run that has left by post."""
        address = {"street": "12 rue des Lilas", "zip": "69003", "city": "Lyon"}
        values = {"send_email": False, "send_letter": True, **level}
        procedure = self.procedure("By post", 3, levels={3: values})
        debtor = self.customer("Recommandé", **address)
        self.invoice(due="-4d", debtor=debtor, recovery_procedure_id=procedure.id)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):  # the print finds no server for its styles
            return self.run_and_send()

    def test_print_the_letters_of_a_run(self):
        run = self.letter_run()
        self.tour("recovery_print_batch")
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            run.with_user(accountant).action_print_letters()
        printed = self.env["ir.attachment"].search([("res_model", "=", run._name), ("res_id", "=", run.id)])
        self.assertTrue(printed.raw.startswith(b"%PDF"))

    def test_call_to_promise(self):
        """From the task on the case: what to say, what he promised, and the task is done."""
        self.level(3).write(
            {
                **{"send_email": False, "mail_template_id": False, "call_script": "<p>Has it arrived?</p>"},
                "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id,
            }
        )
        self.debtor.write({"phone": "+33 1 42 68 53 00"})
        self.invoice(due="-4d", amount=1200)
        case = self.run_and_send().notice_ids.case_id
        self.tour("recovery_call", "recovery_dunning.action_recovery_case")
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((promise.amount, promise.channel, promise.state), (1200, "phone", "open"))
        self.assertFalse(case.activity_ids.filtered(lambda task: task.activity_category == "phonecall"))
        contact = case.event_ids.filtered(lambda event: event.kind == "contact")
        self.assertEqual((len(contact), contact.channel, contact.minutes), (1, "phone", 4))

    def test_follow_a_registered_letter(self):
        notice = self.letter_run(phase="formal_notice", tone="4", response_days=8, registered=True).notice_ids
        self.tour("recovery_registered", "recovery_dunning.action_recovery_notice")
        self.assertEqual((notice.registered_number, notice.delivery), ("1A123456", "refused"))
        self.assertEqual(notice.presented_date, self.company._recovery_today())
        self.assertEqual(notice.case_id.formal_notice_date, notice.presented_date)

    def test_a_case_from_its_instalments_to_its_end(self):
        move = self.invoice(due="-60d", amount=500)
        self.run_and_send()
        promise = self.env["recovery.promise"]
        promise.create({**promise._prepare_for(self.instalments(move)), "date": self.on("+5d")})
        case = self.debtor.recovery_case_id
        self.tour("recovery_case", "recovery_dunning.action_recovery_case")
        self.assertEqual((case.phase, case.outcome), ("closed", "uncollectable"))
        interruption = self.env["recovery.interruption"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((interruption.line_ids, interruption.counts), (self.instalments(move), False))
