"""When the money of an open instalment is to be expected, and how sure that is.

How many days after the due date a debtor pays is taken as a distribution: his own past instalments, blended with those
of his group (debtors of his class), the more of the group the fewer he has; then narrowed to what is still possible,
since it has not been paid at the age it has. Two things move it: the drift of the whole book (debtors who come to pay
earlier or later as time goes on), and what a dispute adds. Nothing is expected in the past.

Days late are counted from the due date, below 0 when early. Shares are `float` between 0 and 1: an estimate has no cents.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

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
DRIFT_USUAL = 0.02  # days a day: a drift beyond two of these needs much evidence
DISPUTE_USUAL = 20.0  # days that a dispute usually adds, at most twice as much
TAIL = 0.01  # of all instalments, those that pay when nothing else says when
TAIL_SPREADS = 2.0  # how long these take, in spreads of the group
TAIL_LEAST = 7.0  # days, at least
LEAST_SPREAD = 1.0


def history(today: date) -> tuple[date, date]:
    """The days from which and until which payments are looked at.

    >>> history(date(2026, 3, 2))
    (datetime.date(2024, 3, 2), datetime.date(2026, 3, 2))
    """
    return today - timedelta(days=HISTORY_DAYS), today


class Seen(NamedTuple):
    """A payment of the past: how many days late, how many days ago the instalment was due, whether it was disputed, and
    what part of the instalment it was."""

    days: float
    ago: int
    disputed: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the payments of one debtor: x is the day it was due (days from today, below 0), d whether it was
    disputed, y the days late. The database makes them, so that no payment of a large book need be read twice."""

    n: float
    x: float
    d: float
    y: float
    xx: float
    xd: float
    dd: float
    xy: float
    dy: float
    yy: float

    @classmethod
    def of(cls, seen: Iterable[Seen]) -> "Moments":
        """Those of these payments.

        >>> Moments.of([Seen(10, 30), Seen(20, 10, True)]).y
        30.0
        """
        rows = [(its.weight, float(-its.ago), float(its.disputed), float(its.days)) for its in seen]
        return cls(
            *(
                math.fsum(part(*row) for row in rows)
                for part in (
                    lambda w, x, d, y: w,
                    lambda w, x, d, y: w * x,
                    lambda w, x, d, y: w * d,
                    lambda w, x, d, y: w * y,
                    lambda w, x, d, y: w * x * x,
                    lambda w, x, d, y: w * x * d,
                    lambda w, x, d, y: w * d * d,
                    lambda w, x, d, y: w * x * y,
                    lambda w, x, d, y: w * d * y,
                    lambda w, x, d, y: w * y * y,
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Effects:
    """What moves all debtors of a book alike. `drift`: days late more for each day that an instalment is due later;
    `disputed`: days that a dispute adds."""

    drift: float = 0.0
    disputed: float = 0.0

    def of(self, ago: float, disputed: bool) -> float:
        """The days that an instalment is paid later than one that is due today and not disputed."""
        return self.drift * -ago + self.disputed * disputed


def effects(debtors: Iterable[Moments]) -> Effects:
    """The effects, within each debtor (who pays late anyway says nothing of them): least squares, held back by what is
    usual, so that a small book has none.

    Twenty debtors who pay as they always did have no drift; whose disputed instalments come 10 days later, nearly 10.

    >>> steady = [Moments.of([Seen(5, ago) for ago in range(0, 300, 10)]) for _ in range(20)]
    >>> effects(steady)
    Effects(drift=0.0, disputed=0.0)
    >>> moved = [Moments.of([Seen(5 + 10 * (ago % 20 == 0), ago, ago % 20 == 0) for ago in range(0, 300, 10)])] * 20
    >>> round(effects(moved).disputed, 2)
    10.0
    """
    xx = xd = dd = xy = dy = yy = count = 0.0
    for its in debtors:
        if its.n < 2:
            continue
        xx += its.xx - its.x * its.x / its.n
        xd += its.xd - its.x * its.d / its.n
        dd += its.dd - its.d * its.d / its.n
        xy += its.xy - its.x * its.y / its.n
        dy += its.dy - its.d * its.y / its.n
        yy += its.yy - its.y * its.y / its.n
        count += its.n - 1
    variance = yy / count if count else 0.0
    if variance < 1e-9:
        return Effects()
    xx += variance / DRIFT_USUAL**2
    dd += variance / DISPUTE_USUAL**2
    whole = xx * dd - xd * xd
    return Effects((xy * dd - dy * xd) / whole, (dy * xx - xy * xd) / whole)


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
    shape = defaultdict(float)
    for seen, own in zip(plain, levels, strict=True):
        its_spread = _spread(seen, own, spread)
        for days, w in seen:
            shape[round((days - own) / its_spread * 10) / 10] += w / weight
    return Group(level, spread, tuple(sorted(shape.items())), sum(len(seen) for seen in plain))


def _level(plain, usual):
    """The days late on average of one debtor, held back by the usual ones where he has paid little."""
    n = sum(w for _days, w in plain)
    return (sum(days * w for days, w in plain) + LEVEL_WEIGHT * usual) / (n + LEVEL_WEIGHT)


def _spread(plain, level, usual):
    n = sum(w for _days, w in plain)
    square = sum(w * (days - level) ** 2 for days, w in plain)
    return max(math.sqrt((square + SPREAD_WEIGHT * usual * usual) / (n + SPREAD_WEIGHT)), LEAST_SPREAD)


def _kernel():
    around = range(-3 * KERNEL_DAYS, 3 * KERNEL_DAYS + 1)
    weights = [math.exp(-0.5 * (day / KERNEL_DAYS) ** 2) for day in around]
    return [(day, weight / sum(weights)) for day, weight in zip(around, weights, strict=True)]


KERNEL = _kernel()


class Habit:
    """When a debtor pays: the distribution of his days late, for what is due today and not disputed."""

    __slots__ = ("_below", "_edges", "_effects", "_tail", "count", "level", "spread")

    def __init__(self, seen: Sequence[Seen], of_group: Group, moved: Effects = Effects()):
        plain = [(its.days - moved.of(its.ago, its.disputed), its.weight) for its in seen]
        self._effects = moved
        self.count = len(plain)
        self.level = _level(plain, of_group.level)
        self.spread = _spread(plain, self.level, of_group.spread)
        self._tail = max(TAIL_SPREADS * of_group.spread, TAIL_LEAST)
        masses = self._masses(plain, of_group)
        days = sorted(masses)
        self._edges = [days[0] - 0.5, *(day + 0.5 for day in days)]
        self._below = [0.0, *accumulate(masses[day] for day in days)]

    def _masses(self, plain, of_group):
        """{day: share}: his own payments spread over the days around them, the group's around his average, the tail."""
        own = sum(weight for _days, weight in plain)
        each = (1 - TAIL) / (own + GROUP_WEIGHT)
        masses, rounded = defaultdict(float), defaultdict(float)
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
        for number in range(20):
            masses[round(self.level + self._wait((number + 0.5) / 20))] += TAIL / 20
        return masses

    def _wait(self, part):
        """The days after which this part of what nothing is known of has paid."""
        return -self._tail * math.log1p(-part)

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

    def _day_of(self, part):
        """The days late by which this part is paid."""
        place = min(max(bisect_right(self._below, part), 1), len(self._below) - 1)
        low, high = self._below[place - 1], self._below[place]
        step = (part - low) / (high - low) if high > low else 1.0
        return self._edges[place - 1] + min(step, 1.0) * (self._edges[place] - self._edges[place - 1])

    def after(self, due: date, day: date, today: date, disputed: bool = False) -> "Rest":
        """The rest of an instalment that is not paid before `day`, as seen `today`."""
        moved = self._effects.of((today - due).days, disputed)
        return Rest(self, due, day, moved, self.paid_by((day - due).days - 0.5 - moved))


class Rest:
    """When an instalment is paid that has not been paid before a day."""

    __slots__ = ("_day", "_due", "_gone", "_habit", "_left", "_moved")

    def __init__(self, habit: Habit, due: date, day: date, moved: float, gone: float):
        self._habit, self._due, self._day, self._moved, self._gone = habit, due, day, moved, gone
        whole = habit._below[-1]
        self._left = whole - gone if whole - gone > 1e-9 else 0.0

    def day(self, part: float) -> date:
        """The day by which this part of such instalments is paid; never before the day from which it is looked at.

        >>> monthly = Habit([Seen(30, 100)] * 50, Group(30, 1, ((0.0, 1.0),)))
        >>> due = date(2026, 3, 1)
        >>> monthly.after(due, due, due).day(0.5)
        datetime.date(2026, 3, 31)
        >>> monthly.after(due, date(2026, 4, 2), date(2026, 4, 2)).day(0.5)
        datetime.date(2026, 4, 2)
        """
        if not self._left:
            return self._day + timedelta(days=round(self._habit._wait(min(part, 0.999))))
        days = self._habit._day_of(self._gone + part * self._left) + self._moved
        return max(self._due + timedelta(days=math.ceil(days - 0.5)), self._day)

    def before(self, day: date) -> float:
        """The share that is paid before `day`."""
        if day <= self._day:
            return 0.0
        if not self._left:
            return 1 - math.exp(-(day - self._day).days / self._habit._tail)
        days = (day - self._due).days - 0.5 - self._moved
        return min((self._habit.paid_by(days) - self._gone) / self._left, 1.0)
