"""From features to probabilities and a score: small models with signs that cannot flip.

One calibration belongs to one encoder, whose fingerprint it carries; its coefficients are readable
JSON, packaged under `calibrations/` or fitted by `quizmaster grader calibrate`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from content.places import Places
from evaluators.encoder import Encoder
from evaluators.features import CLAIM, DENIAL, SUPPORT, Evidence, Floats
from evaluators.signals import SIGNALS

FOLDER = Path(__file__).parent / "calibrations"
SCORE_SIGNS: Mapping[str, int] = {
    "coverage": 1,
    "similarity": 1,
    "misconception": -1,
    "reversed": -1,
    **SIGNALS,
}
"""What the score depends on, and which way it goes with each."""

Weight = Annotated[float, Field(ge=0.0)]


class CalibrationMissing(RuntimeError):
    """There is no calibration for this encoder."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Logistic(_Part):
    """P = 1 / (1 + exp(-(bias + Σ in_favour·x - Σ against·x))); no weight is negative."""

    bias: float
    in_favour: Mapping[str, Weight]
    against: Mapping[str, Weight] = {}


class Curve(_Part):
    """A function that only rises or only falls: straight between knots and level outside."""

    knots: Annotated[tuple[float, ...], Field(min_length=2)]
    values: tuple[float, ...]

    @model_validator(mode="after")
    def _is_a_curve(self) -> Self:
        if len(self.knots) != len(self.values):
            raise ValueError("a curve has one value a knot")
        if any(a >= b for a, b in pairwise(self.knots)):
            raise ValueError("knots have to rise")
        return self

    def goes(self, sign: int) -> bool:
        """Tell whether it never goes against `sign`."""
        return all((b - a) * sign >= 0 for a, b in pairwise(self.values))


class Additive(_Part):
    """P = 1 / (1 + exp(-(bias + Σ curve(x)))), an additive model (Hastie & Tibshirani, 1986).

    Each curve goes the one way that SCORE_SIGNS says.
    """

    bias: float
    curves: Mapping[str, Curve]

    @model_validator(mode="after")
    def _keeps_signs(self) -> Self:
        if self.curves.keys() != SCORE_SIGNS.keys():
            raise ValueError(f"the curves have to be those of {', '.join(SCORE_SIGNS)}")
        for name, curve in self.curves.items():
            if not curve.goes(SCORE_SIGNS[name]):
                raise ValueError(f"the curve of {name!r} goes the wrong way")
        return self

    def __call__(self, features: Mapping[str, float]) -> float:
        curves = self.curves.items()
        logit = sum(np.interp(features[name], one.knots, one.values) for name, one in curves)
        return float(sigmoid(np.array(self.bias + logit)))


class Profile(_Part):
    """The three models of one way to grade."""

    point: Logistic
    claim: Logistic
    score: Additive

    @model_validator(mode="after")
    def _weighs_every_feature(self) -> Self:
        wanted = {"point": (SUPPORT, DENIAL), "claim": (CLAIM, ())}
        for name, (favour, against) in wanted.items():
            model: Logistic = getattr(self, name)
            if (set(model.in_favour), set(model.against)) != (set(favour), set(against)):
                raise ValueError(f"the model {name!r} weighs other features than there are")
        return self


class Thresholds(_Part):
    """Where a probability becomes a yes, and a score a verdict.

    An answer that comes nearer to a neighbour's references by `doubtful` starts to be limited in
    its score; from `elsewhere` on it counts as an answer to the neighbour.
    """

    met: float
    misconception: float
    reversed: float
    correct: float
    partial: float
    on_topic: float
    doubtful: float
    elsewhere: float


class EncoderId(_Part):
    """The encoder a calibration was fitted with."""

    name: str
    fingerprint: str
    dimension: int


class Calibration(_Part):
    """Everything fitted: for questions with a rubric, and for those with references only."""

    format: Literal[2] = 2
    version: str
    encoder: EncoderId
    rubric: Profile
    references: Profile
    thresholds: Thresholds
    measured: Mapping[str, float] = {}


@dataclass(frozen=True)
class Reading:
    """An answer's evidence, weighed.

    Per key point: `supported` is the probability that some segment says it, `met` what is left of
    that after what speaks against it; `met_at` and `denied_at` are the segments behind the two.
    Per misconception: `claimed` and its segment.
    """

    supported: Floats
    met: Floats
    met_at: Sequence[int]
    denied_at: Sequence[int]
    claimed: Floats
    claimed_at: Sequence[int]
    score: float


def load_calibration(encoder: Encoder, folders: Sequence[Path] | None = None) -> Calibration:
    """Read the calibration fitted with this very encoder: a user's own before the packaged one.

    Raises:
        CalibrationMissing: no file carries its fingerprint.
    """
    folders = (Places().calibrations, FOLDER) if folders is None else folders
    for file in (file for folder in folders for file in sorted(folder.glob("*.json"))):
        try:
            found = Calibration.model_validate_json(file.read_bytes())
        except (ValidationError, OSError):
            continue
        if found.encoder.fingerprint == encoder.fingerprint:
            return found
    raise CalibrationMissing(
        f"The encoder {encoder.name!r} ({encoder.fingerprint}) has no calibration; fit one with "
        "`quizmaster grader calibrate --encoder NAME`, or leave QUIZMASTER_ENCODER empty for the "
        "embedded model."
    )


def read(evidence: Evidence, weights: Sequence[float], profile: Profile) -> Reading:
    """Weigh the evidence of one answer; `weights` are the key points' weights."""
    weighed = _Weighed.of(evidence, profile.point, profile.claim)
    return Reading(
        supported=weighed.supported,
        met=weighed.met,
        met_at=weighed.support.argmax(axis=0).tolist(),
        denied_at=weighed.denial.argmax(axis=0).tolist(),
        claimed=weighed.claimed,
        claimed_at=weighed.claims.argmax(axis=0).tolist(),
        score=profile.score(weighed.features(evidence, weights)),
    )


def score_features(
    evidence: Evidence, weights: Sequence[float], point: Logistic, claim: Logistic
) -> Mapping[str, float]:
    """Return what the score depends on, by the names of SCORE_SIGNS."""
    return _Weighed.of(evidence, point, claim).features(evidence, weights)


@dataclass(frozen=True)
class _Weighed:
    """Log-odds of (segments, points) and (segments, misconceptions), and what they come to."""

    support: Floats
    denial: Floats
    claims: Floats
    supported: Floats
    met: Floats
    claimed: Floats

    @classmethod
    def of(cls, evidence: Evidence, point: Logistic, claim: Logistic) -> Self:
        support = evidence.support @ _weights(point.in_favour, SUPPORT)
        denial = evidence.denial @ _weights(point.against, DENIAL)
        claims = evidence.claims @ _weights(claim.in_favour, CLAIM)
        logits = point.bias + support.max(axis=0)
        return cls(
            support=support,
            denial=denial,
            claims=claims,
            supported=sigmoid(logits),
            met=sigmoid(logits - denial.max(axis=0)),
            claimed=sigmoid(claim.bias + claims.max(axis=0)),
        )

    def features(self, evidence: Evidence, weights: Sequence[float]) -> Mapping[str, float]:
        share = np.array(weights) / sum(weights)
        return {
            **evidence.signals,
            "coverage": float(sharpened(self.met) @ share),
            "similarity": max(evidence.focus_similarity, 0.0),
            "misconception": float(self.claimed.max(initial=0.0)),
            "reversed": float((self.supported - self.met).max(initial=0.0)),
        }


def sharpened(probability: Floats) -> Floats:
    """Double the log-odds, so that many lukewarm key points do not add up to a warm one."""
    yes, no = np.square(probability), np.square(1 - probability)
    return np.asarray(yes / (yes + no))


def sigmoid(logits: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)))


def _weights(named: Mapping[str, float], order: Sequence[str]) -> Floats:
    return np.array([named[name] for name in order])
