"""Handing over: cases placed with an agency, what is checked, the mandate, and the complete file.
What the agency does with it is in `agency`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    handoff,
    mandate,
    link,
    placement,
    correspondence,
    ending,
    report,
    package,
    background,
    placement_package,
    placement_file,
    file,
    tables,
    words,
    exhibits,
    layout,
    check,
    readiness,
    case,
    claim,
)
