"""The talk with the mail server about one mail of ours: when it leaves, and what is answered."""

import logging
from contextlib import contextmanager
from smtplib import SMTP, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from odoo import models
from odoo.addons.base.models.ir_mail_server import MailDeliveryException, extract_rfc2822_addresses

from ...engine.channels import CLOSING, is_passing
from .wire_message import WireMessage

_logger = logging.getLogger(__name__)
TAKEN = (250, 251)


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def send_email(self, message, *args, **options):
        """The journal of the batch notes that the mail leaves, and what the server says to it."""
        journal = self.env.context.get("recovery_journal")
        if journal is None:
            return super().send_email(message, *args, **options)
        if not message["To"]:
            return self._recovery_send_copy(journal, message, *args, **options)
        try:
            with _watched(options.get("smtp_session"), journal, message):
                message_id = super().send_email(message, *args, **options)
        except Exception as error:
            _note_answer(journal, error)
            raise
        journal.arrives()
        return message_id

    def _recovery_send_copy(self, journal, message, *args, **options):
        """Who reads along gets his copy after the debtor; if it does not leave, that changes nothing for the debtor."""
        if journal.current not in journal.taken:
            return None
        try:
            with written_at_once(options.get("smtp_session")):
                # the talk of Odoo, not the watched one
                super().send_email(message, *args, **options)  # pylint: disable=super-method-mismatch
        except Exception:
            _logger.warning("the copy of recovery mail %s did not leave", journal.current, exc_info=True)
        return message["Message-Id"]


@contextmanager
def _watched(session, journal, message):
    """For the time of one mail: it leaves with the first byte of what it says, so that a server that is lost before
    has not got it for sure; and an addressee who is refused stops it, although somebody else in the copy is not."""
    if not isinstance(session, SMTP):  # another kind of gateway: nothing is known of what happens within
        journal.leaves()
        yield
        return
    addressees = set(extract_rfc2822_addresses(message["To"]))
    send, rcpt = session.send, session.rcpt

    def watched_send(data):
        if isinstance(data, str):  # a command
            return send(data)
        journal.leaves()
        try:
            return send(data)
        except SMTPServerDisconnected:  # the end of the mail was not written: the server drops the rest
            journal.stays()
            raise

    def watched_rcpt(address, options=()):
        code, reply = rcpt(address, options)
        if code not in (*TAKEN, CLOSING) and address in addressees:
            session.rset()
            raise SMTPRecipientsRefused({address: (code, reply)})
        return code, reply

    session.send, session.rcpt = watched_send, watched_rcpt
    try:
        with written_at_once(session):
            yield
    finally:
        del session.send, session.rcpt


@contextmanager
def written_at_once(session):
    """What is ours is told as it is; the library would take any message apart to write it down."""
    if not isinstance(session, SMTP):
        yield
        return
    send_message = session.send_message

    def send(message, from_addr=None, to_addrs=None, **options):
        if isinstance(message, WireMessage):
            return session.sendmail(from_addr, to_addrs, message.as_bytes())
        return send_message(message, from_addr, to_addrs, **options)

    session.send_message = send
    try:
        yield
    finally:
        del session.send_message


def _note_answer(journal, error):
    """Note in the journal what this error says of the mail that was being sent."""
    if isinstance(error, MailDeliveryException):
        error = error.__context__ or error  # Odoo wraps what the server said
    if isinstance(error, SMTPServerDisconnected):
        journal.lose(str(error))
        return
    code, reason = _reply(error)
    journal.stays()
    if code == CLOSING:
        journal.lose(reason)
    elif code is None:
        journal.refused[journal.current] = reason
    elif is_passing(code):
        journal.put_off[journal.current] = reason
    else:
        journal.rejected[journal.current] = reason
        if isinstance(error, SMTPRecipientsRefused):
            journal.unwanted.add(journal.current)


def _reply(error):
    """(the server's reply code or None, what it said) of an error of `smtplib`."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return None, str(error)
    text = text.decode(errors="replace") if isinstance(text, bytes) else text
    return code, f"{code} {text}"
