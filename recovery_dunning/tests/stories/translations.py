"""The checks of the French of an add-on."""

import io
import re

import polib
from odoo.tests import TransactionCase
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}")
TAG = re.compile(r"<(/?\w+)")


class TranslationStory(TransactionCase):
    addon: str

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = io.BytesIO()
        trans_export(False, [cls.addon], buffer, "po", cls.env)
        cls.terms = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        cls.french = {
            entry.msgid: entry.msgstr for entry in polib.pofile(file_path(f"{cls.addon}/i18n/fr.po")) if entry.msgstr
        }

    def test_every_term_has_its_french(self):
        self.assertGreater(len(self.terms), 0)
        self.assertFalse(self.terms - self.french.keys(), "without French: ./dev translate lists and merges them")

    def test_no_french_is_left_of_what_is_gone(self):
        self.assertFalse(self.french.keys() - self.terms)

    def test_french_has_the_same_placeholders_and_tags(self):
        for english, french in self.french.items():
            for pattern in (PLACEHOLDER, TAG):
                # French puts a space before a colon, in the texts within an expression too
                parts = [[part.replace(" ", "") for part in pattern.findall(text)] for text in (english, french)]
                self.assertCountEqual(*parts, english)
