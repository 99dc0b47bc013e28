"""What moves all debtors of a book alike: they come to pay earlier or later as time goes on, and a dispute adds days.

Days late are counted from the due date, below 0 when early.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

DRIFT_USUAL = 0.02  # days a day: a drift beyond two of these needs much evidence
DISPUTE_USUAL = 20.0  # days that a dispute usually adds, at most twice as much


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
        parts: tuple[Callable[[float, float, float, float], float], ...] = (
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
        return cls(*(math.fsum(part(*row) for row in rows) for part in parts))


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
