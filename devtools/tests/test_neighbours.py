"""The list of the neighbours: each pinned, those of Odoo for 19.0, and what a log says against them."""

from __future__ import annotations

import doctest
import re

import pytest

from devtools import neighbours
from tests_neighbours import telling

PINS = [line for line in neighbours.REQUIREMENTS.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]


@pytest.mark.parametrize("pin", PINS)
def test_each_is_pinned_and_add_ons_are_of_this_odoo(pin):
    version = r"19\.0\.[\d.]+" if pin.startswith("odoo-addon-") else r"[\d.]+"
    assert re.fullmatch(rf"[A-Za-z0-9-]+=={version}", pin)


def test_none_is_named_twice():
    names = [pin.partition("==")[0].lower() for pin in PINS]
    assert len(names) == len(set(names))


def test_about_forty_are_in_daily_use_and_those_of_the_stories_are_fetched():
    fetched = {pin.partition("==")[0].removeprefix("odoo-addon-").replace("-", "_") for pin in PINS}
    assert all(fetched.issuperset(addons) for addons in neighbours.FAMILIES.values())
    daily = neighbours.daily("\n".join(PINS))
    assert len(daily) >= 40
    assert not set(daily) & set(neighbours.NOT_DAILY)


def test_a_log_is_read_for_complaints():
    assert doctest.testmod(neighbours).failed == 0


def test_a_story_that_looks_at_nothing_is_not_well():
    findings = telling.Findings()
    assert not findings.well
    findings.expect("asked for", [9_900.0], [9_900])
    assert findings.well
    findings.expect("state", "kept", lambda state: state == "open")
    assert not findings.well
    assert str(findings) == "asked for: [9900.0]; state: 'kept' (wrong)"
