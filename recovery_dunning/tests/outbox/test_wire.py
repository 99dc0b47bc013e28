"""Stories of the wire: a mail that is written down in one pass says what the message of Odoo says."""

import email
import email.policy
from email.utils import getaddresses

from odoo.tests import TransactionCase, tagged

from ...models.outbox.wire_message import folded, wire_message

BODY = "<div><p>Société « Été » doit 1 234,50 €.</p>\n.\n<p>From here on: a=b. %s</p></div>" % ("long " * 300)
ATTACHMENTS = [
    ("Relevé n° 1.pdf", b"%PDF-1.4 \x00\xff", "application/pdf"),
    ("notice.html", "<p>é</p>".encode(), "text/html"),
    ("mail.eml", b"Subject: Old\r\n\r\nText\r\n", "message/rfc822"),
    ("unknown", b"\x01", None),
]


@tagged("post_install", "-at_install")
class TestWire(TransactionCase):
    def said(self, **values):
        return {
            "attachments": [],
            "body": BODY,
            "body_alternative": "Société « Été » doit 1 234,50 €.\n.\nFrom here on",
            "email_cc": [],
            "email_to": ['"Société Générale, à Paris" <compta@example.com>'],
            "headers": {"Return-Path": "bounce@example.com", "X-Odoo-Objects": "recovery.case-1"},
            "message_id": "<123456789012345.1790000000.123456789012345-openerp-1-recovery.case@a-long-host-name>",
            "references": "<1@example.com> <2@example.com>",
            "reply_to": '"Notre Société: Dossier 12" <catchall@example.com>',
            "subject": "Notre Société: relance de votre compte, 1 234,50 € restent impayés, merci de votre règlement",
            **values,
        }

    def both(self, **values):
        """What a reader finds in ours and in Odoo's."""
        said, sender = self.said(**values), '"Léa Martin" <lea@example.com>'
        theirs = self.env["ir.mail_server"]._build_email__(
            email_from=sender,
            subtype="html",
            subtype_alternative="plain",
            **said,
        )
        texts = (wire_message(sender, said).as_bytes(), theirs.as_bytes())
        return [email.message_from_bytes(text, policy=email.policy.default) for text in texts]

    def assertSame(self, **values):
        ours, theirs = self.both(**values)
        for name in theirs:
            if name in ("From", "To", "Cc", "Reply-To"):
                self.assertEqual(getaddresses([str(ours[name])]), getaddresses([str(theirs[name])]), name)
            elif name not in ("Date", "Content-Type"):
                self.assertEqual(ours[name], theirs[name], name)
        self.assertEqual([p.get_content_type() for p in ours.walk()], [p.get_content_type() for p in theirs.walk()])
        for part, other in zip(ours.walk(), theirs.walk(), strict=True):
            self.assertEqual(part.get_filename(), other.get_filename())
            self.assertFalse(part.defects)
            if not part.is_multipart():
                content, wanted = part.get_content(), other.get_content()
                if isinstance(content, str):
                    content, wanted = content.splitlines(), wanted.splitlines()
                self.assertEqual(content, wanted)

    def test_a_mail(self):
        self.assertSame()

    def test_with_copies_and_without_references(self):
        self.assertSame(email_cc=["Salé <a@example.com>", "b@example.com"], references=False, reply_to=False)

    def test_with_attachments(self):
        self.assertSame(attachments=ATTACHMENTS)

    def test_another_alphabet(self):
        self.assertSame(body="<p>" + "Πληρωμή τιμολογίου " * 40 + "</p>", body_alternative="Πληρωμή " * 40)

    def test_lines_are_those_of_smtp(self):
        text = wire_message("a@example.com", self.said(attachments=ATTACHMENTS[:1])).as_bytes()
        self.assertNotIn(b"\n", text.replace(b"\r\n", b""))
        self.assertLessEqual(max(map(len, text.split(b"\r\n"))), 998)

    def test_a_header_holds_no_line_end(self):
        with self.assertRaises(ValueError):
            folded("Subject", "Reminder\r\nBcc: other@example.com")
