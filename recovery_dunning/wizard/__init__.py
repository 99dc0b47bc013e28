from . import recovery_hold_wizard
