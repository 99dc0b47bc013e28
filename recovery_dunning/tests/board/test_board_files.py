"""Stories of the board as a file: its workbooks, opened and added up, and the mail of the month."""

import io
from datetime import date, datetime

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from .story import BoardStory


@tagged("post_install", "-at_install")
class TestBoardFiles(BoardStory, HttpCase):
    """The browser lives today: time is not frozen here."""

    def day(self, offset):
        pass

    def book(self, path, login="board-manager"):
        self.authenticate(login, login)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        return load_workbook(io.BytesIO(answer.content))

    def column(self, sheet, header):
        """The values of a column, without those of the totals."""
        [number] = [cell.column for cell in sheet[4] if cell.value == header]
        return [row[number - 1] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]

    def setUp(self):
        super().setUp()
        self.boss = self.person("manager")
        self.boss.write({"login": "board-manager", "password": "board-manager"})
        self.late = self.invoice(due="-45d", amount=1234.56)
        self.soon = self.invoice(due="+3d", amount=100.10, debtor=self.customer("=HYPERLINK(1)"))
        self.env.flush_all()

    def test_the_aged_balance(self):
        """Sums to the cent, real dates, frozen headers, a chart, and no formula in a name."""
        book = self.book("/recovery/board/aged.xlsx")
        sheet = book["Aged balance"]
        totals = self.column(sheet, "Total")
        self.assertEqual([round(value, 2) for value in totals[:2]], [1234.56, 100.10])
        self.assertEqual(totals[-1], "=SUBTOTAL(9,I5:I6)")
        self.assertEqual(self.column(sheet, "31 to 60 days")[0], 1234.56)
        self.assertEqual(self.column(sheet, "Not due")[1], 100.10)
        self.assertEqual(self.column(sheet, "Debtor")[1], "=HYPERLINK(1)")
        self.assertEqual(sheet["A6"].data_type, "s")
        self.assertEqual(self.column(sheet, "As of")[0].date(), self.on("+0d"))
        self.assertEqual((sheet.freeze_panes, len(sheet._charts)), ("B5", 1))
        items = book["Invoices"]
        self.assertEqual(self.column(items, "Invoice")[:2], [self.soon.name, self.late.name])
        due = self.column(items, "Due on")[1]
        self.assertIsInstance(due, datetime)
        self.assertEqual(due.date(), self.late.invoice_date_due)
        self.assertAlmostEqual(sum(self.column(items, "Open")[:2]), 1334.66)

    def test_the_cached_sums_are_right(self):
        """What a program shows that does not calculate: the sums that were written beside the formulas."""
        self.authenticate("board-manager", "board-manager")
        content = self.url_open("/recovery/board/aged.xlsx").content
        sheet = load_workbook(io.BytesIO(content), data_only=True)["Aged balance"]
        last = next(row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == "Total")
        self.assertEqual([round(value, 2) for value in last[2:]], [100.10, 0, 1234.56, 0, 0, 1234.56, 1334.66])

    def test_a_day_back(self):
        sheet = self.book(f"/recovery/board/aged.xlsx?day={self.on('-20d')}")["Aged balance"]
        self.assertEqual(self.column(sheet, "1 to 30 days")[0], 1234.56)
        self.assertEqual(self.column(sheet, "As of")[0].date(), self.on("-20d"))

    def test_the_board(self):
        self.kpi(self.on("-1d"), overdue=1234.56, dso=45.5)
        self.env.flush_all()
        book = self.book(f"/recovery/board/board.xlsx?cids={self.company.id}")
        figures = dict(zip(self.column(book["Figures"], "Figure"), self.column(book["Figures"], "Value"), strict=True))
        self.assertEqual((figures["Overdue"], figures["DSO"]), (1234.56, 45.5))
        days = self.column(book["By day"], "Day")
        self.assertEqual([day.date() for day in days], [self.on("-1d")])
        self.assertEqual(len(book["By day"]._charts), 1)

    def test_the_board_of_a_class(self):
        """What is filtered there is filtered here; the days of the whole company are left out."""
        marie = self.customer("Marie", is_company=False)
        self.invoice(due="-5d", amount=77.70, debtor=marie)
        self.kpi(self.on("-1d"), overdue=1234.56, dso=45.5)
        self.env["recovery.expectation"].sudo()._expect(self.company)
        self.env.flush_all()
        book = self.book("/recovery/board/board.xlsx?debtor_class=consumer")
        figures = dict(zip(self.column(book["Figures"], "Figure"), self.column(book["Figures"], "Value"), strict=True))
        self.assertEqual((round(figures["Receivable"], 2), figures["Overdue (%)"]), (77.70, 100))
        self.assertEqual(self.column(book["Aged balance"], "Debtor")[0], "Marie")
        self.assertNotIn("By day", book.sheetnames)
        *weeks, total = self.column(book["Cash forecast"], "Expected")
        self.assertEqual((len(weeks), total), (12, "=SUBTOTAL(9,E5:E16)"))
        cash = self.Board.board({"debtor_class": "consumer"}, ["cash"])["cash"]
        self.assertAlmostEqual(sum(weeks), cash["total"], 2)
        self.assertTrue(0 < cash["total"] <= 77.70)

    @mute_logger("odoo.http")
    def test_who_may_not(self):
        viewer = self.person("viewer")
        viewer.write({"login": "board-viewer", "password": "board-viewer"})
        other = self.setup_other_company(name="Other company")["company"]
        self.authenticate("board-viewer", "board-viewer")
        self.assertEqual(self.url_open("/recovery/board/aged.xlsx").status_code, 403)
        self.authenticate("board-manager", "board-manager")
        for path, status in (
            (f"aged.xlsx?cids={other.id}", 403),
            (f"aged.xlsx?company_id={other.id}", 403),
            ("aged.xlsx?company_id=x", 400),
            ("aged.xlsx?day=yesterday", 400),
            ("secret.xlsx", 404),
        ):
            with self.subTest(path=path):
                self.assertEqual(self.url_open(f"/recovery/board/{path}").status_code, status)

    def test_the_address_of_the_file(self):
        board = self.Board.with_user(self.boss).with_context(allowed_company_ids=self.company.ids)
        action = board.export("aged", {"day": str(self.on("-20d"))})
        self.assertEqual(action["url"], f"/recovery/board/aged.xlsx?day={self.on('-20d')}&cids={self.company.id}")


@tagged("post_install", "-at_install")
class TestBoardMail(BoardStory):
    def test_once_a_month_to_those_named(self):
        """With the rights of each: whoever may not read the board gets nothing."""
        boss, rep = self.person("manager", email="boss@example.com"), self.person("viewer", email="rep@example.com")
        self.invoice(due="-45d", amount=1234.56)
        board = self.Board.sudo()
        board._cron_mail()
        self.assertFalse(self.company.recovery_board_month)
        self.company.write({"recovery_board_mail": True, "recovery_board_user_ids": [Command.set((boss | rep).ids)]})
        with mute_logger("odoo.addons.base.models.ir_actions_report"):  # the print finds no server for its styles
            board._cron_mail()
            mails = self._new_mails.filtered(lambda mail: mail.recipient_ids & (boss | rep).partner_id)
            board._cron_mail()
        self.assertEqual(mails.recipient_ids, boss.partner_id)
        self.assertEqual(self.company.recovery_board_month, date(2026, 3, 1))
        self.assertIn(".pdf", mails.attachment_ids.name)
        again = self._new_mails.filtered(lambda mail: mail.recipient_ids & (boss | rep).partner_id)
        self.assertEqual(again, mails)

    def test_an_amount_in_short(self):
        amounts = (949.6, 1234, -20000, 7654321)
        for lang, said in (
            ("en_US", ["950", "1.2 k", "-20.0 k", "7.7 M"]),
            ("fr_FR", ["950", "1,2 k", "-20,0 k", "7,7 M"]),
        ):
            self.assertEqual([self.Board.with_context(lang=lang)._short(one) for one in amounts], said)

    def test_the_page(self):
        """The charts are drawn on the page itself, from the same numbers."""
        self.invoice(due="-45d", amount=1234.56)
        self.kpi(self.on("-40d"), overdue=1000)
        self.kpi(self.on("-1d"), overdue=1234)
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        html, _kind = report._render_qweb_html("recovery_dunning.report_board", self.company.ids)
        text = html.decode()
        for part in ("<svg", "<rect", "<polyline", "Aged balance", "Dubois Menuiserie", "31 to 60 days", "1,235"):
            self.assertIn(part, text)
