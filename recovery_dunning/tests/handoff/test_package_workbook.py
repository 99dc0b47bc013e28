"""Stories of the workbook of a handoff: its sheets, its totals, and that no cell is executed."""

import io
from datetime import datetime

from odoo.tests import tagged
from openpyxl import load_workbook

from ...engine.handoff import placement_file
from ..stories.handoff import PackedStory

HEADERS = {table.title: list(table.keys) for table in placement_file.TABLES}


@tagged("post_install", "-at_install")
class TestPackageWorkbook(PackedStory):
    def test_workbook_of_the_batch(self):
        book = load_workbook(io.BytesIO(self.handoff_.workbook_id.raw))
        self.assertEqual(book.sheetnames, list(HEADERS))
        values = load_workbook(io.BytesIO(self.handoff_.workbook_id.raw), data_only=True)
        for title, headers in HEADERS.items():
            sheet = book[title]
            self.assertEqual([cell.value for cell in sheet[1]], headers)
            self.assertEqual(sheet.freeze_panes, "B2")
            self.assertTrue(sheet.auto_filter.ref)
            self.assertGreater(sheet.column_dimensions["A"].width, 10)
        kinds = {
            placement_file.AMOUNT: (float, int),
            placement_file.DATE: (datetime,),
            placement_file.TEXT: (str,),
            placement_file.FLAG: (str,),
            placement_file.TIME: (datetime,),
            placement_file.COUNT: (int, float),
            placement_file.RATE: (float, int),
        }
        for table in placement_file.TABLES:
            for cells in book[table.title].iter_rows(min_row=2):
                if not cells[0].value or cells[0].value == "TOTAL":
                    continue
                for cell, column in zip(cells, table.columns, strict=True):
                    if cell.value is not None:
                        self.assertIsInstance(cell.value, kinds[column.kind], (table.title, column.key))
                        if column.kind == placement_file.AMOUNT:
                            self.assertEqual(cell.number_format, "#,##0.00")
        self.assert_totals(book, values)

    def test_words_for_people_codes_for_machines(self):
        """The workbook is read by people: its values are words of their language; those of the CSV files are codes."""
        dossier = self.env["recovery.placement.file"]
        rows = {
            "05_promesses_plans": [
                {"type": "promise", "status": "superseded", "channel": "phone", "by": "plan"},
                {"type": "plan", "status": "active", "channel": None},
            ],
            "06_litiges": [{"type": "A defect", "status": "answered"}],
            "04_relances": [{"channel": "registered letter", "result": "refused", "amount": 3.0}],
            "01_dossier": [{"debtor_type": "individual", "requested_service": "amicable", "plan_status": "defaulted"}],
        }
        told = dossier._in_words(rows)
        self.assertEqual(
            [tuple(row.values()) for its in told.values() for row in its],
            [
                ("Promise", "Replaced", "Telephone", "plan"),
                ("Payment plan", "Active", None),
                ("A defect", "Answered"),
                ("Registered letter", "Refused", 3.0),
                ("Individual", "Amicable recovery", "In default"),
            ],
        )
        book = load_workbook(io.BytesIO(self.handoff_.workbook_id.raw))
        place = placement_file.FILE.keys.index("debtor_type") + 1
        self.assertEqual(book["Dossier"].cell(2, place).value, "Company")
        (row,) = self.rows(self.zip_of(self.handoff_.placement_ids[0]), "01_dossier")
        self.assertEqual(row["debtor_type"], "company")

    def assert_totals(self, book, values):
        """The totals are formulas, whose values we wrote are right."""
        for table in placement_file.TABLES:
            summed = [number for number, column in enumerate(table.columns) if column.summed]
            rows = list(values[table.title].iter_rows(min_row=2, values_only=True))
            items = [row for row in rows if row[0] and row[0] != "TOTAL"]
            if not (summed and items):
                continue
            (total,) = [row for row in rows if row[0] == "TOTAL"]
            formulas = list(book[table.title].iter_rows(values_only=True))[-1]
            for number in summed:
                self.assertAlmostEqual(total[number], sum(row[number] or 0 for row in items), 2)
                self.assertTrue(formulas[number].startswith("=SUBTOTAL(9,"))
        file_rows = [row for row in values["Dossier"].iter_rows(min_row=2, values_only=True) if row[0] == "TOTAL"]
        place = placement_file.FILE.keys.index("total_claimed")
        self.assertAlmostEqual(file_rows[0][place], self.handoff_.amount_total, 2)

    def test_nothing_is_executed_by_a_spreadsheet(self):
        self.handoff_.placement_ids[1].partner_id.name = "=HYPERLINK(1)"
        self.handoff_.placement_ids[1]._pack_or_fail()
        self.handoff_._write_batch()
        book = load_workbook(io.BytesIO(self.handoff_.workbook_id.raw))
        names = [cell for row in book["Dossier"].iter_rows(min_row=2) for cell in row if cell.value == "=HYPERLINK(1)"]
        self.assertEqual([cell.data_type for cell in names if cell.data_type == "f"], [])
        (row,) = self.rows(self.zip_of(self.handoff_.placement_ids[1]), "01_dossier")
        self.assertEqual(row["debtor_name"], "'=HYPERLINK(1)")
