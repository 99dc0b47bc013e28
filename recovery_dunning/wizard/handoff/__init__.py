from . import handoff_wizard, placement_wizard
