"""The court: proceedings with their stages, days, deadlines and papers, and the insolvency of a debtor.
Which way is the best is said in `route`; the rules of law are in `engine.court` and `engine.deadlines`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    tariff,
    proceeding,
    cost,
    results,
    may,
    calendar,
    steps,
    effects,
    lapse,
    watch,
    insolvency,
    judgment,
    by_hand,
    following,
    letters,
    papers,
    sheet,
    ics,
    case,
    ranking,
)
