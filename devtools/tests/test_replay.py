"""The book of a replay: what is refused, with which sentence, and the count that the replay is held against."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from devtools import book_loader, demo_book, french_company, replay, replay_report
from devtools.book_csv import BookError, expected_counts, read_book, span, without_disputes
from devtools.platform import REPOSITORY
from devtools.replay_report import LevelCount

HEAD = "countryCode,customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate"
LINES = (
    "391,0379-NEVHP,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013",  # early
    "406,8976-AMJEO,7900770,1/26/2013,2/25/2013,61.74,Yes,3/3/2013",  # 6 days late
    "391,2820-XGXSB,9231909,7/3/2013,8/2/2013,65.88,No,8/10/2013",  # 8 days late: not more than 8
    "406,9322-YCTQO,9888306,2/10/2013,3/12/2013,105.92,No,3/28/2013",  # 16 days late
)


@pytest.fixture
def book(tmp_path):
    """Writes a file of these lines below the head, and returns its path."""

    def write(*lines: str, head: str = HEAD):
        path = tmp_path / "book.csv"
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def test_a_book_is_read(book):
    invoices = read_book(book(*LINES))
    assert [invoice.days_late for invoice in invoices] == [-17, 6, 8, 16]
    assert invoices[1].amount == Decimal("61.74")
    assert [invoice.disputed for invoice in invoices] == [False, True, False, False]
    assert span(invoices) == (date(2013, 2, 1), date(2013, 8, 10))


def test_a_payment_on_the_day_of_a_level_comes_before_its_run(book):
    invoices = read_book(book(*LINES))
    assert expected_counts(invoices, (3, 8, 15, 30, 45)) == [3, 1, 1, 0, 0]
    assert expected_counts(without_disputes(invoices), (3, 8, 15, 30, 45)) == [2, 1, 1, 0, 0]


def test_the_mark_of_a_spreadsheet_is_no_part_of_the_first_column(book):
    path = book("A,1,1/2/2013,2/1/2013,55.94,No,1/15/2013", head=f"\ufeff{HEAD.partition(',')[2]}")
    assert read_book(path)[0].customer == "A"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("391,A,1,1/2/2013,2013-02-01,55.94,No,1/15/2013", "line 3, column DueDate: “2013-02-01” is not a date"),
        ("391,A,1,1/2/2013,2/30/2013,55.94,No,1/15/2013", "line 3, column DueDate: “2/30/2013” is not a date"),
        ("391,A,1,1/2/2013,2/1/2013,55.94,No,", "line 3, column SettledDate: “” is not a date"),
        ("391,A,1,1/2/2013,2/1/2013,abc,No,1/15/2013", "line 3, column InvoiceAmount: “abc” is not an amount"),
        ("391,A,1,1/2/2013,2/1/2013,nan,No,1/15/2013", "line 3, column InvoiceAmount: “nan” is not an amount"),
        ("391,A,1,1/2/2013,2/1/2013,-5,No,1/15/2013", "line 3, column InvoiceAmount: “-5” is not an amount"),
        ("391,A,1,1/2/2013,2/1/2013,0,No,1/15/2013", "line 3, column InvoiceAmount: “0” is not an amount"),
        ("391,A,1,1/2/2013,2/1/2013,5,Maybe,1/15/2013", "line 3, column Disputed: “Maybe” is neither Yes nor No"),
        ("391,,1,1/2/2013,2/1/2013,5,No,1/15/2013", "line 3, column customerID: it is empty"),
        ("391,A,1,1/2/2013,2/1/2013,5,No,1/1/2013", "line 3, column SettledDate: 1/1/2013 is before the invoice"),
        ("391,A,1,1/2/2013,1/1/2013,5,No,1/15/2013", "line 3, column DueDate: 1/1/2013 is before the invoice"),
        ("391,A,611365,1/2/2013,2/1/2013,5,No,1/15/2013", "line 3, column invoiceNumber: 611365 is on line 2 already"),
        ("391,A,1,1/2/2013", "line 3: it has not as many fields"),
        ("391,A,1,1/2/2013,2/1/2043,5,No,1/15/2043", "over 20 years"),
    ],
)
def test_a_wrong_line_is_named(book, line, sentence):
    with pytest.raises(BookError) as error:
        read_book(book(LINES[0], line))
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_columns_are_named(book):
    with pytest.raises(BookError, match="lacks the columns DueDate, Disputed:"):
        read_book(book(head="customerID,invoiceNumber,InvoiceDate,InvoiceAmount,SettledDate"))


def test_a_file_that_is_no_book_is_refused(book, tmp_path):
    empty, binary = tmp_path / "empty.csv", tmp_path / "binary.csv"
    empty.touch()
    binary.write_bytes(b"\xff\xfe\x00")
    for path, sentence in (
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, "can't be read"),
        (empty, "is empty"),
        (binary, "not text in UTF-8"),
        (book(), "has no invoice"),
    ):
        with pytest.raises(BookError, match=sentence):
            read_book(path)


def test_check_needs_no_odoo_and_says_one_sentence(book):
    command = [sys.executable, "-m", "devtools.replay", "--check"]
    environment = {"PYTHONPATH": str(REPOSITORY)}
    good = subprocess.run([*command, book(*LINES)], env=environment, capture_output=True, text=True)
    assert (good.returncode, good.stderr) == (0, "")
    bad = subprocess.run(
        [*command, book("391,A,1,x,2/1/2013,5,No,1/15/2013")], env=environment, capture_output=True, text=True
    )
    assert bad.returncode == 2
    assert bad.stderr == "book.csv, line 2, column InvoiceDate: “x” is not a date such as 1/31/2013 (month/day/year).\n"


@pytest.mark.parametrize(
    "options", [["--quiet-days", "-1"], ["--quiet-days", "soon"], ["--grouping", "town"], ["--what"]]
)
def test_a_wrong_option_is_refused_in_one_line(book, options, capsys):
    with pytest.raises(SystemExit) as stop:
        replay.main(["--check", str(book(*LINES)), *options])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_difference_from_the_file_is_said():
    right, wrong = LevelCount("First", 3, instalments=2, expected=2), LevelCount("Second", 8, instalments=1, expected=4)
    assert replay_report.disagreement([right]) is None
    assert replay_report.disagreement([right, wrong]) == "The replay noticed 1 instalments instead of 4 at +8 days."


def test_the_demonstration_has_the_same_book_every_time():
    first = demo_book.sales()
    assert first == demo_book.sales()
    assert len(demo_book.debtors()) == 43
    assert len(first) > 140
    assert all(not debtor.email or debtor.email.endswith(".example") for debtor in demo_book.debtors())


@pytest.mark.parametrize("module", [book_loader, french_company, replay_report])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0
