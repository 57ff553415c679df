"""What a judge says of an answer's key points and misconceptions, as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.schema import LANGUAGES, Bilingual, Language, Rubric
from evaluators.judge.port import Judge, Judgement, JudgeRequest, JudgeResult, Span

Floats = NDArray[np.float64]
_SUREST = 1e-4


@dataclass(frozen=True)
class Opinion:
    """Log-odds of `by` that each point and each misconception is (stated, contradicted).

    `points` is (points, 2), `claims` (misconceptions, 2); `points_at` and `claims_at` are the
    stretches of the answer that decide, where the judge tells.
    """

    by: str
    points: Floats
    claims: Floats
    points_at: tuple[Span | None, ...]
    claims_at: tuple[Span | None, ...]


@dataclass(frozen=True)
class Brief:
    """An answer that is to be judged, and by what."""

    question: Rubric
    answer: str
    points: tuple[Bilingual, ...]

    @property
    def asked(self) -> JudgeRequest:
        """Return each statement in both languages, and once where they are the same."""
        claims = [wrong.text for wrong in self.question.misconceptions]
        texts = [text for one in (*self.points, *claims) for text in _wordings(one)]
        return JudgeRequest(self.question.text[_language(self.answer)], self.answer, tuple(texts))

    def opinion(self, judged: JudgeResult) -> Opinion:
        """Return the mean of what is ruled of both wordings."""
        rulings = iter(judged.rulings)

        def heard(texts: Iterable[Bilingual]) -> list[list[Judgement]]:
            return [[next(rulings) for _ in _wordings(one)] for one in texts]

        points = heard(self.points)
        claims = heard(wrong.text for wrong in self.question.misconceptions)
        return Opinion(
            by=judged.by,
            points=_odds(points),
            claims=_odds(claims),
            points_at=tuple(map(_surest, points)),
            claims_at=tuple(map(_surest, claims)),
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


def _odds(heard: Sequence[Sequence[Judgement]]) -> Floats:
    means = [
        log_odds(np.array([(one.stated, one.contradicted) for one in rulings])).mean(axis=0)
        for rulings in heard
    ]
    return np.array(means).reshape(-1, 2)


def _surest(rulings: Sequence[Judgement]) -> Span | None:
    return max(rulings, key=lambda one: max(one.stated, one.contradicted)).decisive


def log_odds(shares: Floats) -> Floats:
    """Return log(p / (1 - p)); nothing is ever quite certain."""
    kept = shares.clip(_SUREST, 1 - _SUREST)
    return np.asarray(np.log(kept / (1 - kept)))
