"""The table at the end of a replay: what went out at each level, and whether it is what the file says must go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path


@dataclass
class LevelCount:
    """What was sent at one level. `notices` and `mails` count at the highest level of each notice, `instalments` and
    `amount` at each instalment's own; `expected` is the independent count, if there is one."""

    name: str
    delay: int
    notices: int = 0
    instalments: int = 0
    amount: float = 0.0
    mails: int = 0
    expected: int | None = None


def count_levels(procedure, delivered: Counter[str]) -> list[LevelCount]:
    """The levels of the procedure, in their order. `delivered`: how often each Message-ID reached the sink."""
    env = procedure.env
    levels = procedure.level_ids.sorted("delay")
    counts = {level: LevelCount(level.name, level.delay) for level in levels}
    sent = [("notice_id.state", "=", "sent"), ("level_id", "in", levels.ids)]
    lines = env["recovery.notice.line"]._read_group(sent, ["level_id"], ["__count", "residual:sum"])
    for level, instalments, amount in lines:
        counts[level].instalments, counts[level].amount = instalments, amount
    for notice in env["recovery.notice"].search([("state", "=", "sent"), ("level_id", "in", levels.ids)]):
        counts[notice.level_id].notices += 1
        counts[notice.level_id].mails += delivered[notice.mail_id.message_id]
    return list(counts.values())


def message_ids(files: Iterable[Path]) -> Counter[str]:
    """How many of these mails carry each Message-ID."""
    found: Counter[str] = Counter()
    for path in files:
        with path.open("rb") as file:
            found[BytesHeaderParser().parse(file)["Message-ID"].strip()] += 1
    return found


def table(counts: Sequence[LevelCount]) -> str:
    """The counts as text, with totals.

    >>> print(table([LevelCount("First reminder", 3, 2, 2, 110.5, 2, 2)]))
    Level                 Day  Notices  Instalments        Amount    Mails  In the file
    First reminder         +3        2            2        110.50        2            2
    Total                            2            2        110.50        2            2
    """
    with_expected = all(count.expected is not None for count in counts)
    width = max([20, *(len(count.name) for count in counts)])
    head = f"{'Level':<{width}} {'Day':>4} {'Notices':>8} {'Instalments':>12} {'Amount':>13} {'Mails':>8}"
    rows = [head + ("  In the file" if with_expected else "")]
    total = LevelCount("Total", 0, expected=0)
    for count in counts:
        rows.append(_row(count, width, f"{count.delay:+d}", with_expected))
        total.notices += count.notices
        total.instalments += count.instalments
        total.amount += count.amount
        total.mails += count.mails
        total.expected += count.expected or 0
    return "\n".join([*rows, _row(total, width, "", with_expected)])


def disagreement(counts: Iterable[LevelCount]) -> str | None:
    """The sentence that says which levels differ from the independent count of the file, if any does."""
    wrong = [
        f"{count.instalments} instalments instead of {count.expected} at {count.delay:+d} days"
        for count in counts
        if count.expected is not None and count.instalments != count.expected
    ]
    return f"The replay noticed {', '.join(wrong)}." if wrong else None


def lost_mails(env, delivered: Counter[str]) -> str | None:
    """The sentence that says which notices did not reach the sink exactly once, if any did not."""
    spoken = env["recovery.notice"].search([("state", "in", ("sent", "failed")), ("level_id.send_email", "=", True)])
    wrong = spoken.filtered(lambda notice: notice.state == "failed" or delivered[notice.mail_id.message_id] != 1)
    return f"{len(wrong)} of {len(spoken)} notices did not reach the sink exactly once." if wrong else None


def _row(count: LevelCount, width: int, day: str, with_expected: bool) -> str:
    figures = f"{count.notices:>8} {count.instalments:>12} {count.amount:>13.2f} {count.mails:>8}"
    expected = f"{count.expected:>13}" if with_expected else ""
    return f"{count.name:<{width}} {day:>4} {figures}{expected}"
