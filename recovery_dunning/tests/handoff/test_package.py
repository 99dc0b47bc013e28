"""Stories of the package: every piece, every hash, every sum, as an agency or a court would check them."""

import hashlib
import json

from odoo.tests import tagged

from ...engine.handoff import placement_file
from ..stories.handoff import PackedStory


@tagged("post_install", "-at_install")
class TestPackage(PackedStory):
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
            self.assertAlmostEqual(self.total(interest, "interest"), placement.interest, 2)
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
                    **dict.fromkeys(("deposits_before_due", "paid_after_due", "disputed_amount"), 0.0),
                    **item,
                }
                self.assertTrue(placement_file.identity_holds(item, 0.01), claim)

    def test_the_statement_equals_the_claims_and_the_account_equals_the_ledger(self):
        package = self.zip_of(self.placement)
        self.assertIn(f"{self.placement.total:,.2f}", self.page(package.read("10_decompte.pdf")))
        account = self.env["recovery.placement.file"]._placed(self.placement)[self.case]
        ledger = sum(self.placement.line_ids.mapped("amount_residual"))
        self.assertEqual(self.placement._ledger_balance(account), ledger)
        self.assertAlmostEqual(ledger, self.placement.principal, 2)
        self.assertGreater(account.imputed, 0)  # in law as much of the principal stays; said beside
        text = self.page(package.read("11_releve_de_compte_certifie.pdf"))
        for amount in (1000, 400, 100, ledger, account.imputed):
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
