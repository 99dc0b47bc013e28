"""Whom the book says to write to: which channels reach somebody, and who is named for which tone."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine.facts import Contact


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _reached(self, alias):
        """{channel: condition} under which it reaches the contact that a query calls `alias`: a mail address that has
        not come back, a complete postal address, a telephone number that has not been refused."""
        filled = SQL("(%(c)s.street != '' AND %(c)s.zip != '' AND %(c)s.city != '')", c=SQL.identifier(alias))
        return {
            "mail": SQL(
                "(%(c)s.email LIKE '%%@%%' AND %(c)s.email IS DISTINCT FROM %(c)s.recovery_bounced_email)",
                c=SQL.identifier(alias),
            ),
            "post": filled,
            "phone": SQL(
                "(%(c)s.phone != '' AND %(c)s.phone IS DISTINCT FROM %(c)s.recovery_refused_phone)",
                c=SQL.identifier(alias),
            ),
        }

    def _people(self, debtor_ids):
        """{debtor id: the `Contact` named for him}, those for the firmest tones first."""
        rows = self.env.execute_query(
            SQL(
                """SELECT named.partner_id, c.id, named.tone::int, %(mail)s, %(post)s, %(phone)s
                     FROM recovery_contact named JOIN res_partner c ON c.id = named.contact_id AND c.active
                    WHERE named.partner_id IN %(debtors)s
                 ORDER BY named.tone DESC, named.sequence, named.id""",
                **self._reached("c"),
                debtors=tuple(debtor_ids),
            )
        )
        people = defaultdict(tuple)
        for debtor_id, contact_id, tone, mail, post, phone in rows:
            people[debtor_id] += (Contact(contact_id, tone, bool(mail), bool(post), bool(phone)),)
        return people
