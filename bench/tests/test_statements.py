"""The text of a statement, as those of a piece of work are told apart."""

from __future__ import annotations

import doctest

from bench.large import statements


def test_shape():
    assert doctest.testmod(statements).failed == 0
    assert doctest.testmod(statements).attempted > 0


def test_the_plan_of_the_slowest_call_is_kept():
    watched = statements.Watched()
    for seconds, plan in ((1.0, "first"), (3.0, "second"), (2.0, "third")):
        watched.add("SELECT 1 WHERE 1 IN (1, 2)", seconds, [f"NOTICE:  duration: 1 ms  plan:\nQuery Text: {plan}"])
    watched.add("SELECT 2", 0.1, [])
    assert watched.slowest() == 3.0
    heaviest, other = watched.heaviest()
    assert (heaviest["calls"], heaviest["seconds"], heaviest["plan"]) == (3, 6.0, "Query Text: second")
    assert (other["text"], other["plan"]) == ("SELECT 2", "")
