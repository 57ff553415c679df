"""Turn texts into unit vectors: the embedded static model by default, any sentence encoder else.

Knows nothing of questions or grading. torch and sentence_transformers are imported only when a
model that needs them is asked for.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

EMBEDDED = Path(__file__).parent / "models" / "bilingual-static"
_STATIC = ["StaticEmbedding", "Normalize"]
_SAMPLED_VALUES = 64


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

    Raises:
        EncoderUnavailable: the model is missing or broken.
    """
    folder = EMBEDDED if not name else Path(name)
    if not name or _is_static(folder):
        return _load_static(folder)
    return _load_transformer(name)


class StaticEncoder:
    """A mean of token vectors, without torch: the arithmetic of sentence-transformers'
    StaticEmbedding followed by Normalize (a test holds that the vectors are equal).

    Loads in a tenth of a second where importing torch takes several.
    """

    def __init__(self, name: str, tokenizer: "Tokenizer", table: Vectors, fingerprint: str) -> None:
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


class TransformerEncoder:
    """Any sentence-transformers model: half precision on CUDA where there is one, else float32."""

    def __init__(self, name: str, model: "SentenceTransformer", fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self.dimension = int(model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dimension) with unit rows; a text without words becomes zeros."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if filled:
            encoded = self._model.encode(
                [texts[row] for row in filled], batch_size=64, show_progress_bar=False
            )
            vectors[filled] = np.asarray(encoded, dtype=np.float32)
        return unit_rows(vectors)


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a zero row stays zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _is_static(folder: Path) -> bool:
    """Tell whether a folder holds exactly a static embedding and a normalisation."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return [module["type"].rpartition(".")[2] for module in modules] == _STATIC
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _load_static(folder: Path) -> StaticEncoder:
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    try:
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
    except Exception as exc:  # tokenizers and safetensors raise bare Exception subclasses
        raise _unavailable(folder, exc) from exc
    fingerprint = hashlib.sha256(weights + vocabulary).hexdigest()[:16]
    return StaticEncoder(folder.name, tokenizer, table, fingerprint)


def _load_transformer(name: str) -> TransformerEncoder:
    import torch
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name)
    except Exception as exc:  # hub, file and format errors share no other root
        raise _unavailable(name, exc) from exc
    fingerprint = _fingerprint(model.state_dict())
    if torch.cuda.is_available():
        model = model.half()
    return TransformerEncoder(Path(name).name, model, fingerprint)


def _unavailable(model: str | Path, exc: Exception) -> EncoderUnavailable:
    reason = str(exc).strip().partition("\n")[0] or type(exc).__name__
    return EncoderUnavailable(
        f"The encoder {str(model)!r} cannot be loaded ({reason}); "
        "leave QUIZMASTER_ENCODER empty for the embedded model, or name a folder or hub model."
    )


def _fingerprint(state: dict[str, Any]) -> str:
    """Hash names, shapes and the first values of all tensors: quick, and the same anywhere."""
    digest = hashlib.sha256()
    for key, tensor in sorted(state.items()):
        values = tensor.flatten()[:_SAMPLED_VALUES].float().cpu().numpy()
        digest.update(f"{key}{tuple(tensor.shape)}".encode() + values.tobytes())
    return digest.hexdigest()[:16]
