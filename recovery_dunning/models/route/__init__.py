"""The ways to go on with a case, compared: what each is expected to bring, to cost and to take.
Nothing here is done, only advised.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    route,
    case,
)
