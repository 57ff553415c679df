"""What a judge says of an answer's key points and misconceptions, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.schema import LANGUAGES, Bilingual, Language, Rubric
from evaluators.judge.port import Asked, Judge, Judged, Ruling

Floats = NDArray[np.float64]
_SUREST = 1e-4


@dataclass(frozen=True)
class Opinion:
    """Log-odds of `by` that each point and each misconception is (stated, contradicted).

    `points` is (points, 2), `claims` (misconceptions, 2); `words` are the answer's characters that
    decide on each point.
    """

    by: str
    points: Floats
    claims: Floats
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Brief:
    """An answer that is to be judged, and by what."""

    question: Rubric
    answer: str
    points: tuple[Bilingual, ...]

    @property
    def asked(self) -> Asked:
        """Return each statement in both languages, and once where they are the same."""
        claims = [wrong.text for wrong in self.question.misconceptions]
        texts = [text for one in (*self.points, *claims) for text in _wordings(one)]
        return Asked(self.question.text[_language(self.answer)], self.answer, tuple(texts))

    def opinion(self, judged: Judged) -> Opinion:
        """Return the mean of what is ruled of both wordings."""
        rulings = iter(judged.rulings)
        points = [_mean([next(rulings) for _ in _wordings(one)]) for one in self.points]
        claims = [
            _mean([next(rulings) for _ in _wordings(wrong.text)])
            for wrong in self.question.misconceptions
        ]
        return Opinion(
            by=judged.by,
            points=np.array([odds for odds, _ in points]).reshape(-1, 2),
            claims=np.array([odds for odds, _ in claims]).reshape(-1, 2),
            words=tuple(words for _, words in points),
        )


def opinions(judge: Judge, briefs: Sequence[Brief]) -> list[Opinion | None]:
    """Have a batch of answers judged; None where the judge failed."""
    judged = judge.judge([one.asked for one in briefs])
    pairs = zip(briefs, judged, strict=True)
    return [None if one is None else brief.opinion(one) for brief, one in pairs]


def _wordings(text: Bilingual) -> list[str]:
    return list(dict.fromkeys(text[language] for language in LANGUAGES))


def _language(answer: str) -> Language:
    return "ko" if any("가" <= character <= "힣" for character in answer) else "en"


def _mean(rulings: Sequence[Ruling]) -> tuple[Floats, tuple[int, int]]:
    shares = np.array([(one.stated, one.contradicted) for one in rulings])
    shares = shares.clip(_SUREST, 1 - _SUREST)
    surest = max(rulings, key=lambda one: max(one.stated, one.contradicted))
    return np.log(shares / (1 - shares)).mean(axis=0), surest.decisive
