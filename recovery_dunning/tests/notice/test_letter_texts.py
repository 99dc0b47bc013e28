"""What every letter says to every class of debtor, in French and in English, as a reader of its PDF reads it; and that
its codes can be scanned."""

import io
import re

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader
from PIL import Image
from reportlab.graphics.barcode import code128

from ..stories.letters import ADDRESS, LetterStory

KINDS = {  # kind: (values of the level, day of the level, what it says in English and in French)
    "coming_dues": (
        {"phase": "preventive", "tone": "1"},
        -5,
        ("fall due shortly", "arrivent prochainement à échéance"),
    ),
    "reminder_1": ({"tone": "1"}, 3, ("surely an oversight", "sans doute d'un oubli")),
    "reminder_2": ({"tone": "2"}, 15, ("remain unpaid on your account", "demeurent impayés sur votre compte")),
    "last_reminder": (
        {"tone": "3", "response_days": 8},
        30,
        ("Last reminder before formal notice", "Dernière relance avant mise en demeure"),
    ),
    "formal_notice": (
        {"phase": "formal_notice", "tone": "4", "response_days": 8, "registered": True},
        45,
        ("give you formal notice to pay", "Nous vous mettons en demeure de régler"),
    ),
}
CLASSES = {"business": "L. 441-10", "consumer": "1231-6", "public": "L. 2192-13"}
LANGUAGES = ("en_US", "fr_FR")
WORDS = {"en_US": "one thousand, two hundred and thirty-four euros", "fr_FR": "mille deux cent trente-quatre euros"}
AMOUNT = {"en_US": r"1,234\.56", "fr_FR": r"1 234,56 €"}
SEAT = {"en_US": "Registered office: 1 quai du Port", "fr_FR": "Siège social : 1 quai du Port"}
CAPITAL = {"en_US": "SAS with a share capital of", "fr_FR": "SAS au capital de"}
# C. pén. 433-13: nothing that could pass for the paper of a court or of a judicial officer
OFFICIAL = (
    r"(?i)bailiff|summons|seizure|enforcement|huissier|commissaire de justice|\bsommation|commandement|assignation"
    r"|\bsaisie|République française|au nom du peuple|tribunal|exécutoire"
)
CONSUMER_NEVER = (
    r"(?i)40 (euros|EUR|€)|40,00|indemni|L\. ?441-10|D\. ?441-5|pénalités|recovery costs|frais de recouvrement"
)
CASE_LETTERS = {
    "promise": ("you will pay", "vous paierez"),
    "answer": ("point by point", "point par point"),
    "attestation": ("We attest that", "Nous attestons"),
    "agency": ("entrust the amicable recovery", "confions le recouvrement amiable"),
    "receipt": ("no discharge of what remains", "ne vaut pas décharge"),
    "declaration": ("this claim is sincere", "certifie sincère"),
    "discharge": ("nothing is open on your account", "rien ne reste dû"),
}


class TextStory(LetterStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.bank = cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    def written_to(self, kind, debtor_class, lang):
        """A debtor who gets a letter of this kind, and the invoice that it is about."""
        values, delay, _words = KINDS[kind]
        level = {"send_letter": True, "send_email": False, **values}
        claims = debtor_class != "consumer" and values["tone"] in ("3", "4")
        level.update(claim_interest=claims, claim_indemnity=claims)
        name = f"{kind} {debtor_class} {lang[:2]}"
        procedure = self.procedure(name, delay, levels={delay: level}, debtor_class=debtor_class)
        debtor = self.customer(
            name, recovery_class=debtor_class, country_id=self.france.id, **{**ADDRESS, "lang": lang}
        )
        due = f"{-delay}d" if delay > 0 else "+3d"
        values = {"recovery_procedure_id": procedure.id, "currency_id": self.euro.id}
        return debtor, self.invoice(due=due, amount=1234.56, debtor=debtor, **values)


@tagged("post_install", "-at_install")
class TestLetterTexts(TextStory):
    def test_each_letter_of_each_class_in_each_language(self):
        expected = {}
        for kind in KINDS:
            for debtor_class in CLASSES:
                for lang in LANGUAGES:
                    debtor, move = self.written_to(kind, debtor_class, lang)
                    expected[debtor] = (kind, debtor_class, lang, move)
        notices = self.run_and_send().notice_ids
        self.assertEqual(notices.partner_id, self.env["res.partner"].union(*expected))
        for notice in notices:
            kind, debtor_class, lang, move = expected[notice.partner_id]
            with self.subTest(kind=kind, debtor_class=debtor_class, lang=lang):
                self.check(notice, kind, debtor_class, lang, move)

    def check(self, notice, kind, debtor_class, lang, move):
        text, french = self.text(notice.letter_id), lang == "fr_FR"
        self.assertIn(KINDS[kind][2][french], text)
        self.assertRegex(text, AMOUNT[lang])
        day = "%d/%m/%Y" if french else "%m/%d/%Y"
        for part in (
            move.name,
            move.invoice_date_due.strftime(day),
            SEAT[lang],
            CAPITAL[lang],
            "732 829 320 RCS Marseille",
        ):
            self.assertIn(part, text)
        claimed = notice.currency_id.compare_amounts(notice.amount_total, notice.amount_due) > 0
        self.assertEqual(claimed, debtor_class != "consumer" and kind in ("last_reminder", "formal_notice"))
        self.assertEqual(WORDS[lang] in text, not claimed, "the words are those of the total")
        self.assertNotRegex(text, OFFICIAL)
        formal = kind == "formal_notice"
        self.assertEqual(("MISE EN DEMEURE" if french else "FORMAL NOTICE TO PAY") in text, formal)
        self.assertEqual(CLASSES[debtor_class] in text, formal or (kind, debtor_class) == ("last_reminder", "business"))
        if debtor_class == "consumer":
            self.assertNotRegex(text, CONSUMER_NEVER)
            self.assertEqual(("médiateur" if french else "mediator") in text, formal)
        other = KINDS[kind][2][not french]
        self.assertNotIn(other, text, "one language only")

    def test_a_formal_notice_of_three_invoices_is_one_page(self):
        """With its number as a barcode, the interest of each invoice, and the account to pay to."""
        debtor, _move = self.written_to("formal_notice", "business", "fr_FR")
        procedure = self.env["recovery.procedure"].search([("name", "=", "formal_notice business fr")])
        for _further in range(2):
            self.invoice("-50d", 800, debtor, recovery_procedure_id=procedure.id, currency_id=self.euro.id)
        run = self.propose()
        run.notice_ids._track({"registered_number": "1A 200 123 4567 8"})
        run.action_approve()
        run.action_send()
        pages = PdfFileReader(io.BytesIO(run.notice_ids.letter_id.raw)).pages
        self.assertEqual(len(pages), 1)

    def test_each_letter_of_a_case_in_each_language(self):
        agency = self.customer("Recouvrement SA", **ADDRESS)
        cases = {}
        for debtor_class in CLASSES:
            for lang in LANGUAGES:
                debtor, move = self.written_to("formal_notice", debtor_class, lang)
                cases[debtor] = (debtor_class, lang, move)
        self.run_and_send()
        for debtor, (debtor_class, lang, move) in cases.items():
            for kind, words in CASE_LETTERS.items():
                with self.subTest(kind=kind, debtor_class=debtor_class, lang=lang):
                    text = self.case_letter(debtor, kind, move, agency)
                    self.assertIn(words[lang == "fr_FR"], text)
                    self.assertIn(SEAT[lang], text)
                    self.assertNotRegex(text, OFFICIAL)
                    if debtor_class == "consumer":
                        self.assertNotRegex(text, CONSUMER_NEVER)

    def case_letter(self, debtor, kind, move, agency):
        """The text of the letter, after what makes it true has happened."""
        case = debtor.recovery_case_id
        values = {"kind": kind, "date": self.on("+0d"), "agency_id": agency.id, "recipient_id": debtor.id}
        if kind == "receipt":
            values["payment_id"] = self.pay(move, amount=100).id
        elif kind == "promise":
            promises = self.env["recovery.promise"]
            promises.create({**promises._prepare_for(self.instalments(move)), "date": self.on("+9d")})
        elif kind == "answer":
            disputes = self.env["recovery.dispute"]
            disputes.create(
                {
                    **{**disputes._prepare_for(self.instalments(move)), "amount": 10, "claim": "Claim", "answer": "No"},
                    "type_id": self.env.ref("recovery_dunning.dispute_type_price").id,
                }
            )
        elif kind == "declaration":
            debtor.write({"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("+0d")})
        elif kind == "discharge":
            self.pay(move)
            claims = self.env["recovery.claim"].sudo().search([("partner_id", "=", debtor.id), ("state", "=", "shown")])
            claims._waive("Goodwill", self.env.user)
        case.invalidate_recordset()
        wizard = self.env["recovery.letter.wizard"].with_context(**case.action_letter()["context"])
        wizard.create(values).action_print()
        return self.text(self.last_event(case).attachment_ids)


@tagged("post_install", "-at_install")
class TestLetterCodes(TextStory):
    """The codes are read from the pages as they are printed."""

    def images(self, letter):
        """The pictures of the PDF, each as it lies in it."""
        pages = PdfFileReader(io.BytesIO(letter.raw)).pages
        return [Image.open(io.BytesIO(image.data)).convert("L") for page in pages for image in page.images]

    def test_the_number_of_a_registered_letter_can_be_scanned(self):
        self.written_to("formal_notice", "business", "fr_FR")
        run = self.propose()
        run.notice_ids._track({"registered_number": "1A 200 123 4567 8"})
        run.action_approve()
        run.action_send()
        read = [scanned(image) for image in self.images(run.notice_ids.letter_id)]
        self.assertIn("1A20012345678", read)

    def test_a_credit_transfer_can_be_scanned(self):
        """The picture is that of a transfer of the European Payments Council (EPC069-12), in the amount asked for."""
        debtor, move = self.written_to("last_reminder", "business", "fr_FR")
        notice = self.run_and_send().notice_ids.filtered(lambda n: n.partner_id == debtor)
        if not notice._payment_code():
            self.skipTest("this Odoo makes no codes for credit transfers")
        transfer = self.bank._get_qr_vals(
            "sct_qr", notice.amount_total, self.euro, debtor, move.payment_reference, None
        )
        said = "\n".join(transfer).split("\n")
        self.assertEqual((said[0], said[3]), ("BCD", "SCT"))
        self.assertIn("FR7630006000011234567890189", said)
        self.assertIn(f"EUR{notice.amount_total:.2f}", said)
        self.assertIn(move.payment_reference, said)
        code = self.env["ir.actions.report"].barcode("QR", "\n".join(transfer), width=128, height=128, quiet=0)
        expected = Image.open(io.BytesIO(code))
        pictures = [image for image in self.images(notice.letter_id) if image.size == expected.size]
        other = self.env["ir.actions.report"].barcode("QR", "another transfer", width=128, height=128, quiet=0)
        self.assertTrue(any(is_same_code(expected, picture) for picture in pictures))
        self.assertFalse(any(is_same_code(Image.open(io.BytesIO(other)), picture) for picture in pictures))

    def test_no_code_where_nobody_can_pay_by_it(self):
        debtor, _move = self.written_to("reminder_1", "business", "fr_FR")
        self.bank.active = False
        letter = self.run_and_send().notice_ids.filtered(lambda n: n.partner_id == debtor).letter_id
        self.assertNotIn("Compte à créditer", self.text(letter))


def is_same_code(one, other):
    """Whether two pictures of one size show the same code: printing turns a point here and there from grey to white."""
    dark, printed = ((level > 127 for level in image.convert("L").tobytes()) for image in (one, other))
    return sum(a != b for a, b in zip(dark, printed, strict=True)) < one.width


def scanned(image):
    """What a Code 128 says, read along the middle of its picture as a scanner does; nothing where there is none."""
    width, height = image.size
    line = "".join("#" if image.getpixel((x, height // 2)) < 128 else "." for x in range(width))
    runs = [len(run) for run in re.findall(r"#+|\.+", line.strip("."))]
    if len(runs) < 19:
        return None
    module = sum(runs[:6]) / 11  # each symbol is eleven modules wide
    symbols = {tuple(ord(bar.lower()) - 96 for bar in bars): value for value, bars in code128._patterns.items()}
    values = [symbols.get(tuple(round(run / module) for run in runs[i : i + 6])) for i in range(0, len(runs) - 7, 6)]
    return _decoded(values) if None not in values else None


def _decoded(values):
    """The text of the symbols of a Code 128, if its check symbol is right (ISO/IEC 15417)."""
    start, *symbols, check = values
    if check != (start + sum(place * value for place, value in enumerate(symbols, start=1))) % 103:
        return None
    table, text = {103: "A", 104: "B", 105: "C"}[start], ""
    for value in symbols:
        if value in (99, 100, 101):
            table = {99: "C", 100: "B", 101: "A"}[value]
        else:
            text += f"{value:02d}" if table == "C" else chr(value + 32)
    return text
