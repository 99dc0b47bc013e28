"""Faults at scale: work that is killed, cut off, or finds the disk full, taken up again and compared with what it
should have come to."""
