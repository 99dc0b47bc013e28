"""What is said of large books: rows of the table, and the file of their heaviest statements."""

from __future__ import annotations

from bench.figures import megabytes, seconds
from bench.large.pieces import PIECES, SCREENS
from bench.report import LARGE_MEMORY, LARGE_SLOWDOWN, Report, Row

BOARD, NIGHT, AGED = 2, 300, 3  # seconds
STATEMENT = 2  # seconds
SCREEN = 0.3  # seconds of the server
ONCE = ("board",)  # takes what it takes, whatever the size: no time an instalment
TEXT = 1500  # characters of a statement that are shown


def add_board(report: Report, size: tuple[int, int], taken: dict) -> None:
    """The nights, the board, and the aged balance of days past."""
    name = f"{size[0]:,} open, {size[1]:,} paid"
    for night, what in (("night", "first night"), ("again", "another night")):
        _timed(report, f"{name}: {what}", taken[night]["seconds"], NIGHT)
    memory = max(taken[night]["memory"] for night in ("night", "again"))
    _small(report, f"{name}: the night", memory)
    _timed(report, f"{name}: the board opens", taken["board"]["seconds"], BOARD)
    for what, column in (("the board", "board"), ("all debtors", "debtors")):
        slowest = max(taken["aged"], key=lambda ago: taken["aged"][ago][column])
        _timed(report, f"{name}: aged balance for {what}, {slowest} days ago", taken["aged"][slowest][column], AGED)


def add_load(report: Report, sizes: tuple, taken: list[dict]) -> None:
    """Each piece of a day, an instalment of the large book against one of the small one."""
    (few, _paid), (many, paid) = sizes
    for piece, title in PIECES.items():
        small, large = (figures[piece] for figures in taken)
        name = f"{title}, {many:,} open and {paid:,} paid"
        row = Row(f"{name}: time", seconds(large["seconds"]))
        if piece not in ONCE:
            (count, others) = (large["done"], small["done"]) if piece == "send" else (many, few)
            slower = large["seconds"] / count / (small["seconds"] / others)
            row.against = f"{seconds(small['seconds'])} of {few:,}"
            row.ratio, row.bar, row.met = f"{slower:.2f} ×", f"≤ {LARGE_SLOWDOWN} ×", slower <= LARGE_SLOWDOWN
        report.rows.append(row)
        _small(report, name, large["memory"])
        _timed(report, f"{name}: the slowest statement", large["slowest"], STATEMENT)


def add_screens(report: Report, sizes: tuple, taken: list[dict]) -> None:
    """Each screen of the large book, beside that of the small one."""
    (few, _paid), (many, paid) = sizes
    for screen, title in SCREENS.items():
        small, large = (figures[screen] for figures in taken)
        row = Row(f"{title}, {many:,} open and {paid:,} paid: time", seconds(large["seconds"]))
        row.against = f"{seconds(small['seconds'])} of {few:,}"
        row.bar, row.met = f"≤ {SCREEN} s", large["seconds"] <= SCREEN
        queries = f"{large['queries']:,.0f}", f"{small['queries']:,.0f} of {few:,}"
        report.rows += [row, Row(f"{title}: queries", *queries)]


def plans_text(taken: dict, size: tuple[int, int]) -> str:
    """The heaviest statements of each piece, with the plan of the slowest call of each that was slow."""
    parts = [f"The heaviest statements of a day with {size[0]:,} open and {size[1]:,} paid instalments.\n"]
    for piece, title in PIECES.items():
        parts.append(f"== {title}\n")
        for its in taken[piece]["statements"]:
            head = f"{its['calls']} calls, {its['seconds']:.2f} s, the slowest {its['slowest']:.2f} s"
            parts.append(f"{head}\n{its['text'][:TEXT]}\n{its['plan']}\n")
    return "\n".join(parts)


def _timed(report: Report, what: str, taken: float, bar: float) -> None:
    report.rows.append(Row(what, seconds(taken), bar=f"< {bar} s", met=taken < bar))


def _small(report: Report, name: str, memory: float) -> None:
    row = Row(f"{name}: memory", megabytes(memory), bar=f"< {LARGE_MEMORY} MB", met=memory < LARGE_MEMORY)
    report.rows.append(row)
