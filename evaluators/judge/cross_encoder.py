"""A cross-encoder trained for inference as a judge: for teams with a GPU.

What entails a statement states it, what contradicts it contradicts it. Imports torch, so this is
imported only when such a model is asked for.
"""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from evaluators.encoders import model_folder
from evaluators.encoders.model_folder import FaultyModel
from evaluators.encoders.transformer import Batches, choose_device
from evaluators.judge.port import Judgement, JudgeRequest, JudgeResult, JudgeUnavailable

MAX_TOKENS = 512
_STARTS = {"stated": "entail", "contradicted": "contradict", "unaddressed": "neutral"}


class CrossEncoderJudge:
    """Reads every statement beside the answer: half precision on CUDA, float32 on the CPU."""

    def __init__(
        self, name: str, model: CrossEncoder, columns: Mapping[str, int], device: str
    ) -> None:
        self.name = name
        self._model = (model.half() if device == "cuda" else model.float()).to(device)
        self._columns = [columns["stated"], columns["contradicted"]]
        self._batches = Batches(name)

    def judge(self, asked: Sequence[JudgeRequest]) -> list[JudgeResult]:
        """Return a ruling for each statement of each answer, in order; all of the answer decides.

        Raises:
            torch.OutOfMemoryError: not even one pair at a time fits.
        """
        pairs = [(one.answer, statement) for one in asked for statement in one.statements]
        work = partial(self._model.predict, pairs, activation_fn=_shares, show_progress_bar=False)
        found = iter(self._batches.fitting(len(pairs), work) if pairs else ())
        return [
            JudgeResult(self.name, tuple(self._ruling(next(found)) for _ in one.statements))
            for one in asked
        ]

    def _ruling(self, shares: np.ndarray) -> Judgement:
        stated, contradicted = map(float, shares[self._columns])
        return Judgement(stated=stated, contradicted=contradicted, decisive=None)


def _shares(logits: torch.Tensor) -> torch.Tensor:
    return logits.float().softmax(dim=-1)


def load_cross_encoder(name: str) -> CrossEncoderJudge:
    """Load a folder or hub model onto the device of QUIZMASTER_DEVICE.

    Raises:
        JudgeUnavailable: it is missing or damaged, or its labels are not those of inference.
    """
    try:
        folder = model_folder.find(name)
        model_folder.check(folder)
        columns = _columns(folder)
        device = choose_device(os.environ.get("QUIZMASTER_DEVICE", ""), torch.cuda.is_available())
        model = CrossEncoder(
            str(folder), device="cpu", max_length=MAX_TOKENS, local_files_only=True
        )
    except Exception as exc:  # transformers and tokenizers share no other root
        raise JudgeUnavailable(
            f"The judge {name!r} cannot be loaded ({model_folder.reason(exc)}); leave "
            "QUIZMASTER_JUDGE empty, or name a cross-encoder trained for inference."
        ) from exc
    return CrossEncoderJudge(Path(name).name, model, columns, device)


def _columns(folder: Path) -> dict[str, int]:
    """Return which logit stands for which label, as config.json names them."""
    labels = model_folder.read_json(folder / "config.json").get("id2label", {})
    found = {
        ours: int(number)
        for number, label in labels.items()
        for ours, start in _STARTS.items()
        if str(label).lower().startswith(start)
    }
    if len(labels) != len(_STARTS) or set(found) != set(_STARTS):
        told = ", ".join(str(label) for label in labels.values()) or "none"
        raise FaultyModel(f"its labels are not entailment, contradiction and neutral: {told[:80]}")
    return found
