"""The one way in: no public method does anything before it has asked for the right and for the record."""

import inspect

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, READER, STATUS, VIEWER
from ..stories.doors import public_methods
from ..stories.one_of_each import OneOfEach
from ..stories.rights import COMPANY_MODELS, RightsStory

# who comes nearest to a right, and has not got it
BELOW = {
    STATUS: ("base.group_user",),
    VIEWER: ("base.group_user", AUDITOR),
    READER: (VIEWER,),
    COLLECTOR: (VIEWER, AUDITOR),
    MANAGER: (COLLECTOR, AUDITOR),
}


@tagged("post_install", "-at_install")
class TestWayIn(OneOfEach):
    groups = MANAGER

    def arguments(self, function):
        """Something for each argument that has no default."""
        named = list(inspect.signature(function).parameters.values())[1:]
        return [False for one in named if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]

    def test_every_public_method_asks(self):
        without = [
            f"{model}.{name}" for model, name, function in public_methods(self.env) if not hasattr(function, "way_in")
        ]
        self.assertEqual(without, [], "without the decorator `way_in` (models/record/way_in.py), or private")

    def test_nobody_enters_without_the_right(self):
        for model, name, function in public_methods(self.env):
            group, _operation = function.way_in
            if not group or self.env[model]._abstract:
                continue
            for below in BELOW[group]:
                with self.subTest(method=f"{model}.{name}", by=below), self.assertRaises(AccessError):
                    outside = self.env[model].with_user(self.user_of(below)).new({})
                    getattr(outside, name)(*self.arguments(function))

    def test_nobody_enters_another_company(self):
        self.make_one_of_each()
        other = self.setup_other_company(name="Other company")["company"]
        stranger = self.user_of(MANAGER, other)
        for model, name, function in public_methods(self.env):
            if model not in COMPANY_MODELS or getattr(function, "_api_model", False):
                continue
            record = self.env[model].sudo().search([("company_id", "=", self.company.id)], limit=1)
            self.assertTrue(record, model)
            for context in ({}, {"allowed_company_ids": self.company.ids}):
                with self.subTest(method=f"{model}.{name}", context=context), self.assertRaises(AccessError):
                    foreign = self.env[model].with_user(stranger).with_context(**context).browse(record.id)
                    getattr(foreign, name)(*self.arguments(function))

    def test_a_run_of_another_company(self):
        """Its group was looked at, and the run was not."""
        self.day("+12d")
        run = self.propose()
        run.action_approve()
        stranger = self.user_of(MANAGER, self.setup_other_company(name="Other company")["company"])
        foreign = run.with_user(stranger)
        for action in ("action_send", "action_cancel", "action_undo", "action_approve", "action_propose"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(foreign, action)()
        for wizard, action in (
            ("recovery.send.wizard", "action_insist"),
            ("recovery.send.wizard", "action_wait"),
            ("recovery.undo.wizard", "action_undo"),
        ):
            with self.subTest(wizard=wizard, action=action), self.assertRaises(AccessError):
                getattr(self.env[wizard].with_user(stranger).create({"run_id": run.id}), action)()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"approved"})

    def test_a_dispute_is_asked_about_by_who_may(self):
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        lines = self.instalments(self.move)
        dispute = dispute.create({**dispute._prepare_for(lines), "type_id": kind.id, "claim": "No"})
        before = self.env["mail.mail"].sudo().search_count([])
        for group in ("base.group_portal", "base.group_user", VIEWER):
            with self.subTest(group=group), self.assertRaises(AccessError):
                dispute.with_user(self.user_of(group)).action_ask_in_writing()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_what_the_context_says_of_new_records_is_not_heard(self):
        """Nobody names the end of a case, or the day of an event, around our actions."""
        case = self.debtor.recovery_case_id.with_user(self.user)
        said = {"default_result": "He admits all", "default_is_private": True, "default_summary": "x"}
        case.with_context(**said).action_renew_link()
        case.with_context(**said).action_done_next()
        wizard = (
            self.env["recovery.contact.wizard"]
            .with_user(self.user)
            .create({"case_id": case.id, "outcome": "no_answer"})
        )
        wizard.with_context(**said).action_record()
        event = self.env["recovery.event"].sudo().search([("case_id", "=", case.id)], limit=1)
        self.assertFalse(event.is_private)
        self.assertNotIn("admits", event.result or "")

    def test_the_gateway_is_no_button(self):
        for model in ("recovery.case", "res.partner"):
            with self.assertRaises(AccessError):
                get_public_method(self.env[model], "message_update")


@tagged("post_install", "-at_install")
class TestDialogs(RightsStory):
    """Dialogs trust no number that comes in: what they touch is looked for among what they may touch."""

    groups = COLLECTOR

    def setUp(self):
        super().setUp()
        self.victim = self.customer("Victim")
        self.foreign = self.invoice(due="-20d", debtor=self.victim)

    def create(self, model, values):  # pylint: disable=method-required-super
        return self.env[model].with_user(self.user).create(values)

    def test_a_line_of_a_sent_notice(self):
        """It is changed by no dialog of another notice."""
        sent = self.run.notice_ids.filtered(lambda notice: notice.state == "sent")[0]
        proposed = self.propose().notice_ids.filtered(lambda notice: notice.partner_id == self.victim)
        before = sent.line_ids.level_id
        for change in ({"level_id": self.level(30).id}, {"level_id": before.id, "take_out": True}):
            dialog = self.create("recovery.notice.wizard", {"notice_id": proposed.id, "reason": "x"})
            dialog.line_ids = [Command.clear(), Command.create({"line_id": sent.line_ids.id, **change})]
            with self.subTest(change=change), self.assertRaises(UserError):
                dialog.action_apply()
        self.assertEqual(sent.line_ids.level_id, before)

    def test_wrong_contact_of_another_debtor(self):
        his = self.env["res.partner"].create({"name": "His", "parent_id": self.victim.id, "email": "his@example.com"})
        named = self.env["recovery.contact"].create({"partner_id": self.victim.id, "contact_id": his.id})
        case = self.debtor.recovery_case_id
        dialog = self.create(
            "recovery.contact.wizard", {"case_id": case.id, "contact_id": his.id, "outcome": "wrong_contact"}
        )
        with self.assertRaises(UserError):
            dialog.action_record()
        self.assertTrue(named.exists())
        self.assertFalse(his.recovery_wrong_on)

    def test_a_visit_to_another_debtor(self):
        case = self.debtor.recovery_case_id
        for named in ({"case_id": case.id}, {"contact_id": self.debtor.id}):
            dialog = self.create("recovery.visit.wizard", {"partner_id": self.victim.id, "amount": 5, **named})
            with self.subTest(named=named), self.assertRaises(UserError):
                dialog.action_record()

    def test_a_hold_of_anything(self):
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        dialog = self.create("recovery.hold.wizard", {"reason_id": reason.id})
        for context in ({}, {"active_model": "res.users", "active_ids": [2]}):
            with self.subTest(context=context), self.assertRaises(UserError):
                dialog.with_context(**context).action_hold()

    def test_papers_of_somebody_else(self):
        """What another has uploaded becomes no proof of mine."""
        loose = self.env["ir.attachment"].create({"name": "loose.txt", "raw": b"x"})
        case = self.debtor.recovery_case_id
        with self.assertRaises(AccessError):
            self.create("recovery.piece", {"case_id": case.id, "attachment_ids": [Command.set(loose.ids)]})
        self.assertFalse(loose.res_id)
