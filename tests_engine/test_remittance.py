"""Agencies' files: French and English titles, marks and days, totals, workbooks, and files that mean harm."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.handoff.remittance import DoesNotAddUp, Line, NoColumns, detect, read, share
from engine.tables import spreadsheet
from engine.tables.cells import decimal_mark, parse_amount, parse_day, plain
from engine.tables.spreadsheet import NotATable

DAY = date(2026, 3, 2)


def reading(text, encoding="utf-8", known=None):
    rows = spreadsheet.read(text.encode(encoding))
    return read(rows, detect(rows, known))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("day", ["02/03/2026", "2026-03-02", "02/03/26", "02.03.2026", "2026-03-02 14:05:00"])
def test_a_french_file(encoding, separator, day):
    titles = (
        "N° dossier",
        "Débiteur",
        "Date d'encaissement",
        "Montant encaissé",
        "Commission HT",
        "TVA",
        "Net reversé",
    )
    values = ("A-17", "Éts Lévêque", day, "1 234,50 €", "123,45", "24,69", "1 086,36")
    (line,) = reading("\n".join(map(separator.join, (titles, values))), encoding).lines
    assert (line.reference, line.debtor, line.day, line.misread) == ("A-17", "Éts Lévêque", DAY, None)
    assert (line.gross, line.fee, line.vat, line.net) == tuple(map(Decimal, ("1234.50", "123.45", "24.69", "1086.36")))


def test_an_english_file():
    text = 'Our reference,Collected on,Collected,Fee,Status\nREC/1,2026-03-02,"1,234.50",123.45,In contact\n'
    (line,) = reading(text).lines
    assert (line.case, line.gross, line.fee, line.status) == ("REC/1", Decimal("1234.50"), Decimal("123.45"), "contact")


def test_titles_below_a_heading_and_totals_at_the_end():
    text = "Agence du Centre\n\nDossier;Date;Encaissé\nA;02/03/2026;10,00\nB;02/03/2026;20,00\nTOTAL;;30,00\n"
    found = reading(text)
    assert [line.number for line in found.lines] == [4, 5]
    assert found.totals == {"gross": Decimal("30.00")}


def test_a_debtor_called_total_is_no_total():
    found = reading("Dossier;Débiteur;Encaissé\n;Total Énergies;10,00\nC7;Total;10,00\n")
    assert [line.debtor for line in found.lines] == ["Total Énergies", "Total"]


def test_bad_cells_are_named_and_stop_nothing():
    text = "Dossier;Date;Encaissé\nA;02/03/2026;=1+1\nB;31/02/2026;5\nC;02/03/2026;1e400\nD;02/03/2026;5\n"
    assert [(line.misread, line.said) for line in reading(text).lines] == [
        ("gross", "=1+1"),
        ("day", "31/02/2026"),
        ("gross", "1e400"),
        (None, ""),
    ]


@pytest.mark.parametrize(("text", "missing"), [("Dossier;Date\nA;1\n", "gross"), ("Date;Montant\n1;1\n", "case")])
def test_columns_that_are_missing(text, missing):
    with pytest.raises(NoColumns) as error:
        reading(text)
    assert error.value.missing == missing


def test_the_agency_calls_it_otherwise():
    text = "Machin;Truc;Date\nA;12,00;02/03/2026\n"
    with pytest.raises(NoColumns):
        reading(text)
    (line,) = reading(text, known={"machin": "reference", "truc": "gross", "date": ""}).lines
    assert (line.reference, line.gross, line.day) == ("A", Decimal("12.00"), None)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([(",", " "), (",", "."), (".", ","), (",", "\u202f")]))
def test_amounts_are_read_as_they_are_written(amount, marks):
    mark, thousands = marks
    text = f"{amount:,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)
    assert parse_amount(text, mark) == amount
    assert parse_amount(f"{text} €", mark) == amount
    if abs(amount) >= 1000 or mark == ",":
        assert decimal_mark([text]) == mark


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12.34.56", "--5", "1 234,5,6", "NaN", "Infinity", "1e5", "٣"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError):
        parse_amount(text or "-")


@pytest.mark.parametrize("text", ["32/01/2026", "2026-13-01", "soon", "01/01/1900", "46000"])
def test_what_is_no_day(text):
    with pytest.raises(ValueError):
        parse_day(text)


@given(st.text(max_size=40))
def test_any_title_is_compared(text):
    assert plain(plain(text)) == plain(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        rows = spreadsheet.read(content)
        read(rows, detect(rows))
    except (NotATable, NoColumns):
        pass


# ---- shares ---------------------------------------------------------------------------------------------------------

RATE = Decimal(20)


def line(**values):
    return Line(1, **{name: Decimal(value) for name, value in values.items()})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"gross": "100", "fee": "10"}, ("10", "2.00", "88.00")),
        ({"gross": "100", "fee": "10", "vat": "2", "net": "88"}, ("10", "2", "88")),
        ({"gross": "100", "fee_total": "12"}, ("10.00", "2.00", "88.00")),
        ({"gross": "100", "fee_total": "12", "vat": "2"}, ("10", "2", "88")),
        ({"gross": "100", "net": "88"}, ("10.00", "2.00", "88.00")),
        ({"gross": "100"}, ("0.00", "0.00", "100.00")),
        ({"gross": "10", "fee": "1.03", "vat": "0.20"}, ("1.03", "0.20", "8.77")),  # 0.206 rounded down
    ],
)
def test_shares(said, expected):
    shares = share(line(**said), RATE)
    assert (shares.fee, shares.vat, shares.net) == tuple(map(Decimal, expected))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"gross": "100", "fee": "10", "vat": "5"}, "vat"),
        ({"gross": "100", "fee": "10", "fee_total": "15"}, "vat"),
        ({"gross": "100", "fee": "10", "vat": "2", "fee_total": "15"}, "vat"),
        ({"gross": "100", "fee": "10", "vat": "2", "net": "90"}, "net"),
    ],
)
def test_figures_that_contradict_each_other(said, reason):
    with pytest.raises(DoesNotAddUp) as error:
        share(line(**said), RATE)
    assert error.value.reason == reason


def test_fees_apart_leave_the_gross_whole():
    assert share(line(gross="100", fee="10", net="100"), RATE, apart=True).net == 100


@given(st.decimals(0, 10_000, places=2), st.decimals(0, 10_000, places=2))
def test_the_parts_make_the_whole(gross, net):
    if net <= gross:
        shares = share(line(gross=gross, net=net), RATE)
        assert shares.fee + shares.vat + shares.net == gross


# ---- workbooks ------------------------------------------------------------------------------------------------------


def workbook(*rows, hidden=False):
    book = openpyxl.Workbook()
    sheet = book.active
    if hidden:
        sheet.append(["Notes"])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_keeps_its_types():
    rows = spreadsheet.read(
        workbook(["Dossier", "Date", "Encaissé"], [17, DAY, 12.5], [], [True, "x", None], hidden=True)
    )
    assert rows == [(1, ["Dossier", "Date", "Encaissé"]), (2, [17, DAY, 12.5]), (4, ["True", "x"])]


def test_a_formula_is_not_computed():
    rows = spreadsheet.read(workbook(["Dossier", "Encaissé"], ["A", "=HYPERLINK(1)"]))
    (found,) = read(rows, detect(rows)).lines
    assert found.gross is None


def test_columns_far_out_are_not_read():
    book = openpyxl.Workbook()
    book.active["A1"] = "Dossier"
    book.active["XFD2"] = "far"
    stream = io.BytesIO()
    book.save(stream)
    assert spreadsheet.read(stream.getvalue()) == [(1, ["Dossier"])]


def parts(**contents):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.xml", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b";;;\n", "empty"),
        (b"x" * (spreadsheet.MAX_BYTES + 1), "too_big"),
        (b"a;b\n" * (spreadsheet.MAX_ROWS + 1), "too_long"),
        (b"\xd0\xcf\x11\xe0", "old_excel"),
        (b"%PDF-1.7 \x00\x01", "unreadable"),
        (b"a;" + b"b" * 200_000, "unreadable"),
        (b"\x81\x8d\xff", "unreadable"),
        (b"PK\x03\x04 broken", "unreadable"),
        (parts(sheet=b"0" * (spreadsheet.MAX_UNPACKED + 1)), "bomb"),
        (parts(workbook=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'), "bomb"),
        (parts(nothing=b"<a/>"), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_mean_harm(content, reason):
    with pytest.raises(NotATable) as error:
        spreadsheet.read(content)
    assert error.value.reason == reason


def test_a_column_says_its_decimal_mark():
    assert [decimal_mark([text]) for text in ("1.200.000", "1,200,000", "1.200,5", "12.5", "12")] == [
        ",",
        ".",
        ",",
        ".",
        ",",
    ]


@pytest.mark.parametrize("cell", [DAY, float("1e300"), "1000000000000000"])
def test_a_day_or_more_money_than_there_is_are_no_amounts(cell):
    with pytest.raises(ValueError):
        parse_amount(cell)


def test_the_titles_of_a_file_are_kept_for_the_next_one():
    rows = spreadsheet.read("Dossier;Encaissé;;Remarque\nA;5\n".encode())
    assert detect(rows).mapping() == {"dossier": "reference", "encaisse": "gross", "remarque": ""}
