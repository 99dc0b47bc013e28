from . import upload, match, manual  # isort: skip
