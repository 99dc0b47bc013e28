"""The record: events chained by hashes, documents, and what is printed from them.
No case is kept here: an event only knows its case by name.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    event,
    erasure,
    pdf_bundle,
    evidence_file,
    exhibit,
    taken_later,
    whole_file,
)
