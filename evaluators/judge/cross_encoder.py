"""A cross-encoder trained for inference as a judge: for teams with a GPU.

What entails a statement states it, what contradicts it contradicts it. Imports torch, so this is
imported only when such a model is asked for.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from evaluators.encoders import model_folder
from evaluators.encoders.model_folder import FaultyModel
from evaluators.encoders.transformer import choose_device
from evaluators.judge.port import Judgement, JudgeRequest, JudgeResult, JudgeUnavailable

log = logging.getLogger(__name__)

BATCH, MAX_TOKENS = 64, 512
_STARTS = {"stated": "entail", "contradicted": "contradict", "unaddressed": "neutral"}

Pair = tuple[str, str]


class CrossEncoderJudge:
    """Reads every statement beside the answer: half precision on CUDA, float32 on the CPU.

    On CUDA, a batch that finds no memory is halved and tried again, and stays at what fitted.
    """

    def __init__(
        self, name: str, tokenizer: Any, model: Any, columns: Mapping[str, int], device: str
    ) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._model = (model.half() if device == "cuda" else model.float()).to(device).eval()
        self._columns = columns
        self._device = device
        self._batch = BATCH

    def judge(self, asked: Sequence[JudgeRequest]) -> list[JudgeResult]:
        """Return a ruling for each statement of each answer, in order; all of the answer decides.

        Raises:
            torch.OutOfMemoryError: not even one pair at a time fits.
        """
        pairs = [(one.answer, statement) for one in asked for statement in one.statements]
        order = sorted(range(len(pairs)), key=lambda row: -sum(map(len, pairs[row])))
        shares = np.zeros((len(pairs), len(self._columns)))
        at = 0
        while at < len(order):
            rows = order[at : at + self._batch]
            try:
                shares[rows] = self._shares([pairs[row] for row in rows])
            except torch.OutOfMemoryError:
                self._halve(len(rows))
                continue
            at += len(rows)
        found = iter(shares)
        return [
            JudgeResult(self.name, tuple(self._ruling(next(found)) for _ in one.statements))
            for one in asked
        ]

    @torch.inference_mode()
    def _shares(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        first, second = map(list, zip(*pairs, strict=True))
        batch = self._tokenizer(
            first,
            second,
            padding=True,
            truncation="only_first",
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        logits = self._model(**batch.to(self._device)).logits.float()
        return np.asarray(logits.softmax(dim=-1).cpu().numpy(), dtype=np.float64)

    def _halve(self, tried: int) -> None:
        if tried == 1:
            raise
        self._batch = tried // 2
        torch.cuda.empty_cache()
        log.warning("%s: GPU memory is full, so only %d pairs at once", self.name, self._batch)

    def _ruling(self, shares: NDArray[np.float64]) -> Judgement:
        stated, contradicted = (
            float(shares[self._columns[label]]) for label in ("stated", "contradicted")
        )
        return Judgement(stated=stated, contradicted=contradicted, decisive=None)


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
        model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as exc:  # transformers and tokenizers share no other root
        reason = str(exc).strip().partition("\n")[0][:200] or type(exc).__name__
        raise JudgeUnavailable(
            f"The judge {name!r} cannot be loaded ({reason}); leave QUIZMASTER_JUDGE empty, "
            "or name a cross-encoder trained for inference."
        ) from exc
    return CrossEncoderJudge(Path(name).name, tokenizer, model, columns, device)


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
