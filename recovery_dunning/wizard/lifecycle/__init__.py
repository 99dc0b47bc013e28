from . import upload, match, manual, outgoing, refusal  # isort: skip
