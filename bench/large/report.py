"""What is said of large books: rows of the table, and the file of their heaviest statements."""

from __future__ import annotations

from statistics import median

from bench.figures import middle, ratio, shown
from bench.large.pieces import PIECES, SCREENS
from bench.report import LARGE_MEMORY, LARGE_SLOWDOWN, Report, Row

BOARD, NIGHT, AGED = 2, 300, 3  # seconds
STATEMENT = 2  # seconds
SCREEN = 0.3  # seconds of the server
ONCE = ("board",)  # takes what it takes, whatever the size: no time an instalment
TEXT = 1500  # characters of a statement that are shown


def add_board(report: Report, size: tuple[int, int], taken: dict[str, list[dict]]) -> None:
    """The nights, the board, and the aged balance of days past: each figure comes as a list, one of each turn."""
    name = f"{size[0]:,} open, {size[1]:,} paid"
    for night, what in (("night", "first night"), ("again", "another night")):
        report.add_time(f"{name}: {what}", middle(taken[night], "seconds"), NIGHT)
    more = max(taken["night"], taken["again"], key=lambda night: middle(night, "memory"))
    report.add_memory(f"{name}: the night", more, LARGE_MEMORY)
    report.add_time(f"{name}: the board opens", middle(taken["board"], "seconds"), BOARD)
    for what, column in (("the board", "board"), ("all debtors", "debtors")):
        days = {ago: median(turn[ago][column] for turn in taken["aged"]) for ago in taken["aged"][0]}
        slowest = max(days, key=days.get)
        report.add_time(f"{name}: aged balance for {what}, {slowest} days ago", days[slowest], AGED)


def add_load(report: Report, sizes: tuple, taken: list[dict[str, list[dict]]]) -> None:
    """Each piece of a day, an instalment of the large book against one of the small one: a list for each, one of each
    turn."""
    (few, _paid), (many, paid) = sizes
    for piece, title in PIECES.items():
        small, large = (figures[piece] for figures in taken)
        name = f"{title}, {many:,} open and {paid:,} paid"
        row = Row(f"{name}: time", shown(large, "seconds"))
        if piece not in ONCE:
            count, others = (large[0]["done"], small[0]["done"]) if piece == "send" else (many, few)
            slower = ratio(large, small, "seconds") * others / count
            row.against = f"{shown(small, 'seconds')} of {few:,}"
            row.ratio, row.bar, row.met = f"{slower:.2f} ×", f"≤ {LARGE_SLOWDOWN} ×", slower <= LARGE_SLOWDOWN
        report.rows.append(row)
        report.add_memory(name, large, LARGE_MEMORY)
        report.add_time(f"{name}: the slowest statement", middle(large, "slowest"), STATEMENT)


def add_screens(report: Report, sizes: tuple, taken: list[dict[str, list[dict]]]) -> None:
    """Each screen of the large book, beside that of the small one, likewise."""
    (few, _paid), (many, paid) = sizes
    for screen, title in SCREENS.items():
        small, large = (figures[screen] for figures in taken)
        row = Row(f"{title}, {many:,} open and {paid:,} paid: time", shown(large, "seconds"))
        row.against = f"{shown(small, 'seconds')} of {few:,}"
        row.bar, row.met = f"≤ {SCREEN} s", middle(large, "seconds") <= SCREEN
        report.rows += [row, Row(f"{title}: queries", shown(large, "queries"), f"{shown(small, 'queries')} of {few:,}")]


def plans_text(taken: dict[str, list[dict]], size: tuple[int, int]) -> str:
    """The heaviest statements of each piece in the last turn, with the plan of the slowest call of each slow one."""
    parts = [f"The heaviest statements of a day with {size[0]:,} open and {size[1]:,} paid instalments.\n"]
    for piece, title in PIECES.items():
        parts.append(f"== {title}\n")
        for its in taken[piece][-1]["statements"]:
            head = f"{its['calls']} calls, {its['seconds']:.2f} s, the slowest {its['slowest']:.2f} s"
            parts.append(f"{head}\n{its['text'][:TEXT]}\n{its['plan']}\n")
    return "\n".join(parts)
