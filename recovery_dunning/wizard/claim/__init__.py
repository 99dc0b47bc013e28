from . import (  # isort: skip
    rate_wizard,
    statement_dialog,
    waive_wizard,
)
