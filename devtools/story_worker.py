"""An Odoo process that tells stories together with others like it: `python -m devtools.story_worker FOLDER TIMES …`.

What follows FOLDER and TIMES are Odoo's own options, and Odoo runs its tests as ever. Only which classes this process
runs is decided in FOLDER (see `shared_stories`), and the heaviest come first, as TIMES remembers them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import odoo.cli
from odoo.tests import HttpCase, loader
from odoo.tests.suite import OdooSuite

from devtools.platform import ADDONS
from devtools.shared_stories import SharedStories, heaviest_first, remembered_times

# Seconds that a class takes which nobody has seen yet: rough, as what is heavy must only not come last.
OF_A_CLASS, OF_A_TEST, OF_A_BROWSER = 2.0, 0.5, 6.0


class SharedSuite(OdooSuite):
    """Odoo's suite of tests, of which other processes take their part."""

    def __init__(self, tests, stories: SharedStories, times: Path):
        super().__init__(tests)
        self.stories = stories
        self.classes = defaultdict(list)
        for test in tests:
            self.classes[_name(type(test))].append(test)
        self.order = heaviest_first({name: _estimate(of) for name, of in self.classes.items()}, remembered_times(times))
        stories.plan(self.order)

    def run(self, result, debug=False):
        self._tests = self.stories.share(self.classes, self.order)
        return super().run(result, debug)


def main(arguments: list[str]) -> None:
    folder, times, *options = arguments
    stories, find = SharedStories(Path(folder)), loader.make_suite

    def make_suite(module_names, position="at_install"):
        """Odoo's own selection, of our add-ons; those of others are none of ours to test."""
        tests = find([name for name in module_names if name in ADDONS], position)
        return SharedSuite(list(tests), stories, Path(times))

    loader.make_suite = make_suite
    sys.argv[1:] = options
    odoo.cli.main()


def _name(test_class: type) -> str:
    return f"{test_class.__module__.removeprefix('odoo.addons.')}.{test_class.__qualname__}"


def _estimate(tests: list) -> float:
    browser = OF_A_BROWSER if isinstance(tests[0], HttpCase) else 0
    return OF_A_CLASS + len(tests) * (OF_A_TEST + browser)


if __name__ == "__main__":
    main(sys.argv[1:])
