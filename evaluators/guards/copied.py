"""Leave out of an answer what only repeats the question, its hints and its nudges."""

import re
from collections.abc import Iterator

from content.schema import LANGUAGES, Rubric

_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_FEWEST_CHARACTERS = 12


def own_words(answer: str, question: Rubric) -> str:
    """Return an answer without the sentences that a member was shown before writing it."""
    for sentence in _shown(question):
        pattern = r"\s+".join(map(re.escape, sentence.split()))
        answer = re.sub(pattern, " ", answer, flags=re.IGNORECASE)
    return answer


def _shown(question: Rubric) -> Iterator[str]:
    nudges = [point.nudge for point in question.key_points if point.nudge]
    for text in (question.text, *question.hints, *nudges):
        for language in LANGUAGES:
            for sentence in _SENTENCES.split(text[language]):
                if len(sentence) >= _FEWEST_CHARACTERS:
                    yield sentence
