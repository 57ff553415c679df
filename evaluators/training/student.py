"""The student: a mean of weighted token vectors, projected into the teacher's space."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

_SIF = 2e-4
_SPREAD = 0.05


class Batch(NamedTuple):
    """Token ids of several texts end to end, and where each text starts."""

    ids: Tensor
    offsets: Tensor


class Bags:
    """Many tokenized texts, stored flat so that a batch of any of them is one gather."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        self._lengths = np.array([len(encoding.ids) for encoding in encodings])
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._ids = np.concatenate(
            [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        )

    def __len__(self) -> int:
        return len(self._lengths)

    def batch(
        self, rows: np.ndarray, keep: np.random.Generator | None = None, dropout: float = 0.0
    ) -> Batch:
        """Gather `rows`; with a generator, each token is left out with probability `dropout`."""
        lengths = self._lengths[rows]
        ends = np.cumsum(lengths)
        at = np.arange(lengths.sum()) + np.repeat(self._starts[rows] - ends + lengths, lengths)
        ids = self._ids[at]
        if keep is not None and dropout > 0:
            kept = keep.random(len(ids)) >= dropout
            lengths = np.bincount(
                np.repeat(np.arange(len(rows)), lengths)[kept], minlength=len(rows)
            )
            ids, ends = ids[kept], np.cumsum(lengths)
        return Batch(torch.from_numpy(ids), torch.from_numpy(ends - lengths))

    def frequencies(self, vocabulary: int) -> np.ndarray:
        """Return the share of each token among all tokens."""
        counts = np.bincount(self._ids, minlength=vocabulary)
        return np.asarray(counts / counts.sum())


class Student(nn.Module):
    """Learned token vectors and weights, averaged and projected."""

    def __init__(self, frequencies: np.ndarray, dim: int, teacher_dim: int) -> None:
        super().__init__()
        vocabulary = len(frequencies)
        self.vectors = nn.EmbeddingBag(vocabulary, dim, mode="sum")
        nn.init.normal_(self.vectors.weight, std=_SPREAD)
        # Starting from smooth inverse frequency, so that particles and punctuation begin quiet.
        weights = _SIF / (_SIF + torch.from_numpy(frequencies).float())
        self.weights = nn.Parameter(weights.log())
        self.projection = nn.Linear(dim, teacher_dim, bias=False)
        nn.init.orthogonal_(self.projection.weight)

    def forward(self, batch: Batch) -> Tensor:
        """Return one unit vector per text."""
        pooled = self.vectors(
            batch.ids, batch.offsets, per_sample_weights=self.weights.exp()[batch.ids]
        )
        return nn.functional.normalize(self.projection(pooled), dim=-1)

    @torch.no_grad()
    def table(self, unknown: int = 0) -> Tensor:
        """Fold weights and projection into one table whose plain means have the same cosines.

        With the singular value decomposition P = U S V of the projection, x P and x U S have equal
        inner products, so as many columns as the token vectors had are enough.
        """
        u, s, _ = torch.linalg.svd(self.projection.weight.T, full_matrices=False)
        table: Tensor = self.weights.exp()[:, None] * self.vectors.weight @ (u * s)
        table[unknown] = 0.0
        table /= table.norm(dim=1).mean()
        return table
