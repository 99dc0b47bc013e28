"""Whom the contacts of a firm say to write to: which channels reach whom, whom an invoice is made out to, who is named
for which tone. An archived, bounced, black-listed or unusable address is none, and neither is that of somebody who has
moved to another firm."""

from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...engine.channels import mobile_number, phone_regions
from ...engine.facts import Contact, Debtor, Level
from ..outbox.addresses import usable_addresses

BOUNCED = "email_bounced"  # how `mail_tracking` of OCA says that a mail came back for good
NOBODY_KNOWN = {"contact_id": None, "postal_id": None, "phone_id": None}


class Correspondents:
    """Who can be written to of some debtors, made of the rows of `_family_rows`. `reached`: the `Contact` of a row."""

    def __init__(self, rows, reached):
        self._parents, self._contacts = {}, defaultdict(dict)
        self._archived, self._invoice = set(), defaultdict(list)
        self._people = defaultdict(tuple)
        for row in rows:
            self._parents[row.id] = row.parent_id
            if row.active:
                self._contacts[row.debtor_id][row.id] = reached(row)
                if row.type == "invoice" and row.id != row.debtor_id:
                    self._invoice[row.debtor_id].append(row.id)
            elif row.id == row.debtor_id:
                self._archived.add(row.id)

    def name(self, debtor_id, contact_id, tone):
        """Somebody is named for the firmer tones; the firmest come first."""
        if contact := self._contacts[debtor_id].get(contact_id):
            self._people[debtor_id] += (replace(contact, tone=tone),)

    def prefer(self, debtor_id, contact_id):
        """The contact that Odoo writes to about the debtor's invoices, if he is one of his."""
        if contact_id != debtor_id and contact_id in self._contacts[debtor_id]:
            self._invoice[debtor_id].insert(0, contact_id)

    def with_contacts(self):
        """The debtors who have contacts."""
        return [debtor_id for debtor_id, contacts in self._contacts.items() if len(contacts) > 1]

    def of(self, debtor_id):
        """What `ladder.Debtor` is told of one debtor."""
        contacts, order = self._contacts.get(debtor_id), (*self._invoice.get(debtor_id, ()), debtor_id)
        if not contacts:
            return {**NOBODY_KNOWN, "archived": debtor_id in self._archived}
        known = [contacts[contact_id] for contact_id in order if contact_id in contacts]
        return {
            "contact_id": next((contact.id for contact in known if contact.mail), None),
            "postal_id": next((contact.id for contact in known if contact.post), None),
            "phone_id": next((contact.id for contact in known if contact.phone), None),
            "people": self._people.get(debtor_id, ()),
            "archived": debtor_id in self._archived,
        }

    def mailed(self, debtor_id, address_id):
        """Whom a mail of a courteous tone about an invoice made out to `address_id` reaches; None if nobody."""
        debtor = Debtor(debtor_id, (), **self.of(debtor_id))
        if debtor.archived:
            return None
        by_mail = Level(id=0, delay=0)
        return next((a.id for a in self.addresses(debtor_id, address_id) if a.mail), None) or debtor.contact_for(
            by_mail
        )

    def addresses(self, debtor_id, address_id):
        """Whom an invoice is made out to, and his superiors below the debtor: those who can be reached."""
        if address_id == debtor_id or address_id not in self._parents:
            return ()
        chain, contacts = {}, self._contacts[debtor_id]
        while address_id in self._parents and address_id != debtor_id and address_id not in chain:
            chain[address_id] = contacts.get(address_id)
            address_id = self._parents[address_id]
        return tuple(contact for contact in chain.values() if contact)


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _correspondents(self, company, debtor_ids, texts=False):
        """The `Correspondents` of these debtors.

        :param texts: an SMS may leave: then who has no valid mobile number is not reached by telephone
        """
        numbers = list(self.env["res.partner"]._recovery_phone_fields())
        rows = self._family_rows(debtor_ids, numbers)
        mobiles = self._mobiles(company, rows, len(numbers)) if texts else {}

        def reached(row):
            phone = row.id in mobiles if texts else any(row[-len(numbers) :])
            return Contact(row.id, mail=bool(usable_addresses(row.email)), post=row.post, phone=phone)

        found = Correspondents(rows, reached)
        # whom Odoo writes to about invoices is no secret to who writes
        Partner = self.env["res.partner"].sudo()
        for debtor in Partner.browse(found.with_contacts()):
            found.prefer(debtor.id, debtor.address_get(["invoice"])["invoice"])
        query = SQL(
            """SELECT partner_id, contact_id, tone::int FROM recovery_contact WHERE partner_id = ANY(%s)
             ORDER BY tone DESC, sequence, id""",
            list(debtor_ids),
        )
        for named in self.env.execute_query(query):
            found.name(*named)
        return found

    def _family_rows(self, debtor_ids, numbers):
        """Each contact of the debtors, archived ones too; `email`: unless it came back or is black-listed; at the end
        his telephone numbers, unless they were refused."""
        told = [SQL("%s IS NOT TRUE", SQL.identifier("i", name)) for name in self._bounce_fields()]
        asked = [
            SQL(
                "CASE WHEN %(f)s != '' AND %(f)s IS DISTINCT FROM i.recovery_refused_phone THEN %(f)s END",
                f=SQL.identifier("i", name),
            )
            for name in numbers
        ]
        return self._rows(
            SQL(
                """SELECT i.id, i.parent_id, i.active, i.type,
                          CASE WHEN i.id = ANY(%(debtors)s) THEN i.id ELSE i.recovery_debtor_id END AS debtor_id,
                          CASE WHEN i.email IS DISTINCT FROM i.recovery_bounced_email
                                AND blocked.id IS NULL AND %(told)s THEN i.email END AS email,
                          COALESCE(i.street != '' AND i.zip != '' AND i.city != '', FALSE) AS post,
                          i.zip, i.country_id, %(numbers)s
                     FROM res_partner i
                LEFT JOIN mail_blacklist blocked ON blocked.email = i.email_normalized AND blocked.active
                    WHERE i.id = ANY(%(debtors)s) OR i.recovery_debtor_id = ANY(%(debtors)s)
                 ORDER BY i.id""",
                debtors=list(debtor_ids),
                told=SQL(" AND ").join([SQL("TRUE"), *told]),
                numbers=SQL(", ").join(asked),
            )
        )

    def _bounce_fields(self):
        """Fields of contacts, of other add-ons, that say that the address came back for good."""
        field = self.env["res.partner"]._fields.get(BOUNCED)
        return [BOUNCED] if field and field.store else []

    def _mobiles(self, company, rows, count):
        """{contact id: his mobile number}, of those who have one that is valid where they live, and not black-listed.

        :param count: how many telephone numbers end each row
        """
        home, countries, mobiles = company.country_id.code, {row.id: row.country_id for row in rows}, {}
        codes = {
            country.id: country.code for country in self.env["res.country"].browse(filter(None, {*countries.values()}))
        }
        for row in rows:
            regions = phone_regions(codes.get(row.country_id or countries.get(row.debtor_id)), row.zip, home)
            found = next(filter(None, (mobile_number(text, regions) for text in row[-count:] if text)), None)
            if found:
                mobiles[row.id] = found
        query = SQL("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", list(set(mobiles.values())))
        blocked = {number for (number,) in self.env.execute_query(query)}
        return {contact_id: number for contact_id, number in mobiles.items() if number not in blocked}
