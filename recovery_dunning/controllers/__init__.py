from . import handoff, portal
