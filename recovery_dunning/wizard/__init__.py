from . import recovery_contact_wizard, recovery_hold_wizard, recovery_send_wizard
