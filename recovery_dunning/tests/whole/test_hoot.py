"""Our JavaScript in a real browser, by Odoo's own test runner: `static/tests/*.test.js`."""

import logging
import re
from contextlib import contextmanager
from pathlib import Path

from odoo.tests import HttpCase, no_retry, tagged

SUITE = "@recovery_dunning"
SUITES = Path(__file__).parents[2] / "static/tests"
SUCCESS = "[HOOT] Test suite succeeded"
PASSED = re.compile(rf'"{SUITE}" ended \(passed: (\d+) /')
SECONDS = 300  # at most; the bundle of Odoo's tests is compiled when it is opened


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    @no_retry
    def test_every_one_of_ours_passes(self):
        """And none is left out: where the runner finds no test, it succeeds."""
        written = sum(len(re.findall(r"^test\(", file.read_text(), re.M)) for file in SUITES.glob("*.test.js"))
        with self.browser_log() as log:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={job_id(SUITE)}",
                code="",
                login="admin",
                timeout=SECONDS,
                success_signal=SUCCESS,
                error_checker=lambda message: "[HOOT]" not in message,  # of these it goes on, and tells at the end
            )
        passed = [int(number) for line in log for number in PASSED.findall(line)]
        self.assertEqual((written > 0, passed), (True, [written]))

    @contextmanager
    def browser_log(self):
        """The lines that the browser writes meanwhile; they go into the log all the same."""
        lines = []
        handler = logging.Handler()
        handler.emit = lambda record: lines.append(record.getMessage())
        logger = self._logger.getChild("browser")
        logger.addHandler(handler)
        try:
            yield lines
        finally:
            logger.removeHandler(handler)


def job_id(name):
    """What the runner calls a suite of this name in its address."""
    number = 0
    for character in name:
        number = (31 * number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"
