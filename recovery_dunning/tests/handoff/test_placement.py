"""After the handoff: notices stop, payments to us are told, a case is recalled, refused, placed again."""

import re
import threading
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..stories.agency import AgencyStory


@tagged("post_install", "-at_install")
class TestPlacement(AgencyStory):
    def test_what_is_placed_is_what_is_overdue(self):
        old, older = self.invoice(due="-40d", amount=300), self.invoice(due="-100d", amount=200)
        self.invoice(due="+10d", amount=50)
        placement = self.place()
        self.assertEqual(placement.line_ids.move_id, old | older)
        self.assertEqual((placement.total, placement.age), (500, 100))

    def test_notices_stop_while_the_agency_has_the_case(self):
        move = self.invoice(due="-4d")
        self.run_and_send()
        self.place()
        self.day("+20d")
        self.assertLeftOut(self.run_and_send(), move, "agency")
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_a_new_debt_of_a_placed_debtor_is_offered_or_chased_as_the_mandate_says(self):
        old = self.invoice(due="-4d")
        self.run_and_send()
        self.place()
        new = self.invoice(due="+2d")
        self.day("+20d")
        run = self.run_and_send()
        self.assertIn("follows it", self.assertLeftOut(run, old, "agency").detail)
        self.assertIn("further placement", self.assertLeftOut(run, new, "agency").detail)
        self.agency.with_company(self.company).recovery_new_debts = "chased"
        run = self.run_and_send()
        self.assertLeftOut(run, old, "agency")
        self.assertNotice(run, new, level=3)

    def test_after_a_recall_the_ladder_goes_on_with_a_fresh_gap(self):
        self.level(15).min_gap = 7
        move = self.invoice(due="-4d")
        self.run_and_send()
        placement = self.place()
        self.day("+40d")
        self.recall(placement)
        case = placement.case_id
        self.assertEqual((placement.status, case.phase), ("recalled", "amicable"))
        self.assertEqual(placement.handoff_id.state, "recalled")
        self.assertLeftOut(self.propose(), move, "quiet")
        self.assertIn("Agreed with us", self.mails_to(self.agency)[-1].body_html)
        self.assertEqual(case.event_ids.filtered(lambda e: e.kind == "agency")[-1].direction, "internal")
        self.day("+47d")
        self.assertNotice(self.run_and_send(), move, level=15)  # one step, though two are due
        self.assertEqual(case.chain_state, "intact")

    def test_a_case_goes_back_to_its_formal_notice(self):
        self.invoice(due="-60d")
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.phase = "formal_notice"
        placement = self.place()
        self.recall(placement)
        self.assertEqual(case.phase, "formal_notice")

    def test_only_a_manager_recalls(self):
        self.invoice(due="-60d")
        placement = self.place()
        with self.assertRaises(AccessError):
            placement.with_user(self.collector)._recall("I want it back")
        with self.assertRaises(AccessError):
            self.env["recovery.recall.wizard"].with_user(self.collector).create({"reason": "No"})
        with self.assertRaisesRegex(UserError, "Say why"):
            placement.with_user(self.manager)._recall(" ")
        with self.assertRaisesRegex(UserError, "a manager recalls it"):
            placement.case_id.with_user(self.collector).phase = "amicable"
        with self.assertRaises(AccessError):
            placement.with_user(self.collector).status = "recalled"
        self.assertEqual((placement.status, placement.case_id.phase), ("placed", "agency"))

    def test_recall_by_the_dialog(self):
        self.invoice(due="-60d")
        placement = self.place()
        action = placement.with_user(self.manager).action_recall()
        wizard = self.env["recovery.recall.wizard"].with_user(self.manager).with_context(**action["context"])
        wizard.create({"reason": "The debtor pays us"}).action_recall()
        self.assertEqual(placement.recall_reason, "The debtor pays us")
        with self.assertRaisesRegex(UserError, "has ended already"):
            self.recall(placement)

    def test_one_agency_at_a_time_then_another(self):
        self.invoice(due="-60d")
        first = self.place()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.place(agency=self.make_agency("Contentia"))
        first.with_user(self.collector)._report("refused", note="Too small for us")
        self.assertEqual((first.status, first.handoff_id.state), ("refused", "closed"))
        second = self.place(agency=self.make_agency("Contentia"))
        case = first.case_id
        self.assertEqual(case.placement_ids, second | first)
        self.assertEqual((case.placement_id, case.phase), (second, "agency"))

    def test_the_agency_reports(self):
        self.invoice(due="-60d")
        placement = self.place()
        self.end_of_request()
        tracked = placement.with_user(self.collector).with_context(tracking_disable=False, mail_notrack=False)
        tracked._report("contact")
        self.end_of_request()
        tracked._report("promise", note="End of the month")
        self.end_of_request()
        event = self.last_event(placement.case_id)
        self.assertEqual((event.kind, event.result), ("agency", "End of the month"))
        self.assertEqual(event.author_id, self.collector)
        history = placement.message_ids.sudo().tracking_value_ids.mapped("new_value_char")
        self.assertEqual(history, ["Promise", "In contact"])
        for status, words in (("recalled", "recalled by its button"), ("paid", "import its remittance")):
            with self.assertRaisesRegex(UserError, words):
                placement.with_user(self.collector)._report(status)

    def end_of_request(self):
        """What is tracked is written down before the commit."""
        self.env.flush_all()
        self.cr.precommit.run()

    def test_certificate_of_non_recovery(self):
        self.invoice(due="-60d")
        placement = self.place()
        wizard = (
            self.env["recovery.placement.wizard"]
            .with_user(self.collector)
            .create(
                {
                    "placement_ids": placement.ids,
                    "status": "uncollectable",
                    "agency_reference": "C-77",
                    "certificate": b"JVBERi0=",
                    "certificate_name": "certificate.pdf",
                }
            )
        )
        wizard.action_report()
        self.assertEqual((placement.status, placement.agency_reference), ("uncollectable", "C-77"))
        self.assertEqual(placement.certificate_date, self.on("+0d"))
        event = placement.case_id.event_ids.filtered(lambda e: e.kind == "agency")
        self.assertEqual(event.attachment_ids, placement.certificate_id)
        task = placement.case_id.activity_ids
        self.assertEqual((task.user_id, task.summary), (self.collector, "Decide what follows: uncollectable"))

    # ---- payments to us -------------------------------------------------------------------------------------------

    def test_a_payment_to_us_is_told_once(self):
        move, other = self.invoice(due="-60d", amount=300), self.invoice(due="-50d", amount=100)
        placement = self.place()
        self.pay(move, amount=120)
        self.pay(other)
        self.follow()
        self.follow()
        self.assertEqual(sorted(placement.advice_ids.mapped("amount")), [100, 120])
        self.assertEqual(placement.status, "partly")
        task = placement.case_id.activity_ids
        self.assertEqual((len(task), task.user_id), (1, self.collector))
        self.assertFalse(self.mails_to(self.agency))
        placement.with_user(self.collector).action_tell_agency()
        mail = self.mails_to(self.agency)
        self.assertIn("120.00", mail.body_html)
        self.assertFalse(placement.case_id.activity_ids)
        with self.assertRaisesRegex(UserError, "no payment that the agency"):
            placement.with_user(self.collector).action_tell_agency()
        self.follow()
        self.assertEqual(len(self.mails_to(self.agency)), 1)

    def test_what_was_paid_before_and_elsewhere_is_not_told(self):
        move = self.invoice(due="-60d", amount=300)
        self.pay(move, amount=50)
        placement = self.place()
        self.assertEqual(placement.total, 250)
        self.pay(self.invoice(due="-1d", amount=80))
        self.follow()
        self.assertFalse(placement.advice_ids)

    def test_told_by_itself_where_the_settings_say_so(self):
        self.company.recovery_tell_agency = "send"
        moves = [self.invoice(due="-60d", debtor=self.customer(name)) for name in ("Un", "Deux")]
        placements = self.place(*(move.partner_id for move in moves))
        for move in moves:
            self.pay(move)
        self.env["recovery.payment.advice"]._cron_tell()
        self.assertEqual(len(self.mails_to(self.agency)), 2)
        self.assertEqual(set(placements.mapped("status")), {"paid"})
        self.assertEqual(set(placements.advice_ids.mapped("state")), {"told"})
        self.assertEqual(placements.handoff_id.state, "closed")
        self.env["recovery.case"]._close_settled(self.company)
        self.assertEqual(set(placements.case_id.mapped("phase")), {"closed"})

    def test_a_broken_template_loses_no_payment(self):
        self.company.recovery_tell_agency = "send"
        template = self.env.ref("recovery_dunning.mail_template_agency_payment")
        whole = template.body_html
        template.body_html = '<p t-out="object.nonsense"/>'
        move = self.invoice(due="-60d")
        placement = self.place()
        self.pay(move, amount=10)
        with mute_logger("odoo.addons.recovery_dunning.models.agency.direct_payment"):
            self.env["recovery.payment.advice"]._cron_tell()
        self.assertFalse(self.mails_to(self.agency))
        template.body_html = whole
        self.env["recovery.payment.advice"]._cron_tell()
        self.assertEqual((len(self.mails_to(self.agency)), placement.advice_ids.state), (1, "told"))

    def test_an_agency_without_a_mail_address_becomes_a_task(self):
        self.company.recovery_tell_agency = "send"
        self.agency.email = False
        move = self.invoice(due="-60d")
        placement = self.place()
        self.pay(move, amount=10)
        self.follow()
        self.assertEqual(placement.case_id.activity_ids.summary, "Tell the agency of a payment")
        with self.assertRaisesRegex(UserError, "has no mail address"):
            placement.action_tell_agency()

    def test_a_payment_taken_back_is_told_too(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        payment = self.pay(move, amount=120)
        self.follow()
        placement.action_tell_agency()
        payment.action_draft()
        self.follow()
        advice = placement.advice_ids
        self.assertEqual((advice.state, advice.amount, advice.amount_told), ("to_tell", 0, 120))
        placement.action_tell_agency()
        self.assertIn("told before", self.mails_to(self.agency)[-1].body_html)

    def merge(self, debtor):
        """Odoo's own merge of contacts: this one into ours."""
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.debtor | debtor).ids, self.debtor)
        self.env.invalidate_all()

    def test_debtors_with_two_agencies_are_not_merged(self):
        other = self.customer("Double SARL")
        self.invoice(due="-60d")
        self.invoice(due="-60d", debtor=other)
        self.place(self.debtor)
        second = self.place(other, agency=self.make_agency("Recouvrement du Sud"))
        with self.assertRaisesRegex(UserError, "(?s)Double SARL – Recouvrement du Sud.*Recall all but one"):
            self.merge(other)
        self.recall(second)
        self.merge(other)
        self.assertFalse(other.exists())
        self.assertEqual(self.debtor.recovery_case_id.phase, "agency")

    def test_what_is_prepared_gives_way_to_what_is_placed(self):
        other = self.customer("Double SARL")
        self.invoice(due="-60d")
        self.invoice(due="-60d", debtor=other)
        placed = self.place(self.debtor)
        prepared = self.env["recovery.handoff"]._prepare_with(
            self.agency, self.env["recovery.case"]._open_for(self.company, other, overdue=other)[other.id]
        )
        self.merge(other)
        self.assertEqual(self.debtor.recovery_case_id.placement_ids, placed)
        self.assertFalse(prepared.placement_ids)

    def test_paying_asks_nothing_of_ours(self):
        """No statement on a table of ours when a payment is registered, placed or not: we look at night."""
        apart, placed = (self.invoice(due="-60d", debtor=self.customer(name)) for name in ("Apart", "Placed"))
        debtors = apart.partner_id | placed.partner_id
        with self.statements_on_ours() as statements:
            self.env["recovery.case"]._open_for(self.company, debtors, overdue=debtors)
            self.place(placed.partner_id)
            self.env.flush_all()
        self.assertTrue(statements)
        for move in (apart, placed):
            self.env.invalidate_all()
            with self.subTest(move.partner_id.name), self.statements_on_ours() as statements:
                self.pay(move)
                self.env.flush_all()
            self.assertEqual((statements, move.payment_state), ([], move._get_invoice_in_payment_state()))

    @contextmanager
    def statements_on_ours(self):
        """The SQL statements on tables of this module; Odoo's own check that a default still exists is none."""
        ours = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?recovery_\w+\b(?!"? AS "\w+__exists")')
        thread, statements = threading.current_thread(), []

        def hook(cr, query, params, start, delay):
            if ours.search(text := str(query)):
                statements.append(text)

        hooks = thread.query_hooks = [*getattr(thread, "query_hooks", []), hook]
        try:
            yield statements
        finally:
            hooks.remove(hook)
