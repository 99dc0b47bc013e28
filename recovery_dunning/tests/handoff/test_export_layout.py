"""Stories of lists in an agency's own columns, and of the link under which an agency fetches its files."""

import base64
import csv
import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.handoff.layout import KIND_OF
from ..stories.handoff import HandoffStory


@tagged("post_install", "-at_install")
class TestExportLayout(HandoffStory):
    def layout(self, *columns, **values):
        """A layout of (header, source, format) columns."""
        return self.env["recovery.export.layout"].create(
            {
                "name": "Ours",
                "column_ids": [
                    Command.create({"sequence": number, "header": header, "source": source, "style": style})
                    for number, (header, source, style) in enumerate(columns)
                ],
                **values,
            }
        )

    def written(self, layout, case):
        """The file as it is handed over."""
        self.agency.recovery_layout_id = layout
        return self.hand_over(case, claim_interest=False).list_id.raw

    def test_the_shipped_layouts_name_columns_that_there_are(self):
        case = self.ready_case()
        layouts = self.env["recovery.export.layout"].search([("company_id", "=", False)])
        self.assertGreaterEqual(len(layouts), 3)
        self.assertLessEqual(set(layouts.column_ids.mapped("source")), KIND_OF.keys())
        Dossier, today = self.env["recovery.placement.file"], self.on("+0d")
        tables = Dossier._tables(Dossier._accounts(case, today), today)
        for layout in layouts:
            self.assertIn(layout.column_ids[0].header, layout._write([tables]).decode("utf-8-sig"))

    def test_a_value_without_a_column_stops(self):
        """A misspelt key of a table is an error, and no empty column."""
        Dossier, today = self.env["recovery.placement.file"], self.on("+0d")
        accounts = Dossier._accounts(self.ready_case(), today)
        misspelt = {"creditor_contact_email": "us@example.com", "creditor_ibam": "FR76"}
        with (
            patch.object(type(Dossier), "_creditor_columns", lambda dossier, company: misspelt),
            self.assertRaisesRegex(KeyError, "01_dossier has no column creditor_ibam"),
        ):
            Dossier._tables(accounts, today)
        with self.assertRaisesRegex(ValueError, "file.debtor_nam"):
            self.layout(("Société", "file.debtor_nam", False))

    def test_a_row_for_each_debtor(self):
        case = self.ready_case()
        other = self.invoice(due="-20d", amount=50.5)
        self.print_invoices(other)
        layout = self.layout(
            ("Société", "file.debtor_name", "upper"),
            ("Factures", "batch.invoice_numbers", False),
            ("Émise", "batch.first_issue_date", False),
            ("Montant", "file.principal_balance", False),
            ("Tél", "file.phone", "digits"),
        )
        content = self.written(layout, case)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        numbers = ", ".join(case.placement_ids.line_ids.move_id.sorted("invoice_date_due").mapped("name"))
        issued = (self.on("-50d") - timedelta(days=30)).strftime("%d/%m/%Y")
        self.assertEqual(rows[0], ["Société", "Factures", "Émise", "Montant", "Tél"])
        self.assertEqual(rows[1:], [["DUBOIS MENUISERIE", numbers, issued, "350,50", "33472000001"]])

    def test_a_row_for_each_invoice_in_another_style(self):
        case = self.ready_case(amount=1234.5)
        layout = self.layout(
            ("no", "claim.number", False),
            ("due", "claim.due_date", False),
            ("cents", "claim.balance", False),
            row_per="invoice",
            separator="comma",
            decimal="point",
            day_format="%Y-%m-%d",
            cents=True,
            mark=False,
            header=False,
        )
        move = case.partner_id.invoice_ids
        self.assertEqual(self.written(layout, case), f"{move.name},{self.on('-50d')},123450\r\n".encode())

    def test_what_could_be_executed_is_harmless(self):
        for name in ("=cmd|'/c calc'!A1", "+1+A1", "@SUM(1)", "-2+A1"):
            with self.subTest(name=name):
                self.debtor.name = name
                case = self.ready_case() if not self.debtor.recovery_case_id else self.debtor.recovery_case_id
                layout = self.layout(("Société", "file.debtor_name", False), header=False, mark=False)
                tables = self.env["recovery.placement.file"]._tables(
                    self.env["recovery.placement.file"]._accounts(case, self.on("+0d")), self.on("+0d")
                )
                (row,) = csv.reader(io.StringIO(layout._write([tables]).decode()), delimiter=";")
                self.assertEqual(row, [f"'{name}"])

    def test_another_layout_after_the_handoff(self):
        handoff = self.hand_over(self.ready_case())
        self.assertFalse(handoff.list_id)
        with self.assertRaisesRegex(UserError, "choose a layout"):
            handoff.action_list()
        handoff.layout_id = self.layout(("Nom", "file.debtor_name", False))
        handoff.action_list()
        self.assertEqual(handoff.list_id.raw.decode("utf-8-sig").splitlines(), ["Nom", "Dubois Menuiserie"])

    def test_a_debtor_has_no_single_invoice(self):
        with self.assertRaisesRegex(ValidationError, "each of his invoices"):
            self.layout(("no", "claim.number", False), row_per="debtor")

    def test_shipped_layouts_preview_and_write(self):
        self.ready_case()
        layouts = self.env["recovery.export.layout"].search([])
        self.assertGreaterEqual(len(layouts), 5)
        for layout in layouts:
            layout.action_preview()
            self.assertIn(
                "Dubois" if layout.row_per == "debtor" else "<td>", layout.preview.replace("DUBOIS", "Dubois")
            )

    def test_only_a_manager_changes_a_layout(self):
        layout = self.layout(("no", "file.debtor_name", False))
        collector = new_test_user(self.env, "layouts", groups="recovery_dunning.group_recovery_user")
        self.assertTrue(layout.with_user(collector).name)
        with self.assertRaises(AccessError):
            layout.with_user(collector).name = "Mine"
        with self.assertRaises(AccessError):
            layout.with_user(collector).column_ids.unlink()


@tagged("post_install", "-at_install")
class TestHandoffLink(HandoffStory, HttpCase):
    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", self.base_url())
        self.handoff_ = self.hand_over(self.ready_case(), claim_interest=False)

    def path(self, suffix="", token=None):
        url = self.handoff_._link_path() + suffix
        return f"{url}?access_token={token or self.handoff_._link_token()}"

    def test_the_link_opens_these_files_and_no_others(self):
        page = self.url_open(self.path())
        self.assertEqual((page.status_code, page.headers["Referrer-Policy"]), (200, "no-referrer"))
        for document in self.handoff_._shared_files():
            self.assertIn(document.name, page.text)
        package = self.handoff_.placement_ids.package_id
        answer = self.url_open(self.path(f"/{package.id}"))
        self.assertEqual(answer.content, package.raw)
        foreign = self.env["ir.attachment"].create({"name": "secret", "raw": b"secret"})
        self.assertEqual(self.url_open(self.path(f"/{foreign.id}")).status_code, 403)
        self.env.invalidate_all()
        notes = " ".join(self.handoff_.message_ids.mapped("body"))
        self.assertIn(package.name, notes)
        self.assertTrue(self.handoff_.download_date)

    def test_all_in_one_file(self):
        answer = self.url_open(self.path("/all"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
            self.assertIsNone(package.testzip())
            self.assertEqual(set(package.namelist()), set(self.handoff_._shared_files().mapped("name")))

    def test_closed_doors(self):
        token = self.handoff_._link_token()
        data = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        data[20] ^= 1
        altered = base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")
        for wrong in (altered, "x", "é"):
            self.assertEqual(self.url_open(self.path(token=wrong)).status_code, 403, wrong)
        self.assertEqual(self.url_open(self.handoff_._link_path()).status_code, 403, "no link at all")
        with freeze_time(fields.Datetime.now() - timedelta(days=31)):
            old = self.handoff_._link_token()
        self.assertEqual(self.url_open(self.path(token=old)).status_code, 403, "expired")
        self.handoff_.action_renew_link()
        self.assertEqual(self.url_open(self.path(token=token)).status_code, 403, "closed by hand")

    def test_who_works_here_needs_no_link(self):
        for login, groups, status in (
            ("works-here", "recovery_dunning.group_recovery_user", 200),
            ("sells-here", "recovery_dunning.group_recovery_viewer", 403),
        ):
            new_test_user(
                self.env,
                login,
                groups=groups,
                password=login,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            self.authenticate(login, login)
            self.assertEqual(self.url_open(f"{self.handoff_._link_path()}/all").status_code, status, login)

    def test_the_mail_brings_the_link_and_the_mandate(self):
        action = self.handoff_.action_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        composer._action_send_mail()
        mail = self._new_mails.filtered(lambda mail: mail.model == "recovery.handoff")[-1:]
        self.assertEqual(mail.recipient_ids, self.agency)
        self.assertIn("/recovery/handoff/", mail.body_html)
        self.assertIn(self.handoff_.mandate_id.name, mail.attachment_ids.mapped("name"))
        self.assertNotIn(self.handoff_.placement_ids.package_id, mail.attachment_ids)
        self.assertTrue(self.handoff_.sent_date)
        self.agency.email = False
        with self.assertRaisesRegex(UserError, "no mail address"):
            self.handoff_.action_send()
