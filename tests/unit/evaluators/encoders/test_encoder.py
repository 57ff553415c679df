"""Loading an encoder, on a static model of five words."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from evaluators.encoders.encoder import load_encoder

WORDS = ["[UNK]", "relu", "sigmoid", "vanish", "기울기"]
TABLE = np.array([[0, 0], [3, 4], [1, 0], [0, 2], [-1, 0]], dtype=np.float32)


def write_model(folder, table=TABLE, weights=None):
    folder.mkdir(parents=True, exist_ok=True)
    types = [
        "sentence_transformers.models.StaticEmbedding",
        "sentence_transformers.models.Normalize",
    ]
    modules = [
        {"idx": n, "name": str(n), "path": "" if n == 0 else "1_Normalize", "type": type_}
        for n, type_ in enumerate(types)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    tensors = {"embeddings": table} | ({} if weights is None else {"weights": weights})
    save_file(tensors, folder / "model.safetensors")
    return folder


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "five-words")


def test_text_is_the_mean_of_its_words(model):
    vectors = load_encoder(str(model)).encode(["relu", "sigmoid vanish", "vanish"])
    expected = np.array([[3, 4], [1, 2], [0, 1]]) / np.array([[5], [5**0.5], [1]])
    assert vectors == pytest.approx(expected)


def test_weights_scale_the_words(tmp_path):
    weights = np.array([1, 1, 2, 1, 1], dtype=np.float32)
    model = write_model(tmp_path / "weighted", weights=weights)
    expected = np.array([[1, 1]]) / 2**0.5
    assert load_encoder(str(model)).encode(["sigmoid vanish"]) == pytest.approx(expected)


def test_texts_without_known_words_become_zeros_anywhere_in_a_batch(model):
    encoder = load_encoder(str(model))
    vectors = encoder.encode(["", "relu", "unknown", "relu", ""])
    assert (vectors.shape, vectors.dtype) == ((5, 2), np.float32)
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([0, 1, 0, 1, 0])
    assert encoder.encode([]).shape == (0, 2)


def test_fingerprint_follows_the_contents_not_the_place(tmp_path, model):
    copy = write_model(tmp_path / "copy")
    other = write_model(tmp_path / "other", table=TABLE * 2)
    encoders = [load_encoder(str(folder)) for folder in (model, copy, other)]
    assert encoders[0].fingerprint == encoders[1].fingerprint != encoders[2].fingerprint
