"""Mails of ours told to a mail server, one after another over one connection, without what Odoo does anew for each."""

import logging
from functools import lru_cache
from smtplib import SMTP, SMTPServerDisconnected

import psycopg2
from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import email_split_and_format_normalize

from .wire_message import wire_message

_logger = logging.getLogger(__name__)


@lru_cache(maxsize=1024)
def normalized_sender(address):
    """The first address of whoever sends, as Odoo writes it; a run has few of them.

    >>> normalized_sender("Desk <Desk@Example.com>")
    '"Desk" <desk@example.com>'
    """
    return (email_split_and_format_normalize(address) or [address])[0]


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _send(self, auto_commit=False, smtp_session=None, **options):
        journal = self.env.context.get("recovery_journal")
        if journal is None:
            return super()._send(auto_commit=auto_commit, smtp_session=smtp_session, **options)
        try:
            # of another kind of gateway nothing is known: Odoo talks to it
            if isinstance(smtp_session, SMTP) and not self.env["ir.mail_server"]._disable_send():
                where = {"mail_server": options.get("mail_server"), "domain_id": options.get("alias_domain_id")}
                return self._recovery_tell(journal, smtp_session, **where)
            return super()._send(auto_commit=False, smtp_session=smtp_session, **options)
        except (SMTPServerDisconnected, UserError) as error:
            journal.lose(str(error))
            return True

    def _recovery_tell(self, journal, session, mail_server, domain_id):
        """Tell these mails to the server; the journal knows what it answers, and what became of them is written for
        all of them together, afterwards.

        :raises SMTPServerDisconnected: the connection is lost
        :raises UserError: one of them must not go through this server
        """
        if mail_server and not self._filter_mail_mail_servers(mail_server):
            raise UserError(self.env._("This mail server is not for these mails."))
        domain = self.env["mail.alias.domain"].sudo().browse(domain_id or [])  # its addresses, whoever sends
        server = self._recovery_server(domain)
        for mail in self.filtered(lambda mail: mail.state == "outgoing"):
            try:
                mail._recovery_tell_one(server, session, mail_server)
            except (psycopg2.Error, SMTPServerDisconnected, MemoryError):
                raise
            except Exception as error:
                _logger.warning("recovery mail %s did not leave", mail.id, exc_info=error)
                if not (journal.lost or journal.is_answered(mail.id)):
                    journal.refused[mail.id] = str(error)
            if not (journal.lost or journal.is_answered(mail.id)):
                journal.refused[mail.id] = server.NO_VALID_RECIPIENT
        return True

    def _recovery_server(self, domain):
        """What tells the mails, with the addresses that are those of all of them: Odoo looks for them for each."""
        server = self.env["ir.mail_server"]
        return server.with_context(
            domain_notifications_email=domain.default_from_email or server._get_default_from_address(),
            domain_bounce_address=domain.bounce_email or server._get_default_bounce_address(),
        )

    def _recovery_tell_one(self, server, session, mail_server):
        """One message to each addressee, as Odoo composes it."""
        sender = normalized_sender(self.email_from)
        for said in self._prepare_outgoing_list(mail_server=mail_server or self.mail_server_id, doc_to_followers={}):
            context = {"send_validated_to": said["email_to_normalized"]}
            if bounces := said["headers"].get("Return-Path"):
                context["domain_bounce_address"] = bounces
            try:
                server.with_context(**context).send_email(
                    wire_message(sender, said), mail_server_id=self.mail_server_id.id, smtp_session=session
                )
            except AssertionError as error:  # no address to send to: the other addressees have theirs
                if str(error) != server.NO_VALID_RECIPIENT:
                    raise
