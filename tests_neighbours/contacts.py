"""Whom a message reaches: mobile numbers in a field of their own, mails that a tracking add-on saw come back, the
contact that a firm named for its invoices."""

from __future__ import annotations

from odoo import Command

from tests_neighbours.book import make_ladder
from tests_neighbours.telling import story

HERE = ("orders",)
LANDLINE = "+33 4 72 10 20 30"
MOBILE = "+33 6 12 34 56 78"
E164 = "+33612345678"


def text_the_debtors(book) -> None:
    """The ladder sends an SMS beside the mail."""
    book.env["recovery.procedure"].search([]).active = False
    make_ladder(
        book.env, "SMS", send_sms=True, sms_template_id=book.env.ref("recovery_dunning.sms_template_reminder").id
    )


@story("the SMS goes to the mobile number, not to the landline beside it", HERE)
def mobile_number(book):
    text_the_debtors(book)
    debtor = book.customer("Robert", phone=LANDLINE, mobile=MOBILE)
    book.invoice(debtor)
    book.expect("SMS to", book.sent(book.send(book.propose()), debtor).sms_number, E164)


@story("the SMS goes to the mobile number where there is no telephone number", HERE)
def mobile_number_alone(book):
    text_the_debtors(book)
    debtor = book.customer("Robert", mobile="06 12 34 56 78")
    book.invoice(debtor)
    book.expect("SMS to", book.sent(book.send(book.propose()), debtor).sms_number, E164)


@story("the SMS goes to the mobile number of the invoice contact", HERE)
def mobile_number_of_a_contact(book):
    text_the_debtors(book)
    debtor = book.customer("Robert", phone=LANDLINE)
    values = {"name": "Comptabilité", "type": "invoice", "email": "compta@client.example.com", "mobile": MOBILE}
    contact = book.env["res.partner"].create({"parent_id": debtor.id, **values})
    book.invoice(debtor)
    notice = book.sent(book.send(book.propose()), debtor)
    book.expect("to", notice.contact_id == contact, True)
    book.expect("SMS to", notice.sms_number, E164)


@story("a mobile number in the field of the telephone still gets the SMS", HERE)
def mobile_number_as_phone(book):
    text_the_debtors(book)
    debtor = book.customer("Robert", phone=MOBILE, mobile=False)
    book.invoice(debtor)
    book.expect("SMS to", book.sent(book.send(book.propose()), debtor).sms_number, E164)


def came_back(book, mail, event: str = "hard_bounce") -> None:
    """The mail provider tells `mail_tracking` what became of a mail."""
    trackings = book.env["mail.tracking.email"].search([("mail_message_id", "=", mail.mail_message_id.id)])
    if not trackings:
        raise AssertionError("No mail is tracked.")
    trackings.event_create(event, {"error_type": "550", "error_description": "no such user"})
    book.env.flush_all()


def ordinary_mail(book, partner):
    """An invoice's mail, or any other that has nothing to do with us."""
    values = {"subject": "Invoice", "body_html": "<p>Here</p>", "recipient_ids": [Command.link(partner.id)]}
    mail = book.env["mail.mail"].create({**values, "auto_delete": False, "email_from": book.company.email})
    mail.send()
    return mail


@story("a reminder that came back is seen: the notice says so, and the address is used no more", HERE)
def bounced_reminder(book):
    debtor = book.customer("Robert")
    lines = book.instalments(book.invoice(debtor))
    notice = book.sent(book.send(book.propose()), debtor)
    if notice.mail_id.state != "sent":
        notice.mail_id.send()
    came_back(book, notice.mail_id)
    book.expect("delivery", notice.delivery, "bounced")
    book.day(12)
    run = book.send(book.propose())
    book.expect("mails that followed", len(book.sent(run, debtor)), 0)
    book.expect("reason", book.left_out(run, lines).mapped("reason"), ["no_contact"])


@story("another mail to the address came back earlier: no reminder goes there", HERE)
def bounced_before(book):
    debtor = book.customer("Robert")
    came_back(book, ordinary_mail(book, debtor))
    lines = book.instalments(book.invoice(debtor))
    book.expect("bounced", debtor.email_bounced, True)
    run = book.send(book.propose())
    book.expect("mails", len(book.sent(run, debtor)), 0)
    book.expect("reason", book.left_out(run, lines).mapped("reason"), ["no_contact"])


@story("the invoice contact's address came back, the firm's own is good: the reminder goes to the firm", HERE)
def bounced_contact(book):
    debtor = book.customer("Robert")
    values = {"name": "Comptabilité", "type": "invoice", "email": "compta@client.example.com"}
    contact = book.env["res.partner"].create({"parent_id": debtor.id, **values})
    came_back(book, ordinary_mail(book, contact))
    book.invoice(debtor)
    book.expect("to", book.sent(book.send(book.propose()), debtor).contact_id.email, debtor.email)


@story("a mail that comes back for an hour is not a dead address", HERE)
def soft_bounce(book):
    debtor = book.customer("Robert")
    came_back(book, ordinary_mail(book, debtor), "soft_bounce")
    book.invoice(debtor)
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("a new address is used, though the old one came back", HERE)
def bounced_and_corrected(book):
    debtor = book.customer("Robert")
    came_back(book, ordinary_mail(book, debtor))
    debtor.email = "nouveau@client.example.com"
    book.invoice(debtor)
    notice = book.sent(book.send(book.propose()), debtor)
    book.expect("to", notice.contact_id.email, "nouveau@client.example.com")


@story("the contact that the firm named for its invoices gets the notice", HERE)
def default_invoice_contact(book):
    debtor = book.customer("Robert")
    values = {"name": "Siège", "type": "other", "email": "siege@client.example.com"}
    contact = book.env["res.partner"].create({"parent_id": debtor.id, **values})
    debtor.partner_invoice_id = contact
    book.expect("Odoo's answer", debtor.address_get(["invoice"])["invoice"], contact.id)
    book.invoice(debtor)
    book.expect("to", book.sent(book.send(book.propose()), debtor).contact_id.email, "siege@client.example.com")
