"""Stories of addresses from which mails came back, whoever saw it: the gateway, or an add-on beside ours."""

from types import SimpleNamespace
from unittest.mock import patch

from odoo.addons.base.models.res_partner import ResPartner
from odoo.tests import tagged

from ..stories.addresses import AddressStory
from ..stories.letters import ADDRESS


@tagged("post_install", "-at_install")
class TestBounced(AddressStory):
    def test_an_address_that_came_back_is_dead_for_the_whole_house(self):
        contact = self.address("Accounts", email=self.debtor.email)
        self.written_to(debtor=contact)
        self.env["recovery.notice"].sudo().search([("contact_id", "=", contact.id)])._bounce(contact.email)
        self.assertFalse(contact._recovery_has_mail() or self.debtor._recovery_has_mail())

    def test_one_of_two_addresses_came_back(self):
        """The other one has the notice: it arrived, and somebody corrects the first."""
        self.debtor.email = "dead@example.com, good@example.com"
        self.written_to()
        notice = self.env["recovery.notice"].sudo().search([("partner_id", "=", self.debtor.id)])
        notice._bounce("dead@example.com")
        self.assertNotEqual(notice.delivery, "bounced")
        self.assertTrue(self.debtor._recovery_has_mail())
        self.assertIn("Correct a mail address", notice.case_id.activity_ids.mapped("summary"))

    def test_another_add_on_saw_it_come_back(self):
        """As `mail_tracking` of OCA says it, in a field of the contact: here one made for the story."""
        self.env["ir.model.fields"].create(
            {
                **{"model_id": self.env["ir.model"]._get_id("res.partner"), "name": "x_bounced", "ttype": "boolean"},
                "field_description": "Bounced",
            }
        )
        paris = self.address("Paris")
        told = patch.object(self.registry["recovery.open.items"], "_bounce_fields", lambda _self: ["x_bounced"])
        with told:
            self.assertEqual(self.written_to(debtor=paris), paris)
            paris.x_bounced = True
            self.assertEqual(self.written_to(debtor=paris), self.debtor)
            self.assertFalse(paris._recovery_has_mail())

    def test_another_add_on_says_that_a_notice_came_back(self):
        """`email_bounced_set` is what `mail_tracking` calls; the notice goes on as after any mail that came back."""
        self.debtor.write(ADDRESS)
        self.written_to()
        self.assertTrue(self.debtor.email_bounced_set(self.tracked(), "error"), "a server that fails says nothing")
        notice = self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id)])
        with patch.object(ResPartner, "email_bounced_set", lambda *_args, **_options: True, create=True):
            self.debtor.email_bounced_set(self.tracked(), "hard_bounce")
        self.assertEqual((notice.delivery, bool(notice.letter_id)), ("bounced", True))
        self.assertFalse(self.debtor._recovery_has_mail())

    def tracked(self):
        """What `mail_tracking` knows of the mail of the one notice."""
        notice = self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id)])
        return SimpleNamespace(mail_message_id=notice.mail_id.mail_message_id)
