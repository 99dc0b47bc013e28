"""Which statements a piece of work spends its time in, and how PostgreSQL went about the slow ones."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

SHOWN = 10
SLOW = 0.2  # seconds from which on a plan is kept
NOT_SHOWN = re.compile(r" +(Buffers|Index Searches|Heap Fetches|Cache Key|Cache Mode):")
PLANS = f"""
    LOAD 'auto_explain';
    SET auto_explain.log_min_duration = {int(1000 * SLOW)};
    SET auto_explain.log_analyze = on;
    SET auto_explain.log_timing = off;
    SET auto_explain.log_parameter_max_length = 0;
    SET auto_explain.log_level = notice"""


class Watched:
    """Statements by their text, less its values: {text: [seconds of each]}, and {text: the plan of the slowest}."""

    def __init__(self):
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.plans: dict[str, str] = {}

    def add(self, query, seconds: float, notices: list[str]) -> None:
        """One statement that was run, and what the server remarked on it."""
        text = shape(getattr(query, "code", query))
        slowest = seconds >= max(self.seconds[text], default=0.0)
        self.seconds[text].append(seconds)
        plans = [notice.partition("plan:")[2] for notice in notices if "plan:" in notice]
        if plans and slowest:
            self.plans[text] = bare(plans[-1])

    def slowest(self) -> float:
        """Seconds of the slowest statement."""
        return max((max(taken) for taken in self.seconds.values()), default=0.0)

    def heaviest(self) -> list[dict]:
        """The statements that took most, all their calls together."""
        order = sorted(self.seconds, key=lambda text: -sum(self.seconds[text]))
        return [
            {
                "text": text,
                "calls": len(self.seconds[text]),
                "seconds": sum(self.seconds[text]),
                "slowest": max(self.seconds[text]),
                "plan": self.plans.get(text, ""),
            }
            for text in order[:SHOWN]
        ]


def shape(text) -> str:
    """A statement without its lists of values.

    >>> shape("SELECT id FROM res_partner\\n WHERE id IN (1, 22, 303) AND x = %s")
    'SELECT id FROM res_partner WHERE id IN (…) AND x = %s'
    >>> shape("INSERT INTO t VALUES (%s, %s), (%s, %s)")
    'INSERT INTO t VALUES (…)'
    """
    text = " ".join(str(text).split())
    text = re.sub(r"\((?:%s|NULL|\d+)(?:, ?(?:%s|NULL|\d+))+\)", "(…)", text)
    return re.sub(r"\(…\)(?:, ?\(…\))+", "(…)", text)


def bare(plan: str) -> str:
    """What `auto_explain` tells of a plan: without the statement and what was read for each step, and with its lists of
    numbers cut short.

    >>> bare("Query Text: SELECT 1\\n FROM x\\nSeq Scan on x  (cost=0..1)\\n  Filter: (id = ANY ('{1,2,3,4}'))")
    "Seq Scan on x  (cost=0..1)\\n  Filter: (id = ANY ('{1,…}'))"
    """
    lines = plan.strip().splitlines()
    first = next((place for place, line in enumerate(lines) if "  (cost=" in line), 0)
    shown = [line for line in lines[first:] if not NOT_SHOWN.match(line)]
    return "\n".join(re.sub(r"(\d+)(?:, ?\d+){3,}", r"\1,…", line) for line in shown)


@contextmanager
def watched(env):
    """Watch what this process asks of the database; the plans of slow statements come with it where the role may ask
    for them, as a superuser may."""
    from odoo import sql_db

    found, execute, cnx = Watched(), sql_db.Cursor.execute, env.cr._cnx
    env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if env.cr.fetchone()[0]:
        env.cr.execute(PLANS)
        env.cr.commit()  # a rollback must not take the settings back

    def timed(cursor, query, *arguments, **options):
        del cnx.notices[:]
        started = time.perf_counter()
        try:
            return execute(cursor, query, *arguments, **options)
        finally:
            found.add(query, time.perf_counter() - started, list(cnx.notices))

    sql_db.Cursor.execute = timed
    try:
        yield found
    finally:
        sql_db.Cursor.execute = execute


def server_seconds(env) -> float:
    """Processor seconds that the server's process of this connection has had, its helpers left out; 0 where it is on
    another machine."""
    env.cr.execute("SELECT pg_backend_pid()")
    try:
        fields = Path(f"/proc/{env.cr.fetchone()[0]}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100
