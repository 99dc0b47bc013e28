"""Stories of the package: every piece, every hash, every sum, as an agency or a court would check them."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ...engine import placement_file
from .test_handoff import HandoffStory

HEADERS = {table.title: list(table.keys) for table in placement_file.TABLES}


class PackageStory(HandoffStory):
    """What is read from a package."""

    def zip_of(self, placement):
        return zipfile.ZipFile(io.BytesIO(placement.package_id.raw))

    def rows(self, package, name):
        """The rows of a CSV of the package, as an agency reads them."""
        content = package.read(f"{name}.csv")
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    def amount(self, text):
        return float(text.replace(",", ".")) if text else 0.0

    def total(self, rows, key):
        return round(sum(self.amount(row[key]) for row in rows), 2)


@tagged("post_install", "-at_install")
class TestPackage(PackageStory):
    def setUp(self):
        super().setUp()
        self.case = self.tell()
        others = [
            self.customer(name, company_registry=number, country_id=self.france.id, street="1 rue", zip="1", city="X")
            for name, number in (("Atelier =Nord", "552081317"), ("Café Été", "542051180"))
        ]
        self.cases = self.case | self.ready_case(debtor=others[0]) | self.ready_case(debtor=others[1], amount=75.5)
        self.handoff_ = self.hand_over(self.cases)
        self.placement = self.handoff_.placement_ids.filtered(lambda p: p.case_id == self.case)

    def tell(self):
        """The story of one debtor: reminded, warned by registered letter, a part paid, a credit note, a promise that
        was broken, a piece of paper each."""
        self.day("+0d")
        move = self.invoice(due="-4d", amount=1000)
        self.print_invoices(move)
        self.run_and_send()
        self.day("+50d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        notice = case._formal_notices()
        receipt = self.env["ir.attachment"].create({"name": "AR.png", "raw": b"\x89PNG", "mimetype": "image/png"})
        notice.sudo().write({"registered_number": "1A123", "receipt_ids": [(6, 0, receipt.ids)]})
        self.day("+60d")
        self.pay(move, amount=400)
        refund = self.invoice(due="+0d", amount=100, move_type="out_refund")
        lines = self.instalments(move) | refund.line_ids.filtered(
            lambda line: line.account_id == self.instalments(move).account_id
        )
        lines.reconcile()
        self.piece(case, kind="contract", name="Order 4711", move_id=move.id)
        self.piece(case, kind="delivery", name="Delivery note", content=b"%PDF-1.4 delivered", move_id=move.id)
        self.day("+90d")
        self.move = move
        return case

    # ---- the ZIP --------------------------------------------------------------------------------------------------

    def test_every_file_is_in_the_manifest_with_its_hash(self):
        for placement in self.handoff_.placement_ids:
            package = self.zip_of(placement)
            self.assertIsNone(package.testzip())
            manifest = json.loads(package.read("manifest.json"))
            self.assertEqual(
                {entry["name"] for entry in manifest["files"]} | {"manifest.json"}, set(package.namelist())
            )
            for entry in manifest["files"]:
                content = package.read(entry["name"])
                self.assertEqual(hashlib.sha256(content).hexdigest(), entry["sha256"], entry["name"])
                self.assertEqual(len(content), entry["size"])
            self.assertEqual((manifest["total"], manifest["dossier"]), (placement.total, placement.case_id.name))
            self.assertEqual(manifest["generated_by"], self.env.user.name)

    def test_name_and_folders(self):
        self.assertEqual(self.placement.package_id.name, f"CONTENTIEUX_732829320_{self.on('+0d')}.zip")
        names = self.zip_of(self.placement).namelist()
        for path in (
            *("00_bordereau_des_pieces.pdf", "00_synthese.pdf", "10_decompte.pdf"),
            *("11_releve_de_compte_certifie.pdf", "80_mandat_ou_pouvoir.pdf", "dossier.xlsx", "manifest.json"),
            "81_rib_creancier.pdf",
            *(f"{table.name}.csv" for table in placement_file.TABLES),
        ):
            self.assertIn(path, names)
        for folder, count in (
            *(("20_factures", 1), ("21_avoirs", 1), ("30_contrat_devis_commande", 1)),
            *(("31_bons_de_livraison_PV", 1), ("40_relances", 1), ("41_mise_en_demeure", 3)),
        ):
            self.assertEqual(len([name for name in names if name.startswith(f"{folder}/")]), count, folder)

    def test_pieces_are_numbered_through_and_listed(self):
        names = set(self.zip_of(self.placement).namelist())
        pieces = self.placement.piece_list
        numbers = [piece["number"] for piece in pieces if piece["number"]]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        for piece in pieces:
            self.assertIn(piece["path"], names)
            file_name = piece["path"].rpartition("/")[2]
            if "/" in piece["path"]:
                self.assertTrue(file_name.startswith(f"P{piece['number']:02}_"), piece["path"])
        self.assertIn("terms", self.placement.missing_pieces)
        text = self.page(self.zip_of(self.placement).read("00_bordereau_des_pieces.pdf"))
        for part in ("Order 4711", "Not in this file", "Terms of sale, accepted", "SHA-256"):
            self.assertIn(part, text)

    def test_a_package_tells_nothing_of_other_debtors(self):
        for placement in self.handoff_.placement_ids:
            others = (self.handoff_.placement_ids - placement).mapped("partner_id.name")
            package = self.zip_of(placement)
            for path in package.namelist():
                content = package.read(path).decode(errors="replace")
                for name in others:
                    self.assertNotIn(name, content, path)
        self.assertIn("Extract for one debtor", self.page(package.read("80_mandat_ou_pouvoir.pdf")))

    # ---- the sums -------------------------------------------------------------------------------------------------

    def test_the_claims_are_what_was_placed(self):
        for placement in self.handoff_.placement_ids:
            package = self.zip_of(placement)
            (row,) = self.rows(package, "01_dossier")
            claims = [claim for claim in self.rows(package, "02_creances") if claim["item_type"] == "IN"]
            interest = self.rows(package, "03_decompte_interets")
            self.assertEqual(self.total(claims, "balance"), placement.principal)
            self.assertEqual(self.total(claims, "indemnity_40"), placement.indemnity)
            self.assertEqual(self.total(claims, "interest_amount"), placement.interest)
            imputed = self.total(claims, "imputed_on_interest")
            self.assertAlmostEqual(self.total(interest, "interest") - imputed, placement.interest, 2)
            self.assertEqual(self.amount(row["total_claimed"]), placement.total)
            self.assertEqual(self.amount(row["principal_balance"]), placement.principal)
            for claim in claims:
                item = {
                    key: self.amount(claim[key])
                    for key in claim
                    if key in placement_file.CLAIMS.keys
                    and claim[key]
                    and placement_file.CLAIMS.kind_of(key) == "amount"
                }
                item = {
                    **dict.fromkeys(
                        ("deposits_before_due", "paid_after_due", "imputed_on_interest", "disputed_amount"), 0.0
                    ),
                    **item,
                }
                self.assertTrue(placement_file.identity_holds(item, 0.01), claim)

    def test_the_statement_equals_the_claims_and_the_account_equals_the_ledger(self):
        package = self.zip_of(self.placement)
        self.assertIn(f"{self.placement.total:,.2f}", self.page(package.read("10_decompte.pdf")))
        account = self.env["recovery.placement.file"]._placed(self.placement)[self.case]
        ledger = sum(self.placement.line_ids.mapped("amount_residual"))
        self.assertEqual(self.placement._ledger_balance(account), ledger)
        self.assertAlmostEqual(ledger + account.imputed, self.placement.principal, 2)
        text = self.page(package.read("11_releve_de_compte_certifie.pdf"))
        for amount in (1000, 400, 100, ledger, self.placement.principal):
            self.assertIn(f"{amount:,.2f}", text)

    def test_nothing_that_the_creditor_bears_is_in_the_total(self):
        (row,) = self.rows(self.zip_of(self.placement), "01_dossier")
        parts = ("principal_balance", "interest_amount", "fixed_indemnity_40", "accessory_costs")
        self.assertAlmostEqual(sum(self.amount(row[key]) for key in parts), self.amount(row["total_claimed"]), 2)

    def test_what_was_done_is_told(self):
        package = self.zip_of(self.placement)
        (row,) = self.rows(package, "01_dossier")
        self.assertEqual((row["reminders_count"], row["mise_en_demeure_tracking_no"]), ("2", "1A123"))
        self.assertEqual(row["mise_en_demeure_mode"], "registered letter")
        self.assertEqual((row["debtor_siren"], row["debtor_type"], row["country_iso2"]), ("732829320", "company", "FR"))
        reminders = self.rows(package, "04_relances")
        self.assertEqual([reminder["action_no"] for reminder in reminders], ["1", "2"])
        names = set(package.namelist())
        for reminder in reminders:
            self.assertIn(reminder["file"], names)
        (claim, *movements) = self.rows(package, "02_creances")
        self.assertEqual({movement["item_type"] for movement in movements}, {"PM", "CN"})
        for key in ("file_invoice", "file_order", "file_delivery"):
            self.assertIn(claim[key], names, key)
        self.assertEqual(claim["sha256"], hashlib.sha256(package.read(claim["file_invoice"])).hexdigest())

    # ---- the workbook ---------------------------------------------------------------------------------------------

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

    # ---- when something goes wrong --------------------------------------------------------------------------------

    def test_a_case_that_fails_is_named_and_stops_no_other(self):
        bad = self.handoff_.placement_ids[1]
        self.handoff_.placement_ids.write({"package_state": "waiting"})
        Placement = type(self.env["recovery.placement"])
        pack = Placement._pack

        def pack_but_one(placements):
            if bad in placements:
                raise OSError("the disk is full")
            return pack(placements)

        with (
            patch.object(Placement, "_pack", pack_but_one),
            mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"),
        ):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state").count("done"), 2)
        self.assertEqual((bad.package_state, bad.problem), ("failed", "the disk is full"))
        self.assertEqual((self.handoff_.progress, self.handoff_.package_failed), (100, 1))
        self.handoff_.action_pack_again()
        self.assertEqual((bad.package_state, bad.problem), ("done", False))

    def test_the_books_changed_since(self):
        payment = self.env["account.partial.reconcile"].search([("debit_move_id", "in", self.placement.line_ids.ids)])
        payment.unlink()
        self.placement.package_state = "waiting"
        with mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.placement.package_state, "failed")
        self.assertIn("place it again", self.placement.problem)

    def test_a_page_that_cannot_be_written_stops_no_other(self):
        first, bad, last = self.handoff_.placement_ids
        self.handoff_.placement_ids.write({"package_state": "waiting"})
        before = {placement: placement.package_id for placement in self.handoff_.placement_ids}
        Placement = type(self.env["recovery.placement"])
        write = Placement._page_html

        def write_but_one(placement, page):
            if (placement.id, page) == (bad.id, "list"):  # the last page of all: the rest was printed
                raise ZeroDivisionError("no rate for the yen")
            return write(placement, page)

        with (
            patch.object(Placement, "_page_html", write_but_one),
            mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"),
        ):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual((bad.package_state, bad.problem), ("failed", "no rate for the yen"))
        self.assertEqual(bad.package_id, before[bad], "the package of before is kept")
        for placement in first | last:
            self.assertEqual(placement.package_state, "done")
            self.assertNotEqual(placement.package_id, before[placement])
        self.assertEqual(self.handoff_.progress, 100)

    def pack_two_together(self, left):
        """Run the background, which has `left` seconds after each two packages; what it kept: (packages, progress)."""
        kept, seconds = [], iter(left)

        def commit(_handoff, packages):
            self.handoff_.invalidate_recordset()
            kept.append((packages, self.handoff_.progress))
            return next(seconds)

        with (
            patch("odoo.addons.recovery_dunning.models.handoff.package.PACKED_TOGETHER", 2),
            patch.object(type(self.env["recovery.handoff"]), "_commit_progress", commit),
        ):
            self.env["recovery.handoff"]._cron_package()
        return kept

    def test_progress_is_kept_after_each_few(self):
        self.handoff_.placement_ids.write({"package_state": "waiting"})
        self.assertEqual(self.pack_two_together([9.0, 9.0, 9.0]), [(2, 67), (1, 100), (0, 100)])

    def test_a_restart_makes_what_is_left(self):
        self.handoff_.placement_ids.write({"package_state": "waiting"})
        self.assertEqual(self.pack_two_together([0.0]), [(2, 67)])
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state").count("waiting"), 1)
        made = self.handoff_.placement_ids.filtered(lambda p: p.package_state == "done").package_id
        self.assertEqual(self.pack_two_together([9.0, 9.0]), [(1, 100), (0, 100)])
        self.assertLessEqual(made, self.handoff_.placement_ids.package_id, "what was made is not made again")

    def test_what_another_worker_has_is_left_to_it(self):
        theirs = self.handoff_.placement_ids[1]
        self.handoff_.placement_ids.write({"package_state": "waiting"})
        Placement = type(self.env["recovery.placement"])
        with patch.object(Placement, "try_lock_for_update", lambda placements, **_options: placements - theirs):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state"), ["done", "waiting", "done"])
