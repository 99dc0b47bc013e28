"""Documents bound to one: each page has its foot, which nothing that the page says runs into."""

import io

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import NameObject, PdfReader, PdfWriter, generic
from reportlab.pdfgen import canvas

from ...models.record.pdf_bundle import PdfBundle

SIDE = 400  # points, of a page
SCAN = (400, 300)  # points across and up, as a scanner lays it down


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

    def places(self, page):
        """{text: where its line begins, from the left and from the bottom of the page}"""
        found = {}

        def visit(text, matrix, text_matrix, _font, _size):
            if text.strip():
                (a, b, c, d, e, f), (x, y) = matrix, text_matrix[4:]
                found[text.strip()] = (a * x + c * y + e, b * x + d * y + f)

        page.extract_text(visitor_text=visit)
        return found

    def heights(self, page):
        return {text: height for text, (_across, height) in self.places(page).items()}

    def scan(self, turned):
        """A scan whose reader turns it by so many degrees, clockwise, bound."""
        out, sheet, writer = io.BytesIO(), io.BytesIO(), PdfWriter()
        drawing = canvas.Canvas(sheet, pagesize=SCAN)
        self.line(drawing, 50, 100, "Amount:")
        drawing.acroForm.textfield(name="amount", value="300", x=50, y=100, width=80, height=20)
        drawing.save()
        writer.add_page(PdfReader(sheet).pages[0])
        writer.pages[0][NameObject("/Rotate")] = writer._add_object(generic.NumberObject(turned))  # as some write it
        writer.write(out)
        bundle = PdfBundle("Proof file", "page")
        bundle.add("1. Scan", out.getvalue())
        return PdfReader(io.BytesIO(bundle.finish())).pages[0]

    def test_a_scan_that_its_reader_turns_has_its_foot_below(self):
        across, up = SCAN
        for turned, size, place in (
            (0, (across, up), (50, 100)),
            (90, (up, across), (100, across - 50)),
            (180, (across, up), (across - 50, up - 100)),
            (-90, (up, across), (up - 100, 50)),
        ):
            with self.subTest(turned=turned):
                page = self.scan(turned)
                places = self.places(page)
                said = places.pop("Amount:")
                self.assertEqual((page.get("/Rotate", 0), page.mediabox[2:]), (0, list(size)))
                self.assertEqual(len(places), 2, "which document, and the number of the page")
                self.assertLess(max(height for _across, height in places.values()), 20)
                # a little nearer to the middle above, where it has made room
                self.assertAlmostEqual(said[0], place[0], delta=0.1 * size[0])
                self.assertAlmostEqual(said[1], place[1], delta=0.1 * size[1])
                field = [float(side) for side in page["/Annots"][0].get_object()["/Rect"]]
                self.assertTrue(any(abs(side - said[0]) < 1 for side in field[::2]), "the field goes with its word")
                self.assertTrue(any(abs(side - said[1]) < 1 for side in field[1::2]))

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
