"""A tiny file of packed weights, and what is taken out of it."""

import struct

import numpy as np
import pytest

from evaluators.training.judge.base import PackedWeights, config, unpacked

HIDDEN, INNER, POSITIONS = 32, 64, 8
PIECES = ["<s>", "▁기울기", "▁loss", "▁unused"]
LEVELS = np.random.default_rng(1)


def packed_matrix(rows: int, columns: int) -> tuple[bytes, np.ndarray]:
    levels = LEVELS.integers(0, 16, (rows * columns // 32, 32), dtype=np.uint8)
    scales = LEVELS.random(len(levels)).astype("<f2")
    nibbles = levels[:, :16] | levels[:, 16:] << 4
    blocks = np.concatenate([scales.view(np.uint8).reshape(-1, 2), nibbles], axis=1)
    wanted = (levels.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]
    return blocks.tobytes(), wanted.reshape(rows, columns)


@pytest.fixture
def made() -> tuple[bytes, dict[str, np.ndarray]]:
    """Return a file of one layer, and its arrays by name."""
    parts: dict[str, bytes] = {}
    arrays: dict[str, np.ndarray] = {}
    square = (HIDDEN, HIDDEN)
    shapes = {"emb.word": (len(PIECES), HIDDEN)}
    shapes |= {f"l0.{one}.w": square for one in ("q", "k", "v", "ao")}
    shapes |= {"l0.fi.w": (INNER, HIDDEN), "l0.fo.w": (HIDDEN, INNER)}
    for name, shape in shapes.items():
        parts[name], arrays[name] = packed_matrix(*shape)
    plain = {"emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN), "l0.fi.b": (INNER,)}
    names = ("emb.ln.w", "emb.ln.b", "l0.aln.w", "l0.aln.b", "l0.oln.w", "l0.oln.b")
    plain |= dict.fromkeys(
        (*names, *(f"l0.{one}.b" for one in ("q", "k", "v", "ao", "fo"))), (HIDDEN,)
    )
    for name, shape in plain.items():
        arrays[name] = LEVELS.random(shape).astype("<f4")
        parts[name] = arrays[name].tobytes()

    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", HIDDEN, 1, 2, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1])) + ends.tobytes()
    head += np.zeros(len(PIECES), "<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 0, 3) + b"any"
    size = sum(2 + len(name.encode()) + 21 for name in parts) + 4
    at, directory, body = len(head) + size, struct.pack("<i", len(parts)), b""
    for name, data in parts.items():
        said = name.encode()
        directory += struct.pack("<H", len(said)) + said
        directory += struct.pack("<BIQQ", 0, len(data), at + len(body), len(data))
        body += data
    return head + directory + body, arrays


def test_weights_come_out_as_they_were_packed(made) -> None:
    data, arrays = made
    packed = PackedWeights(data)
    assert packed.pieces == PIECES
    weights = unpacked(packed, ["▁loss", "<s>"])
    words = weights["embeddings.word_embeddings.weight"]
    assert np.array_equal(words, arrays["emb.word"][[2, 0]])
    inner = weights["encoder.layer.0.intermediate.dense.weight"]
    assert np.array_equal(inner, arrays["l0.fi.w"])
    assert np.array_equal(weights["encoder.layer.0.output.LayerNorm.bias"], arrays["l0.oln.b"])


def test_the_config_fits_the_weights(made) -> None:
    told = config(PackedWeights(made[0]), 2)
    assert (told["hidden_size"], told["intermediate_size"]) == (HIDDEN, INNER)
    assert (told["num_hidden_layers"], told["vocab_size"]) == (1, 2)


def test_any_other_file_is_refused() -> None:
    with pytest.raises(SystemExit, match="no file of packed weights"):
        PackedWeights(b"GGUF....")
