"""Train the bilingual sentence encoder that ships with quizmaster.

A small student (token vectors, averaged) learns from a transformer that knows English only: for a
text and its Korean translation alike it has to reach the vector the teacher gives the English side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Recipe:
    """Everything that shapes the model besides the data."""

    seed: int = 0
    vocabulary: int = 14_000
    dim: int = 256
    steps: int = 200
    pairs_per_step: int = 512
    scored_per_step: int = 256
    paraphrases_per_step: int = 128
    learning_rate: float = 5e-3
    tokens_per_text: int = 48
    contrast_scale: float = 20.0
    distil_weight: float = 4.0
    contrast_weight: float = 1.0
    score_weight: float = 20.0
    paraphrase_weight: float = 0.3


class TextSource:
    """Rows of two or more aligned columns of texts, drawn in a shuffled endless stream."""

    def __init__(self, columns: Sequence[Bags], rng: np.random.Generator, most: int) -> None:
        self._columns = columns
        self._rng = rng
        self._most = most
        self._queue = np.empty(0, dtype=np.int64)

    def draw(self, student: Student, count: int) -> tuple[np.ndarray, list[Tensor]]:
        """Return the next `count` row numbers and the student's vectors of each column."""
        while len(self._queue) < count:
            self._queue = np.concatenate(
                [self._queue, self._rng.permutation(len(self._columns[0]))]
            )
        rows, self._queue = self._queue[:count], self._queue[count:]
        batches = [column.batch(rows, self._rng, self._most) for column in self._columns]
        return rows, list(student(vstack(batches, format="csr")).split(count))


def contrast(a: Tensor, b: Tensor, scale: float) -> Tensor:
    """Ask each row of `a` to find its partner among all of `b`, and the other way round."""
    logits = scale * a @ b.T
    target = torch.arange(len(a))
    return (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2


def train(
    corpus: Corpus, tokenizer: Tokenizer, taught: dict[str, np.ndarray], recipe: Recipe
) -> Student:
    """Train a student on `corpus`; `taught` has the teacher's vector of every English side."""
    rng = np.random.default_rng(recipe.seed)
    torch.manual_seed(recipe.seed)
    pairs = corpus.pairs + corpus.terms
    targets = torch.from_numpy(np.stack([taught[pair.en] for pair in pairs]))
    similarities = torch.tensor([row.similarity for row in corpus.scored])

    def source(*columns: Sequence[str]) -> TextSource:
        return TextSource(
            [Bags(tokenizer, column) for column in columns], rng, recipe.tokens_per_text
        )

    translations = source([pair.en for pair in pairs], [pair.ko for pair in pairs])
    scored = source([row.a for row in corpus.scored], [row.b for row in corpus.scored])
    paraphrases = source(*zip(*corpus.paraphrases, strict=True))
    frequencies = Bags(tokenizer, corpus.texts()).frequencies()
    ids = tokenizer.get_vocab()
    tokens = sorted(ids, key=ids.__getitem__)
    student = Student(frequencies, piece_weights(tokens), recipe.dim, targets.shape[1])

    def loss() -> Tensor:
        rows, (en, ko) = translations.draw(student, recipe.pairs_per_step)
        target = targets[rows]
        distil = 2 - (en * target).sum(dim=1).mean() - (ko * target).sum(dim=1).mean()
        rows, (a, b) = scored.draw(student, recipe.scored_per_step)
        _, (c, d) = paraphrases.draw(student, recipe.paraphrases_per_step)
        return (
            recipe.distil_weight * distil
            + recipe.contrast_weight * contrast(en, ko, recipe.contrast_scale)
            + recipe.score_weight * mse_loss((a * b).sum(dim=1), similarities[rows])
            + recipe.paraphrase_weight * contrast(c, d, recipe.contrast_scale)
        )

    optimizer = torch.optim.Adam(student.parameters(), lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        recipe.learning_rate,
        total_steps=recipe.steps,
        pct_start=0.1,
        cycle_momentum=False,
    )
    for _ in track(range(recipe.steps), description="Training"):
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
    recipe = Recipe(seed=seed)
    corpus = read_corpus(data)
    tokenizer = train_tokenizer(corpus.texts(), recipe.vocabulary)
    english = list(dict.fromkeys(pair.en for pair in corpus.pairs + corpus.terms))
    taught = dict(zip(english, teach(english, cache), strict=True))
    save(tokenizer, train(corpus, tokenizer, taught, recipe).table(), out)
