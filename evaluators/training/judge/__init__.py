"""Training of a judge."""
