"""Draws the numbers of a parametric question, so that everyone in a round gets the same ones."""

from content.schema import Question


def draw(question: Question, seed: str | None) -> Question:
    """Return the question with its own numbers and those of its follow-ups filled in.

    Args:
        seed: what the numbers depend on; None takes the default of each.
    """
    return question
