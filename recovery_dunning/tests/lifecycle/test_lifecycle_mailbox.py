"""Messages that a platform sends by mail."""

import base64

from odoo.tests import tagged

from ..stories.lifecycle import LifecycleStory

MAIL = """From: {sender}
To: {to}
Subject: Statuts
Message-ID: <{key}@platform.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Ci-joint.
--b
Content-Type: application/xml; name="cdv.xml"
Content-Disposition: attachment; filename="cdv.xml"
Content-Transfer-Encoding: base64

{content}
--b--
"""


@tagged("post_install", "-at_install")
class TestLifecycleMailbox(LifecycleStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "creditor.example.com"})
        cls.company.alias_domain_id = domain
        cls.mailbox = cls.env["recovery.lifecycle.mailbox"].create(
            {
                "name": "statuts",
                "company_id": cls.company.id,
                "senders": "cdv@platform.example.com, @pa.example.com",
            }
        )

    def mail(self, sender, message, key="1"):
        mail = MAIL.format(
            sender=sender,
            to=self.mailbox.alias_id.alias_full_name,
            content=base64.encodebytes(message).decode(),
            key=key,
        )
        self.env["mail.thread"].message_process(False, mail)
        return self.move.recovery_lifecycle_ids

    def test_what_the_platform_sends_is_taken(self):
        (row,) = self.mail("PA <cdv@platform.example.com>", self.message(self.move, "207", reasons=["PU_ERR"]))
        self.assertEqual((row.source, row.code, len(self.disputes())), ("mail", "207", 1))
        self.mail("x@pa.example.com", self.message(self.move, "205", hour=12), key="2")
        self.assertEqual(self.move.recovery_lifecycle, "approved")

    def test_what_anybody_sends_is_not(self):
        for key, sender in enumerate(("debtor@example.com", "x@notpa.example.com", "x@pa.example.com.evil.example")):
            self.assertFalse(self.mail(sender, self.message(self.move, "210", reasons=["DOUBLON"]), key=f"k{key}"))
        self.assertEqual(len(self.mailbox.message_ids.filtered("attachment_ids")), 3)

    def test_its_address_lives_and_goes_with_it(self):
        alias = self.mailbox.alias_id
        self.mailbox.name = "cdv"
        self.assertEqual(alias.alias_full_name, "cdv@creditor.example.com")
        self.mailbox.unlink()
        self.assertFalse(alias.exists())
