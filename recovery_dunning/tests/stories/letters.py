"""The address of a debtor, a creditor that prints letters, and what a reader of a letter reads."""

import io
import re

from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ..common import RecoveryStory

ADDRESS = {"street": "12 rue des Lilas", "zip": "69003", "city": "Lyon"}


class LetterStory(RecoveryStory):
    """Debtors with a postal address, and the text of what is printed for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "street": "1 quai du Port",
                "zip": "13002",
                "city": "Marseille",
                "company_registry": "732829320",
                "recovery_legal_form": "SAS",
                "recovery_share_capital": 10000,
                "recovery_register_city": "Marseille",
            }
        )
        cls.debtor.write({**ADDRESS, "country_id": cls.france.id})
        cls.paper = cls.ladder.level_ids[0]
        cls.paper.write({"send_letter": True, "send_email": False})

    def setUp(self):
        super().setUp()
        logger = mute_logger("odoo.addons.base.models.ir_actions_report")  # prints find no server for their styles
        logger.__enter__()
        self.addCleanup(logger.__exit__, None, None, None)

    def text(self, letter):
        """What a reader of the PDF reads."""
        pages = PdfFileReader(io.BytesIO(letter.raw)).pages
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))

    def sent_letter(self, **values):
        self.invoice(due="-4d", **values)
        return self.run_and_send().notice_ids.letter_id
