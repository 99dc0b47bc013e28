"""Stories of holds: a debtor, an invoice or an instalment left in peace, and a safe return."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestHold(RecoveryStory):
    def hold(self, record, until=None, **values):
        wizard = self.env["recovery.hold.wizard"].with_context(active_model=record._name, active_ids=record.ids)
        before = self.env["recovery.hold"].search([])
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        wizard.create({"reason_id": reason.id, "date_until": until, **values}).action_hold()
        return self.env["recovery.hold"].search([]) - before

    def test_debtor_invoice_and_instalment(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Twice",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 5)
                ],
            }
        )
        quiet = self.customer("Quiet")
        whole, of_quiet = self.invoice(due="-20d"), self.invoice(due="-20d", debtor=quiet)
        split = self.invoice(due="-20d", terms=terms)
        self.hold(whole)
        self.hold(quiet)
        self.hold(self.instalments(split)[0])
        run = self.run_and_send()
        self.assertLeftOut(run, whole, "hold")
        self.assertLeftOut(run, of_quiet, "hold")
        self.assertEqual(run.notice_ids.line_ids.move_line_id, self.instalments(split)[1])

    def test_hold_between_proposal_and_sending(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        self.hold(move)
        run.action_send()
        self.assertEqual((run.notice_ids.state, run.notice_ids.held_reason), ("held", "On hold"))
        self.assertFalse(self._mails)

    def test_ends_by_itself_and_resumes_with_a_fresh_gap(self):
        """Level 3 taken, then held past the days of two more levels: on its return it takes one, after the gap."""
        self.level(15).min_gap = 5
        self.level(30).min_gap = 5
        move = self.invoice(due="-4d")
        self.run_and_send()
        hold = self.hold(move, until=self.on("+40d"))
        self.day("+40d")
        self.assertLeftOut(self.run_and_send(), move, "hold")
        self.day("+41d")
        self.assertLeftOut(self.run_and_send(), move, "quiet")
        self.day("+46d")
        self.assertNotice(self.run_and_send(), move, level=15)
        self.day("+47d")
        self.assertLeftOut(self.run_and_send(), move, "quiet")
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual(hold.state, "ended")
        self.assertEqual(self.debtor.activity_ids.user_id, hold.user_id)

    def test_its_end_is_told_to_somebody_who_is_there(self):
        """The owner has left: the debtor's collector hears of it, otherwise whoever is in charge."""
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        owner, collector = (
            new_test_user(self.env, login, groups="recovery_dunning.group_recovery_manager", **company)
            for login in ("owner", "collector")
        )
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        reason.tell_owner = True
        for there, told in ((owner | collector, owner), (collector, collector), (self.env["res.users"], None)):
            with self.subTest(there=there.mapped("login")):
                (owner | collector).active = True
                debtor = self.customer("Held")
                debtor.recovery_user_id = collector
                values = {"partner_id": debtor.id, "company_id": self.company.id, "reason_id": reason.id}
                hold = self.env["recovery.hold"].create({**values, "user_id": owner.id, "date_until": self.on("+2d")})
                ((owner | collector) - there).active = False
                self.day("+5d")
                self.env["recovery.hold"]._end_expired(self.company)
                self.day("+0d")
                self.assertEqual(hold.state, "ended")
                self.assertEqual(debtor.activity_ids.user_id, told or self.company._recovery_in_charge())
                self.assertTrue(debtor.activity_ids.user_id.active)

    def test_ended_by_hand_from_the_exception(self):
        move = self.invoice(due="-20d")
        hold = self.hold(move)
        self.assertLeftOut(self.propose(), move, "hold").action_end_hold()
        self.assertEqual(hold.state, "ended")
        self.assertNotice(self.run_and_send(), move)

    def test_hold_of_another_company_holds_nothing(self):
        move = self.invoice(due="-20d")
        other = self.setup_other_company(name="Other company")["company"]
        self.env["recovery.hold"].create(
            {
                "partner_id": self.debtor.id,
                "company_id": other.id,
                "reason_id": self.env.ref("recovery_dunning.hold_reason_other").id,
            }
        )
        self.assertNotice(self.run_and_send(), move)

    def test_end_follows_from_the_reason(self):
        wizard = self.env["recovery.hold.wizard"].create(
            {"reason_id": self.env.ref("recovery_dunning.hold_reason_credit_note").id}
        )
        self.assertEqual(wizard.date_until, self.on("+15d"))

    def test_end_in_the_past_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "choose a later day"):
            self.hold(self.invoice(due="-20d"), until=self.on("-1d"))

    def test_a_reason_that_is_needed_elsewhere_stays(self):
        """Those that answers, proofs, mediations and closings give can't be deleted, nor the type of other disputes."""
        for name in ("hold_reason_answer", "hold_reason_closed", "dispute_type_other"):
            with self.assertRaisesRegex(UserError, "needed elsewhere"):
                self.env.ref(f"recovery_dunning.{name}").unlink()
        self.env.ref("recovery_dunning.hold_reason_commercial").unlink()
