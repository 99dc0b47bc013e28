from . import rate_wizard, statement_dialog, waive_wizard
