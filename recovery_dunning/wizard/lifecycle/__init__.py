from . import upload, match, manual, outgoing  # isort: skip
