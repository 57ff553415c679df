"""A text taken apart: smoothed, into tokens, clauses and sentences."""
