from . import (
    close_wizard,
    contact_outcome,
    contact_wizard,
    letter_wizard,
    payment_register,
    reassign_wizard,
    visit_wizard,
)  # isort: skip
