"""Stories of the agency's file: its columns, its totals, and files that are none."""

import io
import zipfile

import openpyxl
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stories.agency import RemittanceStory


@tagged("post_install", "-at_install")
class TestRemittanceFile(RemittanceStory):
    def test_the_columns_are_kept_for_the_next_file(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        titles = "Votre référence;Bidule;Machin;Encaissé"
        remittance = self.remittance(f"{placement.case_id.name};12,00;x;100,00", titles=titles)
        self.assertEqual(remittance.fee, 0)
        remittance.column_ids.filtered(lambda c: c.title == "Bidule").column = "fee"
        remittance.action_read()
        self.assertEqual((remittance.fee, remittance.vat), (12, 2.4))
        following = self.remittance(f"{placement.case_id.name};6,00;y;50,00", titles=titles)
        self.assertEqual(following.fee, 6)

    def test_totals_that_are_not_those_of_the_lines(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100), "Total;;;110,00;;;")
        self.assertIn("not those of its lines", remittance.problem)

    def test_a_workbook(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        placement.agency_reference = "A/0042"
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Recouvrement du Centre – reversement"])
        sheet.append([])
        sheet.append(["Dossier", "Date de paiement", "Montant encaissé", "Commission HT"])
        sheet.append(["a-0042", self.on("+0d"), 120.5, 12.05])
        sheet.append(["A/0042", self.on("+0d"), "=60+60", 12])
        stream = io.BytesIO()
        book.save(stream)
        remittance = self.remittance(content=stream.getvalue())
        first, second = remittance.line_ids
        self.assertEqual((first.placement_id, first.gross, first.fee, first.vat), (placement, 120.5, 12.05, 2.41))
        self.assertEqual((first.number, first.state), (4, "ready"))
        self.assertEqual((second.problem, second.explanation), ("misread", "Collected is missing."))  # never computed

    def test_files_that_are_no_remittance(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
        entities = io.BytesIO()
        with zipfile.ZipFile(entities, "w") as parts:
            parts.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
        for content, words in (
            (b" \n", "is empty"),
            (b"a;b\n" + b"x" * 20_000_001, "larger than 20 MB"),
            (b"\xd0\xcf\x11\xe0 old", "old Excel"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "neither CSV nor XLSX"),
            (b"PK\x03\x04 not really", "neither CSV nor XLSX"),
            (bomb.getvalue(), "unpacks to more"),
            (entities.getvalue(), "unpacks to more"),
            (b"Date;Gross\n2026-03-02;10\n", "No column holds a reference"),
            (b"Reference;Date\nA;2026-03-02\n", "No column holds the amount"),
            (b"Reference;Gross\n" + b"A;1\n" * 100_001, "more than 20,000 lines"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.remittance(content=content)
        self.assertFalse(self.env["recovery.remittance.line"].search([]))

    def test_many_lines_are_read_set_wise(self):
        self.invoice(due="-60d", amount=300)
        name = self.place().case_id.name

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.remittance(*(f"{name};;02/03/2026;0,01;0;0;0,01" for _number in range(count)))
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(10)
        few, many = queries(20), queries(400)
        self.assertLess(many, few + 40)
