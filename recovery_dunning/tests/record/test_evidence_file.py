"""Stories of the proof file: every contact in order, every piece on paper, and what the check of the record says."""

import io
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader
from PIL import Image
from reportlab.pdfgen import canvas

from ..stories.letters import ADDRESS, LetterStory


@tagged("post_install", "-at_install")
class TestProofFile(LetterStory):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.recovery_dunning.models.record.evidence_file"))
        self.company.partner_id.lang = "en_US"  # the proof file speaks the creditor's language
        self.level(15).send_email = True
        self.move = self.invoice(due="-4d", amount=300)
        self.run_and_send()  # a letter
        self.day("+14d")
        self.run_and_send()  # a mail
        self.case = self.debtor.recovery_case_id
        self.env.invalidate_all()

    def pages(self, case=None):
        """The text of each page."""
        content = (case or self.case)._proof_file()
        return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]

    def note(self, summary, **files):
        attachments = self.env["ir.attachment"].create(
            [{"name": name.replace("_", "."), "raw": raw} for name, raw in files.items()]
        )
        return self.case._log(
            "contact",
            lambda case: summary,
            direction="in",
            channel="email",
            result=f"What was said on {summary}",
            attachment_ids=[(6, 0, attachments.ids)],
        )

    def test_every_contact_in_order_and_every_piece_on_paper(self):
        self.note("He owns up", letter_html=b"<p>I owe you <b>300</b>.</p>")
        self.note("He calls")
        pages = self.pages()
        whole = " ".join(pages)
        told = ("Case opened", "Day 3", "Day 15", "He owns up", "He calls", "Pieces No.")
        order = [whole.index(text, whole.index("Every contact, in order")) for text in told]
        self.assertEqual(order, sorted(order))
        self.assertIn("What was said on He calls", whole)
        self.assertIn(f"{len(self.case.event_ids)} events, each bound to the one before it", whole)
        self.assertIn(self.case.sudo().event_head, whole.replace(" ", ""))
        for text in ("300.00", self.move.name, "Dubois Menuiserie", "12 rue des Lilas", "732829320"):
            self.assertIn(text, whole)
        self.assertTrue(any("I owe you 300" in page and "Piece 3 1/1" in page for page in pages))
        for number, page in enumerate(pages, 1):
            self.assertIn(f"page {number}/{len(pages)}", page)

    def test_what_the_debtor_did_on_his_page_is_his(self):
        """He needs no account for it: Odoo's user for whoever has none is nobody that a judge knows."""
        visitor = self.env.ref("base.public_user")
        on_page = self.case.with_user(visitor).sudo()
        on_page._log("contact", lambda case: "He gives a date", direction="in", channel="email")
        whole = " ".join(self.pages())
        self.assertNotIn(visitor.name, whole)
        self.assertIn(self.debtor.name, whole.partition("He gives a date")[2])

    def test_pieces_are_numbered_once_and_named_with_their_hash(self):
        invoice = self.env["ir.attachment"].create({"name": "invoice.txt", "raw": b"Oak table 300"})
        for _time in range(2):
            self.case._log("contact", lambda case: "Sent again", attachment_ids=[(6, 0, invoice.ids)])
        events = self.case.event_ids.sorted("id")
        pieces, of_event = self.env["recovery.evidence.file"]._pieces(events)
        self.assertEqual([piece.number for piece in pieces], list(range(1, len(pieces) + 1)))
        self.assertEqual(of_event[events[-1]], of_event[events[-2]])
        recorded = "".join(filter(None, events.mapped("documents")))
        for piece in pieces:
            self.assertIn(piece.sha256, recorded)

    def test_what_cannot_be_read_is_named_and_stops_nothing(self):
        scan = io.BytesIO()
        Image.new("RGB", (60, 40), "white").save(scan, "PNG")
        good = self.case.event_ids.attachment_ids.filtered(lambda a: a.mimetype == "application/pdf")[:1].raw
        self.note(
            "Files",
            scan_png=scan.getvalue(),
            damaged_pdf=b"%PDF-1.4 nothing follows",
            cut_pdf=good[: len(good) // 3],
            picture_png=scan.getvalue()[:30],
            table_xlsx=b"PK\x03\x04 no page",
            empty_txt=b"",
        )
        self.note("And it goes on")
        pages = self.pages()
        whole = " ".join(pages)
        self.assertIn("And it goes on", whole)
        self.assertIn("damaged.pdf", whole)
        self.assertGreaterEqual(whole.count("It cannot be shown on paper"), 3)
        self.assertIn("The file is missing from the archive.", whole)

    def test_a_changed_record_is_said(self):
        event = self.case.event_ids.sorted("id")[1]
        self.env.flush_all()
        self.env.cr.execute("UPDATE recovery_event SET summary = 'Nothing happened' WHERE id = %s", [event.id])
        self.env.invalidate_all()
        self.assertIn("no longer read as they were written", " ".join(self.pages()))

    def test_a_changed_document_is_said(self):
        document = self.case.event_ids.attachment_ids.filtered(lambda a: a.mimetype == "text/html")[:1]
        document.sudo().raw = b"<p>Other words</p>"
        self.env.invalidate_all()
        whole = " ".join(self.pages())
        self.assertIn("The file is not the one that was recorded.", whole)
        self.assertIn("no longer read as they were written", whole)

    def test_a_mail_does_nothing_to_the_printer(self):
        self.note(
            "Trap",
            trap_html=b'<p>Hello</p><script>document.write("INJECTED")</script>'
            b'<iframe src="file:///etc/passwd"></iframe><img src="http://192.0.2.1/x.png" alt="Logo"/>',
        )
        whole = " ".join(self.pages())
        self.assertIn("Hello", whole)
        self.assertNotIn("INJECTED", whole)
        self.assertNotIn("root:", whole)

    def test_no_link_of_the_debtors_page_leaves_with_it(self):
        """Whoever reads the file could act for the debtor."""
        mail = self.case.event_ids.attachment_ids.filtered(lambda a: a.mimetype == "text/html")
        self.assertIn(b"access_token=", mail.raw)
        scan = io.BytesIO()
        sheet = canvas.Canvas(scan)
        sheet.linkURL("https://creditor.example.com/my/recovery/1?access_token=secret", (0, 0, 90, 90))
        sheet.showPage()
        sheet.save()
        self.note("A scan", scan_pdf=scan.getvalue())
        pages = PdfReader(io.BytesIO(self.case._proof_file())).pages
        self.assertIn("Your page", " ".join(page.extract_text() for page in pages))
        kinds = {note.get_object()["/Subtype"] for page in pages for note in page.get("/Annots") or ()}
        self.assertNotIn("/Link", kinds)

    def test_the_attestation_once_the_formal_notice_left(self):
        self.assertNotIn("We attest", " ".join(self.pages()))
        self.case.sudo().formal_notice_date = self.on("+0d")
        self.debtor.write(ADDRESS)
        pages = self.pages()
        self.assertTrue(any("We attest" in page and "Attestation 1/" in page for page in pages))

    def test_files_of_several_debtors_are_printed_together_and_hold_their_own(self):
        """Where nobody can tell where a mail ends, it is printed apart: it never runs over into another's file."""
        debtor = self.customer("Martin Toitures")
        self.invoice(due="-30d", debtor=debtor)
        cases = self.case | self.env["recovery.case"]._open_for(self.company, debtor, overdue=debtor)[debtor.id]
        self.note("A mail", dubois_html=b"<h1>Hello</h1><p>Ours is the oak</p>")
        text = b"<h1>Hello</h1><p>Ours is the slate</p>"
        mail = self.env["ir.attachment"].create({"name": "martin.html", "raw": text})
        cases[1]._log("contact", lambda case: "A mail", attachment_ids=[(6, 0, mail.ids)])
        Proof = type(self.env["recovery.evidence.file"])
        page = Proof._text_page

        def page_without_a_mark(proof, piece, mark):
            return page(proof, piece, "" if piece.name == "martin.html" else mark)

        for name, writer in (("cut by marks", page), ("a mark is lost", page_without_a_mark)):
            with self.subTest(name), patch.object(Proof, "_text_page", writer):
                files = cases._proof_files()
                texts = {}
                for case in cases:
                    pages = PdfReader(io.BytesIO(files[case])).pages
                    texts[case] = " ".join(" ".join(page.extract_text() for page in pages).split())
                for case, (its, others) in zip(cases, (("oak", "slate"), ("slate", "oak")), strict=True):
                    self.assertIn(f"Ours is the {its}", texts[case])
                    self.assertNotIn(others, texts[case])
                    self.assertEqual(texts[case].count("Every contact, in order"), 1)
                    self.assertNotIn((cases - case).partner_id.name, texts[case])

    def test_in_the_language_of_the_creditor(self):
        self.company.partner_id.lang = "fr_FR"
        self.note("Il reconnaît sa dette – déjà")
        self.assertIn("Il reconnaît sa dette", " ".join(self.pages()))

    def test_many_events(self):
        for number in range(150):
            self.case._log("note", lambda case, number=number: f"Note number {number}")
        whole = " ".join(self.pages())
        self.assertIn("Note number 0", whole)
        self.assertIn("Note number 149", whole)

    def test_kept_once_and_not_part_of_the_record(self):
        before = len(self.case.event_ids)
        for _time in range(2):
            self.case.action_proof_file()
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "recovery.case"), ("res_id", "=", self.case.id), ("name", "ilike", "Proof file")]
        )
        self.assertEqual((len(kept), kept.raw[:5]), (1, b"%PDF-"))
        self.env.invalidate_all()
        self.assertEqual(len(self.case.event_ids), before)

    def test_not_for_a_viewer(self):
        rep = self.env["res.users"].create(
            {
                "name": "Rep",
                "login": "proof_rep",
                "group_ids": [(6, 0, self.env.ref("recovery_dunning.group_recovery_viewer").ids)],
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.case.with_user(rep)._proof_file()
