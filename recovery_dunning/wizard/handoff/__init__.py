from . import (  # isort: skip
    handoff_wizard,
    placement_wizard,
)
