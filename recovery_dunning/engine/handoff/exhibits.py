"""The pieces of a file: in which folder each lies, its number, its name, and the manifest that proves the whole.

The folders and their order are those that agencies and clerks of courts know. Pieces are numbered through, in the order
of the folders, then of the days; the number stands in the name of the file and on the list of pieces.

>>> invoice = Piece("invoices", "FAC/2026/01.pdf", b"%PDF", day=date(2026, 1, 5))
>>> pieces = number([Piece("mandate", "x.pdf", b""), invoice])
>>> [(piece.number, piece.path) for piece in pieces]
[(1, '20_factures/P01_FAC-2026-01.pdf'), (2, '80_mandat_ou_pouvoir.pdf')]
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

# kind of piece: its folder, or the name of the one file that it is
PLACES = {
    "list": "00_bordereau_des_pieces.pdf",
    "summary": "00_synthese.pdf",
    "statement": "10_decompte.pdf",
    "account": "11_releve_de_compte_certifie.pdf",
    "invoices": "20_factures",
    "credit_notes": "21_avoirs",
    "contract": "30_contrat_devis_commande",
    "delivery": "31_bons_de_livraison_PV",
    "terms": "32_cgv_acceptees.pdf",
    "reminders": "40_relances",
    "formal_notice": "41_mise_en_demeure",
    "answers": "50_reponses_debiteur",
    "disputes": "60_litiges",
    "registry": "70_kbis_debiteur.pdf",
    "mandate": "80_mandat_ou_pouvoir.pdf",
    "bank": "81_rib_creancier.pdf",
    "costs": "90_frais",
    "proof": "95_dossier_de_preuve.pdf",
    "other": "99_autres_pieces",
}
ORDER = tuple(PLACES)
UNNUMBERED = ("list", "summary")
EXPECTED = ("invoices", "contract", "delivery", "terms", "formal_notice", "registry", "mandate", "bank")
LONGEST_NAME = 80
NEVER = date.max


@dataclass(frozen=True, slots=True)
class Piece:
    """One file. `title`: what the list of pieces calls it; `source`: the record it comes from, as `model,id`."""

    kind: str
    name: str
    content: bytes
    title: str = ""
    day: date | None = None
    source: str = ""
    pages: int | None = None
    number: int | None = None
    path: str = ""
    sha256: str = field(default="", compare=False)


def safe_name(name: str) -> str:
    """A name that every system can hold: no accents, no separators, no way out of the folder.

    >>> safe_name("../../Facture n° 12/é.PDF")
    'Facture_n_12-e.PDF'
    >>> safe_name("  ")
    'piece'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[/\\:]+", "-", plain.strip())
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("._-")
    plain = re.sub(r"_{2,}", "_", plain)
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[:LONGEST_NAME].rstrip('._-')}.{ending}" if stem else ending
    return plain[:LONGEST_NAME] or "piece"


def number(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces in their order, each with its number, its path and the hash of its content. Two files never share a
    path."""
    ordered = sorted(pieces, key=lambda piece: (ORDER.index(piece.kind), piece.day or NEVER, piece.name))
    alone = Counter(piece.kind for piece in ordered)
    taken: set[str] = set()
    numbered, last = [], 0
    for piece in ordered:
        if piece.kind in UNNUMBERED:
            own = None
        else:
            last = own = last + 1
        path = _free(_path(piece, own, alone[piece.kind] == 1), taken)
        taken.add(path.lower())
        digest = hashlib.sha256(piece.content).hexdigest()
        numbered.append(replace(piece, number=own, path=path, sha256=digest))
    return numbered


def missing(pieces: Iterable[Piece]) -> list[str]:
    """The kinds of piece that a complete file has and this one lacks, in the order of the folders.

    >>> missing([Piece("invoices", "a.pdf", b""), Piece("mandate", "b.pdf", b"")])
    ['contract', 'delivery', 'terms', 'formal_notice', 'registry', 'bank']
    """
    there = {piece.kind for piece in pieces}
    return [kind for kind in EXPECTED if kind not in there]


def manifest(
    pieces: Iterable[Piece], files: dict[str, bytes], about: Mapping[str, object], made_at: datetime, made_by: str
) -> bytes:
    """The manifest as JSON: of each file its name, size, SHA-256 and the record it comes from.

    :param files: {path: content} of the tables, which are no pieces
    """
    entries = [
        {"name": piece.path, "size": len(piece.content), "sha256": piece.sha256, "source": piece.source}
        for piece in pieces
    ]
    entries += [
        {"name": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "source": ""}
        for path, content in files.items()
    ]
    content = {
        **about,
        "generated_at": made_at.isoformat(sep=" ", timespec="seconds"),
        "generated_by": made_by,
        "files": sorted(entries, key=lambda entry: str(entry["name"])),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def package_name(registration: str, reference: str, day: date) -> str:
    """The name of a debtor's package.

    >>> package_name("732829320", "REC/2026/0001", date(2026, 3, 2))
    'CONTENTIEUX_732829320_2026-03-02'
    >>> package_name("", "REC/2026/0001", date(2026, 3, 2))
    'CONTENTIEUX_REC-2026-0001_2026-03-02'
    """
    return f"CONTENTIEUX_{safe_name(registration or reference)}_{day.isoformat()}"


def _path(piece: Piece, own: int | None, alone: bool) -> str:
    """A kind that is one file has its own name; several of it, or another type of file, lie in a folder."""
    place = PLACES[piece.kind]
    if not place.endswith(".pdf"):
        return f"{place}/P{own:02}_{safe_name(piece.name)}"
    if alone and piece.name.lower().endswith(".pdf"):
        return place
    return f"{place.removesuffix('.pdf')}/P{own or 0:02}_{safe_name(piece.name)}"


def _free(path: str, taken: set[str]) -> str:
    stem, dot, ending = path.rpartition(".")
    candidate, copy = path, 2
    while candidate.lower() in taken:
        candidate = f"{stem}_{copy}{dot}{ending}" if dot else f"{path}_{copy}"
        copy += 1
    return candidate
