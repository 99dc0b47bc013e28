"""The runs: what is proposed on a day, what is left out and why, what is held back, what leaves.
How a message looks and leaves is the notice's.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    hold,
    run,
    daily,
    proposal,
    sending,
    background,
    outage,
    letters,
    exception,
    fixes,
    simulation,
    setup,
)
