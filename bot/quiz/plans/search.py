"""Questions found by words of theirs, in either language, or by their id."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.schema import LANGUAGES, Question


@dataclass(frozen=True, slots=True)
class Found:
    """A main question, and the follow-up of it that was looked for, if it was one."""

    main: Question
    follow_up: Question | None = None


def search(mains: Sequence[Question], text: str) -> list[Found]:
    """Return the main questions that hold all words of a text, or else those whose follow-ups do.

    One of this very id is found alone.
    """
    wanted = _plain(text)
    exact = _matching(mains, lambda one: _plain(one.id) == wanted)
    return exact[:1] or _matching(
        mains, lambda one: all(word in _words_of(one) for word in wanted.split())
    )


def _matching(mains: Sequence[Question], is_meant: Callable[[Question], bool]) -> list[Found]:
    found = [Found(main) for main in mains if is_meant(main)]
    return found or [
        Found(main, follow_up)
        for main in mains
        if (follow_up := next(filter(is_meant, main.follow_ups), None))
    ]


def _words_of(question: Question) -> str:
    texts = (question.text[language] for language in LANGUAGES)
    return _plain("\n".join((question.id, question.id.replace("-", " "), *texts)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
