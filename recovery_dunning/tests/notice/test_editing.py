"""Stories of a proposal that a person changes, looks at, and takes back once it has left."""

import re

from markupsafe import Markup
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestEditing(RecoveryStory):
    def change(self, notice, **values):
        """What the dialog does; `levels` and `take_out` by invoice."""
        levels, out = values.pop("levels", {}), values.pop("take_out", [])
        wizard = self.env["recovery.notice.wizard"].create({"notice_id": notice.id, **values})
        for line in wizard.line_ids:
            line.level_id = levels.get(line.move_id, line.level_id)
            line.take_out = line.move_id in out
        wizard.action_apply()

    # ---- taken out ---------------------------------------------------------------------------------------------------

    def test_an_instalment_is_taken_out_for_the_day(self):
        kept, out = self.invoice(due="-5d"), self.invoice(due="-4d", amount=50)
        run = self.propose()
        self.change(run.notice_ids, take_out=[out], reason="Goods on their way back")
        notice = self.assertNotice(run, kept)
        self.assertEqual(notice.amount_due, 100)
        exception = self.assertLeftOut(run, out, "taken_out")
        self.assertIn("Goods on their way back", exception.detail)
        run.action_approve()
        run.action_send()
        self.assertFalse(out.recovery_level_id)
        again = self.propose()
        self.assertLeftOut(again, out, "taken_out")
        self.day("+1d")
        self.assertNotice(self.propose(), out)

    def test_the_last_instalment_is_taken_out(self):
        move = self.invoice(due="-5d")
        run = self.propose()
        self.change(run.notice_ids, take_out=[move], reason="Wrong customer")
        self.assertEqual(
            (run.notice_ids.state, run.notice_ids.held_reason), ("cancelled", "Taken out by hand: Wrong customer")
        )
        self.assertLeftOut(run, move, "taken_out")

    def test_taken_out_survives_a_new_proposal_of_the_same_run(self):
        move = self.invoice(due="-5d")
        run = self.propose()
        self.change(run.notice_ids, take_out=[move], reason="Wait")
        late = self.invoice(due="-5d", debtor=self.customer("Late"))
        run.state = "proposed"
        run.action_propose()
        self.assertLeftOut(run, move, "taken_out")
        self.assertNotice(run, late, debtor=late.partner_id)

    # ---- another level -----------------------------------------------------------------------------------------------

    def test_another_level_with_its_reason(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.change(run.notice_ids, levels={move: self.level(30)})
        self.change(run.notice_ids, levels={move: self.level(30)}, reason="Known bad payer")
        notice = self.assertNotice(run, move, level=30)
        self.assertTrue(notice.is_edited)
        run.action_approve()
        run.action_send()
        self.assertEqual(move.recovery_level_id.delay, 30)
        self.assertIn("Known bad payer", self.last_event(self.debtor.recovery_case_id).result)
        self.day("+60d")
        self.assertLeftOut(self.run_and_send(), move, "last_level")

    def test_a_level_never_falls(self):
        move = self.invoice(due="-20d")
        self.run_and_send()
        self.day("+1d")
        run = self.propose()
        with self.assertRaisesRegex(UserError, "has reached “Day 3” already, and pressure never falls"):
            self.change(run.notice_ids, levels={move: self.level(3)}, reason="Be kind")
        other = self.procedure("Other", 50)
        with self.assertRaisesRegex(UserError, "belongs to another procedure"):
            self.change(run.notice_ids, levels={move: self.level(50, other)}, reason="Try")

    def test_what_a_manager_approved_waits_again_once_it_is_changed(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        self.change(run.notice_ids, levels={move: self.level(15)}, reason="Firmer")
        self.assertEqual((run.state, run.notice_ids.state), ("proposed", "proposed"))

    def test_a_changed_level_still_passes_the_guard(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        self.change(run.notice_ids, levels={move: self.level(30)}, reason="Firmer")
        run.action_approve()
        self.pay(move)
        run.action_send()
        self.assertEqual(run.notice_ids.state, "held")
        self.assertFalse(self._mails)

    def test_an_edited_proposal_outlives_the_next_run(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        self.change(run.notice_ids, levels={move: self.level(15)}, reason="Firmer")
        self.day("+1d")
        later = self.propose()
        self.assertNotice(run, move, level=15)
        self.assertLeftOut(later, move, "quiet")
        run.action_approve()
        run.action_send()
        self.assertEqual(move.recovery_level_id.delay, 15)

    # ---- another contact ---------------------------------------------------------------------------------------------

    def test_another_contact(self):
        boss = self.env["res.partner"].create(
            {"name": "Boss", "parent_id": self.debtor.id, "email": "boss@example.com"}
        )
        mute = self.env["res.partner"].create({"name": "Mute", "parent_id": self.debtor.id})
        self.invoice(due="-5d")
        run = self.propose()
        with self.assertRaisesRegex(UserError, "no mail address"):
            self.change(run.notice_ids, contact_id=mute.id)
        with self.assertRaisesRegex(UserError, "no contact of the debtor"):
            self.change(run.notice_ids, contact_id=self.customer("Stranger").id)
        self.change(run.notice_ids, contact_id=boss.id)
        run.action_approve()
        run.action_send()
        self.assertEqual(self._mails[0]["email_to"], ['"Boss" <boss@example.com>'])

    def test_the_dialog_shows_the_proposal(self):
        self.invoice(due="-5d")
        action = self.propose().notice_ids.action_edit()
        with Form(self.env["recovery.notice.wizard"].with_context(**action["context"])) as form:
            self.assertEqual(form.contact_id, self.debtor)
            self.assertEqual(len(form.line_ids), 1)

    def test_what_has_left_is_not_changed(self):
        self.invoice(due="-5d")
        notice = self.run_and_send().notice_ids
        with self.assertRaisesRegex(UserError, "no proposal any more"):
            notice.action_edit()

    def test_rights_to_change(self):
        move = self.invoice(due="-5d")
        notice = self.propose().notice_ids
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        viewer = new_test_user(self.env, "viewer", groups="recovery_dunning.group_recovery_viewer", **company)
        collector = new_test_user(self.env, "collector", groups="recovery_dunning.group_recovery_user", **company)
        with self.assertRaises(AccessError):
            notice.with_user(viewer)._edit("Please", taken_out=notice.line_ids)
        dialog = self.env["recovery.notice.wizard"].with_user(collector)
        wizard = dialog.create({"notice_id": notice.id, "reason": "Later"})
        wizard.line_ids.take_out = True
        wizard.action_apply()
        self.assertEqual(self.assertLeftOut(notice.run_id, move, "taken_out").note, f"{collector.name}: Later")

    # ---- preview -----------------------------------------------------------------------------------------------------

    def test_preview_is_what_leaves_and_leaves_nothing(self):
        debtor = self.customer("Lefèvre", email="l@example.com", lang="fr_FR")
        self.level(3).attach_invoices = True
        move = self.invoice(due="-5d", debtor=debtor)
        run = self.propose()
        before = self.env["mail.mail"].search_count([]), self.env["ir.attachment"].search_count([])
        action = run.notice_ids.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((self.env["mail.mail"].search_count([]), self.env["ir.attachment"].search_count([])), before)
        self.assertEqual(preview.email_to, '"Lefèvre" <l@example.com>')
        self.assertIn(move.name, preview.body)
        self.assertIn(move.name.replace("/", "_"), preview.attachments)
        self.assertEqual(run.notice_ids.state, "proposed")
        self.level(3).attach_invoices = False
        run.action_approve()
        run.action_send()
        sent = run.notice_ids.mail_id
        # the link to the debtor's page is signed once the notice leaves
        body = re.sub(r"(/my/recovery)/\d+\?access_token=[\w-]+", r"\1", sent.body_html)
        self.assertEqual((preview.subject, preview.body), (sent.subject, Markup(body)))

    def test_preview_of_what_is_paid_by_now(self):
        move = self.invoice(due="-5d")
        notice = self.propose().notice_ids
        self.pay(move)
        action = notice.action_preview()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).subject, "Nothing would leave: Paid")
        self.assertEqual(notice.state, "proposed")

    def test_preview_of_a_task(self):
        task = self.env.ref("recovery_dunning.activity_type_call")
        self.level(3).write({"send_email": False, "mail_template_id": False, "activity_type_id": task.id})
        move = self.invoice(due="-5d")
        action = self.propose().notice_ids.action_preview()
        self.assertIn(move.name, self.env[action["res_model"]].browse(action["res_id"]).body)

    # ---- undo, with a correction -------------------------------------------------------------------------------------

    def undo(self, records, **values):
        context = records.action_ask_to_undo()["context"]
        self.env["recovery.undo.wizard"].with_context(**context).create(values).action_undo()

    def test_undo_of_a_run_tells_the_debtors_if_asked(self):
        move = self.invoice(due="-5d")
        self.invoice(due="-5d", debtor=self.customer("Lefèvre", email="l@example.com", lang="fr_FR"))
        run = self.run_and_send()
        self.undo(run, send_correction=True, reason="Bank statement came late")
        self.assertEqual(run.state, "undone")
        self.assertFalse(move.recovery_level_id)
        self.assertEqual(len(self._mails), 4)
        correction = next(mail for mail in self._mails[2:] if "Dubois" in mail["email_to"][0])
        self.assertIn("please disregard our message", correction["subject"])
        self.assertIn(move.name, correction["body"])
        case = self.debtor.recovery_case_id
        events = case.event_ids.sorted("id")[-2:]
        self.assertEqual(events.mapped("kind"), ["undo", "correction"])
        self.assertEqual(events[0].summary, "Notice undone: Bank statement came late")
        self.assertIn(correction["subject"], case.message_ids.mapped("subject"))
        frozen = events[1].attachment_ids
        self.assertIn(correction["subject"], frozen.raw.decode())
        self.assertIn(frozen, events[0].case_id.notice_ids.document_ids)
        self.assertEqual(case.chain_state, "intact")

    def test_undo_of_a_notice_says_nothing_unless_asked(self):
        self.invoice(due="-5d")
        notice = self.run_and_send().notice_ids
        self.undo(notice)
        self.assertEqual((notice.state, len(self._mails)), ("undone", 1))

    # ---- approval ----------------------------------------------------------------------------------------------------

    def test_approval_level_by_level(self):
        mild, firm = self.invoice(due="-5d"), self.invoice(due="-20d", debtor=self.customer("Firm"))
        firm.line_ids.sudo().recovery_level_id = self.level(3)
        run = self.propose()
        action = run.action_open_notices()
        notices = self.env["recovery.notice"].search(action["domain"])
        notices.filtered(lambda notice: notice.level_id == self.level(3)).action_approve()
        run.action_send()
        self.assertEqual(mild.recovery_level_id, self.level(3))
        self.assertEqual(self.instalments(firm).recovery_level_id, self.level(3))
        self.assertEqual((run.state, run.to_approve_count), ("proposed", 1))
