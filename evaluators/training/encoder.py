"""Train the bilingual sentence encoder that ships with quizmaster.

A small student (token vectors, averaged) learns from a transformer that knows English only: for a
text and its Korean translation alike it has to reach the vector the teacher gives the English side.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from rich.progress import track
from safetensors.torch import save_file
from scipy.sparse import vstack  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from evaluators.training.corpus import Corpus, read_corpus
from evaluators.training.pieces import piece_weights
from evaluators.training.student import Bags, Student
from evaluators.training.teacher import teach
from evaluators.training.tokenizer import train_tokenizer

_VOCABULARY = 14_000
_DIMENSION = 256
_STEPS, _LEARNING_RATE = 200, 5e-3
_PAIRS, _SCORED, _PARAPHRASES = 512, 256, 128  # a step
_TOKENS = 48  # of a text, about, at most
_CONTRAST_SCALE = 20.0
_DISTIL_WEIGHT, _SCORE_WEIGHT, _PARAPHRASE_WEIGHT = 4.0, 20.0, 0.3  # beside the contrast's 1


class TextSource:
    """Rows of two or more aligned columns of texts, drawn in a shuffled endless stream."""

    def __init__(self, columns: Sequence[Bags], rng: np.random.Generator) -> None:
        self._columns = columns
        self._rng = rng
        self._queue = np.empty(0, dtype=np.int64)

    def draw(self, student: Student, count: int) -> tuple[np.ndarray, list[Tensor]]:
        """Return the next `count` row numbers and the student's vectors of each column."""
        while len(self._queue) < count:
            self._queue = np.concatenate(
                [self._queue, self._rng.permutation(len(self._columns[0]))]
            )
        rows, self._queue = self._queue[:count], self._queue[count:]
        batches = [column.batch(rows, self._rng, _TOKENS) for column in self._columns]
        return rows, list(student(vstack(batches, format="csr")).split(count))


def contrast(a: Tensor, b: Tensor) -> Tensor:
    """Ask each row of `a` to find its partner among all of `b`, and the other way round."""
    logits = _CONTRAST_SCALE * a @ b.T
    target = torch.arange(len(a))
    return (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2


def train(
    corpus: Corpus, tokenizer: Tokenizer, taught: dict[str, np.ndarray], seed: int
) -> Student:
    """Train a student on `corpus`; `taught` has the teacher's vector of every English side."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    pairs = corpus.pairs + corpus.terms
    targets = torch.from_numpy(np.stack([taught[pair.en] for pair in pairs]))
    similarities = torch.tensor([row.similarity for row in corpus.scored])

    def source(*columns: Sequence[str]) -> TextSource:
        return TextSource([Bags(tokenizer, column) for column in columns], rng)

    translations = source([pair.en for pair in pairs], [pair.ko for pair in pairs])
    scored = source([row.a for row in corpus.scored], [row.b for row in corpus.scored])
    paraphrases = source(*zip(*corpus.paraphrases, strict=True))
    frequencies = Bags(tokenizer, corpus.texts()).frequencies()
    ids = tokenizer.get_vocab()
    tokens = sorted(ids, key=ids.__getitem__)
    student = Student(frequencies, piece_weights(tokens), _DIMENSION, targets.shape[1])

    def loss() -> Tensor:
        rows, (en, ko) = translations.draw(student, _PAIRS)
        target = targets[rows]
        distil = 2 - (en * target).sum(dim=1).mean() - (ko * target).sum(dim=1).mean()
        rows, (a, b) = scored.draw(student, _SCORED)
        _, (c, d) = paraphrases.draw(student, _PARAPHRASES)
        return (
            _DISTIL_WEIGHT * distil
            + contrast(en, ko)
            + _SCORE_WEIGHT * mse_loss((a * b).sum(dim=1), similarities[rows])
            + _PARAPHRASE_WEIGHT * contrast(c, d)
        )

    optimizer = torch.optim.Adam(student.parameters(), lr=_LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        _LEARNING_RATE,
        total_steps=_STEPS,
        pct_start=0.1,
        cycle_momentum=False,
    )
    for _ in track(range(_STEPS), description="Training"):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
        schedule.step()
    return student


def save(tokenizer: Tokenizer, table: Tensor, folder: Path) -> None:
    """Write the model in sentence-transformers' format, in half precision."""
    card = folder / "README.md"
    kept = card.read_text(encoding="utf-8") if card.exists() else None
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, table), Normalize()], device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    # Under these keys sentence-transformers (6.2 and later) multiplies rows by weights, in float32,
    # on loading. Stored plainly the table would stay float16, where Normalize divides the zero
    # vector of an empty text by zero.
    tensors = {"embeddings": table.half().contiguous(), "weights": torch.ones(len(table))}
    save_file(tensors, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    if kept is not None:
        card.write_text(kept, encoding="utf-8")


def build(data: Path, out: Path, cache: Path | None, seed: int, threads: int) -> None:
    """Train and write the encoder."""
    torch.set_num_threads(threads)
    corpus = read_corpus(data)
    tokenizer = train_tokenizer(corpus.texts(), _VOCABULARY)
    english = list(dict.fromkeys(pair.en for pair in corpus.pairs + corpus.terms))
    taught = dict(zip(english, teach(english, cache), strict=True))
    save(tokenizer, train(corpus, tokenizer, taught, seed).table(), out)
