"""Stories of a document whose file was not written whole: the disk was full, or the process was killed."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestWholeFile(TransactionCase):
    CONTENT = b"%PDF-1.4 a certificate of which only the beginning was written"

    def document(self, content):
        return self.env["ir.attachment"].create({"name": "certificate.pdf", "raw": content})

    def path(self):
        """Where its file will be."""
        Attachment = self.env["ir.attachment"]
        return Path(Attachment._get_path(self.CONTENT, Attachment._compute_checksum(self.CONTENT))[1])

    def test_what_an_interruption_left_gives_way(self):
        path = self.path()
        path.write_bytes(self.CONTENT[:20])
        self.addCleanup(path.unlink, missing_ok=True)
        document = self.document(self.CONTENT)
        self.env.invalidate_all()
        self.assertEqual(document.raw, self.CONTENT)

    def test_the_same_content_once_more(self):
        first = self.document(self.CONTENT)
        self.addCleanup(self.path().unlink, missing_ok=True)
        kept = self.path().stat()
        second = self.document(self.CONTENT)
        self.env.invalidate_all()
        self.assertEqual((first.raw, second.raw), (self.CONTENT, self.CONTENT))
        self.assertEqual(self.path().stat().st_mtime_ns, kept.st_mtime_ns, "nobody writes it twice")
