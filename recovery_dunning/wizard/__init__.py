"""The dialogs, in the rooms of their nouns."""

from . import (  # isort: skip
    claim,
    arrangement,
    notice,
    run,
    case,
    debtor,
    handoff,
)
