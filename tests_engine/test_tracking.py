"""Carriers' files: French and English columns, separators, words with and without accents."""

from datetime import date

import pytest

from engine import tracking
from engine.tables import spreadsheet
from engine.tracking import NotATrackingFile, Problem, Report

DAY = date(2026, 3, 2)


def read(text):
    return tracking.read(spreadsheet.read(text.encode()))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("word", ["Présenté", "presented", "AVISÉ"])
def test_a_line(separator, word):
    text = separator.join(("N°", "Statut", "Numéro", "Date")) + "\n" + separator.join(("1", word, "1a 2", "02/03/2026"))
    assert read(text) == ([Report(2, "1A2", DAY, "presented")], [])


def test_bad_lines_are_named_and_stop_nothing():
    reports, problems = read("number,date,event\n,2026-03-02,posted\nA,,posted\nA,2026-03-02\nA,2026-03-02,posted\n\n")
    assert reports == [Report(5, "A", DAY, "posted")]
    assert problems == [Problem(2, "", "number"), Problem(3, "", "day"), Problem(4, "", "event")]


@pytest.mark.parametrize("text", ["a;b;c\n", "number;date\n1;2026-03-02\n"])
def test_another_file(text):
    with pytest.raises(NotATrackingFile):
        read(text)


def test_no_line_at_all():
    with pytest.raises(NotATrackingFile):
        tracking.read([])


def test_a_workbook_has_days_and_numbers():
    rows = [(1, ["Tracking", "Date", "Status"]), (2, [12345.0, DAY, "Non-réclamé"]), (3, [1, True, "Remis"])]
    assert tracking.read(rows) == ([Report(2, "12345", DAY, "unclaimed")], [Problem(3, "True", "day")])
