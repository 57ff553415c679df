"""Turn texts into unit vectors: the embedded static model by default, any sentence encoder else.

Knows nothing of questions or grading. torch and sentence_transformers are imported only when a
model that needs them is asked for.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load
from tokenizers import Tokenizer

from content.extras import INSTALL_ALL
from evaluators.encoders import model_folder

Vectors = NDArray[np.float32]

EMBEDDED = Path(__file__).parents[1] / "models" / "bilingual-static"
_STATIC = ["StaticEmbedding", "Normalize"]
_MAX_NAME = 80


class EncoderUnavailable(RuntimeError):
    """The sentence encoder cannot be loaded."""


class Encoder(Protocol):
    """Maps n texts to n rows.

    `fingerprint` changes whenever the vectors would, so that a calibration can name its encoder.
    """

    name: str
    dimension: int
    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dimension) with unit rows; a text without words becomes zeros."""
        ...


def load_encoder(name: str | None = None) -> Encoder:
    """Load the embedded encoder, or the sentence-transformers folder or hub model `name`.

    A name stands for a folder if there is one, and no other model is ever loaded in its place.

    Raises:
        EncoderUnavailable: the model is missing or broken.
    """
    if not name:
        with _named(EMBEDDED.name, "install quizmaster again"):
            return _load_static(EMBEDDED, EMBEDDED.name)
    with _named(name):
        folder = model_folder.find(name)
        model_folder.check(folder)
        kinds = [kind for kind, _ in model_folder.parts(folder)]
    load_it: Callable[[Path, str], Encoder] = _load_static
    if kinds != _STATIC:
        with _named(name, f"{INSTALL_ALL} adds what it needs"):
            from evaluators.encoders.transformer import load_transformer as load_it
    with _named(name):
        return load_it(folder, Path(name).expanduser().resolve().name)


class StaticEncoder:
    """A mean of token vectors, without torch: the arithmetic of sentence-transformers'
    StaticEmbedding followed by Normalize (a test holds that the vectors are equal).

    Loads in a tenth of a second where importing torch takes several.
    """

    def __init__(self, name: str, tokenizer: Tokenizer, table: Vectors, fingerprint: str) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.name = name
        self.dimension = int(table.shape[1])
        self.fingerprint = fingerprint
        self._tokenizer = tokenizer
        self._table = table

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dimension) with unit rows; a text without words becomes zeros."""
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        lengths = np.array([len(encoding.ids) for encoding in encodings], dtype=np.int64)
        (filled,) = lengths.nonzero()
        if len(filled):
            ids = np.concatenate([np.array(encodings[row].ids, dtype=np.int64) for row in filled])
            starts = np.cumsum(lengths[filled]) - lengths[filled]
            sums[filled] = np.add.reduceat(self._table[ids], starts, axis=0)
        return unit_rows(sums)


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a zero row stays zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _load_static(folder: Path, name: str) -> StaticEncoder:
    weights = (folder / "model.safetensors").read_bytes()
    vocabulary = (folder / "tokenizer.json").read_bytes()
    tensors = load(weights)
    table = tensors.get("embeddings", tensors.get("embedding.weight"))
    if table is None or table.ndim != 2:
        raise ValueError("no table of token vectors")
    table = table.astype(np.float32)
    if "weights" in tensors:
        table *= tensors["weights"].astype(np.float32)[:, None]
    tokenizer = Tokenizer.from_buffer(vocabulary)
    if max(tokenizer.get_vocab().values(), default=0) >= len(table):
        raise ValueError("its tokenizer and its weights don't belong together")
    if not np.isfinite(table).all():
        raise ValueError("its weights hold what is no number")
    fingerprint = hashlib.sha256(weights + vocabulary).hexdigest()[:16]
    return StaticEncoder(name, tokenizer, table, fingerprint)


@contextmanager
def _named(
    model: str,
    way_out: str = "leave QUIZMASTER_ENCODER empty for the embedded model, "
    "or name a folder or hub model",
) -> Iterator[None]:
    """Turn whatever goes wrong with a model into a sentence with its name and a way out."""
    try:
        yield
    except Exception as exc:  # tokenizers, safetensors, torch and the hub share no other root
        name = repr(model)
        if len(name) > _MAX_NAME:  # what tells one path from another is its end
            name = "'…" + name[-_MAX_NAME:]
        raise EncoderUnavailable(
            f"The encoder {name} cannot be loaded ({model_folder.reason(exc)}); {way_out}."
        ) from exc
