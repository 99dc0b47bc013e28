"""Late interest to the cent: accounts that a reader can check with a pocket calculator and a diary.

The rates are those of the law file, 2019 to 2026. Each expected line is the arithmetic itself: days, kind of rate,
base x rate x days / 365 = amount. A test of its own reckons the lines again, without the module.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from engine.imputation import ORDERS, Imputation, impute
from engine.interest import (
    ECB_MRO,
    ELSEWHERE,
    EUROPE,
    FRANCE,
    LEGAL_PRIVATE,
    LEGAL_PRO,
    Debt,
    InterestError,
    MissingRate,
    Movement,
    RateTable,
    Regime,
    Rule,
    StatutoryRate,
    fixed_indemnity,
    late_interest,
    semester_start,
)

# semester: ECB, business (+10), public and directive (+8), legal rate "pro", three times it, legal rate "private"
LAW = """
2019-01-01  0.00  10.00   8.00  0.86   2.58  3.40
2019-07-01  0.00  10.00   8.00  0.87   2.61  3.26
2020-01-01  0.00  10.00   8.00  0.87   2.61  3.15
2020-07-01  0.00  10.00   8.00  0.84   2.52  3.11
2021-01-01  0.00  10.00   8.00  0.79   2.37  3.14
2021-07-01  0.00  10.00   8.00  0.76   2.28  3.12
2022-01-01  0.00  10.00   8.00  0.76   2.28  3.13
2022-07-01  0.00  10.00   8.00  0.77   2.31  3.15
2023-01-01  2.50  12.50  10.50  2.06   6.18  4.47
2023-07-01  4.00  14.00  12.00  4.22  12.66  6.82
2024-01-01  4.50  14.50  12.50  5.07  15.21  8.01
2024-07-01  4.25  14.25  12.25  4.92  14.76  8.16
2025-01-01  3.15  13.15  11.15  3.71  11.13  7.21
2025-07-01  2.15  12.15  10.15  2.76   8.28  6.65
2026-01-01  2.15  12.15  10.15  2.62   7.86  6.67
2026-07-01  2.40  12.40  10.40  2.75   8.25  6.84
"""
SEMESTERS = [(date.fromisoformat(day), *map(Decimal, rates)) for day, *rates in map(str.split, LAW.split("\n")[1:-1])]
ECB_ROWS = [(ECB_MRO, semester, ecb) for semester, ecb, *_ in SEMESTERS]
LEGAL_ROWS = [(LEGAL_PRO, semester, legal) for semester, _, _, _, legal, *_ in SEMESTERS]
PRIVATE_ROWS = [(LEGAL_PRIVATE, semester, rates[-1]) for semester, *rates in SEMESTERS]
RATES = RateTable(ECB_ROWS + LEGAL_ROWS + PRIVATE_ROWS)

BASE_PLUS_9 = StatutoryRate("base_plus_9", "de_base", points=Decimal(9))
GERMANY = Regime("germany", business=Rule(BASE_PLUS_9, indemnity=Decimal(40)))

NOTHING = ""
LINE = re.compile(r"(\S+) (\S+) \w+: ([\d .]+) x ([\d.]+) % x (\d+) / 365 = ([\d .]+)")


def owed(amount, due, debtor_class="business", regime=FRANCE, moves="", **terms):
    """A debt, in text: owed("1000", "2025-06-30", moves="2025-09-30 400, 2025-10-15 -400", rate="12")."""
    movements = [move.split() for move in moves.split(",") if move]
    days = {f"{name}_on": date.fromisoformat(terms.pop(name)) for name in ("formal_notice", "stopped") if name in terms}
    numbers = {"contract_rate": terms.pop("rate", None), "rounding": terms.pop("rounding", "0.01")}
    assert not terms
    return Debt(
        Decimal(amount),
        date.fromisoformat(due),
        debtor_class,
        regime,
        tuple(Movement(date.fromisoformat(day), Decimal(part)) for day, part in movements),
        **{name: number if number is None else Decimal(number) for name, number in numbers.items()},
        **days,
    )


def lines(account):
    """An account as the tables below write it."""
    return [f"{s.date_from} {s.date_to} {s.kind}: {s.formula}" for s in account.segments]


BUSINESS = [
    (
        "one semester: 184 days from 1 July to 31 December",
        owed("1000", "2025-06-30"),
        "2025-12-31",
        "2025-07-01 2025-12-31 ecb_plus_10: 1 000.00 x 12.15 % x 184 / 365 = 61.25",
        "61.25",
    ),
    (
        "half a year: 181 days from 1 January to 30 June",
        owed("1000", "2025-12-31"),
        "2026-06-30",
        "2026-01-01 2026-06-30 ecb_plus_10: 1 000.00 x 12.15 % x 181 / 365 = 60.25",
        "60.25",
    ),
    ("nothing before the due date", owed("1000", "2026-03-10"), "2026-02-10", NOTHING, "0.00"),
    ("nothing on the due date", owed("1000", "2026-03-10"), "2026-03-10", NOTHING, "0.00"),
    (
        "the day after it is the first",
        owed("1000", "2026-03-10"),
        "2026-03-11",
        "2026-03-11 2026-03-11 ecb_plus_10: 1 000.00 x 12.15 % x 1 / 365 = 0.33",
        "0.33",
    ),
    ("paid before the due date", owed("1000", "2026-03-10", moves="2026-03-01 1000"), "2026-06-30", NOTHING, "0.00"),
    ("paid on the due date", owed("1000", "2026-03-10", moves="2026-03-10 1000"), "2026-06-30", NOTHING, "0.00"),
    (
        "paid the day after: one day",
        owed("1000", "2026-03-10", moves="2026-03-11 1000"),
        "2026-06-30",
        "2026-03-11 2026-03-11 ecb_plus_10: 1 000.00 x 12.15 % x 1 / 365 = 0.33",
        "0.33",
    ),
    (
        "paid after 30 days, the day of payment included",
        owed("1000", "2026-03-31", moves="2026-04-30 1000"),
        "2026-06-30",
        "2026-04-01 2026-04-30 ecb_plus_10: 1 000.00 x 12.15 % x 30 / 365 = 9.99",
        "9.99",
    ),
    (
        "a payment that is still to come changes nothing today",
        owed("1000", "2026-03-31", moves="2026-04-30 1000"),
        "2026-04-15",
        "2026-04-01 2026-04-15 ecb_plus_10: 1 000.00 x 12.15 % x 15 / 365 = 4.99",
        "4.99",
    ),
    (
        "three semesters: 91 (Apr to Jun), 184, 90 (Jan to Mar) days, two of them at the same rate",
        owed("1000", "2025-03-31"),
        "2026-03-31",
        """
        2025-04-01 2025-06-30 ecb_plus_10: 1 000.00 x 13.15 % x 91 / 365 = 32.78
        2025-07-01 2025-12-31 ecb_plus_10: 1 000.00 x 12.15 % x 184 / 365 = 61.25
        2026-01-01 2026-03-31 ecb_plus_10: 1 000.00 x 12.15 % x 90 / 365 = 29.96
        """,
        "123.99",
    ),
    (
        "due on 31 December: the new year's rate from the first day",
        owed("1000", "2024-12-31"),
        "2025-01-31",
        "2025-01-01 2025-01-31 ecb_plus_10: 1 000.00 x 13.15 % x 31 / 365 = 11.17",
        "11.17",
    ),
    (
        "due on 30 December: one day at the old year's rate",
        owed("1000", "2024-12-30"),
        "2025-01-31",
        """
        2024-12-31 2024-12-31 ecb_plus_10: 1 000.00 x 14.25 % x 1 / 365 = 0.39
        2025-01-01 2025-01-31 ecb_plus_10: 1 000.00 x 13.15 % x 31 / 365 = 11.17
        """,
        "11.56",
    ),
    (
        "up to 1 July: one day at the new rate",
        owed("1000", "2026-05-31"),
        "2026-07-01",
        """
        2026-06-01 2026-06-30 ecb_plus_10: 1 000.00 x 12.15 % x 30 / 365 = 9.99
        2026-07-01 2026-07-01 ecb_plus_10: 1 000.00 x 12.40 % x 1 / 365 = 0.34
        """,
        "10.33",
    ),
    (
        "29 February is a day",
        owed("1000", "2024-02-28"),
        "2024-03-01",
        "2024-02-29 2024-03-01 ecb_plus_10: 1 000.00 x 14.50 % x 2 / 365 = 0.79",
        "0.79",
    ),
    (
        "a leap year has 182 + 184 days, of which 365 make a year",
        owed("1000", "2023-12-31"),
        "2024-12-31",
        """
        2024-01-01 2024-06-30 ecb_plus_10: 1 000.00 x 14.50 % x 182 / 365 = 72.30
        2024-07-01 2024-12-31 ecb_plus_10: 1 000.00 x 14.25 % x 184 / 365 = 71.84
        """,
        "144.14",
    ),
    (
        "an ECB rate of zero: the 10 points",
        owed("1000", "2022-06-30"),
        "2022-07-30",
        "2022-07-01 2022-07-30 ecb_plus_10: 1 000.00 x 10.00 % x 30 / 365 = 8.22",
        "8.22",
    ),
    (
        "half a cent is rounded up: 18.25 x 10 % / 365 = 0.005",
        owed("18.25", "2021-07-31"),
        "2021-08-01",
        "2021-08-01 2021-08-01 ecb_plus_10: 18.25 x 10.00 % x 1 / 365 = 0.01",
        "0.01",
    ),
    (
        "a cent bears none, and the line says so",
        owed("0.01", "2026-03-31"),
        "2026-04-30",
        "2026-04-01 2026-04-30 ecb_plus_10: 0.01 x 12.15 % x 30 / 365 = 0.00",
        "0.00",
    ),
    (
        "a large sum",
        owed("123456789.01", "2026-06-30"),
        "2026-07-31",
        "2026-07-01 2026-07-31 ecb_plus_10: 123 456 789.01 x 12.40 % x 31 / 365 = 1 300 186.02",
        "1300186.02",
    ),
]

BALANCES = [
    (
        "a part payment: 92 days (Jul to Sep) on 1000, 92 (Oct to Dec) on 600",
        owed("1000", "2025-06-30", moves="2025-09-30 400"),
        "2025-12-31",
        """
        2025-07-01 2025-09-30 ecb_plus_10: 1 000.00 x 12.15 % x 92 / 365 = 30.62
        2025-10-01 2025-12-31 ecb_plus_10: 600.00 x 12.15 % x 92 / 365 = 18.37
        """,
        "48.99",
    ),
    (
        "a part paid before the due date, another on it",
        owed("1000", "2025-06-30", moves="2025-06-15 250, 2025-06-30 50"),
        "2025-12-31",
        "2025-07-01 2025-12-31 ecb_plus_10: 700.00 x 12.15 % x 184 / 365 = 42.87",
        "42.87",
    ),
    (
        "three part payments across New Year: 15 + 16, 20 + 21 days",
        owed("1000", "2025-11-30", moves="2025-12-15 300, 2026-01-20 300, 2026-02-10 400"),
        "2026-06-30",
        """
        2025-12-01 2025-12-15 ecb_plus_10: 1 000.00 x 12.15 % x 15 / 365 = 4.99
        2025-12-16 2025-12-31 ecb_plus_10: 700.00 x 12.15 % x 16 / 365 = 3.73
        2026-01-01 2026-01-20 ecb_plus_10: 700.00 x 12.15 % x 20 / 365 = 4.66
        2026-01-21 2026-02-10 ecb_plus_10: 400.00 x 12.15 % x 21 / 365 = 2.80
        """,
        "16.18",
    ),
    (
        "payments are taken by their days, in whatever order they come",
        owed("1000", "2026-03-31", moves="2026-04-20 300, 2026-04-10 200"),
        "2026-04-30",
        """
        2026-04-01 2026-04-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-04-11 2026-04-20 ecb_plus_10: 800.00 x 12.15 % x 10 / 365 = 2.66
        2026-04-21 2026-04-30 ecb_plus_10: 500.00 x 12.15 % x 10 / 365 = 1.66
        """,
        "7.65",
    ),
    (
        "two payments on one day are one change",
        owed("1000", "2026-03-31", moves="2026-04-10 300, 2026-04-10 200"),
        "2026-04-30",
        """
        2026-04-01 2026-04-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-04-11 2026-04-30 ecb_plus_10: 500.00 x 12.15 % x 20 / 365 = 3.33
        """,
        "6.66",
    ),
    (
        "a payment on 31 December: one border, not two",
        owed("1000", "2025-11-30", moves="2025-12-31 400"),
        "2026-01-31",
        """
        2025-12-01 2025-12-31 ecb_plus_10: 1 000.00 x 12.15 % x 31 / 365 = 10.32
        2026-01-01 2026-01-31 ecb_plus_10: 600.00 x 12.15 % x 31 / 365 = 6.19
        """,
        "16.51",
    ),
    (
        "a payment on 1 January: that day still on the whole",
        owed("1000", "2025-11-30", moves="2026-01-01 400"),
        "2026-01-31",
        """
        2025-12-01 2025-12-31 ecb_plus_10: 1 000.00 x 12.15 % x 31 / 365 = 10.32
        2026-01-01 2026-01-01 ecb_plus_10: 1 000.00 x 12.15 % x 1 / 365 = 0.33
        2026-01-02 2026-01-31 ecb_plus_10: 600.00 x 12.15 % x 30 / 365 = 5.99
        """,
        "16.64",
    ),
    (
        "a payment on the last day changes nothing yet",
        owed("1000", "2026-03-31", moves="2026-04-30 400"),
        "2026-04-30",
        "2026-04-01 2026-04-30 ecb_plus_10: 1 000.00 x 12.15 % x 30 / 365 = 9.99",
        "9.99",
    ),
    (
        "a credit note counts from its day on, like a payment",
        owed("1000", "2026-01-31", moves="2026-02-10 200"),
        "2026-02-28",
        """
        2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-02-11 2026-02-28 ecb_plus_10: 800.00 x 12.15 % x 18 / 365 = 4.79
        """,
        "8.12",
    ),
    (
        "a credit note that corrects the price from the start is given an earlier day",
        owed("1000", "2026-01-31", moves="2026-01-01 200"),
        "2026-02-28",
        "2026-02-01 2026-02-28 ecb_plus_10: 800.00 x 12.15 % x 28 / 365 = 7.46",
        "7.46",
    ),
    (
        "a credit note over what is left ends it",
        owed("1000", "2026-01-31", moves="2026-02-10 700, 2026-02-20 500"),
        "2026-06-30",
        """
        2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-02-11 2026-02-20 ecb_plus_10: 300.00 x 12.15 % x 10 / 365 = 1.00
        """,
        "4.33",
    ),
    (
        "too much paid and given back: nothing more is owed",
        owed("1000", "2026-01-31", moves="2026-02-10 1200, 2026-03-10 -200"),
        "2026-06-30",
        "2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33",
        "3.33",
    ),
    (
        "a payment that bounced: none from 11 to 20 February, then again",
        owed("1000", "2026-01-31", moves="2026-02-10 1000, 2026-02-20 -1000"),
        "2026-02-28",
        """
        2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-02-21 2026-02-28 ecb_plus_10: 1 000.00 x 12.15 % x 8 / 365 = 2.66
        """,
        "5.99",
    ),
    (
        "a part payment that bounced",
        owed("1000", "2026-01-31", moves="2026-02-10 400, 2026-02-20 -400"),
        "2026-02-28",
        """
        2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-02-11 2026-02-20 ecb_plus_10: 600.00 x 12.15 % x 10 / 365 = 2.00
        2026-02-21 2026-02-28 ecb_plus_10: 1 000.00 x 12.15 % x 8 / 365 = 2.66
        """,
        "7.99",
    ),
    (
        "a payment that bounced the same day is none",
        owed("1000", "2026-01-31", moves="2026-02-10 400, 2026-02-10 -400"),
        "2026-02-28",
        "2026-02-01 2026-02-28 ecb_plus_10: 1 000.00 x 12.15 % x 28 / 365 = 9.32",
        "9.32",
    ),
    (
        "paid in time, bounced later: interest begins then",
        owed("1000", "2026-01-31", moves="2026-01-31 1000, 2026-02-10 -1000"),
        "2026-02-28",
        "2026-02-11 2026-02-28 ecb_plus_10: 1 000.00 x 12.15 % x 18 / 365 = 5.99",
        "5.99",
    ),
]

CONTRACTS = [
    (
        "a rate of the contract above the floor (7.86)",
        owed("1000", "2026-03-31", rate="15"),
        "2026-04-30",
        "2026-04-01 2026-04-30 contract: 1 000.00 x 15.00 % x 30 / 365 = 12.33",
        "12.33",
    ),
    (
        "on the floor it counts, though the rate by law were 12.15",
        owed("1000", "2026-03-31", rate="7.86"),
        "2026-04-30",
        "2026-04-01 2026-04-30 contract: 1 000.00 x 7.86 % x 30 / 365 = 6.46",
        "6.46",
    ),
    (
        "a hundredth below it, the floor",
        owed("1000", "2026-03-31", rate="7.85"),
        "2026-04-30",
        "2026-04-01 2026-04-30 floor: 1 000.00 x 7.86 % x 30 / 365 = 6.46",
        "6.46",
    ),
    (
        "a contract that waives interest: the floor (3 x 2.75)",
        owed("1000", "2026-06-30", rate="0"),
        "2026-07-31",
        "2026-07-01 2026-07-31 floor: 1 000.00 x 8.25 % x 31 / 365 = 7.01",
        "7.01",
    ),
    (
        "looked at anew each semester: floor 14.76, then 11.13",
        owed("1000", "2024-09-30", rate="12"),
        "2025-03-31",
        """
        2024-10-01 2024-12-31 floor: 1 000.00 x 14.76 % x 92 / 365 = 37.20
        2025-01-01 2025-03-31 contract: 1 000.00 x 12.00 % x 90 / 365 = 29.59
        """,
        "66.79",
    ),
    (
        "the floor (15.21) binds a contract only, not the rate by law",
        owed("1000", "2023-12-31"),
        "2024-01-31",
        "2024-01-01 2024-01-31 ecb_plus_10: 1 000.00 x 14.50 % x 31 / 365 = 12.32",
        "12.32",
    ),
    (
        "a rate of three decimals is shown as it is",
        owed("1000", "2026-03-31", rate="9.375"),
        "2026-04-30",
        "2026-04-01 2026-04-30 contract: 1 000.00 x 9.375 % x 30 / 365 = 7.71",
        "7.71",
    ),
]

PUBLIC_BODIES = [
    (
        "frozen in the semester in which it began: 16 days of 2024 and 365 of 2025 at 12.25",
        owed("1000", "2024-12-15", "public"),
        "2025-12-31",
        "2024-12-16 2025-12-31 public: 1 000.00 x 12.25 % x 381 / 365 = 127.87",
        "127.87",
    ),
    (
        "due on 31 December it begins in the new year: 11.15, for a year",
        owed("1000", "2024-12-31", "public"),
        "2025-12-31",
        "2025-01-01 2025-12-31 public: 1 000.00 x 11.15 % x 365 / 365 = 111.50",
        "111.50",
    ),
    (
        "a part payment leaves the rate of the first day",
        owed("1000", "2025-05-31", "public", moves="2025-08-31 400"),
        "2025-10-31",
        """
        2025-06-01 2025-08-31 public: 1 000.00 x 11.15 % x 92 / 365 = 28.10
        2025-09-01 2025-10-31 public: 600.00 x 11.15 % x 61 / 365 = 11.18
        """,
        "39.28",
    ),
    (
        "a payment that bounced in the next semester: still the rate of the first day",
        owed("1000", "2025-05-31", "public", moves="2025-06-10 1000, 2025-08-10 -1000"),
        "2025-08-31",
        """
        2025-06-01 2025-06-10 public: 1 000.00 x 11.15 % x 10 / 365 = 3.05
        2025-08-11 2025-08-31 public: 1 000.00 x 11.15 % x 21 / 365 = 6.42
        """,
        "9.47",
    ),
    (
        "paid in time, bounced in the next semester: it began there",
        owed("1000", "2025-05-31", "public", moves="2025-05-31 1000, 2025-08-10 -1000"),
        "2025-08-31",
        "2025-08-11 2025-08-31 public: 1 000.00 x 10.15 % x 21 / 365 = 5.84",
        "5.84",
    ),
    (
        "a lower rate of the contract is unwritten",
        owed("1000", "2025-05-31", "public", rate="5"),
        "2025-07-31",
        "2025-06-01 2025-07-31 public: 1 000.00 x 11.15 % x 61 / 365 = 18.63",
        "18.63",
    ),
    (
        "a higher one counts",
        owed("1000", "2025-05-31", "public", rate="13"),
        "2025-07-31",
        "2025-06-01 2025-07-31 contract: 1 000.00 x 13.00 % x 61 / 365 = 21.73",
        "21.73",
    ),
]

CONSUMERS = [
    ("without a formal notice, nothing", owed("1000", "2026-01-31", "consumer"), "2026-12-31", NOTHING, "0.00"),
    (
        "on the day of the notice, nothing",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15"),
        "2026-03-15",
        NOTHING,
        "0.00",
    ),
    (
        "from the day after it, each semester's legal rate: 16 + 30 + 31 + 30, then 31 days",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15"),
        "2026-07-31",
        """
        2026-03-16 2026-06-30 legal: 1 000.00 x 2.62 % x 107 / 365 = 7.68
        2026-07-01 2026-07-31 legal: 1 000.00 x 2.75 % x 31 / 365 = 2.34
        """,
        "10.02",
    ),
    (
        "a notice before the due date does not advance it",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-01-15"),
        "2026-02-28",
        "2026-02-01 2026-02-28 legal: 1 000.00 x 2.62 % x 28 / 365 = 2.01",
        "2.01",
    ),
    (
        "what was paid before the notice bears none",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15", moves="2026-02-20 400"),
        "2026-04-14",
        "2026-03-16 2026-04-14 legal: 600.00 x 2.62 % x 30 / 365 = 1.29",
        "1.29",
    ),
    (
        "paid on the day of the notice",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15", moves="2026-03-15 1000"),
        "2026-06-30",
        NOTHING,
        "0.00",
    ),
    (
        "a rate of the contract does not count",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15", rate="15"),
        "2026-04-14",
        "2026-03-16 2026-04-14 legal: 1 000.00 x 2.62 % x 30 / 365 = 2.15",
        "2.15",
    ),
    (
        "admitted to over-indebtedness proceedings on 1 April: 16 days",
        owed("1000", "2026-01-31", "consumer", formal_notice="2026-03-15", stopped="2026-04-01"),
        "2026-06-30",
        "2026-03-16 2026-03-31 legal: 1 000.00 x 2.62 % x 16 / 365 = 1.15",
        "1.15",
    ),
]

CURRENCIES = [
    (
        "yen have no decimals",
        owed("100000", "2026-03-31", rounding="1", moves="2026-04-15 30000"),
        "2026-04-30",
        """
        2026-04-01 2026-04-15 ecb_plus_10: 100 000 x 12.15 % x 15 / 365 = 499
        2026-04-16 2026-04-30 ecb_plus_10: 70 000 x 12.15 % x 15 / 365 = 350
        """,
        "849",
    ),
    (
        "Kuwaiti dinars have three",
        owed("1000", "2026-03-31", rounding="0.001"),
        "2026-04-30",
        "2026-04-01 2026-04-30 ecb_plus_10: 1 000.000 x 12.15 % x 30 / 365 = 9.986",
        "9.986",
    ),
    (
        "Swiss francs in cash have 5 centimes: 1.9973 is 2.00",
        owed("200", "2026-03-31", rounding="0.05"),
        "2026-04-30",
        "2026-04-01 2026-04-30 ecb_plus_10: 200.00 x 12.15 % x 30 / 365 = 2.00",
        "2.00",
    ),
]

INSOLVENCIES = [
    (
        "a judgment on 1 March: the last day is 28 February",
        owed("1000", "2026-01-31", stopped="2026-03-01"),
        "2026-06-30",
        "2026-02-01 2026-02-28 ecb_plus_10: 1 000.00 x 12.15 % x 28 / 365 = 9.32",
        "9.32",
    ),
    (
        "a judgment the day after the due date",
        owed("1000", "2026-01-31", stopped="2026-02-01"),
        "2026-06-30",
        NOTHING,
        "0.00",
    ),
    ("one before it", owed("1000", "2026-01-31", stopped="2026-01-15"), "2026-06-30", NOTHING, "0.00"),
    (
        "one to come",
        owed("1000", "2026-01-31", stopped="2026-03-01"),
        "2026-02-10",
        "2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33",
        "3.33",
    ),
    (
        "a payment after the judgment changes nothing, one before it does",
        owed("1000", "2026-01-31", stopped="2026-03-01", moves="2026-02-10 400, 2026-03-15 100"),
        "2026-06-30",
        """
        2026-02-01 2026-02-10 ecb_plus_10: 1 000.00 x 12.15 % x 10 / 365 = 3.33
        2026-02-11 2026-02-28 ecb_plus_10: 600.00 x 12.15 % x 18 / 365 = 3.60
        """,
        "6.93",
    ),
]

ABROAD = [
    (
        "in the European Union the ECB's rate + 8 points, each semester's own",
        owed("1000", "2025-05-31", regime=EUROPE),
        "2025-07-31",
        """
        2025-06-01 2025-06-30 ecb_plus_8: 1 000.00 x 11.15 % x 30 / 365 = 9.16
        2025-07-01 2025-07-31 ecb_plus_8: 1 000.00 x 10.15 % x 31 / 365 = 8.62
        """,
        "17.78",
    ),
    (
        "or the rate of the contract, without the French floor",
        owed("1000", "2025-05-31", regime=EUROPE, rate="3"),
        "2025-07-31",
        "2025-06-01 2025-07-31 contract: 1 000.00 x 3.00 % x 61 / 365 = 5.01",
        "5.01",
    ),
    (
        "a public body there: not frozen, and no less by contract",
        owed("1000", "2025-05-31", "public", EUROPE, rate="10.50"),
        "2025-07-31",
        """
        2025-06-01 2025-06-30 ecb_plus_8: 1 000.00 x 11.15 % x 30 / 365 = 9.16
        2025-07-01 2025-07-31 contract: 1 000.00 x 10.50 % x 31 / 365 = 8.92
        """,
        "18.08",
    ),
    (
        "a consumer there: the directive gives nothing",
        owed("1000", "2025-05-31", "consumer", EUROPE, formal_notice="2025-06-10", rate="5"),
        "2025-07-31",
        NOTHING,
        "0.00",
    ),
    ("elsewhere nothing", owed("1000", "2025-05-31", regime=ELSEWHERE), "2026-07-31", NOTHING, "0.00"),
    (
        "unless the contract says so: 30 + 184 + 181 + 31 days in one",
        owed("1000", "2025-05-31", regime=ELSEWHERE, rate="6"),
        "2026-07-31",
        "2025-06-01 2026-07-31 contract: 1 000.00 x 6.00 % x 426 / 365 = 70.03",
        "70.03",
    ),
    (
        "with a public body too",
        owed("1000", "2025-05-31", "public", ELSEWHERE, rate="6", moves="2025-06-30 1000"),
        "2026-07-31",
        "2025-06-01 2025-06-30 contract: 1 000.00 x 6.00 % x 30 / 365 = 4.93",
        "4.93",
    ),
    (
        "a contract that asks for none there: the line says so",
        owed("1000", "2025-05-31", regime=ELSEWHERE, rate="0"),
        "2025-06-30",
        "2025-06-01 2025-06-30 contract: 1 000.00 x 0.00 % x 30 / 365 = 0.00",
        "0.00",
    ),
    (
        "but not with a consumer",
        owed("1000", "2025-05-31", "consumer", ELSEWHERE, formal_notice="2025-06-10", rate="6"),
        "2026-07-31",
        NOTHING,
        "0.00",
    ),
    (
        "a country of one's own: 1.27 + 9 in Germany",
        owed("1000", "2025-12-31", regime=GERMANY),
        "2026-01-31",
        "2026-01-01 2026-01-31 base_plus_9: 1 000.00 x 10.27 % x 31 / 365 = 8.72",
        "8.72",
    ),
]

CASES = [*BUSINESS, *BALANCES, *CONTRACTS, *PUBLIC_BODIES, *CONSUMERS, *CURRENCIES, *INSOLVENCIES, *ABROAD]
each_case = pytest.mark.parametrize(
    ("debt", "as_of", "expected", "total"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
WITH_GERMANY = RateTable([*ECB_ROWS, *LEGAL_ROWS, ("de_base", date(2026, 1, 1), Decimal("1.27"))])


def lines_of(text):
    return [line.strip() for line in text.strip().splitlines()]


@each_case
def test_an_account(debt, as_of, expected, total):
    account = late_interest(debt, WITH_GERMANY, date.fromisoformat(as_of))
    assert lines(account) == lines_of(expected)
    assert account.total == Decimal(total)


@each_case
def test_the_arithmetic_of_the_table_is_right(debt, as_of, expected, total):
    """The expected lines are reckoned again in whole numbers and fractions: days, amounts and their sum."""
    amounts = []
    for line in lines_of(expected):
        date_from, date_to, *numbers = LINE.fullmatch(line).groups()
        base, rate, days, amount = (Fraction(number.replace(" ", "")) for number in numbers)
        assert days == date.fromisoformat(date_to).toordinal() - date.fromisoformat(date_from).toordinal() + 1
        units = base * rate * days / 36500 / Fraction(debt.rounding)
        assert amount == int(units + Fraction(1, 2)) * Fraction(debt.rounding)
        amounts.append(amount)
    assert Fraction(total) == sum(amounts)


def test_there_are_enough_cases_and_each_has_its_name():
    assert len({case[0] for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("semester", SEMESTERS, ids=lambda semester: str(semester[0]))
def test_the_rates_of_each_semester(semester):
    """The columns of the law file, each reckoned from the ECB's rate or the legal one."""
    day, _ecb, business, directive, legal, floor, _private = semester
    due = day.replace(year=day.year - 1, month=12, day=31) if day.month == 1 else day.replace(month=6, day=30)
    debts = {
        business: owed("1000", str(due)),
        directive: owed("1000", str(due), regime=EUROPE),
        legal: owed("1000", str(due), "consumer", formal_notice=str(due)),
        floor: owed("1000", str(due), rate="0"),
    }
    for expected, debt in debts.items():
        assert [segment.rate for segment in late_interest(debt, RATES, day).segments] == [expected]
    public = late_interest(owed("1000", str(due), "public"), RATES, date(2026, 12, 31))
    assert [segment.rate for segment in public.segments] == [directive]


@pytest.mark.parametrize(
    ("day", "semester"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-06-30", "2026-01-01"),
        ("2026-07-01", "2026-07-01"),
        ("2026-12-31", "2026-07-01"),
    ],
)
def test_semesters(day, semester):
    assert semester_start(date.fromisoformat(day)) == date.fromisoformat(semester)
    assert RATES.rate(LEGAL_PRIVATE, date.fromisoformat(day)) == (
        Decimal("6.67") if semester == "2026-01-01" else Decimal("6.84")
    )


# ---------------------------------------------------------------------------------------------------------
# Rates that nobody knows yet

KNOWN_2026 = owed("1000", "2026-11-30")


@pytest.mark.parametrize(
    ("debt", "rates", "kind", "semester"),
    [
        (KNOWN_2026, RATES, ECB_MRO, "2027-01-01"),
        (owed("1000", "2027-08-31"), RATES, ECB_MRO, "2027-07-01"),
        (owed("1000", "2018-11-30"), RATES, ECB_MRO, "2018-07-01"),  # nor backwards
        (owed("1000", "2027-01-31", "public"), RATES, ECB_MRO, "2027-01-01"),
        (owed("1000", "2026-11-30", "consumer", formal_notice="2026-12-15"), RATES, LEGAL_PRO, "2027-01-01"),
        (replace(KNOWN_2026, contract_rate=Decimal(20)), RATES, LEGAL_PRO, "2027-01-01"),  # is it above the floor?
        (replace(KNOWN_2026, regime=EUROPE), RATES, ECB_MRO, "2027-01-01"),
        (KNOWN_2026, RateTable(LEGAL_ROWS), ECB_MRO, "2026-07-01"),
        (replace(KNOWN_2026, contract_rate=Decimal(20)), RateTable(ECB_ROWS), LEGAL_PRO, "2026-07-01"),
        (owed("1000", "2025-12-31", regime=GERMANY), RATES, "de_base", "2026-01-01"),
    ],
)
def test_a_rate_that_is_missing_stops_with_a_sentence(debt, rates, kind, semester):
    with pytest.raises(MissingRate) as missing:
        late_interest(debt, rates, date(2028, 1, 31))
    assert (missing.value.kind, missing.value.semester) == (kind, date.fromisoformat(semester))
    name = {"01": "S1", "07": "S2"}[semester[5:7]]
    assert (
        str(missing.value)
        == f"The rate {kind} of {semester[:4]}-{name} is unknown: enter the one that holds from {semester}."
    )


@pytest.mark.parametrize(
    ("debt", "rates"),
    [
        (replace(KNOWN_2026, movements=(Movement(date(2026, 12, 31), Decimal(1000)),)), RATES),
        (replace(KNOWN_2026, stopped_on=date(2027, 1, 1)), RATES),
        (replace(KNOWN_2026, debtor_class="public"), RATES),  # frozen in 2026-S2
        (replace(KNOWN_2026, debtor_class="consumer"), RATES),  # no formal notice
        (replace(KNOWN_2026, regime=EUROPE, contract_rate=Decimal(5)), RATES),  # no floor to compare with
        (replace(KNOWN_2026, regime=ELSEWHERE), RateTable([])),
        (replace(KNOWN_2026, regime=ELSEWHERE, contract_rate=Decimal(5)), RateTable([])),
        # unpaid only in 2026-S2 and from 2024-S1 to 2024-S2: 2025 is not asked for
        (
            owed("1000", "2024-03-31", moves="2024-08-31 1000, 2026-08-31 -1000, 2026-09-30 1000"),
            RateTable([row for row in ECB_ROWS if row[1].year != 2025]),
        ),
    ],
)
def test_a_rate_that_is_not_needed_is_not_missed(debt, rates):
    late_interest(debt, rates, date(2027, 6, 30))


def test_a_rate_is_missed_on_its_first_day_not_before():
    late_interest(KNOWN_2026, RATES, date(2026, 12, 31))
    with pytest.raises(MissingRate):
        late_interest(KNOWN_2026, RATES, date(2027, 1, 1))


# ---------------------------------------------------------------------------------------------------------
# The fixed indemnity, imputation, and what makes no sense

PAID_IN_TIME = owed("1000", "2026-01-31", moves="2026-01-31 1000")
PAID_LATE = owed("1000", "2026-02-28", moves="2026-03-01 1000")
UNPAID = owed("1000", "2026-03-31")


@pytest.mark.parametrize(
    ("instalments", "as_of", "expected"),
    [
        ([], "2026-04-30", 0),
        ([UNPAID], "2026-03-31", 0),
        ([UNPAID], "2026-04-01", 40),
        ([PAID_IN_TIME], "2026-04-30", 0),
        ([PAID_LATE], "2026-04-30", 40),  # one day is enough, and paying does not undo it
        ([PAID_IN_TIME, PAID_LATE, UNPAID], "2026-03-31", 40),
        ([PAID_IN_TIME, PAID_LATE, UNPAID], "2026-04-30", 40),  # an invoice, not an instalment
        ([UNPAID, PAID_IN_TIME], "2026-03-31", 0),
        ([owed("1000", "2026-01-31", moves="2026-01-31 999.99")], "2026-02-01", 40),
        ([owed("1000", "2026-01-31", moves="2026-01-31 1000, 2026-02-10 -1000")], "2026-02-10", 0),
        ([owed("1000", "2026-01-31", moves="2026-01-31 1000, 2026-02-10 -1000")], "2026-02-11", 40),  # bounced
        ([owed("1000", "2026-03-31", "public")], "2026-04-30", 40),
        ([owed("1000", "2026-03-31", "consumer", formal_notice="2026-04-01")], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", rate="15")], "2026-04-30", 40),
        ([owed("1000", "2026-03-31", stopped="2026-03-15")], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", stopped="2026-03-31")], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", stopped="2026-04-01")], "2026-04-30", 40),
        ([owed("1000", "2026-03-31", stopped="2026-04-15")], "2026-04-30", 40),
        # paid in time; bounced once no payment was allowed any more
        (
            [owed("1000", "2026-03-31", stopped="2026-04-15", moves="2026-03-31 1000, 2026-05-01 -1000")],
            "2026-06-30",
            0,
        ),
        # the first instalment was late before the judgment, the second fell due after it
        (
            [owed("500", "2026-02-28", stopped="2026-03-15"), owed("500", "2026-03-31", stopped="2026-03-15")],
            "2026-04-30",
            40,
        ),
        ([owed("1000", "2026-03-31", regime=EUROPE)], "2026-04-30", 40),
        ([owed("1000", "2026-03-31", "public", EUROPE)], "2026-04-30", 40),
        ([owed("1000", "2026-03-31", "consumer", EUROPE)], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", regime=ELSEWHERE, rate="6")], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", "public", ELSEWHERE, rate="6")], "2026-04-30", 0),
        ([owed("1000", "2026-03-31", regime=GERMANY)], "2026-04-30", 40),
        ([owed("100000", "2026-03-31", rounding="1")], "2026-04-30", 40),  # EUR, whatever the currency
    ],
)
def test_the_indemnity_is_due_once_for_an_invoice_paid_late(instalments, as_of, expected):
    assert fixed_indemnity(instalments, date.fromisoformat(as_of)) == expected
    assert fixed_indemnity(reversed(instalments), date.fromisoformat(as_of)) == expected


@pytest.mark.parametrize(
    ("payment", "order", "principal", "interest", "costs", "excess"),
    [
        # owed: 500 principal, 30.25 interest, 40 costs; 570.25 in all
        ("0", "interest_first", "0", "0", "0", "0"),
        ("20", "interest_first", "0", "20", "0", "0"),
        ("30.25", "interest_first", "0", "30.25", "0", "0"),
        ("30.26", "interest_first", "0.01", "30.25", "0", "0"),
        ("550", "interest_first", "500", "30.25", "19.75", "0"),
        ("570.25", "interest_first", "500", "30.25", "40", "0"),
        ("600", "interest_first", "500", "30.25", "40", "29.75"),
        ("20", "principal_first", "20", "0", "0", "0"),
        ("510", "principal_first", "500", "10", "0", "0"),
        ("550", "principal_first", "500", "30.25", "19.75", "0"),
        ("20", "costs_first", "0", "0", "20", "0"),
        ("60", "costs_first", "0", "20", "40", "0"),
        ("100", "costs_first", "29.75", "30.25", "40", "0"),
    ],
)
def test_where_a_payment_goes(payment, order, principal, interest, costs, excess):
    parts = impute(Decimal(payment), Decimal(500), Decimal("30.25"), Decimal(40), order=order)
    assert parts == Imputation(*map(Decimal, (principal, interest, costs, excess)))


def test_interest_comes_first_unless_agreed_otherwise():
    assert impute(Decimal(20), Decimal(500), Decimal(30)) == Imputation(Decimal(0), Decimal(20), Decimal(0), Decimal(0))
    assert next(iter(ORDERS)) == "interest_first"


@pytest.mark.parametrize(
    "make",
    [
        lambda: owed("1000", "2026-03-31", "any"),
        lambda: owed("1000", "2026-03-31", ""),
        lambda: owed("1000", "2026-03-31", rate="-0.01"),
        lambda: owed("1000", "2026-03-31", rounding="0"),
        lambda: owed("1000", "2026-03-31", rounding="-0.01"),
        lambda: RateTable([(ECB_MRO, date(2026, 6, 17), Decimal("2.40"))]),
        lambda: RateTable([*ECB_ROWS, (ECB_MRO, date(2026, 7, 1), Decimal("2.65"))]),
        lambda: Regime("greedy", consumer=Rule(from_notice=True, indemnity=Decimal(40))),
        lambda: Regime("hasty", consumer=Rule(BASE_PLUS_9)),
        lambda: impute(Decimal(20), Decimal(500), Decimal(30), order="oldest_first"),
        lambda: impute(Decimal(-20), Decimal(500), Decimal(30)),
        lambda: impute(Decimal(20), Decimal(500), Decimal(-30)),
        lambda: impute(Decimal(20), Decimal(-500), Decimal(30)),
        lambda: impute(Decimal(20), Decimal(500), Decimal(30), Decimal(-1)),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(make):
    with pytest.raises(InterestError) as refused:
        make()
    assert str(refused.value).endswith(".")


def test_the_same_rate_entered_twice_is_one():
    assert RateTable([*ECB_ROWS, *ECB_ROWS]).rate(ECB_MRO, date(2026, 12, 31)) == Decimal("2.40")
