"""The student: a mean of weighted token vectors, projected into the teacher's space."""

from collections.abc import Sequence

import numpy as np
import torch
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from tokenizers import Tokenizer
from torch import Tensor, nn

_SIF = 2e-4
_SPREAD = 0.05


class Bags:
    """Many tokenized texts, stored flat so that a batch of any of them is one gather."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        self._vocabulary = tokenizer.get_vocab_size()
        self._lengths = np.array([len(encoding.ids) for encoding in encodings])
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._ids = np.concatenate(
            [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        )

    def __len__(self) -> int:
        return len(self._lengths)

    def batch(self, rows: np.ndarray, rng: np.random.Generator, most: int) -> csr_array:
        """Return the tokens (columns) of the texts `rows`; longer ones keep about `most`."""
        lengths = self._lengths[rows]
        ends = np.cumsum(lengths)
        at = np.arange(lengths.sum()) + np.repeat(self._starts[rows] - ends + lengths, lengths)
        share = np.minimum(1, most / np.maximum(lengths, 1))
        kept = rng.random(len(at)) < np.repeat(share, lengths)
        text = np.repeat(np.arange(len(rows)), lengths)[kept]
        ends = np.cumsum(np.bincount(text, minlength=len(rows)))
        ids = self._ids[at][kept]
        return csr_array(
            (np.ones(len(ids), dtype=np.float32), ids, np.concatenate([[0], ends])),
            shape=(len(rows), self._vocabulary),
        )

    def frequencies(self) -> np.ndarray:
        """Return the share of each token among all tokens."""
        counts = np.bincount(self._ids, minlength=self._vocabulary)
        return np.asarray(counts / counts.sum())


class _WeightedSums(torch.autograd.Function):
    """Rows of a constant sparse matrix times vectors; ten times faster here than EmbeddingBag."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, vectors: Tensor, of: csr_array) -> Tensor:
        ctx.of = of  # type: ignore[attr-defined]
        return torch.from_numpy(of @ vectors.detach().numpy())

    @staticmethod
    def backward(
        ctx: torch.autograd.function.FunctionCtx, *gradients: Tensor
    ) -> tuple[Tensor, None]:
        of = ctx.of  # type: ignore[attr-defined]
        return torch.from_numpy(of.T.tocsr() @ gradients[0].contiguous().numpy()), None


def weighted_sums(vectors: Tensor, of: csr_array) -> Tensor:
    """Return `of @ vectors`, with a gradient for the vectors."""
    result: Tensor = _WeightedSums.apply(vectors, of)  # type: ignore[no-untyped-call]
    return result


class Student(nn.Module):
    """Learned token and piece vectors and token weights, averaged and projected."""

    def __init__(
        self, frequencies: np.ndarray, pieces: csr_array, dim: int, teacher_dim: int
    ) -> None:
        super().__init__()
        self._pieces = pieces
        self.vectors = nn.Parameter(torch.randn(len(frequencies), dim) * _SPREAD)
        self.piece_vectors = nn.Parameter(torch.zeros(pieces.shape[1], dim))
        # Starting from smooth inverse frequency, so that particles and punctuation begin quiet.
        weights = _SIF / (_SIF + torch.from_numpy(frequencies).float())
        self.weights = nn.Parameter(weights.log())
        self.projection = nn.Linear(dim, teacher_dim, bias=False)
        nn.init.orthogonal_(self.projection.weight)

    def forward(self, batch: csr_array) -> Tensor:
        """Return one unit vector per text."""
        pooled = weighted_sums(self._tokens(), batch)
        return nn.functional.normalize(self.projection(pooled), dim=-1)

    def _tokens(self) -> Tensor:
        vectors = self.vectors + weighted_sums(self.piece_vectors, self._pieces)
        return self.weights.exp()[:, None] * vectors

    @torch.no_grad()
    def table(self) -> Tensor:
        """Fold weights, pieces and projection into one table whose plain means have equal cosines.

        With the singular value decomposition P = U S V of the projection, x P and x U S have equal
        inner products, so as many columns as the token vectors had are enough.
        """
        u, s, _ = torch.linalg.svd(self.projection.weight.T, full_matrices=False)
        table: Tensor = self._tokens() @ (u * s)
        table[0] = 0.0  # the unknown token
        table /= table.norm(dim=1).mean()
        return table
