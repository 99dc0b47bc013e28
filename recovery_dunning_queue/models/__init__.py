from . import handoff, run
