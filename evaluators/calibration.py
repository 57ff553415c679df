"""From features to probabilities and a score: small logistic models with signs that cannot flip.

One calibration belongs to one encoder, whose fingerprint it carries; its coefficients are readable
JSON under `calibrations/`, fitted by `python -m evaluators.training.calibrate`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluators.encoder import Encoder
from evaluators.features import CLAIM, DENIAL, SUPPORT, Evidence, Floats

FOLDER = Path(__file__).parent / "calibrations"
FOR_SCORE = ("coverage", "similarity")
AGAINST_SCORE = ("misconception", "reversed")

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


class Profile(_Part):
    """The three models of one way to grade."""

    point: Logistic
    claim: Logistic
    score: Logistic


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

    format: Literal[1] = 1
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


def load_calibration(encoder: Encoder, folder: Path = FOLDER) -> Calibration:
    """Read the calibration fitted with this very encoder.

    Raises:
        CalibrationMissing: no file in `folder` carries its fingerprint.
    """
    for file in sorted(folder.glob("*.json")):
        try:
            found = Calibration.model_validate_json(file.read_bytes())
        except (ValidationError, OSError):
            continue
        if found.encoder.fingerprint == encoder.fingerprint:
            return found
    raise CalibrationMissing(
        f"The encoder {encoder.name!r} ({encoder.fingerprint}) has no calibration; fit one with "
        "`python -m evaluators.training.calibrate`, or leave QUIZMASTER_ENCODER empty for the "
        "embedded model."
    )


def read(evidence: Evidence, weights: Sequence[float], profile: Profile) -> Reading:
    """Weigh the evidence of one answer; `weights` are the key points' weights."""
    support = evidence.support @ _weights(profile.point.in_favour, SUPPORT)
    denial = evidence.denial @ _weights(profile.point.against, DENIAL)
    claims = evidence.claims @ _weights(profile.claim.in_favour, CLAIM)
    logits = profile.point.bias + support.max(axis=0)
    supported, met = sigmoid(logits), sigmoid(logits - denial.max(axis=0))
    claimed = sigmoid(profile.claim.bias + claims.max(axis=0))
    features = summary(supported, met, claimed, evidence.focus_similarity, weights)
    signed = [profile.score.in_favour[name] for name in FOR_SCORE]
    signed += [-profile.score.against[name] for name in AGAINST_SCORE]
    return Reading(
        supported=supported,
        met=met,
        met_at=support.argmax(axis=0).tolist(),
        denied_at=denial.argmax(axis=0).tolist(),
        claimed=claimed,
        claimed_at=claims.argmax(axis=0).tolist(),
        score=float(sigmoid(profile.score.bias + features @ np.array(signed))),
    )


def summary(
    supported: Floats, met: Floats, claimed: Floats, similarity: float, weights: Sequence[float]
) -> Floats:
    """Return what the score depends on, in the order FOR_SCORE, AGAINST_SCORE."""
    share = np.array(weights) / sum(weights)
    return np.array(
        [
            sharpened(met) @ share,
            max(similarity, 0.0),
            claimed.max(initial=0.0),
            (supported - met).max(initial=0.0),
        ]
    )


def sharpened(probability: Floats) -> Floats:
    """Double the log-odds, so that many lukewarm key points do not add up to a warm one."""
    yes, no = np.square(probability), np.square(1 - probability)
    return np.asarray(yes / (yes + no))


def sigmoid(logits: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)))


def _weights(named: Mapping[str, float], order: Sequence[str]) -> Floats:
    return np.array([named[name] for name in order])
