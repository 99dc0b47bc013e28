from . import (  # isort: skip
    hold_wizard,
    invoice_wizards,
    run_wizards,
    forecast,
    go_live,
    go_live_line,
    go_live_applying,
    setup_wizard,
)
