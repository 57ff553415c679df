"""Datasets that others published, read from tab-separated files that a user has on disk.

Answers are read with the references of their question, and pairs of sentences; what a score is
worth on them is measured here, but no scorer is known.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from content.schema import Bilingual, References, Rubric
from evaluators.benchmark.baselines import Scorer
from evaluators.benchmark.measures import rank_correlation, separation
from evaluators.encoders.encoder import Encoder
from evaluators.evidence.features import Floats
from evaluators.grade import GradeRequest

_GZIP = b"\x1f\x8b"
_RANK = re.compile(r"^\[(BEST|GOOD|MINIMAL|KEYWORD)\]\s*")
_SEMEVAL = ("split", "question_id", "label3", "question", "reference_answers", "student_answer")
_KORSTS = ("score", "sentence1", "sentence2")
_CORRECT, _WRONG = "correct", ("contradictory", "incorrect")

Line = tuple[int, dict[str, str]]
"""The number of a line in its file, and its cells by column."""


class BadDataset(ValueError):
    """A file isn't the dataset it should be; the message is a sentence that names it."""

    def __init__(self, path: Path, wrong: str, line: int | None = None) -> None:
        super().__init__(f"{path}{f', line {line}' if line else ''}: {wrong}")


@dataclass(frozen=True)
class JudgedAnswers:
    """Answers to questions with references only, and which of them are correct."""

    requests: tuple[GradeRequest, ...]
    correct: NDArray[np.bool_]

    def auc(self, scorer: Scorer) -> float | None:
        """Return how often a correct answer scores above any other; a tie counts half."""
        scores = scorer.score(self.requests)
        return separation(scores[self.correct], scores[~self.correct])


@dataclass(frozen=True)
class Pairs:
    """Pairs of sentences, and how alike people found them."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    likeness: Floats

    def spearman(self, encoder: Encoder) -> float | None:
        """Return the rank correlation of the cosine, as it is, and the likeness."""
        cosines = np.einsum("nd,nd->n", encoder.encode(self.a), encoder.encode(self.b))
        return rank_correlation(cosines, self.likeness)


def semeval(path: Path) -> JudgedAnswers:
    """Read the train split of SemEval-2013 task 7, 3-way (Dzikovska et al., 2013).

    Raises:
        BadDataset: the file can't be read, or is something else.
    """
    requests, correct = [], []
    for number, cells in _lines(path, _SEMEVAL):
        if cells["split"] != "train":
            continue
        if cells["label3"] not in (_CORRECT, *_WRONG):
            raise BadDataset(path, f"label3 can't be {cells['label3'][:40]!r}", number)
        try:
            requests.append(GradeRequest(question=_rubric(cells), answer=cells["student_answer"]))
        except ValidationError as exc:
            wrong = f"question, references or answer can't be used ({exc.errors()[0]['msg']})"
            raise BadDataset(path, wrong, number) from exc
        correct.append(cells["label3"] == _CORRECT)
    if len(set(correct)) < 2:
        raise BadDataset(path, "split 'train' doesn't have both correct answers and others")
    return JudgedAnswers(tuple(requests), np.array(correct, dtype=bool))


def _rubric(cells: dict[str, str]) -> Rubric:
    """Return a question with nothing but references, of which a cell may hold several."""
    texts = tuple(_RANK.sub("", one) for one in cells["reference_answers"].split(" ||| "))
    text = Bilingual(ko=cells["question"], en=cells["question"])
    return Rubric(id=cells["question_id"], text=text, references=References(en=texts))


def korsts(path: Path) -> Pairs:
    """Read pairs of Korean sentences as KorSTS has them (Ham et al., 2020), scored 0 to 5.

    Raises:
        BadDataset: the file can't be read, or is something else.
    """
    rows = [
        (cells["sentence1"], cells["sentence2"], _score(path, number, cells["score"]))
        for number, cells in _lines(path, _KORSTS)
    ]
    if len({score for *_, score in rows}) < 2:
        raise BadDataset(path, "there are no pairs with different scores in it")
    a, b, likeness = zip(*rows, strict=True)
    return Pairs(a, b, np.array(likeness))


def _score(path: Path, number: int, cell: str) -> float:
    try:
        score = float(cell)
    except ValueError:
        score = float("nan")
    if not isfinite(score):
        raise BadDataset(path, f"score is no number but {cell[:40]!r}", number)
    return score


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[Line]:
    """Yield the lines under the header, which has to name all `columns`; quotes mean nothing."""
    lines = _text(path).rstrip("\r\n").split("\n")
    header, *rows = (line.rstrip("\r").split("\t") for line in lines)
    if missing := [name for name in columns if name not in header]:
        raise BadDataset(path, f"there is no column {', '.join(missing)}")
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(header):
            wrong = f"there are {len(cells)} cells where the header has {len(header)}"
            raise BadDataset(path, wrong, number)
        yield number, dict(zip(header, cells, strict=True))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise BadDataset(path, "this isn't text in UTF-8") from exc
    except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
        raise BadDataset(path, "the gzip file is broken") from exc
    except OSError as exc:
        raise BadDataset(path, f"it can't be read ({exc.strerror})") from exc
