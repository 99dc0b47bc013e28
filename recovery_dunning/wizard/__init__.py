"""The dialogs, in the rooms of their nouns."""

from . import claim, arrangement, notice, run, case, debtor, handoff, court, lifecycle, books  # isort: skip
