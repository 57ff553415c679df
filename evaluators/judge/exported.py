"""A judge trained by `evaluators.training.judge`: a small bilingual network in ONNX, on the CPU
or a GPU.

Needs neither torch nor a network connection, and loads in a fraction of a second.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evaluators.encoders.model_folder import reason
from evaluators.judge.packing import Packed, Packer, side_by_side
from evaluators.judge.port import (
    LABELS,
    Judgement,
    JudgeRequest,
    JudgeResult,
    JudgeUnavailable,
    Span,
)

_PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
_THREADS = 2
_LEAST = 0.5  # of the most telling token, to belong to the words that decide


class ExportedJudge:
    """Judges answer by answer: with 8-bit weights, what stands beside one would sway it."""

    def __init__(self, name: str, session: Any, packer: Packer) -> None:
        self.name = name
        self._session = session
        self._packer = packer

    def judge(self, asked: Sequence[JudgeRequest]) -> list[JudgeResult]:
        """Return a ruling for each statement of each answer, in order."""
        return [self._judged(self._packer.pack(one)) for one in asked]

    def _judged(self, packed: Packed) -> JudgeResult:
        if not packed.statements:
            return JudgeResult(self.name, ())
        logits, pointed = self._session.run(None, side_by_side([packed])._asdict())
        return JudgeResult(self.name, _rulings(packed, logits[0], pointed[0]))


def _rulings(
    packed: Packed, logits: NDArray[np.float32], pointed: NDArray[np.float32]
) -> tuple[Judgement, ...]:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    last = packed.answer_at + len(packed.spans)
    return tuple(
        Judgement(
            stated=float(shares[row, 0]),
            contradicted=float(shares[row, 1]),
            decisive=_decisive(packed, pointed[row, packed.answer_at : last]),
        )
        for row in range(packed.statements)
    )


def _decisive(packed: Packed, pointed: NDArray[np.float32]) -> Span | None:
    """Return the characters around the most telling token that tell nearly as much."""
    if not len(pointed):
        return None
    telling = 1 / (1 + np.exp(-pointed))
    first = last = int(telling.argmax())
    least = _LEAST * telling[first]
    while first > 0 and telling[first - 1] >= least:
        first -= 1
    while last < len(telling) - 1 and telling[last + 1] >= least:
        last += 1
    return packed.spans[first][0], packed.spans[last][1]


def load_judge(folder: Path) -> ExportedJudge:
    """Load a judge from its folder.

    Raises:
        JudgeUnavailable: something is missing, damaged, or made for other labels.
    """
    try:
        labels = json.loads((folder / "config.json").read_bytes())["labels"]
        if labels != list(LABELS):
            raise ValueError(f"its labels are {labels}, not {list(LABELS)}")
        network = (folder / "model.onnx").read_bytes()
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = _session(network)
    except Exception as exc:  # onnxruntime and tokenizers share no other root
        told = f"The judge in {folder.name} cannot be loaded ({reason(exc)})."
        raise JudgeUnavailable(told) from exc
    fingerprint = hashlib.sha256(network).hexdigest()[:8]
    return ExportedJudge(f"{folder.name}@{fingerprint}", session, Packer(tokenizer))


def _session(network: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = 3
    # A thread that waits lets demos and other grades have its core.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    there = set(onnxruntime.get_available_providers())
    providers = [one for one in _PROVIDERS if one in there]
    return onnxruntime.InferenceSession(network, options, providers=providers)
