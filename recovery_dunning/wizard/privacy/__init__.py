from . import copy_wizard, erasure_wizard  # isort: skip
