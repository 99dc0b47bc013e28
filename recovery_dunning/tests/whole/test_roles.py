"""Five roles: who keeps the accounts and does no recovery, a rep, a collector, a manager, an auditor."""

from collections import defaultdict

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools.convert import convert_file

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, READER, STATUS, VIEWER
from ...models.rights.kept import OF_ODOO
from ..stories.doors import our_fields, public_methods
from ..stories.one_of_each import OneOfEach

INVOICING, ACCOUNTING = "account.group_account_invoice", "account.group_account_manager"
OPERATIONS = ("write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestRoles(OneOfEach):
    groups = AUDITOR

    def choose(self, **values):
        """What the settings say of who works here."""
        self.env["res.config.settings"].create(values).execute()

    def setUp(self):
        super().setUp()
        self.make_one_of_each()

    def own(self):
        return [name for name in self.env.registry if name.startswith("recovery.")]

    # ---- what the settings choose ---------------------------------------------------------------------------------

    def test_accountants_collect_unless_told_otherwise(self):
        collector, manager = self.user_of(INVOICING), self.user_of(ACCOUNTING)
        self.assertTrue(collector.has_group(COLLECTOR) and manager.has_group(MANAGER))
        self.assertFalse(collector.has_group(MANAGER))
        self.choose(group_recovery_invoicing=False)
        self.assertFalse(collector.has_group(STATUS))
        self.assertTrue(manager.has_group(MANAGER))
        self.choose(group_recovery_accounting=False)
        self.assertFalse(manager.has_group(STATUS))
        self.choose(group_recovery_invoicing=True)
        self.assertTrue(collector.has_group(COLLECTOR))
        self.assertEqual([manager.has_group(group) for group in (COLLECTOR, MANAGER)], [True, False])

    def test_an_update_leaves_the_choice(self):
        """The links are made once, at the installation: an update of the add-on does not make them again."""
        names = self.env["ir.model.data"].search(
            [("module", "=", "account"), ("name", "in", ("group_account_invoice", "group_account_manager"))]
        )
        self.assertEqual(len(names), 2)
        self.choose(group_recovery_invoicing=False)
        convert_file(self.env, "recovery_dunning", "security/recovery_groups.xml", {}, mode="update")
        self.assertFalse(self.user_of(INVOICING).has_group(COLLECTOR))
        self.assertTrue(self.user_of(ACCOUNTING).has_group(MANAGER))

    def test_an_accountant_without_recovery(self):
        """Posts, is paid, credits as ever, and reads nothing of the recovery."""
        self.choose(group_recovery_invoicing=False, group_recovery_accounting=False)
        user = self.user_of(INVOICING)
        for model in self.own():
            for operation in ("read", *OPERATIONS):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(self.env[model].with_user(user).has_access(operation))
        with self.assertRaises(AccessError):
            self.debtor.with_user(user).read(["recovery_overdue"])
        move = self.invoice(due="-30d").with_user(user)
        wizard = self.env["account.payment.register"].with_user(user)
        wizard.with_context(active_model="account.move", active_ids=move.ids).create(
            {"amount": 40}
        ).action_create_payments()
        self.assertEqual(move.amount_residual, 60)
        reversal = self.env["account.move.reversal"].with_user(user)
        reversal = reversal.with_context(active_model="account.move", active_ids=move.ids)
        reversal.create({"journal_id": move.journal_id.id}).refund_moves()
        move.button_draft()
        move.action_post()
        move.web_read({"name": {}, "partner_id": {}, "state": {}})
        self.env["account.move"].with_user(user).get_view(view_type="form")

    # ---- the auditor ------------------------------------------------------------------------------------------------

    def test_an_auditor_writes_nothing(self):
        for model in self.own():
            for operation in OPERATIONS:
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(self.env[model].with_user(self.user).has_access(operation))

    def test_an_auditor_reads_all(self):
        """Whatever a manager reads, every record and every field of it."""
        manager = self.user_of(MANAGER)
        for model in self.own():
            kept = not (self.env[model].is_transient() or self.env[model]._abstract)
            if not kept or not self.env[model].with_user(manager).has_access("read"):
                continue
            with self.subTest(model=model):
                of_manager = self.env[model].with_user(manager).search([])
                records = self.env[model].with_user(self.user).search([])
                self.assertEqual(records, of_manager.with_env(records.env))
                self.assertEqual(records.fields_get().keys(), of_manager.fields_get().keys())
                records.read()

    def test_our_fields_on_odoos_models_are_read_without_other_rights(self):
        """By an auditor, and by a collector who keeps no accounts."""
        for user in (self.user, self.user_of(COLLECTOR)):
            for record in (self.move, self.debtor, self.instalments(self.move)):
                with self.subTest(user=user.login, record=record):
                    names = [name for name, field in record._fields.items() if field.groups in (READER, STATUS)]
                    self.assertGreater(len(record.with_user(user).read(names)[0]), 1)

    def test_an_auditor_reads_the_papers_and_the_chatter(self):
        case = self.debtor.recovery_case_id
        case.message_post(body="He called")  # pylint: disable=translation-required
        paper = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"x", "res_model": case._name, "res_id": case.id}
        )
        self.assertIn("He called", str(case.message_ids.with_user(self.user).mapped("body")))
        self.assertEqual(paper.with_user(self.user).raw, b"x")
        rep = self.user_of(VIEWER)
        with self.assertRaises(AccessError):
            paper.with_user(rep).read(["raw"])
        with self.assertRaises(AccessError):
            case.message_ids.with_user(rep).read(["body"])

    def test_an_auditor_says_nothing(self):
        case = self.debtor.recovery_case_id.with_user(self.user)
        with self.assertRaises(AccessError):
            case.message_post(body="x")  # pylint: disable=translation-required
        with self.assertRaises(AccessError):
            case.activity_schedule("mail.mail_activity_data_todo", user_id=self.user.id)
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.user).create(
                {"name": "x", "res_model": case._name, "res_id": case.id}
            )

    def test_an_auditor_enters_what_only_reads(self):
        """What he may call leaves no trace in our tables; the rest is refused."""
        written = []
        execute = Cursor.execute

        def noted(cr, query, *args, **options):
            text = str(getattr(query, "code", query)).lstrip().upper()
            if text.startswith(("INSERT", "UPDATE", "DELETE")) and "RECOVERY_ACCESS" not in text:
                written.append(text)
            return execute(cr, query, *args, **options)

        self.env.flush_all()
        self.patch(Cursor, "execute", noted)
        entered = 0
        for model, name, function in public_methods(self.env):
            group, _operation = function.way_in
            if group not in (READER, STATUS) or self.env[model].is_transient() or self.env[model]._abstract:
                continue
            record = self.env[model].sudo().search([], limit=1).with_user(self.user)
            with self.subTest(method=f"{model}.{name}"):
                if record:
                    try:
                        getattr(record, name)()
                    except (UserError, ValueError) as nothing_there:  # it has no paper, no case
                        self.assertNotIsInstance(nothing_there, AccessError)
                    entered += 1
                self.env.flush_all()
                self.assertEqual(written, [])
        self.assertGreater(entered, 20)

    def test_an_auditor_with_another_work_writes_none_of_our_fields(self):
        """Who may change an address, or post an invoice, sets no procedure and no collector."""
        self.choose(group_recovery_invoicing=False)
        self.user.group_ids = [
            Command.link(self.env.ref(group).id) for group in ("base.group_partner_manager", INVOICING)
        ]
        tried = 0
        for model, field in our_fields(self.env):
            if model in OF_ODOO and field.groups in (READER, STATUS):
                record = {"res.partner": self.debtor, "account.move": self.move}.get(model)
                if record:
                    tried += 1
                    with self.subTest(field=str(field)), self.assertRaises(AccessError):
                        record.with_user(self.user).write({field.name: False})
        self.assertGreater(tried, 10)
        self.debtor.with_user(self.user).street = "1 rue Neuve"
        collector = self.user_of(COLLECTOR)
        collector.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        self.debtor.with_user(collector).recovery_contract_rate = 12

    def test_an_auditor_sees_no_button_that_he_may_not_press(self):
        views = (
            self.env["ir.ui.view"].sudo().search([("model", "=like", "recovery.%"), ("type", "in", ("form", "list"))])
        )
        asked = defaultdict(set)
        for model, name, function in public_methods(self.env):
            if not self.env[model].is_transient():
                asked[name].add(function.way_in[0])
        shown = 0
        for view in views.filtered(lambda view: view.mode == "primary"):
            Model = self.env[view.model].with_user(self.user)
            if Model.is_transient() or not Model.has_access("read"):
                continue
            arch = Model.get_view(view.id, view.type)["arch"]
            for button in etree.fromstring(arch).iterfind(".//button[@type='object']"):
                shown += 1
                with self.subTest(view=view.xml_id, button=button.get("name")):
                    self.assertFalse(asked[button.get("name")] - {READER, STATUS, None})
        self.assertGreater(shown, 10)
