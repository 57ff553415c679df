"""A judge exported from a tiny network and loaded again."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from evaluators.judge.exported import load_judge
from evaluators.judge.packing import Packer, side_by_side
from evaluators.judge.port import JudgeRequest, JudgeUnavailable

if TYPE_CHECKING:  # PyTorch takes seconds, and not only here
    from evaluators.judge.network import JudgeNetwork

# torch's exporter warns of its own insides.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{kind}")
    for kind in ("FutureWarning", "UserWarning", "DeprecationWarning")
]
WORDS = ("<s>", "<pad>", "</s>", "<unk>", "why", "it", "is", "cheap", "slow", "and", "small")
ASKED = (
    JudgeRequest("why", "it is cheap and small", ("it is cheap", "it is slow", "small")),
    JudgeRequest("", "it is slow", ("it is slow",)),
    JudgeRequest("", "cheap", ()),
)


@pytest.fixture(scope="module")
def network() -> "JudgeNetwork":
    import torch
    from transformers import BertConfig

    from evaluators.judge.network import JudgeNetwork

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    network = JudgeNetwork(config).eval()
    with torch.no_grad():
        for one in network.parameters():
            one += 0.02 * torch.randn_like(one)  # none is like another, as after training
    return network


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = Whitespace()
    return made


@pytest.fixture(scope="module")
def folder(network: "JudgeNetwork", tmp_path_factory: pytest.TempPathFactory) -> Path:
    from evaluators.training.judge.export import export

    out = tmp_path_factory.mktemp("judge")
    export(network, Packer(tokenizer()), out)
    tokenizer().save(str(out / "tokenizer.json"))
    return out


def test_it_rules_as_the_network_does(network: "JudgeNetwork", folder: Path) -> None:
    import torch

    from evaluators.training.judge.fitting import tensors

    packed = [Packer(tokenizer()).pack(one) for one in ASKED[:2]]
    with torch.inference_mode():
        logits, _ = network(*tensors(side_by_side(packed)))
    wanted = logits.softmax(dim=-1).numpy()
    first, second, third = (one.rulings for one in load_judge(folder).judge(ASKED))
    assert third == ()
    for row, rulings in enumerate((first, second)):
        for column, ruling in enumerate(rulings):
            assert ruling.stated == pytest.approx(wanted[row, column, 0], abs=0.02)
            assert ruling.contradicted == pytest.approx(wanted[row, column, 1], abs=0.02)


def test_a_ruling_is_the_same_whatever_stands_beside_it(folder: Path) -> None:
    judge = load_judge(folder)
    [together] = [one.rulings for one in judge.judge([ASKED[0]])]
    for column, statement in enumerate(ASKED[0].statements):
        [[alone]] = [
            one.rulings for one in judge.judge([JudgeRequest("why", ASKED[0].answer, (statement,))])
        ]
        assert alone.stated == pytest.approx(together[column].stated, abs=0.02)


def test_the_words_that_decide_are_a_stretch_of_the_answer(folder: Path) -> None:
    for one, judged in zip(ASKED, load_judge(folder).judge(ASKED), strict=True):
        for ruling in judged.rulings:
            start, end = ruling.decisive
            assert 0 <= start < end <= len(one.answer)
            assert one.answer[start:end] == one.answer[start:end].strip()


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_folder_that_lacks_a_part_is_refused_in_one_sentence(
    folder: Path, tmp_path: Path, missing: str
) -> None:
    broken = shutil.copytree(folder, tmp_path / "judge")
    (broken / missing).unlink()
    with pytest.raises(JudgeUnavailable, match=r"The judge in judge cannot be loaded \(.*\)\.$"):
        load_judge(broken)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", b"no network"),
        ("tokenizer.json", b"{"),
        ("config.json", json.dumps({"labels": ["yes", "no"]}).encode()),
        ("config.json", b"[]"),
    ],
)
def test_a_damaged_one_is_refused_in_one_sentence(
    folder: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    broken = shutil.copytree(folder, tmp_path / "judge")
    (broken / name).write_bytes(content)
    with pytest.raises(JudgeUnavailable, match=r"The judge in judge cannot be loaded \(.*\)\.$"):
        load_judge(broken)


def test_what_was_exported_comes_back_as_weights_to_train_on(network, folder) -> None:
    from evaluators.training.judge.unpack import unpacked

    found = unpacked(folder / "model.onnx")
    weights = {name: one.numpy() for name, one in network.state_dict().items()}
    assert found.keys() == weights.keys()
    for name, one in weights.items():
        assert found[name].shape == one.shape
        assert abs(found[name] - one).max() <= 0.01 * abs(one).max() + 1e-6, name
