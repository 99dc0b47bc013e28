from . import (  # isort: skip
    plan_wizard,
    word_wizard,
)
