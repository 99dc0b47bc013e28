"""Handing over: cases placed with an agency, what is checked, the mandate, and the complete file.
What the agency does with it is in `agency`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    handoff,
    mandate,
    link,
    placement,
    amounts,
    mail,
    ending,
    notice,
    report,
    package,
    placement_package,
    placement_file,
    file,
    tables,
    exhibits,
    layout,
    check,
    readiness,
    case,
    res_partner,
)
