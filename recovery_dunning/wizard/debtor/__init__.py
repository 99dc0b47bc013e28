from . import (  # isort: skip
    partner_merge,
)
