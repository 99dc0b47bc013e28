"""What a collection agency pays over (reversement): the columns of its file, and each line as values or with the reason
why it cannot be read. French or English, decimal comma or point, days either way.

>>> from engine.tables.spreadsheet import read as table
>>> rows = table("Votre réf;Date;Encaissé;Honoraires HT;TVA\\nREC/1;02/03/2026;1 200,00 €;120,00;24,00\\n".encode())
>>> line, = read(rows, detect(rows)).lines
>>> line.case, line.day, line.gross, line.fee, line.vat, line.misread
('REC/1', datetime.date(2026, 3, 2), Decimal('1200.00'), Decimal('120.00'), Decimal('24.00'), None)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ..tables.cells import at, decimal_mark, parse_amount, parse_day, plain, text_of
from ..tables.spreadsheet import Cell, Row

# what a column may be, and the titles it is known by
TITLES = {
    "case": "case|our reference|your reference|votre reference|votre ref|ref client|reference client|"
    "reference creancier|ref creancier|ref donneur d ordre|dossier client|creditor reference|client reference|"
    "case number|dossier_ref",
    "reference": "reference|ref|agency reference|dossier|no dossier|n dossier|numero dossier|numero de dossier|"
    "num dossier|notre reference|notre ref|file|file number|ref dossier|reference dossier|reference agence",
    "invoice": "invoice|invoice number|facture|factures|no facture|n facture|numero facture|numero de facture|"
    "num facture|ref facture|reference facture|document|piece",
    "debtor": "debtor|debiteur|nom|nom debiteur|debtor name|nom du debiteur|raison sociale|client|name",
    "day": "date|payment date|date paiement|date de paiement|date encaissement|date d encaissement|date reglement|"
    "date de reglement|collected on|date collected|date du reglement|date valeur|date du paiement",
    "gross": "gross|collected|amount collected|gross amount|amount|montant|montant encaisse|encaisse|encaissement|"
    "montant recouvre|recouvre|montant brut|brut|reglement|montant regle|montant du reglement|paid",
    "fee": "fee|fees|commission|fee excl vat|commission ht|honoraires|honoraires ht|montant ht|montant commission|"
    "commissions|commissions ht|fee net of vat|montant honoraires|frais ht",
    "vat": "vat|vat on fee|vat amount|tva|montant tva|tva honoraires|tva commission|tva sur honoraires|"
    "tva sur commission|tax",
    "fee_total": "fee incl vat|commission ttc|honoraires ttc|commissions ttc|montant ttc|frais ttc|total fee",
    "net": "net|net amount|remitted|net remitted|montant net|net reverse|reverse|montant reverse|a reverser|"
    "reversement|net a reverser|net paid over",
    "currency": "currency|devise|monnaie|ccy",
    "status": "status|statut|etat|situation|state|etat dossier|statut dossier",
    "payment": "payment reference|payment id|ref paiement|reference paiement|no reglement|reference reglement|"
    "ref reglement|numero reglement|numero de reglement|transaction|no paiement",
}
COLUMN_OF_TITLE = {title: column for column, titles in TITLES.items() for title in titles.split("|")}
IDENTIFY = ("case", "reference", "invoice")
AMOUNTS = ("gross", "fee", "vat", "fee_total", "net")
TOTALS = ("total", "totals", "totaux", "total general", "sous total", "grand total", "subtotal", "total reverse")
HEAD_ROWS = 30  # where the titles are looked for

# what agencies write of a case, and our status for it
STATUS_WORDS = {
    "received": "received|recu|pris en charge|enregistre|ouvert",
    "contact": "in contact|en cours|en contact|contact|relance|in progress",
    "promise": "promise|promesse|promesse de paiement",
    "plan": "plan|payment plan|echeancier|echelonnement|moratoire",
    "partly": "partly paid|partial|acompte|paiement partiel|partiel|regle partiellement",
    "paid": "paid|paye|solde|regle|paid in full|termine paye",
    "court": "court|judiciaire|contentieux|en justice|legal",
    "refused": "refused|refuse|non pris en charge|rejete",
    "uncollectable": "uncollectable|irrecouvrable|insolvable|clos sans resultat|non recouvre|npai",
}
STATUS_OF_WORD = {word: status for status, words in STATUS_WORDS.items() for word in words.split("|")}


class NoColumns(ValueError):
    """No line of the file names its columns, or `missing` is not among them: `gross`, or what tells the case."""

    def __init__(self, missing: str):
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the titles stand (the place of their row), the titles, and the place of each column that is known."""

    head: int
    titles: tuple[str, ...]
    places: Mapping[str, int]

    def mapping(self) -> dict[str, str]:
        """{title, compared as `plain`: column}: what is kept of it for the agency's next file."""
        column_at = {place: column for column, place in self.places.items()}
        return {plain(title): column_at.get(place, "") for place, title in enumerate(self.titles) if plain(title)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file. Amounts are as they were read, None where the file says nothing. `misread`:
    the column that holds no number or no day, `said` what stands there."""

    number: int
    case: str = ""
    reference: str = ""
    invoice: str = ""
    debtor: str = ""
    day: date | None = None
    gross: Decimal | None = None
    fee: Decimal | None = None
    vat: Decimal | None = None
    fee_total: Decimal | None = None
    net: Decimal | None = None
    currency: str = ""
    status: str = ""
    payment: str = ""
    misread: str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a file, and the totals that it gives itself by column."""

    lines: Sequence[Line]
    totals: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shares:
    """How a gross amount is divided: the fee, its VAT, and the net for the creditor."""

    fee: Decimal
    vat: Decimal
    net: Decimal


class DoesNotAddUp(ValueError):
    """`reason`: `vat` where the VAT is not that of the fee, `net` where the parts do not make the whole."""

    def __init__(self, reason: str, expected: Decimal):
        super().__init__(reason)
        self.reason = reason
        self.expected = expected


# ---- columns --------------------------------------------------------------------------------------------------------


def detect(rows: Sequence[Row], known: Mapping[str, str] | None = None) -> Layout:
    """The columns of a file, by their titles; `known` is the agency's own {title: column}, and comes first.

    :raises NoColumns: there is no amount, or nothing that tells the case
    """
    layouts = [_layout(place, cells, known or {}) for place, (_number, cells) in enumerate(rows[:HEAD_ROWS])]
    layout = max(layouts, key=lambda layout: len(layout.places))  # the first of the best
    for missing, columns in (("gross", ("gross",)), ("case", IDENTIFY)):
        if not any(column in layout.places for column in columns):
            raise NoColumns(missing)
    return layout


def _layout(place: int, cells: Sequence[Cell], known: Mapping[str, str]) -> Layout:
    titles = tuple(str(cell or "") for cell in cells)
    places: dict[str, int] = {}
    for position, title in enumerate(map(plain, titles)):
        column = known.get(title, COLUMN_OF_TITLE.get(title, "")) if title else ""
        if column:
            places.setdefault(column, position)
    return Layout(place, titles, places)


# ---- lines ----------------------------------------------------------------------------------------------------------


def read(rows: Sequence[Row], layout: Layout) -> Reading:
    """Every line below the titles. A line that says `total` and names no case is the file's own sum."""
    below = rows[layout.head + 1 :]
    places = layout.places
    amounts = [at(cells, places.get(column)) for _number, cells in below for column in AMOUNTS]
    mark = decimal_mark(cell for cell in amounts if isinstance(cell, str))
    lines, totals = [], {}
    for number, cells in below:
        line = _line(number, cells, places, mark)
        if _is_total(line, cells, places):
            totals = {column: getattr(line, column) for column in AMOUNTS if getattr(line, column) is not None}
        else:
            lines.append(line)
    return Reading(lines, totals)


def _line(number: int, cells: Sequence[Cell], places: Mapping[str, int], mark: str) -> Line:
    def text(column: str) -> str:
        return text_of(at(cells, places.get(column)))

    amounts: dict[str, Decimal | None] = dict.fromkeys(AMOUNTS)
    day, misread, said = None, None, ""
    for column in (*AMOUNTS, "day"):
        cell = at(cells, places.get(column))
        try:
            if column == "day":
                day = parse_day(cell)
            else:
                amounts[column] = parse_amount(cell, mark)
        except ValueError:
            misread, said = column, str(cell)[:80]
    return Line(
        number,
        case=text("case"),
        reference=text("reference"),
        invoice=text("invoice"),
        debtor=text("debtor"),
        day=day,
        gross=amounts["gross"],
        fee=amounts["fee"],
        vat=amounts["vat"],
        fee_total=amounts["fee_total"],
        net=amounts["net"],
        currency=text("currency"),
        status=STATUS_OF_WORD.get(plain(text("status")), ""),
        payment=text("payment"),
        misread=misread,
        said=said,
    )


def _is_total(line: Line, cells: Sequence[Cell], places: Mapping[str, int]) -> bool:
    named = [at(cells, places.get(column)) for column in IDENTIFY]
    named = [cell for cell in named if cell is not None and not _says_total(cell)]
    return not named and line.day is None and any(_says_total(cell) for cell in cells)


def _says_total(cell: Cell) -> bool:
    return isinstance(cell, str) and plain(cell) in TOTALS


# ---- amounts --------------------------------------------------------------------------------------------------------


def share(line: Line, rate: Decimal, unit: Decimal = Decimal("0.01"), apart: bool = False) -> Shares:
    """How the gross of `line` is divided, what the file leaves out computed from the rest. `rate`: VAT on the fee in
    percent; `unit`: the smallest amount of the currency, which each figure may be off by; `apart`: fees are billed
    apart, the gross is paid over whole.

    :raises DoesNotAddUp: the figures contradict each other

    >>> share(Line(1, gross=Decimal(100), net=Decimal(88)), Decimal(20))
    Shares(fee=Decimal('10.00'), vat=Decimal('2.00'), net=Decimal('88.00'))
    """
    fee, vat, gross = line.fee, line.vat, line.gross or Decimal(0)
    total = line.fee_total
    if total is None and fee is None and line.net is not None:
        total = gross - line.net
    if fee is None:
        fee = _round((total or Decimal(0)) * 100 / (100 + rate), unit) if vat is None else (total or Decimal(0)) - vat
    expected = _round(fee * rate / 100, unit)
    if vat is None:
        vat = total - fee if total is not None else expected
    if abs(vat - expected) > unit:
        raise DoesNotAddUp("vat", expected)
    if line.fee_total is not None and abs(line.fee_total - fee - vat) > unit:
        raise DoesNotAddUp("vat", line.fee_total - fee)
    net = gross - (Decimal(0) if apart else fee + vat)
    if line.net is not None and line.net != net:
        raise DoesNotAddUp("net", net)
    return Shares(fee, vat, net)


def _round(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
