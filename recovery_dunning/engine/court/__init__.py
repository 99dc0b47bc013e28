"""The ways to a court: who may take each, before which court, by which stages; and what an announcement says."""
