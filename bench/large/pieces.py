"""The pieces of a day of a large book, in their order, and what they are called."""

from __future__ import annotations

PIECES = {
    "propose": "Propose",
    "open_cases": "Open the cases",
    "send": "Send a part of the mails",
    "steps": "What is done before the run of a day (verdicts, closing, limitation)",
    "rank": "Rank and grade the cases",
    "forecast": "Forecast",
    "night": "Nightly job",
    "board": "Open the board",
}

# what people open while it is done, asked for once the day is over
SCREENS = {
    "case": "A case opens",
    "work_list": "The work list, 80 of it",
    "invoices": "The list of invoices, 80 of it",
    "visit_card": "A visit card",
}
