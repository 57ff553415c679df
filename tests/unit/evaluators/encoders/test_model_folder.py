"""What a name of an encoder stands for, and that a damaged folder is named for its damage."""

import json
import shutil

import numpy as np
import pytest

from evaluators.encoders.encoder import EMBEDDED, EncoderUnavailable, load_encoder
from evaluators.encoders.model_folder import FaultyModel, check, find
from tests.unit.evaluators.encoders.test_encoder import write_model

WAY_OUT = "leave QUIZMASTER_ENCODER empty for the embedded model, or name a folder or hub model."


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "five-words")


def cut(file):
    file.write_bytes(file.read_bytes()[:-20])


def grown(file):
    file.write_bytes(file.read_bytes() + b"more")


def pretend(file):
    """Write a header that says it is longer than any memory."""
    file.write_bytes((2**62).to_bytes(8, "little") + b"{}")


def part_of_its_own(folder):
    modules = json.loads((folder / "modules.json").read_text())
    modules[0] |= {"path": "0_Static"}
    (folder / "modules.json").write_text(json.dumps(modules))


DAMAGES = {
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "no weights"),
    "cut weights": (lambda f: cut(f / "model.safetensors"), "model.safetensors is cut short"),
    "no bytes of weights": (
        lambda f: (f / "model.safetensors").write_bytes(b""),
        "model.safetensors is cut short",
    ),
    "weights and more": (lambda f: grown(f / "model.safetensors"), "model.safetensors is cut"),
    "endless weights": (lambda f: pretend(f / "model.safetensors"), "model.safetensors is cut"),
    "a pointer for weights": (
        lambda f: (f / "model.safetensors").write_text("version https://git-lfs.github.com/spec"),
        "model.safetensors is cut short or damaged",
    ),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "no tokenizer.json"),
    "cut tokenizer": (lambda f: cut(f / "tokenizer.json"), "tokenizer.json is cut short"),
    "nested tokenizer": (
        lambda f: (f / "tokenizer.json").write_text("[" * 10**6),
        "tokenizer.json is cut short or damaged",
    ),
    "cut list of modules": (lambda f: cut(f / "modules.json"), "modules.json is cut short"),
    "no list of modules": (lambda f: (f / "modules.json").unlink(), "neither modules.json nor"),
    "odd list of modules": (lambda f: (f / "modules.json").write_text("[3]"), "is damaged"),
    "a module without its folder": (part_of_its_own, "0_Static is missing"),
    "nothing": (lambda f: [shutil.rmtree(f), f.mkdir()], "the folder is empty"),
    "no folder": (shutil.rmtree, "there's no such folder"),
    "a file": (lambda f: [shutil.rmtree(f), f.write_text("x")], "it's a file, not a folder"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_one_sentence_with_its_name_and_the_way_out(model, damage):
    spoil, reason = DAMAGES[damage]
    spoil(model)
    with pytest.raises(EncoderUnavailable, match="five-words") as caught:
        load_encoder(str(model))
    said = str(caught.value)
    assert reason in said
    assert said.endswith(WAY_OUT)
    assert "\n" not in said


def test_whole_models_are_found_whole(model, monkeypatch):
    check(model)
    check(EMBEDDED)
    monkeypatch.setenv("HOME", str(model.parent))
    assert find("~/five-words") == model
    assert load_encoder("~/five-words").name == "five-words"


@pytest.mark.parametrize(
    "name",
    [
        *("/no/such/model", "./model", "../model", "~/model", "~nobody-at-all/model", "a/b/c"),
        *("no such", "a\0b", "x" * 5000, "https://huggingface.co/a/b", "모델", "-", "a//b"),
    ],
    ids=lambda name: ascii(name)[:20],
)
def test_what_can_be_no_hub_model_is_never_asked_for(name):
    with pytest.raises(FaultyModel, match=r"no such folder|no path"):
        find(name)


def test_a_very_long_name_is_cut():
    with pytest.raises(EncoderUnavailable) as caught:
        load_encoder("x" * 5000)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("shape", "value", "reason"),
    [((4, 2), 1, "don't belong together"), ((5, 2), np.nan, "no number")],
    ids=["tokens without vectors", "weights that are no numbers"],
)
def test_weights_of_another_model_or_of_none_are_refused(tmp_path, shape, value, reason):
    model = write_model(tmp_path / "five-words", table=np.full(shape, value, dtype=np.float32))
    with pytest.raises(EncoderUnavailable, match=reason):
        load_encoder(str(model))
