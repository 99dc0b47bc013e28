"""The papers of a court: what each says, with its figures, and the sheet and archive that go with them."""

import io
import zipfile

from odoo.tests import tagged

from ...engine.tables import spreadsheet
from ..stories.court import CourtStory


class PapersStory(CourtStory):
    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.debtor)
        self.piece(self.case, name="Order 4711")
        self.case.sudo().formal_notice_date = self.on("-30d")

    def texts(self, proceeding):
        """{title: what a reader reads}"""
        documents = self.env["ir.attachment"].search(proceeding.action_papers()["domain"])
        return {document.name: self.page(document.raw) for document in documents}


@tagged("post_install", "-at_install")
class TestPapers(PapersStory):
    def text_of(self, proceeding, name):
        proceeding.sudo()._freeze()
        return self.page(b"%PDF-1.4 " + str(proceeding.with_context(lang="en_US")._paper_html(name)).encode())

    def test_the_request_for_a_payment_order(self):
        order = self.start(self.case, court="Lyon")
        text = self.text_of(order, "request")
        for part in (
            *("Dubois Menuiserie", "732829320", "Court of economic activities – Lyon", "CPC 1405", "1294602"),
            *(self.move.name, "2,400.00", "40.00", "Order 4711", "formal notice dates from"),
        ):
            self.assertIn(part, text)
        self.assertIn("Terms of sale, accepted", text)  # said to be missing
        self.assertNotIn("Bank details", text)

    def test_one_figure_on_all_papers(self):
        order = self.start(self.case)
        order.sudo()._freeze()
        total = order.currency_id.with_context(lang="en_US").format(order.amount).replace("\N{NO-BREAK SPACE}", " ")
        for name in ("request", "account", "power"):
            text = self.text_of(order, name).replace("\N{NO-BREAK SPACE}", " ")
            self.assertIn(total.strip("€ "), text, name)

    def test_papers_by_kind(self):
        for kind, count in (("payment_order", 4), ("small_claims", 3), ("interim_payment", 4)):
            proceeding = self.start(self.case, kind)
            self.assertEqual(len(self.texts(proceeding)), count, kind)
        small = self.start(self.case, "small_claims", officer_id=self.officer.id)
        self.assertIn("Étude Martin", self.text_of(small, "small"))

    def test_the_sheet_has_every_field(self):
        order = self.start(self.case, court="Lyon", officer_id=self.officer.id)
        order.sudo()._freeze()
        rows = spreadsheet.read(order.with_context(lang="en_US")._sheet())
        said = {str(cells[1]): str(cells[2]) for _number, cells in rows if len(cells) > 2}
        self.assertEqual(said["Debtor: registration number"], "732829320")
        self.assertEqual(said["Judicial officer"], self.officer.display_name)
        self.assertIn("2,400.00", said[f"Invoice {self.move.name}"])

    def test_the_archive(self):
        order = self.start(self.case)
        order.action_package()
        content = self.env["ir.attachment"].search([("res_model", "=", order._name), ("name", "like", ".zip")]).raw
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertIn("donnees.xlsx", names)
        self.assertTrue(any(name.startswith("20_factures/P01") for name in names))
        self.assertEqual(sum(name.endswith(".pdf") and "/" not in name for name in names) >= 4, True)


@tagged("post_install", "-at_install")
class TestPapersPrinted(PapersStory):
    printing = True

    def test_printed_in_french_by_the_real_press(self):
        order = self.start(self.case, court="Lyon", officer_id=self.officer.id)
        order.action_papers()
        text = " ".join(self.text(document) for document in order.document_ids)
        for part in ("injonction de payer", "Décompte", "Bordereau", "Pouvoir spécial", self.move.name):
            self.assertIn(part.lower(), text.lower())
