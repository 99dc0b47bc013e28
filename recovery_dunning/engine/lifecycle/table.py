"""Which reasons a status may give (schematron BR-FR-CDV 1.4), what each means for the desk, and the table of both.

>>> REASONS["PU_ERR"].dispute, REASONS["DOUBLON"].dispute
('price', 'invoice')
>>> contested(None, None, None, Decimal(120)), contested(Decimal(20), None, None, Decimal(120))
((Decimal('120'), False), (Decimal('20'), True))
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from .codes import ACTIONS, CODES, effect_of
from .standing import Entry, Standing, standing


class ReasonCode(NamedTuple):
    """A reason of the norm: its name, the kind of dispute that it makes, and what to do about it."""

    name: str
    dispute: str
    advice: str


CORRECT = "Make the corrective invoice, or send it anew."
PRICE = "Compare with the order, and ask for the difference where it is not told."
REFERENCE = "Supply the reference, or correct the invoice."
ANEW = "Correct what the platform refused, cancel the invoice by an entry and issue it anew."
FILE = "The file never left: correct it and send it again."
REASONS = {
    "NON_TRANSMISE": ReasonCode("The buyer has no platform", "", "Send a readable duplicate: it never arrived."),
    "ROUTAGE_ERR": ReasonCode("Not routed", "", "The platforms try again; look at the address if it lasts."),
    "PU_ERR": ReasonCode("Unit price", "price", PRICE),
    "REM_ERR": ReasonCode("Discount", "price", PRICE),
    "QTE_ERR": ReasonCode("Quantity", "price", PRICE),
    "ART_ERR": ReasonCode("Wrong item", "quality", "Compare with the order and the delivery note."),
    "LIVR_INCOMP": ReasonCode("Delivery incomplete", "not_received", "Send the proof of delivery."),
    "QUALITE_ERR": ReasonCode("Quality", "quality", "Ask for what is wrong, with photographs."),
    "CMD_ERR": ReasonCode("Order number wrong or missing", "invoice", REFERENCE),
    "REF_CT_ABSENT": ReasonCode("Reference required by the contract missing", "invoice", REFERENCE),
    "REF_ERR": ReasonCode("Reference wrong", "invoice", REFERENCE),
    "SIRET_ERR": ReasonCode("Establishment wrong", "invoice", "Correct the SIRET, and address it anew."),
    "CODE_ROUTAGE_ERR": ReasonCode("Service code wrong", "invoice", "Correct the service code, and address it anew."),
    "DEST_ERR": ReasonCode("Not the right addressee", "invoice", "Leave this debtor in peace; look for the right one."),
    "DEST_INC": ReasonCode("Addressee unknown", "invoice", "Correct the address, and issue it anew."),
    "ADR_ERR": ReasonCode("Electronic address wrong", "invoice", "Correct the address, and issue it anew."),
    "EMMET_INC": ReasonCode("We are unknown to the buyer", "other", "Get in touch, with the proof of the contract."),
    "TRANSAC_INC": ReasonCode("Transaction unknown", "not_received", "Send the order and the proof of delivery."),
    "CONTRAT_TERM": ReasonCode("Contract ended", "other", "Have the end of the contract looked at."),
    "DOUBLON": ReasonCode("Received already", "invoice", "Look for the first one, and go on with that."),
    "DOUBLE_FACT": ReasonCode(
        "Invoiced elsewhere, or tax data sent twice", "invoice", "It has two meanings: look which one is meant."
    ),
    "NON_CONFORME": ReasonCode("Legal mention missing", "invoice", CORRECT),
    "TX_TVA_ERR": ReasonCode("VAT rate", "invoice", CORRECT),
    "MONTANTTOTAL_ERR": ReasonCode("Total wrong", "price", CORRECT),
    "CALCUL_ERR": ReasonCode("Computed wrong", "price", CORRECT),
    "MODPAI_ERR": ReasonCode("Terms of payment", "invoice", "Check the due date before any penalty."),
    "COORD_BANC_ERR": ReasonCode(
        "Bank details", "invoice", "Give the bank details on a second way; no penalty meanwhile."
    ),
    "JUSTIF_ABS": ReasonCode("Supporting document missing", "invoice", "Send the document, and set 209."),
    "AUTRE": ReasonCode("Other", "other", "Read what the buyer writes."),
    "REJ_UNI": ReasonCode("Deposited twice", "", "Look for the first one, and go on with that."),
    "REJ_SEMAN": ReasonCode("Refused by the platform: content", "", ANEW),
    "REJ_COH": ReasonCode("Refused by the platform: coherence", "", ANEW),
    "REJ_ADR": ReasonCode("Refused by the platform: address", "", ANEW),
    "REJ_CONT_B2G": ReasonCode("Refused by the platform: public sector", "", ANEW),
    "REJ_REF_PJ": ReasonCode("Refused by the platform: reference of an attachment", "", ANEW),
    "REJ_ASS_PJ": ReasonCode("Refused by the platform: attachment", "", ANEW),
    "RETRAIT_MAN_SERV": ReasonCode("Withdrawn by the service", "other", CORRECT),
    "ST_CT_NON_DECLAR": ReasonCode("Subcontractor not declared", "other", "Have the declaration made."),
    "SUPPR_COMP_AVOIR": ReasonCode("Credit note offset removed", "other", "Look at it with the public accountant."),
    "TRANSF_PMNT_REGIE": ReasonCode("Paid by an imprest account", "other", "Ask that account for the payment."),
    "IRR_VIDE_F": ReasonCode("File empty", "", FILE),
    "IRR_TYPE_F": ReasonCode("Type of file", "", FILE),
    "IRR_SYNTAX": ReasonCode("Syntax of the file", "", FILE),
    "IRR_TAILLE_PJ": ReasonCode("Attachment too large", "", FILE),
    "IRR_NOM_PJ": ReasonCode("Name of the attachment", "", FILE),
    "IRR_VID_PJ": ReasonCode("Attachment empty", "", FILE),
    "IRR_EXT_DOC": ReasonCode("Type of the attachment", "", FILE),
    "IRR_TAILLE_F": ReasonCode("File too large", "", FILE),
    "IRR_ANTIVIRUS": ReasonCode("Virus found", "", FILE),
    "IRR_NOM_F": ReasonCode("Name of the file", "", FILE),
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PARTLY = _words(
    "AUTRE CMD_ERR SIRET_ERR CODE_ROUTAGE_ERR REF_CT_ABSENT REF_ERR PU_ERR REM_ERR QTE_ERR ART_ERR MODPAI_ERR "
    "QUALITE_ERR LIVR_INCOMP"
)
REFUSAL = _words(
    "TX_TVA_ERR MONTANTTOTAL_ERR CALCUL_ERR NON_CONFORME DOUBLON DEST_ERR TRANSAC_INC EMMET_INC CONTRAT_TERM "
    "DOUBLE_FACT CMD_ERR ADR_ERR REF_CT_ABSENT"
)
PUBLIC_REFUSAL = _words(
    "RETRAIT_MAN_SERV ST_CT_NON_DECLAR SUPPR_COMP_AVOIR TRANSF_PMNT_REGIE AUTRE COORD_BANC_ERR LIVR_INCOMP"
)
ALLOWED = {
    "200": ("NON_TRANSMISE",),
    "206": PARTLY,
    "207": tuple(dict.fromkeys((*REFUSAL, *PARTLY, "COORD_BANC_ERR", "DEST_INC"))),
    "208": _words("JUSTIF_ABS COORD_BANC_ERR CMD_ERR SIRET_ERR CODE_ROUTAGE_ERR REF_CT_ABSENT REF_ERR"),
    "210": (*REFUSAL, *PUBLIC_REFUSAL),
    "213": _words(
        "MONTANTTOTAL_ERR CALCUL_ERR DOUBLON DEST_INC ADR_ERR REJ_SEMAN REJ_UNI REJ_COH REJ_ADR REJ_CONT_B2G "
        "REJ_REF_PJ REJ_ASS_PJ"
    ),
    "221": ("ROUTAGE_ERR",),
    "501": tuple(code for code in REASONS if code.startswith("IRR_")),
}
COMPULSORY = ("206", "207", "208", "210", "213", "501")  # a reason must be given


def contested(
    disputed: Decimal | None, approved: Decimal | None, action: str | None, open_amount: Decimal
) -> tuple[Decimal, bool]:
    """(what is contested of an amount that is open, whether the buyer told a figure). Without one, it is all of it;
    who asks for a credit note on the whole contests the whole; figures net of VAT are not told here, nobody knows what
    they are with it. The approved part is not contested.

    >>> contested(None, Decimal(100), None, Decimal(120)), contested(Decimal(20), None, "CNF", Decimal(120))
    ((Decimal('20'), True), (Decimal('120'), True))
    >>> contested(Decimal(500), None, None, Decimal(120))
    (Decimal('120'), True)
    """
    if action == "CNF":
        return open_amount, True
    told = disputed if disputed is not None else None if approved is None else open_amount - abs(approved)
    if told is None or not told:
        return open_amount, False
    return min(abs(told), open_amount), True


class Row(NamedTuple):
    """A line of the table: what came, and what follows."""

    code: str
    status: str
    reason: str
    told: str
    standing: str
    follows: str


# what an invoice of 1,200.00 with all taxes is in each standing
SENTENCES = {
    "": "Kept in the time line; nothing follows.",
    "delivered": "Proof of delivery; dunning goes on.",
    "approved": "Proof of acceptance; a dispute ends; dunning goes on.",
    "suspended": "Held until the document is sent (209), with an end and a task.",
    "refused": "Everything stops; a decision task: cancel and issue anew, or contest.",
    "payment_sent": "Waited for: {amount}, three bank days from the day of payment; then a broken word.",
    "undelivered": "Never delivered: not dunned, a task to send it anew.",
    "replaced": "Replaced by another invoice: not dunned.",
    "payee": "Another is to be paid: not dunned for us.",
}
OPEN = Decimal(1200)
GIVEN = {"disputed": Decimal(200), "announced": Decimal(400)}


def rows() -> Iterator[Row]:
    """The table: each status alone, with each reason that it may give, with and without a figure, with each action that
    it may ask for, and after the invoice has arrived."""
    for code in CODES:
        if code not in COMPULSORY:
            yield _row(code)
        for reason in ALLOWED.get(code, ()):
            yield _row(code, reason)
            if code in ("206", "207"):
                yield _row(code, reason, told="disputed")
            if code == "213":
                yield _row(code, reason, arrived=True)
        if code in ("206", "207", "208"):
            for action in ACTIONS:
                yield _row(code, ALLOWED[code][0], action=action)
    yield _row("211", told="announced")


def _row(code: str, reason: str = "", told: str = "", action: str = "", arrived: bool = False) -> Row:
    reasons = (reason,) if reason else ()
    disputed, announced = (GIVEN[name] if told == name else None for name in ("disputed", "announced"))
    effect = effect_of(code, reasons)
    entry = Entry("this", datetime(2026, 9, 2), code, effect, reasons, disputed=disputed, announced=announced)
    before = [Entry("before", datetime(2026, 9, 1), "203", effect_of("203"))] if arrived else []
    found = standing([*before, entry])
    said = ", ".join(filter(None, (told and f"{told} {GIVEN[told]:,.2f}", action, "after 203" if arrived else "")))
    return Row(code, CODES[code].name, reason, said, found.name, _follows(found, entry, action))


def _follows(found: Standing, entry: Entry, action: str) -> str:
    advice = REASONS[entry.reasons[0]].advice if entry.reasons else ""
    sentence = SENTENCES.get(found.name, "")
    if found.name == "disputed":
        amount, told = contested(entry.disputed, entry.approved, action, OPEN)
        kind = REASONS[entry.reasons[0]].dispute or "other"
        sentence = f"Dispute ({kind}) on {amount:,.2f} of {OPEN:,.2f}; {OPEN - amount:,.2f} goes on being dunned."
        advice = advice if told else f"{advice} Ask how much is contested."
        advice += f" The buyer asks for: {ACTIONS[action].lower()}." if action else ""
    elif found.name == "payment_sent":
        sentence = sentence.format(amount="all" if entry.announced is None else f"{entry.announced:,.2f}")
    elif found.because is not entry and found.name:
        sentence = "Kept in the time line: the invoice that arrived stands. " + sentence
    return f"{sentence} {advice}".strip()


HEAD = """# What a status of the e-invoice's life cycle does

Made by `tests_engine/test_lifecycle_table.py` from the rules in `recovery_dunning/engine/lifecycle/`; do not edit.
An invoice of 1,200.00 that is overdue gets the status alone (or after 203, where said). What follows is a default: a
manager changes it under *Configuration › Life cycle*. Reasons are those that the official checks allow (B2B, and of
Chorus Pro for 210).

| status | reason | told | it stands as | what the product does |
|---|---|---|---|---|
"""


def page() -> str:
    """The table as a page."""
    lines = (
        f"| {row.code} {row.status} | {row.reason} | {row.told} | {row.standing} | {row.follows} |" for row in rows()
    )
    return HEAD + "\n".join(lines) + "\n"
