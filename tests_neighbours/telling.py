"""How a story is written down and told: each says what is right, and what was got."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FAMILIES = ("orders", "batches")  # account_payment_order, account_payment_batch_oca


@dataclass
class Story:
    """One story: a function that takes the book, the sentence that must hold, and the databases it is told in."""

    function: Callable
    sentence: str
    families: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.function.__name__


STORIES: dict[str, Story] = {}


def story(sentence: str, families: tuple[str, ...] = FAMILIES):
    """Keep the function as a story: `sentence` says what is right."""

    def keep(function):
        if function.__name__ in STORIES:
            raise ValueError(f"Two stories are called {function.__name__}.")
        STORIES[function.__name__] = Story(function, sentence, families)
        return function

    return keep


class Findings:
    """What a story looked at: (what, got, right) each."""

    def __init__(self):
        self.seen = []

    def expect(self, what: str, got, right) -> None:
        """`got` must be `right`, or satisfy it where it is a function."""
        well = right(got) if callable(right) else got == right
        self.seen.append((well, what, got, None if callable(right) else right))

    @property
    def well(self) -> bool:
        """Whether all was right; a story that looked at nothing is none."""
        return bool(self.seen) and all(well for well, *_rest in self.seen)

    def __str__(self) -> str:
        """What was got of each, and beside what is wrong what would have been right."""
        parts = []
        for well, what, got, right in self.seen:
            wrong = "" if well else " (wrong)" if right is None else f" (right: {right!r})"
            parts.append(f"{what}: {got!r}{wrong}")
        return "; ".join(parts) or "nothing was looked at"
