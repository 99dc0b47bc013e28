from . import contact_wizard, contact_outcome, visit_wizard, reassign_wizard, close_wizard, letter_wizard  # isort: skip
