"""Limitation: when a debt lapses, what starts the time anew, and who is told in time.
The rules are in `engine.limitation`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    limitation,
    interruption,
)
