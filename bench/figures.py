"""What a measurement gave, as numbers and as words: medians, ratios, units."""

from __future__ import annotations

import statistics

Figures = dict[str, float]


def middle(taken: list[dict], figure: str) -> float:
    """The median of one figure."""
    return statistics.median(figures[figure] for figures in taken)


def ratio(over: list[dict], under: list[dict], figure: str, other_figure: str | None = None) -> float:
    """The median of the ratios within a turn: a busy moment of the machine falls on both sides.

    >>> ratio([{"seconds": 6.0}, {"seconds": 18.0}], [{"seconds": 1.0}, {"seconds": 3.0}], "seconds")
    6.0
    """
    pairs = zip(over, under, strict=True)
    return statistics.median(mine[figure] / other[other_figure or figure] for mine, other in pairs)


def shown(taken: list[dict], figure: str) -> str:
    """The median with its unit."""
    return FORMATS[figure](middle(taken, figure))


def times_text(times: float) -> str:
    return f"{times:.1f} ×" if times >= 1 else f"{times:.2f} ×"


def seconds(value: float) -> str:
    return f"{value:.3f} s" if value < 1 else f"{value:.2f} s"


def megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


LABELS = {"seconds": "time", "cpu": "CPU", "queries": "queries", "memory": "memory"}
FORMATS = {"seconds": seconds, "cpu": seconds, "queries": "{:,.0f}".format, "memory": megabytes}
