from . import (  # isort: skip
    hold_wizard,
    invoice_wizards,
    send_wizard,
    undo_wizard,
    forecast,
    go_live,
    go_live_line,
    go_live_day,
    go_live_applying,
    setup_wizard,
)
