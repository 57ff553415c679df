"""Turn the folder of an exported judge back into weights that training can go on from.

Weights come back as 8 bits hold them; word vectors, which no training changes, from the base.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, numpy_helper

from evaluators.judge.network import from_base
from evaluators.training.judge.fitting import save

Arrays = dict[str, NDArray[np.float32]]
_QUANTIZED, _BIAS = "_quantized", ".bias"
_PLAIN = (_BIAS, "LayerNorm.weight")


def restart(judge: Path, base: Path, out: Path) -> None:
    """Write weights that `judge.stages` can start from."""
    network = from_base(base)
    found = {name: torch.tensor(one) for name, one in unpacked(judge / "model.onnx").items()}
    words = network.encoder.embeddings.word_embeddings.weight.detach().clone()
    network.load_state_dict(found)
    network.encoder.embeddings.word_embeddings.weight.data.copy_(words)
    save(network, out)


def unpacked(path: Path) -> Arrays:
    """Return the weights by their names in `JudgeNetwork`."""
    model = onnx.load(path)
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found = {name: one for name, one in held.items() if name.endswith(_PLAIN)}
    for name in held:
        if name.endswith(_QUANTIZED) and "." in name:
            found[name.removesuffix(_QUANTIZED)] = _widened(held, name)
    found |= {name: _widened(held, weight).T for name, weight in _matrices(model, set(held))}
    return {name: np.ascontiguousarray(one) for name, one in found.items()}


def _matrices(model: ModelProto, held: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each linear layer's weight, and that of the constant which holds it.

    The exporter names such constants by number; what they are multiplied into meets its bias next.
    """
    readers: dict[str, list[NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        for name in node.input:
            readers[name].append(node)
    for node in model.graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in held:
            bias = _bias(node, readers, held)
            yield bias.removesuffix(_BIAS) + ".weight", node.input[1]


def _bias(node: NodeProto, readers: dict[str, list[NodeProto]], held: set[str]) -> str:
    (reader,) = readers[node.output[0]]
    named: list[str] = [name for name in reader.input if name in held and name.endswith(_BIAS)]
    return named[0] if named else _bias(reader, readers, held)


def _widened(held: Arrays, name: str) -> NDArray[np.float32]:
    stem = name.removesuffix(_QUANTIZED)
    zero = held[f"{stem}_zero_point"].astype(np.float32)
    return np.asarray((held[name].astype(np.float32) - zero) * held[f"{stem}_scale"])
