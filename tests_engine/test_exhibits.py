"""Pieces are numbered through, lie where a clerk looks for them, never share a path, and are proved by hashes."""

import hashlib
import json
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from engine.handoff.exhibits import ORDER, PLACES, UNNUMBERED, Piece, manifest, number, safe_name

PIECES = st.lists(
    st.builds(
        Piece,
        kind=st.sampled_from(ORDER),
        name=st.text(max_size=30),
        content=st.binary(max_size=20),
        day=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ),
    max_size=25,
)


@given(PIECES)
def test_every_piece_has_its_place_and_its_number(pieces):
    numbered = number(pieces)
    assert sorted(piece.content for piece in numbered) == sorted(piece.content for piece in pieces)
    paths = [piece.path.lower() for piece in numbered]
    assert len(paths) == len(set(paths))
    numbers = [piece.number for piece in numbered if piece.kind not in UNNUMBERED]
    assert numbers == list(range(1, len(numbers) + 1))
    for piece in numbered:
        assert piece.path.startswith(PLACES[piece.kind].removesuffix(".pdf"))
        assert ".." not in piece.path.split("/")
        assert piece.path.count("/") <= 1


@given(st.text(max_size=300))
def test_a_name_is_safe(name):
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 90
    assert safe.isascii()
    assert not set(safe) & set('/\\:*?"<>|\n\r\0 ')
    assert not safe.startswith(".")


@given(PIECES)
def test_the_manifest_proves_every_file(pieces):
    numbered = number(pieces)
    files = {"01_dossier.csv": b"a;b"}
    content = json.loads(manifest(numbered, files, {"dossier": "R1"}, datetime(2026, 3, 2, 8), "Camille"))
    hashes = {entry["name"]: entry["sha256"] for entry in content["files"]}
    contents = {piece.path: piece.content for piece in numbered} | files
    assert hashes == {path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}
    assert (content["dossier"], content["generated_by"]) == ("R1", "Camille")
