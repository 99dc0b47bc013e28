"""What a piece of work costs: seconds, processor seconds, SQL queries, peak memory."""

from __future__ import annotations

import resource
import time

from odoo import sql_db


class Meter:
    """Measures its block; then `figures` tells. One meter a process gives an honest peak of memory."""

    def __init__(self):
        self.figures: dict[str, float] = {}

    def __enter__(self) -> Meter:
        self._before = self._read()
        return self

    def __exit__(self, *exc_info) -> None:
        self.figures = {name: after - self._before[name] for name, after in self._read().items()}
        self.figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB

    @staticmethod
    def _read() -> dict[str, float]:
        return {"seconds": time.perf_counter(), "cpu": time.process_time(), "queries": sql_db.sql_counter}
