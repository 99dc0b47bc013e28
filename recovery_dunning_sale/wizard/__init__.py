from . import recovery_release_wizard
