"""What `./dev bench` takes, and how much it measures then."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace

import pytest

from bench import __main__ as command_line
from bench.run import require
from bench.scale import EACH, FULL, QUICK, SMOKE
from devtools.cli import help_text
from devtools.console import Failure


def test_options():
    assert doctest.testmod(command_line).failed == 0
    assert command_line.parse(["--smoke"]).scale == SMOKE
    assert command_line.parse(["--packages"]).part == "packages"
    assert command_line.parse(["--load", "--turns", "1"]).scale == replace(FULL, work_turns=1)
    assert command_line.parse(["--quick", "--write"]).write


@pytest.mark.parametrize(
    "options",
    [["--smoke", "--write"], ["--profile", "--write"], ["--letters", "--packages"], ["--turns", "0"]],
)
def test_options_that_go_ill_together_are_refused(options):
    with pytest.raises(SystemExit) as stopped:
        command_line.parse(options)
    assert stopped.value.code == 2


def test_the_help_of_dev_names_each_option(capsys):
    with pytest.raises(SystemExit):
        command_line.parse(["--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    of_bench = re.search(r"\n  bench .*?(?=\n  \w)", help_text(), re.DOTALL)[0]
    assert len(options) == 19
    assert options == set(re.findall(r"--[a-z]+", of_bench))


def test_the_smoke_test_stays_on_one_book_of_forty():
    thrice = {size for size, _old in SMOKE.thrice}
    sizes = {*SMOKE.books, *thrice, SMOKE.mailed, SMOKE.large, SMOKE.letter_mails * EACH, SMOKE.letters * EACH}
    assert sizes == {40}
    assert max(SMOKE.board[0], *(open_ for open_, _paid in SMOKE.load)) == 40
    assert {SMOKE.turns, SMOKE.long_turns, SMOKE.work_turns} == {1}
    assert SMOKE.peer_goes_on(SMOKE.mailed)


def test_every_scale_fits_together():
    for scale in (FULL, QUICK, SMOKE):
        assert scale.mailed in scale.books
        assert scale.invoices % scale.at_once == 0
        assert scale.invoices // scale.at_once > 1, "a spread needs two pairs"
        assert scale.cases[-1] * EACH <= scale.books[0]


def test_a_measurement_that_did_less_than_its_work_is_refused():
    require(40, 40, "Mails delivered")
    with pytest.raises(Failure, match="Mails delivered: 38 instead of 40"):
        require(38, 40, "Mails delivered")
