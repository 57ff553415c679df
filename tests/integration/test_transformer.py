"""Transformer encoders: on a model that only says what is done with it, and on a real tiny one."""

import json
import logging
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from evaluators.encoders.encoder import EncoderUnavailable, load_encoder
from evaluators.encoders.model_folder import FaultyModel
from tests.integration.tiny_bert import write_bert

pytestmark = pytest.mark.skipif(
    not find_spec("sentence_transformers"), reason="sentence-transformers is not installed"
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def transformer():
    """Return the module, which takes seconds to be imported, when the first test needs it."""
    from evaluators.encoders import transformer

    return transformer


class FakeModel:
    """Notes precision, device and batch sizes; a batch over `fits` finds no memory.

    Its vectors are (length of the text, 1); in half precision a long text overflows.
    """

    def __init__(self, fits=1000, overflows_at=10**9):
        self.precision, self.device = "as saved", "as loaded"
        self.fits, self.overflows_at = fits, overflows_at
        self.batches = []

    def get_embedding_dimension(self):
        return 2

    def half(self):
        self.precision = "half"
        return self

    def float(self):
        self.precision = "float32"
        return self

    def to(self, device):
        self.device = device
        return self

    def encode(self, texts, batch_size, show_progress_bar):
        self.batches.append(batch_size)
        if min(batch_size, len(texts)) > self.fits:
            from torch import OutOfMemoryError

            raise OutOfMemoryError("CUDA out of memory")
        is_half = self.precision == "half"
        rows = np.array([[len(text), 1] for text in texts], dtype="f2" if is_half else "f4")
        if is_half:
            rows[[len(text) >= self.overflows_at for text in texts]] = np.inf
        return rows


def expected(texts):
    rows = np.array([[len(text), 1] for text in texts], dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


TEXTS = ["a" * length for length in (3, 1, 40, 2)]


@pytest.mark.parametrize(
    ("device", "precision"), [("cpu", "float32"), ("cuda", "half")], ids=["cpu", "cuda"]
)
def test_precision_follows_the_device_and_vectors_are_float32(transformer, device, precision):
    model = FakeModel()
    vectors = transformer.TransformerEncoder("fake", model, "0", device).encode(TEXTS)
    assert (model.device, model.precision) == (device, precision)
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(expected(TEXTS), abs=1e-3)


def test_blank_texts_are_zeros_and_never_reach_the_model(transformer):
    model = FakeModel()
    encoder = transformer.TransformerEncoder("fake", model, "0", "cuda")
    assert encoder.encode(["", " \n"]) == pytest.approx(np.zeros((2, 2)))
    assert model.batches == []
    assert encoder.encode(["", "a", "\t"])[[0, 2]] == pytest.approx(np.zeros((2, 2)))


def test_batch_without_memory_is_halved_until_it_fits_and_stays_there(transformer, caplog):
    model = FakeModel(fits=20)
    encoder = transformer.TransformerEncoder("fake", model, "0", "cuda")
    texts = TEXTS * 20
    with caplog.at_level(logging.WARNING):
        assert encoder.encode(texts) == pytest.approx(expected(texts), abs=1e-3)
    assert model.batches == [transformer.BATCH, transformer.BATCH // 2, transformer.BATCH // 4]
    assert [one.getMessage() for one in caplog.records] == [
        f"fake: GPU memory is full, so only {size} texts at once" for size in (32, 16)
    ]
    encoder.encode(texts)
    assert model.batches[3:] == [transformer.BATCH // 4]


def test_one_text_that_finds_no_memory_fails(transformer):
    model = FakeModel(fits=0)
    with pytest.raises(transformer.torch.OutOfMemoryError):
        transformer.TransformerEncoder("fake", model, "0", "cuda").encode(["a"])
    assert model.batches == [transformer.BATCH]


def test_fewer_texts_than_a_batch_are_halved_too(transformer):
    model = FakeModel(fits=2)
    encoder = transformer.TransformerEncoder("fake", model, "0", "cuda")
    assert encoder.encode(["a"] * 5) == pytest.approx(expected(["a"] * 5), abs=1e-3)
    assert model.batches == [transformer.BATCH, 2]


def test_a_model_that_half_precision_cannot_hold_goes_on_in_float32(transformer, caplog):
    model = FakeModel(overflows_at=40)
    encoder = transformer.TransformerEncoder("fake", model, "0", "cuda")
    with caplog.at_level(logging.WARNING):
        assert encoder.encode(TEXTS) == pytest.approx(expected(TEXTS))
        assert encoder.encode(TEXTS) == pytest.approx(expected(TEXTS))
    assert (model.precision, model.device) == ("float32", "cuda")
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("wanted", "has_cuda", "device"),
    [
        ("", False, "cpu"),
        ("", True, "cuda"),
        ("auto", False, "cpu"),
        ("auto", True, "cuda"),
        ("cpu", True, "cpu"),
        ("cuda", True, "cuda"),
    ],
)
def test_device_is_the_one_asked_for(transformer, wanted, has_cuda, device):
    assert transformer.choose_device(wanted, has_cuda) == device


@pytest.mark.parametrize(
    ("wanted", "has_cuda", "reason"),
    [("cuda", False, "finds no such device"), ("gpu", True, "auto, cpu or cuda, not 'gpu'")],
)
def test_a_device_that_is_not_there_is_never_replaced_by_another(
    transformer, wanted, has_cuda, reason
):
    with pytest.raises(FaultyModel, match=f"QUIZMASTER_DEVICE .*{reason}"):
        transformer.choose_device(wanted, has_cuda)


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    return write_bert(tmp_path_factory.mktemp("models") / "tiny-bert")


@pytest.fixture
def copy(bert, tmp_path):
    return Path(shutil.copytree(bert, tmp_path / "copy"))


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("QUIZMASTER_DEVICE", "cpu")


WORDS = ["relu", "vanish relu sigmoid", "", "기울기 vanish", "relu " * 50, "sigmoid"]


def test_rows_depend_on_their_text_only(bert):
    encoder = load_encoder(str(bert))
    together = encoder.encode(WORDS)
    assert together.shape == (6, encoder.dimension)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1, 0, 1, 1, 1])
    assert together == pytest.approx(np.concatenate([encoder.encode([one]) for one in WORDS]),
                                     abs=1e-5)  # fmt: skip


def test_half_precision_gives_nearly_the_same_cosines(transformer, bert):
    from sentence_transformers import SentenceTransformer

    full = load_encoder(str(bert)).encode(WORDS)
    model = SentenceTransformer(str(bert), device="cpu", local_files_only=True)
    half = transformer.TransformerEncoder("half", Halved(model), "0", "cpu").encode(WORDS)
    assert half @ half.T == pytest.approx(full @ full.T, abs=5e-3)
    assert not np.array_equal(half, full)


class Halved:
    """Takes the place of a model on CUDA: half precision, computed on the CPU."""

    def __init__(self, model):
        self._model = model.half()

    def __getattr__(self, name):
        return getattr(self._model, name)

    def float(self):
        return self

    def to(self, device):
        return self


def test_a_model_saved_in_half_precision_is_float32_on_the_cpu(transformer, copy):
    settings = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(settings | {"dtype": "float16"}))
    model = load_encoder(str(copy))._model
    assert {tensor.dtype for tensor in model.parameters()} == {transformer.torch.float32}


def change(file, **changes):
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("1_Pooling/config.json", {"pooling_mode": "cls"}),
        ("sentence_bert_config.json", {"max_seq_length": 7}),
    ],
)
def test_fingerprint_follows_what_changes_the_vectors(bert, copy, file, changes):
    assert load_encoder(str(copy)).fingerprint == load_encoder(str(bert)).fingerprint
    change(copy / file, **changes)
    assert load_encoder(str(copy)).fingerprint != load_encoder(str(bert)).fingerprint


def swap_words(folder):
    text = (folder / "tokenizer.json").read_text()
    text = text.replace('"relu"', '"?"').replace('"sigmoid"', '"relu"').replace('"?"', '"sigmoid"')
    (folder / "tokenizer.json").write_text(text)


def test_fingerprint_follows_the_vocabulary(bert, copy):
    swap_words(copy)
    assert load_encoder(str(copy)).fingerprint != load_encoder(str(bert)).fingerprint


def without(folder, part):
    from safetensors.numpy import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    kept = {key: tensor for key, tensor in tensors.items() if part not in key}
    assert len(kept) < len(tensors)
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})


def widen(folder):
    change(folder / "config.json", intermediate_size=64)


def more_words(folder):
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"]["another"] = 500
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


DAMAGES = {
    "a layer missing": (lambda f: without(f, "layer.1."), "its weights lack encoder.layer.1."),
    "other widths": (widen, "its weights and its config.json differ in encoder.layer"),
    "no config": (lambda f: (f / "config.json").unlink(), "config.json is missing"),
    "no pooling": (lambda f: shutil.rmtree(f / "1_Pooling"), "1_Pooling is missing"),
    "no tokenizer at all": (
        lambda f: [(f / name).unlink() for name in ("tokenizer.json", "tokenizer_config.json")],
        "no tokenizer.json",
    ),
    "another model's tokenizer": (more_words, "don't belong together"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "no weights"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_is_made_up_for_what_a_model_lacks(copy, damage):
    spoil, reason = DAMAGES[damage]
    spoil(copy)
    with pytest.raises(EncoderUnavailable) as caught:
        load_encoder(str(copy))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_pooler_is_no_matter_and_does_not_change_the_fingerprint(bert, copy):
    without(copy, "pooler")
    encoder = load_encoder(str(copy))
    assert encoder.fingerprint == load_encoder(str(bert)).fingerprint
    assert encoder.encode(WORDS) == pytest.approx(load_encoder(str(bert)).encode(WORDS), abs=1e-6)


def quizmaster(folder, *words):
    (folder / "in.jsonl").write_text('{"question": "q", "references": ["r"], "answer": "relu"}\n')
    command = (sys.executable, "-m", "bot", *words)
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_a_model_that_nothing_was_fitted_for_grades_nothing(bert, tmp_path):
    files = ("--input", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl"))
    done = quizmaster(tmp_path, "grade", *files, "--encoder", str(bert))
    assert done.returncode == 1
    assert "has no calibration" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.jsonl").exists()


def test_a_missing_model_ends_the_benchmark(tmp_path):
    done = quizmaster(tmp_path, "grader", "benchmark", "--encoder", str(tmp_path / "nothing"))
    assert done.returncode == 1
    *steps, error = done.stderr.splitlines()
    assert all(step.startswith("Benchmark: ") for step in steps)
    assert error.startswith("Error: The encoder ")
