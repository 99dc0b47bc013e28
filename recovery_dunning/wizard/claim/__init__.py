from . import (  # isort: skip
    rate_wizard,
    waive_wizard,
)
