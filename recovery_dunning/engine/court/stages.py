"""The stages of proceedings: which follows which, the day of each, and what is wrong with a step that somebody enters.

>>> [step for step in following("payment_order", "ordered")]
['served', 'ended']
>>> days = {"filed_on": date(2026, 9, 1)}
>>> problem("payment_order", "filed", "ordered", date(2026, 8, 31), days, today=date(2026, 9, 20))
<Wrong.BEFORE: 'before'>
>>> problem("payment_order", "filed", "ordered", None, days, today=date(2026, 9, 20))
<Wrong.NO_DAY: 'no_day'>
>>> problem("payment_order", "filed", "ordered", date(2026, 9, 20), days, today=date(2026, 9, 20)) is None
True
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum

STAGES = (
    *("draft", "filed", "ordered", "served", "opposed", "heard", "decided", "appealed", "titled", "enforced", "ended"),
)
# the day of each stage, as it is called
DAYS = {
    "filed": "filed_on",
    "ordered": "order_date",
    "served": "served_on",
    "opposed": "opposed_on",
    "heard": "hearing_on",
    "decided": "decision_date",
    "appealed": "appealed_on",
    "titled": "title_date",
    "enforced": "enforced_on",
    "ended": "ended_on",
}
_JUDGED: dict[str, tuple[str, ...]] = {
    "heard": ("heard", "decided"),
    "decided": ("appealed", "titled"),
    "appealed": ("heard", "decided"),
    "titled": ("enforced",),
    "enforced": ("enforced",),
}
WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "payment_order": {
        "draft": ("filed",),
        "filed": ("ordered",),
        "ordered": ("served",),
        "served": ("opposed", "titled"),
        "opposed": ("heard", "decided"),
        **_JUDGED,
    },
    "interim_payment": {"draft": ("served",), "served": ("filed", "heard"), "filed": ("heard", "decided"), **_JUDGED},
    "summons": {"draft": ("served",), "served": ("filed", "heard"), "filed": ("heard", "decided"), **_JUDGED},
    "small_claims": {"draft": ("filed",), "filed": ("decided",), "decided": ("titled",), "titled": ("enforced",)},
    "uncontested": {"draft": ("served",), "served": ("titled",), "titled": ("enforced",)},
    "insolvency_claim": {"draft": ("filed",), "filed": ("opposed", "decided"), "opposed": ("decided",)},
}
TO_COME = frozenset({"heard"})  # a hearing is known beforehand
LAST = ("ended",)


class Wrong(Enum):
    """What is wrong with a step."""

    NOT_NEXT = "not_next"
    NO_DAY = "no_day"
    BEFORE = "before"
    FUTURE = "future"


def following(kind: str, stage: str, lapsed: bool = False) -> tuple[str, ...]:
    """The stages that may follow; to end it is possible from each. An order that is held as void because nobody had
    entered its service (`lapsed`) comes back by it.

    >>> following("payment_order", "ended"), following("payment_order", "ended", lapsed=True)
    ((), ('served',))
    """
    if lapsed and kind == "payment_order" and stage in LAST:
        return ("served",)
    return () if stage in LAST else (*WAYS[kind].get(stage, ()), "ended")


def shown(kind: str) -> tuple[str, ...]:
    """The stages of a kind, in their order.

    >>> shown("small_claims")
    ('draft', 'filed', 'decided', 'titled', 'enforced', 'ended')
    """
    way = WAYS[kind]
    known = {*way, *(stage for stages in way.values() for stage in stages), "ended"}
    return tuple(stage for stage in STAGES if stage in known)


def problem(
    kind: str,
    stage: str,
    to: str,
    day: date | None,
    days: Mapping[str, date | None],
    today: date,
    lapsed: bool = False,
) -> Wrong | None:
    """What is wrong with going from `stage` to `to` on `day`; `days`: what is known, by `DAYS`. A hearing that was only
    foreseen puts off nothing that is entered before it, nor does the day on which an order was held as `lapsed`."""
    if to not in following(kind, stage, lapsed):
        return Wrong.NOT_NEXT
    if day is None:
        return Wrong.NO_DAY
    if lapsed:
        days = {**days, "served_on": None, "ended_on": None}
    known = [its for name, its in days.items() if its and not (name == "hearing_on" and its > today)]
    if known and day < max(known):
        return Wrong.BEFORE
    if day > today and to not in TO_COME:
        return Wrong.FUTURE
    return None
