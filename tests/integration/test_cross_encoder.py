"""Any cross-encoder trained for inference as a judge, on a tiny one made at random."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evaluators.judge.port import JudgeRequest, JudgeUnavailable

if TYPE_CHECKING:  # PyTorch takes seconds, and not only here
    from evaluators.judge.cross_encoder import CrossEncoderJudge

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
LABELS = {0: "CONTRADICTION", 1: "Entailment", 2: "neutral"}
ASKED = (
    JudgeRequest("why", "relu vanish", ("relu", "sigmoid vanish")),
    JudgeRequest("", "sigmoid", ()),
    JudgeRequest("", "기울기 vanish relu relu", ("기울기",)),
)


def load(folder: Path) -> "CrossEncoderJudge":
    from evaluators.judge.cross_encoder import load_cross_encoder

    return load_cross_encoder(str(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    from tests.integration.tiny_bert import SPECIAL, WORDS

    words = Tokenizer(models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {f"{name}_token": token for name, token in SPECIAL.items()}
    PreTrainedTokenizerFast(tokenizer_object=words, **special).save_pretrained(tmp_path)
    torch.manual_seed(4)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=64,
        id2label=LABELS,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    return tmp_path


def test_it_reads_its_labels_from_its_settings(folder: Path) -> None:
    import torch
    from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

    judged = load(folder).judge(ASKED)
    assert [len(one.rulings) for one in judged] == [2, 0, 1]
    assert {one.by for one in judged} == {folder.name}
    model = BertForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    with torch.inference_mode():
        batch = tokenizer("relu vanish", "sigmoid vanish", return_tensors="pt")
        contradicted, stated, _ = model(**batch).logits[0].softmax(-1).tolist()
    assert judged[0].rulings[1].stated == pytest.approx(stated, abs=1e-4)
    assert judged[0].rulings[1].contradicted == pytest.approx(contradicted, abs=1e-4)


def test_a_batch_that_finds_no_memory_is_halved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from evaluators.encoders.transformer import BATCH

    judge = load(folder)
    wanted = judge.judge(ASKED)
    sizes = []
    whole = judge._model.predict

    def scarce(pairs, batch_size, **options):
        sizes.append(batch_size)
        if batch_size > 1:
            raise torch.OutOfMemoryError
        return whole(pairs, batch_size=batch_size, **options)

    monkeypatch.setattr(judge._model, "predict", scarce)
    for one, other in zip(judge.judge(ASKED), wanted, strict=True):
        for a, b in zip(one.rulings, other.rulings, strict=True):
            assert a.stated == pytest.approx(b.stated, abs=1e-5)
    assert sizes == [BATCH, 1]


@pytest.mark.parametrize(
    "labels",
    [{"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, {"0": "entailment", "1": "not_entailment"}],
)
def test_a_model_of_other_labels_is_refused_in_one_sentence(folder: Path, labels) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"id2label": labels}), "utf-8")
    with pytest.raises(JudgeUnavailable, match=r"its labels are not .*QUIZMASTER_JUDGE empty"):
        load(folder)


def test_a_folder_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(JudgeUnavailable, match="there's no such folder"):
        load(tmp_path / "nowhere")
