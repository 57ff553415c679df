"""How good and how fast the grader is, beside simpler ways to score the same answers."""
