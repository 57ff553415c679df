"""Turn trained weights into the folder that ships: ONNX with 8-bit weights, about 33 MB."""

import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from evaluators.judge.network import JudgeNetwork, from_base
from evaluators.judge.packing import Batch, Packer, side_by_side
from evaluators.judge.port import LABELS, JudgeRequest
from evaluators.training.judge.fitting import restore, tensors

# Any two answers with different numbers of statements: what may vary must not be 1 anywhere.
SAMPLES = (
    JudgeRequest("Why?", "It is cheap, and nothing saturates.", ("It is cheap", "It saturates")),
    JudgeRequest("", "싸요", ("계산이 싸요",)),
)


def export_weights(weights: Path, base: Path, out: Path) -> None:
    """Write the folder of a judge with these weights."""
    network = from_base(base)
    restore(network, weights)
    vocabulary = base / "tokenizer.json"
    export(network.eval(), Packer(Tokenizer.from_file(str(vocabulary))), out)
    shutil.copyfile(vocabulary, out / "tokenizer.json")


def export(network: JudgeNetwork, packer: Packer, out: Path) -> None:
    """Write the network and what it answers with."""
    out.mkdir(parents=True, exist_ok=True)
    batch = side_by_side([packer.pack(one) for one in SAMPLES])
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        _write(network, batch, whole)
        quantize_dynamic(whole, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    (out / "config.json").write_text(json.dumps({"labels": list(LABELS)}) + "\n", "utf-8")


def _write(network: JudgeNetwork, batch: Batch, path: Path) -> None:
    sequences, tokens, statements = map(torch.export.Dim, ("sequences", "tokens", "statements"))
    row = {0: sequences, 1: tokens}
    program = torch.onnx.export(
        network,
        tensors(batch),
        dynamo=True,
        input_names=Batch._fields,
        output_names=("logits", "pointed"),
        dynamic_shapes=(row, row, row, {0: sequences, 1: statements, 2: tokens}),
    )
    assert program is not None, "the exporter of torch.export returns one"
    program.save(path)
