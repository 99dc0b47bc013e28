from . import forecast, go_live, go_live_applying, go_live_line, hold_wizard, invoice_wizards, run_wizards, setup_wizard
