"""A tiny world for the grader's rules: word vectors by meaning, one question, open coefficients."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from content.schema import Bilingual, KeyPoint, Misconception, References, Rubric
from evaluators.calibration import (
    DENIED,
    POINT_FEATURES,
    Calibration,
    EncoderId,
    Logistic,
    Profile,
)
from evaluators.grader import EmbeddingGrader
from evaluators.text.tokens import Analyzer

DIMENSION = 64
# Word beginnings that mean the same in the two languages; anything else means only itself.
MEANINGS = {
    start: meaning
    for meaning, starts in {
        "neuron": "neuron 뉴런",
        "drop": "drop 끄 꺼",
        "random": "random 무작위",
        "overfit": "overfit 과적합",
        "prevent": "prevent 막",
        "test": "test 평가",
        "train": "train 학습",
        "speed": "speed 속도",
        "dropout": "dropout 드롭아웃",
        "keep": "keep kept 유지",
    }.items()
    for start in starts.split()
}
_WORD = re.compile(r"[a-z]+|[가-힣]+|\d+")


class WordEncoder:
    """A mean of word vectors that knows a few translations; counts the texts it was given."""

    name = "words"
    dimension = DIMENSION
    fingerprint = "0000words"

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        rows = [
            sum(map(_vector, _WORD.findall(text.lower())), np.zeros(DIMENSION)) for text in texts
        ]
        vectors = np.array(rows).reshape(len(texts), DIMENSION)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)


def _vector(word: str) -> np.ndarray:
    found = [start for start in MEANINGS if word.startswith(start)]
    meaning = MEANINGS[max(found, key=len)] if found else word
    seed = int.from_bytes(hashlib.sha256(meaning.encode()).digest()[:4])
    return np.random.default_rng(seed).standard_normal(DIMENSION)


RUBRIC = Rubric(
    id="dropout",
    text=Bilingual(ko="드롭아웃은 어떻게 작동하나요?", en="How does dropout work?"),
    references=References(
        ko=("학습할 때 뉴런을 무작위로 꺼요. 그래서 과적합을 막아요.",),
        en=("Neurons are dropped at random while training. That prevents overfitting.",),
    ),
    key_points=(
        KeyPoint(
            id="drops-neurons",
            weight=2,
            text=Bilingual(ko="뉴런을 무작위로 꺼요", en="Neurons are dropped at random"),
            terms=("random", "무작위"),
            contrasts=(Bilingual(ko="뉴런을 무작위로 유지해요", en="Neurons are kept at random"),),
        ),
        KeyPoint(
            id="prevents-overfitting",
            text=Bilingual(ko="과적합을 막아요", en="It prevents overfitting"),
            terms=("overfitting", "과적합"),
        ),
    ),
    misconceptions=(
        Misconception(
            text=Bilingual(ko="학습 속도를 올리려고 쓴다", en="It is used to speed up training"),
            why=Bilingual(ko="학습은 오히려 느려져요.", en="Training gets slower."),
        ),
    ),
)

_POINT = dict.fromkeys(POINT_FEATURES, 0.0)
_PROFILE = Profile(
    stated=Logistic(
        bias=-5.0,
        weights=_POINT | {"meaning": 4.0, "terms": 2.0, "words": 4.0} | dict.fromkeys(DENIED, -4.0),
    ),
    contradicted=Logistic(bias=-2.0, weights=_POINT | dict.fromkeys(DENIED, 5.0)),
    claimed=Logistic(bias=-6.0, weights={"meaning": 4.0, "margin": 4.0, "words": 4.0}),
)

CALIBRATION = Calibration(
    version="test",
    encoder=EncoderId(name="words", fingerprint="0000words", dimension=DIMENSION),
    rubric=_PROFILE,
    references=_PROFILE,
)


def word_grader(analyzer: Analyzer, encoder: WordEncoder | None = None) -> EmbeddingGrader:
    return EmbeddingGrader(encoder or WordEncoder(), analyzer, CALIBRATION)
