from . import (  # isort: skip  # base file first: what comes later is called first
    contact_wizard,
    contact_outcome,
    visit_wizard,
    reassign_wizard,
    close_wizard,
    letter_wizard,
    payment_register,
)
