"""Stories of the press: several beside each other print the same, each with the font at hand."""

import io
import os
import struct
from threading import Lock
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader

from ...models.outbox import press

PAPER = "recovery_dunning.action_report_case_letter"


@tagged("post_install", "-at_install")
class TestPress(TransactionCase):
    def test_each_gets_its_part_in_order(self):
        documents, asked = list(range(90)), []

        def print_some(some, lock):
            with press.Turn(lock):
                asked.append(some)
            return len(some)

        with patch.object(os, "cpu_count", return_value=4):
            done = press.print_side_by_side(print_some, documents)
        self.assertEqual([number for some, _pdf in done for number in some], documents)
        self.assertEqual([len(some) for some in asked], [pdf for _some, pdf in done])
        self.assertEqual(len(done), 4)

    def test_a_few_are_printed_by_one(self):
        with patch.object(os, "cpu_count", return_value=4):
            self.assertEqual(len(press.print_side_by_side(lambda some, lock: b"", ["page"] * 39)), 1)

    def test_a_turn_ends_once(self):
        lock = Lock()
        with self.assertRaises(RuntimeError), press.Turn(lock):
            self.assertTrue(lock.locked())
            raise RuntimeError
        self.assertFalse(lock.locked())

    def test_side_by_side_they_print_what_one_prints(self):
        """Each page is cut where it ends, and bears the font of the letters, which is no part of it."""
        printer = self.env["recovery.letter.printer"]
        pages = [printer._page(f"<h1>Letter {number}</h1><p>To debtor {number}.</p>") for number in range(5)]
        self.assertNotIn("base64", pages[0])
        with patch.object(press, "FOR_A_PRESS", 2), patch.object(os, "cpu_count", return_value=2):
            prints = printer._print_pages(PAPER, pages)
        for number, pdf in enumerate(prints):
            (page,) = PdfFileReader(io.BytesIO(pdf)).pages
            self.assertIn(f"To debtor {number}.", page.extract_text())
            fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].get_object().values()]
            self.assertTrue(all("Lato" in font for font in fonts), fonts)

    def test_a_font_of_the_web_is_unpacked(self):
        with file_open("web/static/fonts/lato/Lato-Reg-webfont.woff", "rb") as file:
            woff = file.read()
        font = press.unpacked(woff)
        self.assertEqual(len(font), struct.unpack(">I", woff[16:20])[0], "the length that the file promises")
        self.assertEqual(font[:4], woff[4:8])
