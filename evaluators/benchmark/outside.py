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
from scipy.stats import spearmanr  # type: ignore[import-untyped]

from content.schema import Bilingual, References, Rubric
from evaluators.benchmark.baselines import Scorer
from evaluators.benchmark.measures import separation
from evaluators.encoders.encoder import Encoder
from evaluators.evidence.features import Floats
from evaluators.grade import GradeRequest

_GZIP = b"\x1f\x8b"
_RANK = re.compile(r"^\[(BEST|GOOD|MINIMAL|KEYWORD)\]\s*")

Line = tuple[int, dict[str, str]]
"""The number of a line in its file, and its cells by column."""


class BadDataset(ValueError):
    """A file isn't the dataset it should be; the message is a sentence that names it."""

    def __init__(self, path: Path, wrong: str, line: int | None = None) -> None:
        super().__init__(f"{path}{f', line {line}' if line else ''}: {wrong}")


@dataclass(frozen=True)
class JudgedAnswers:
    """Answers to questions with references only, and which of them are correct."""

    title: str
    file: str
    requests: tuple[GradeRequest, ...]
    correct: NDArray[np.bool_]

    @property
    def rubrics(self) -> list[Rubric]:
        """Return each question once."""
        return list({id(one.question): one.question for one in self.requests}.values())

    def auc(self, scorer: Scorer) -> float | None:
        """Return how often a correct answer scores above any other; a tie counts half."""
        scores = scorer.score(self.requests)
        return separation(scores[self.correct], scores[~self.correct])


@dataclass(frozen=True)
class Pairs:
    """Pairs of sentences, and how alike people found them."""

    title: str
    file: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    likeness: Floats

    def spearman(self, encoder: Encoder) -> float | None:
        """Return the rank correlation of the cosine, as it is, and the likeness."""
        cosines = np.einsum("nd,nd->n", encoder.encode(self.a), encoder.encode(self.b))
        if len(set(cosines)) < 2:
            return None
        return float(spearmanr(cosines, self.likeness).statistic)


@dataclass(frozen=True)
class Layout:
    """Where a dataset of answers keeps what; `split` is the part to read."""

    title: str
    split: str
    references: str
    label: str
    correct: str
    wrong: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return "split", "question_id", self.label, "question", self.references, "student_answer"


SEMEVAL = Layout(
    title="SemEval-2013 task 7",
    split="train",
    references="reference_answers",
    label="label3",
    correct="correct",
    wrong=("contradictory", "incorrect"),
)
SAF = Layout(
    title="Short Answer Feedback",
    split="training",
    references="reference_answer",
    label="verification",
    correct="Correct",
    wrong=("Partially correct", "Incorrect"),
)


def semeval(path: Path) -> JudgedAnswers:
    """Read the train split of SemEval-2013 task 7, 3-way (Dzikovska et al., 2013).

    Raises:
        BadDataset: the file can't be read, or is something else.
    """
    return _judged(path, SEMEVAL)


def saf(path: Path) -> JudgedAnswers:
    """Read the training split of SAF 2.0 in English (Filighera et al., ACL 2022).

    An answer that its tutor found "Correct" is correct: it has every point there is. One that is
    "Partially correct" is not.

    Raises:
        BadDataset: the file can't be read, or is something else.
    """
    return _judged(path, SAF)


def korsts(path: Path) -> Pairs:
    """Read pairs of Korean sentences as KorSTS has them (Ham et al., 2020), scored 0 to 5.

    Raises:
        BadDataset: the file can't be read, or is something else.
    """
    a, b, likeness = [], [], []
    for number, cells in _lines(path, ("score", "sentence1", "sentence2")):
        a.append(cells["sentence1"])
        b.append(cells["sentence2"])
        likeness.append(_score(path, number, cells["score"]))
    if len(set(likeness)) < 2:
        raise BadDataset(path, "there are no pairs with different scores in it")
    return Pairs("KorSTS", path.name, tuple(a), tuple(b), np.array(likeness))


def _judged(path: Path, dataset: Layout) -> JudgedAnswers:
    requests, correct = [], []
    known: dict[tuple[str, str], Rubric] = {}
    for number, cells in _lines(path, dataset.columns):
        if cells["split"] != dataset.split:
            continue
        label, asked = cells[dataset.label], (cells["question"], cells[dataset.references])
        if label not in (dataset.correct, *dataset.wrong):
            raise BadDataset(path, f"{dataset.label} can't be {label[:40]!r}", number)
        try:
            if asked not in known:
                known[asked] = _rubric(cells["question_id"], *asked)
            requests.append(GradeRequest(question=known[asked], answer=cells["student_answer"]))
        except ValidationError as exc:
            wrong = f"question, references or answer can't be used ({exc.errors()[0]['msg']})"
            raise BadDataset(path, wrong, number) from exc
        correct.append(label == dataset.correct)
    if len(set(correct)) < 2:
        raise BadDataset(
            path, f"split {dataset.split!r} doesn't have both correct answers and others"
        )
    return JudgedAnswers(dataset.title, path.name, tuple(requests), np.array(correct, dtype=bool))


def _rubric(id_: str, question: str, references: str) -> Rubric:
    """Return a question with nothing but references, of which a cell may hold several."""
    texts = tuple(_RANK.sub("", one) for one in references.split(" ||| "))
    return Rubric(id=id_, text=Bilingual(ko=question, en=question), references=References(en=texts))


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
    header = lines[0].rstrip("\r").split("\t")
    if lines == [""]:
        raise BadDataset(path, "the file is empty")
    if len(header) == 1:
        raise BadDataset(path, "the first line isn't tab-separated names of columns")
    if missing := [name for name in columns if name not in header]:
        raise BadDataset(path, f"there is no column {', '.join(missing)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.rstrip("\r").split("\t")
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
