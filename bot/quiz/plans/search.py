"""Questions found by words of theirs, in either language, or by their id."""

import unicodedata
from collections.abc import Sequence

from content.schema import LANGUAGES, Question


def search(questions: Sequence[Question], text: str) -> list[Question]:
    """Return the questions that hold all words of a text; one of this very id alone."""
    wanted = _plain(text)
    exact = [question for question in questions if _plain(question.id) == wanted]
    if exact:
        return exact[:1]
    return [one for one in questions if all(word in _words_of(one) for word in wanted.split())]


def _words_of(question: Question) -> str:
    texts = (question.text[language] for language in LANGUAGES)
    return _plain("\n".join((question.id, question.id.replace("-", " "), *texts)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
