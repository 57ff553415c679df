"""Training of the embedded judge."""
