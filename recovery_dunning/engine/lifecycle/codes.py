"""The numbers, reasons and actions of the life cycle (XP Z12-012, schematron BR-FR-CDV 1.4), and what follows.

What follows is the house's choice, a default that a manager changes; the numbers and their meaning are the norm's.

>>> code_of("207", ""), code_of("CDV-207", ""), code_of("", "Paiement_transmis"), code_of("999", "")
('207', '207', '211', '999')
>>> effect_of("200"), effect_of("200", ("NON_TRANSMISE",)), effect_of("299")
(<Effect.NOTE: 'note'>, <Effect.UNDELIVERED: 'undelivered'>, <Effect.NOTE: 'note'>)
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import Enum
from typing import NamedTuple


class Effect(str, Enum):
    """What a status does to an invoice."""

    NOTE = "note"
    DELIVERED = "delivered"  # evidence that it arrived
    APPROVED = "approved"  # evidence that it was accepted; ends a dispute
    DISPUTED = "disputed"  # contested, in whole or in part
    SUSPENDED = "suspended"  # the buyer waits for a document
    COMPLETED = "completed"  # we sent it
    REFUSED = "refused"  # everything stops until somebody decides
    PAYMENT_SENT = "payment_sent"  # a word that is waited for
    COLLECTED = "collected"  # our own message
    UNDELIVERED = "undelivered"  # the buyer never got it
    REPLACED = "replaced"  # another invoice took its place
    PAYEE = "payee"  # another is to be paid: it is not ours to chase
    ACCOUNT = "account"  # paid to another account
    OURS = "ours"  # ours to chase again
    CONFIDENTIAL = "confidential"  # must leave no trace towards the buyer


class StatusCode(NamedTuple):
    """A number of the norm: its name, and what follows."""

    name: str
    french: str
    effect: Effect


CODES = {
    "200": StatusCode("Submitted", "Déposée", Effect.NOTE),
    "201": StatusCode("Issued by the platform", "Émise par la plateforme", Effect.NOTE),
    "202": StatusCode("Received by the buyer's platform", "Reçue par la plateforme de l'acheteur", Effect.DELIVERED),
    "203": StatusCode("Made available to the buyer", "Mise à disposition de l'acheteur", Effect.DELIVERED),
    "204": StatusCode("In hand", "Prise en charge", Effect.DELIVERED),
    "205": StatusCode("Approved", "Approuvée", Effect.APPROVED),
    "206": StatusCode("Partly approved", "Approuvée partiellement", Effect.DISPUTED),
    "207": StatusCode("In dispute", "En litige", Effect.DISPUTED),
    "208": StatusCode("Suspended", "Suspendue", Effect.SUSPENDED),
    "209": StatusCode("Completed", "Complétée", Effect.COMPLETED),
    "210": StatusCode("Refused", "Refusée", Effect.REFUSED),
    "211": StatusCode("Payment sent", "Paiement transmis", Effect.PAYMENT_SENT),
    "212": StatusCode("Collected", "Encaissée", Effect.COLLECTED),
    "213": StatusCode("Rejected", "Rejetée", Effect.UNDELIVERED),
    "214": StatusCode("Endorsed", "Visée", Effect.NOTE),
    "220": StatusCode("Cancelled", "Annulée", Effect.REPLACED),
    "221": StatusCode("Routing error", "Erreur de routage", Effect.UNDELIVERED),
    "224": StatusCode("Direct payment asked", "Demande de paiement direct", Effect.NOTE),
    "225": StatusCode("Factored", "Affacturée", Effect.PAYEE),
    "226": StatusCode("Factored in confidence", "Affacturée confidentiel", Effect.CONFIDENTIAL),
    "227": StatusCode("Account to pay changed", "Changement de compte à payer", Effect.ACCOUNT),
    "228": StatusCode("No longer factored", "Non affacturée", Effect.OURS),
    "501": StatusCode("File not receivable", "Fichier irrecevable", Effect.UNDELIVERED),
}

NOT_TRANSMITTED = "NON_TRANSMISE"
TWICE = frozenset({"DOUBLON", "REJ_UNI"})  # the same invoice was sent twice: it says nothing against the first
GROSS_DISPUTED, NET_DISPUTED = "MNATTC", "MNA"
GROSS_APPROVED, NET_APPROVED = "MAPTTC", "MAP"
PAID, COLLECTED = "MPA", "MEN"

# the Invoice Response of Peppol; its "paid" is the buyer's word
PEPPOL = {"AB": "202", "IP": "204", "UQ": "207", "CA": "206", "RE": "210", "AP": "205", "PD": "211"}
# the words in which Odoo's own modules, which differ from version to version, keep what their platform told
WORDS = {
    **dict.fromkeys(("submitted", "sent"), "200"),
    **dict.fromkeys(("AB", "received", "ap_received"), "202"),
    **dict.fromkeys(("made_available", "ap_available"), "203"),
    **dict.fromkeys(("IP", "in_hand"), "204"),
    **dict.fromkeys(("AP", "approved"), "205"),
    **dict.fromkeys(("CA", "partially_approved"), "206"),
    **dict.fromkeys(("UQ", "contested", "dispute"), "207"),
    **{"suspended": "208", "completed": "209", "refused": "210", "payment_sent": "211"},
    **dict.fromkeys(("PD", "paid", "payment_received"), "212"),  # there it is the seller's, not the buyer's
    **dict.fromkeys(("RE", "rejected"), "213"),
    **{"stamped": "214", "cancelled": "220", "routing_error": "221", "direct_payment_query": "224"},
    **{"factored": "225", "undisclosed_factored": "226", "payment_entity_change": "227", "not_factored": "228"},
}
BUYERS = frozenset({"204", "205", "206", "207", "208", "210", "211", "214"})  # what a buyer alone can say
SELLERS_WORD = frozenset({"209", "212", "225", "228"})  # what a seller, or his factor, alone can say
SELLER_ROLES, BUYER_ROLES = frozenset({"SE", "SR"}), frozenset({"BY", "AB"})
SELF_BILLED = frozenset({"261", "389", "471", "472", "473", "500", "501", "502"})

# actions asked for (MDT-121)
ACTIONS = {
    "NOA": "Nothing",
    "PIN": "More information",
    "NIN": "A corrective invoice",
    "CNF": "A credit note for the whole",
    "CNP": "A credit note for a part",
    "CNA": "The sum back",
    "OTH": "Something else",
}


def _plain(label: str) -> str:
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", " ", letters).strip()


LABELS = {_plain(word): code for code, status in CODES.items() for word in (status.french, status.name)} | {
    "recue": "202",
    "mise a disposition": "203",
    "affacture confidentiel": "226",
}


def code_of(written: str, label: str) -> str:
    """The number of a status, from its code or, without one, from its label; empty if neither says it. A number that is
    not the norm's is kept."""
    found = re.search(r"(?<!\d)\d{3}(?!\d)", written)
    return found.group() if found else LABELS.get(_plain(label), written[:20])


def effect_of(code: str, reasons: Collection[str] = (), effects: Mapping[str, str] | None = None) -> Effect:
    """What a status does. `effects`: {number: Effect} where somebody chose otherwise."""
    chosen = (effects or {}).get(code)
    if chosen is not None:
        return Effect(chosen)
    if code == "200" and NOT_TRANSMITTED in reasons:
        return Effect.UNDELIVERED
    return CODES[code].effect if code in CODES else Effect.NOTE
