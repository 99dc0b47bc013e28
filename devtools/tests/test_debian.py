"""Mirrors: found in the machine's own configuration, and tried until one serves what we need."""

from __future__ import annotations

import pytest

from devtools.console import Console, Failure
from devtools.debian import Fetcher

URIS = """\
'http://one.test/extra/dists/stable/InRelease' one.test_extra 0
'http://two.test/debian-security/dists/bookworm-security/InRelease' two.test_security 0
'http://two.test/debian/dists/bookworm/InRelease' two.test_debian 0
'http://two.test/debian//dists/bookworm/main/binary-all/Packages.xz' two.test_packages 0
"""


class FakeApt(Console):
    """Answers as apt would on a machine where only some mirrors serve `sid`."""

    def __init__(self, fetcher_folder, serving):
        super().__init__()
        self.sources = fetcher_folder / "sources.list"
        self.serving = serving
        self.tried = []

    def run(self, command, failure, **options):
        if "--print-uris" in command:
            return URIS
        self.tried.append(self.sources.read_text().split("\n")[0].split()[-3])
        if self.tried[-1] != self.serving:
            raise Failure(failure)
        return ""


def test_the_whole_archive_is_tried_first(tmp_path):
    apt = FakeApt(tmp_path, "http://two.test/debian")
    Fetcher(tmp_path, ["bookworm", "sid"], apt)._read_package_lists()
    assert apt.tried == ["http://two.test/debian"]


def test_other_mirrors_are_tried_in_turn_and_then_the_lack_is_named(tmp_path):
    apt = FakeApt(tmp_path, None)
    with pytest.raises(Failure, match=r"None of this machine's apt sources serves .*bookworm and sid.*ODOO_HOME"):
        Fetcher(tmp_path, ["bookworm", "sid"], apt)._read_package_lists()
    assert len(apt.tried) == 3
