from . import notice_wizard, registered_wizard
