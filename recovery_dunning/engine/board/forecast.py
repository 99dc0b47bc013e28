"""When the money of an open instalment is to be expected, and how sure that is.

How many days after the due date a debtor pays is taken as a distribution: his own past instalments, blended with those
of his group (debtors of his class), the more of the group the fewer he has; then narrowed to what is still possible,
since it has not been paid at the age it has. Two things move it: the drift of the whole book (debtors who come to pay
earlier or later as time goes on), and what a dispute adds. Nothing is expected in the past.

Days late are counted from the due date, below 0 when early. Shares are `float` between 0 and 1: an estimate has no
cents.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .drift import Effects, Seen

HISTORY_DAYS = 730  # for how long a payment says how a debtor pays
DAYS = (-120, 730)  # earlier or later than that, a payment counts as if it were so much
WEEKS = 12  # of which it is told what comes in
LEAST_OF_OWN = 3  # payments after which a debtor is told by his own
LEAST_OF_GROUP = 30  # payments of a class, otherwise all debtors are its group
BAND = 0.8  # of all instalments, what is paid between the early and the late day
BAND_SPREADS = 1.38  # of a week: 1.28 for four in five, more for what moves all debtors together
KERNEL_DAYS = 2  # a payment says as much of the days around its own
GROUP_WEIGHT = 4.0  # the group counts as much as so many payments of his own, for the shape
LEVEL_WEIGHT = 1.0  # ... for the days late on average
SPREAD_WEIGHT = 8.0  # ... for how much they scatter
SLOW = 0.01  # of all instalments, at whatever age, those of which nothing says when they are paid
SLOW_SPREADS = 2.0  # how long these still take, in spreads of the group
SLOW_LEAST = 7.0  # days, at least
SLOW_AGE = 0.5  # ... and at least so much of the time by which they are late already
FURTHEST = 4096  # days ahead, the furthest that is looked at
LEAST_SPREAD = 1.0

Weighted = tuple[float, float]  # days late, weight


def history(today: date) -> tuple[date, date]:
    """The days from which and until which payments are looked at.

    >>> history(date(2026, 3, 2))
    (datetime.date(2024, 3, 2), datetime.date(2026, 3, 2))
    """
    return today - timedelta(days=HISTORY_DAYS), today


@dataclass(frozen=True, slots=True)
class Group:
    """How debtors of one class pay: days late on average and how much they scatter around each one's own average (due
    today, not disputed), and the form of that scatter, as (spreads from the average, share)."""

    level: float = 0.0
    spread: float = 15.0
    shape: tuple[tuple[float, float], ...] = tuple((half / 2, 1 / 9) for half in range(-4, 5))
    count: int = 0


def group(histories: Iterable[Sequence[Seen]], moved: Effects) -> Group:
    """The group of debtors with these histories; the default of the house where there are none.

    >>> its = group([[Seen(10, 0), Seen(14, 0)], [Seen(30, 0), Seen(34, 0)]], Effects())
    >>> its.level, round(its.spread, 2), its.count
    (22.0, 3.89, 4)
    """
    plain = [[(its.days - moved.of(its.ago, its.disputed), its.weight) for its in seen] for seen in histories if seen]
    weight = sum(w for seen in plain for _days, w in seen)
    if not weight:
        return Group()
    level = sum(days * w for seen in plain for days, w in seen) / weight
    levels = [_level(seen, level) for seen in plain]
    square = sum(w * (d - own) ** 2 for seen, own in zip(plain, levels, strict=True) for d, w in seen) / weight
    spread = max(math.sqrt(square), LEAST_SPREAD)
    shape: dict[float, float] = defaultdict(float)
    for seen, own in zip(plain, levels, strict=True):
        its_spread = _spread(seen, own, spread)
        for days, w in seen:
            shape[round((days - own) / its_spread * 10) / 10] += w / weight
    return Group(level, spread, tuple(sorted(shape.items())), sum(len(seen) for seen in plain))


def _level(plain: Sequence[Weighted], usual: float) -> float:
    """The days late on average of one debtor, held back by the usual ones where he has paid little."""
    n = sum(w for _days, w in plain)
    return (sum(days * w for days, w in plain) + LEVEL_WEIGHT * usual) / (n + LEVEL_WEIGHT)


def _spread(plain: Sequence[Weighted], level: float, usual: float) -> float:
    n = sum(w for _days, w in plain)
    square = sum(w * (days - level) ** 2 for days, w in plain)
    return max(math.sqrt((square + SPREAD_WEIGHT * usual * usual) / (n + SPREAD_WEIGHT)), LEAST_SPREAD)


def _kernel() -> list[tuple[int, float]]:
    around = range(-3 * KERNEL_DAYS, 3 * KERNEL_DAYS + 1)
    weights = [math.exp(-0.5 * (day / KERNEL_DAYS) ** 2) for day in around]
    return [(day, weight / sum(weights)) for day, weight in zip(around, weights, strict=True)]


KERNEL = _kernel()


UNMOVED = Effects()


class Habit:
    """When a debtor pays: the distribution of his days late, for what is due today and not disputed."""

    __slots__ = ("_below", "_edges", "_effects", "count", "level", "slow", "spread")

    def __init__(self, seen: Sequence[Seen], of_group: Group, moved: Effects = UNMOVED):
        plain = [(its.days - moved.of(its.ago, its.disputed), its.weight) for its in seen]
        self._effects = moved
        self.count = len(plain)
        self.level = _level(plain, of_group.level)
        self.spread = _spread(plain, self.level, of_group.spread)
        self.slow = max(SLOW_SPREADS * of_group.spread, SLOW_LEAST)
        masses = self._masses(plain, of_group)
        self._edges: list[float] = []
        self._below: list[float] = []
        below = 0.0
        for day in sorted(masses):
            if not self._edges or self._edges[-1] < day - 0.5:
                self._edges.append(day - 0.5)
                self._below.append(below)
            below += masses[day]
            self._edges.append(day + 0.5)
            self._below.append(below)

    def _masses(self, plain: Sequence[Weighted], of_group: Group) -> dict[int, float]:
        """{day: share}: his own payments spread over the days around them, the group's around his average."""
        own = sum(weight for _days, weight in plain)
        each = 1 / (own + GROUP_WEIGHT)
        masses: dict[int, float] = defaultdict(float)
        rounded: dict[int, float] = defaultdict(float)
        for days, weight in plain:
            rounded[round(days)] += weight * each
        for day, weight in rounded.items():
            for step, part in KERNEL:
                masses[day + step] += weight * part
        for off, part in of_group.shape:
            place = self.level + off * self.spread
            day = math.floor(place)
            masses[day] += part * each * GROUP_WEIGHT * (day + 1 - place)
            masses[day + 1] += part * each * GROUP_WEIGHT * (place - day)
        return masses

    def paid_by(self, days: float) -> float:
        """The share of instalments that is paid by so many days late."""
        place = bisect_right(self._edges, days)
        if not place:
            return 0.0
        if place == len(self._edges):
            return self._below[-1]
        low, high = self._edges[place - 1], self._edges[place]
        below = self._below[place - 1]
        return below + (self._below[place] - below) * (days - low) / (high - low)

    def after(self, due: date, day: date, today: date, disputed: bool = False) -> "Rest":
        """The rest of an instalment that is not paid before `day`, as seen `today`."""
        moved = self._effects.of((today - due).days, disputed)
        return Rest(self, due, day, moved, self.paid_by((day - due).days - 0.5 - moved))


class Rest:
    """When an instalment is paid that has not been paid before a day. Of what is older than nearly all that was ever
    seen, nothing is known but that it takes its time: the longer, the later it is already."""

    __slots__ = ("_day", "_due", "_gone", "_habit", "_left", "_moved", "_slow")

    def __init__(self, habit: Habit, due: date, day: date, moved: float, gone: float):
        self._habit, self._due, self._day, self._moved, self._gone = habit, due, day, moved, gone
        self._left = max(1 - gone, 0.0)
        self._slow = max(habit.slow, SLOW_AGE * ((day - due).days - habit.level - moved))

    def day(self, part: float) -> date:
        """The day by which this part of such instalments is paid; never before the day from which it is looked at.

        >>> monthly = Habit([Seen(30, 100)] * 50, Group(30, 1, ((0.0, 1.0),)))
        >>> due = date(2026, 3, 1)
        >>> monthly.after(due, due, due).day(0.5)
        datetime.date(2026, 3, 31)
        >>> monthly.after(due, date(2026, 4, 2), date(2026, 4, 2)).day(0.5)
        datetime.date(2026, 4, 2)
        """
        low, high = -1, FURTHEST  # not by the end of the one, by the end of the other
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._paid_within(middle + 1) >= part else (middle, high)
        return self._day + timedelta(days=high)

    def before(self, day: date) -> float:
        """The share that is paid before `day`."""
        return self._paid_within((day - self._day).days) if day > self._day else 0.0

    def _paid_within(self, days: int) -> float:
        """The share that is paid within so many days from the one from which it is looked at."""
        late = (self._day - self._due).days + days - 0.5 - self._moved
        known = max(self._habit.paid_by(late) - self._gone, 0.0)
        return min((known + SLOW * -math.expm1(-days / self._slow)) / (self._left + SLOW), 1.0)
