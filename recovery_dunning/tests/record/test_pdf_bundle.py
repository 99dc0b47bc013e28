"""Documents bound to one: each page has its foot, which nothing that the page says runs into."""

import io

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader
from reportlab.pdfgen import canvas

from ...models.record.pdf_bundle import PdfBundle

SIDE = 400  # points, of a page


@tagged("post_install", "-at_install")
class TestPdfBundle(BaseCase):
    def bound(self, draw):
        """The page on which `draw` writes, bound."""
        out = io.BytesIO()
        sheet = canvas.Canvas(out, pagesize=(SIDE, SIDE))
        draw(sheet)
        sheet.save()
        bundle = PdfBundle("Proof file", "page")
        bundle.add("1. Letter", out.getvalue())
        return PdfReader(io.BytesIO(bundle.finish())).pages[0]

    def line(self, sheet, x, y, text):
        written = sheet.beginText(x, y)
        written.textOut(text)
        sheet.drawText(written)

    def heights(self, page):
        """{text: how high above the bottom of the page its line stands}"""
        found = {}

        def visit(text, matrix, text_matrix, _font, _size):
            if text.strip():
                found[text.strip()] = matrix[3] * text_matrix[5] + matrix[5]

        page.extract_text(visitor_text=visit)
        return found

    def test_the_foot_of_a_letter_stands_above_that_of_the_bundle(self):
        heights = self.heights(self.bound(lambda sheet: self.line(sheet, 20, 2, "SIRET 812 045 375 00019")))
        letter = heights.pop("SIRET 812 045 375 00019")
        self.assertEqual(len(heights), 2, "which document, and the number of the page")
        self.assertGreater(letter, max(heights.values()) + 8)

    def test_what_was_entered_in_a_form_stays_in_its_field(self):
        def draw(sheet):
            self.line(sheet, 100, 200, "Amount:")
            sheet.acroForm.textfield(name="amount", value="300", x=100, y=200, width=80, height=20)

        page = self.bound(draw)
        place = [float(corner) for corner in page["/Annots"][0].get_object()["/Rect"]]
        self.assertAlmostEqual(place[1], self.heights(page)["Amount:"], delta=1)
        self.assertLess(place[2] - place[0], 80)
