"""The board: what the book was on any day, how it is worked, what is coming in and who turns bad, in figures.
What is to be done with a debtor stands in his case; no figure here decides anything.
"""

from . import (  # isort: skip  # base file first
    dispute,
    facts,
    worked,
    steps,
    kpi,
    breakdown,
    outcomes,
    weeks,
    expectation,
    behaviour,
)
from . import (  # isort: skip  # what is shown of them
    aged,
    delay,
    behind,
    board,
    figures,
    sections,
    drawing,
    export,
    mine,
    settings,
    monthly,
)
