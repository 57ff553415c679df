"""Any sentence-transformers model as an encoder, on the CPU or on CUDA.

Imports torch, so this is imported only when such a model is asked for.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as progress

from evaluators.encoders.encoder import Vectors, unit_rows
from evaluators.encoders.model_folder import FaultyModel

log = logging.getLogger(__name__)

DEVICES = ("auto", "cpu", "cuda")
BATCH = 64
_SAMPLED_VALUES = 64
_MISSING, _MISFIT = (
    re.compile(rf"^(\S.*?) +\| {status}", re.MULTILINE) for status in ("MISSING", "MISMATCH")
)


class TransformerEncoder:
    """A sentence-transformers model: half precision on CUDA, float32 on the CPU.

    What holds on either: a row depends on its text only, up to rounding, whatever stands beside it;
    texts of like length share a batch, the longest first; vectors are scaled in float32. On CUDA, a
    batch that finds no memory is halved and tried again, and stays at what fitted; a model whose
    values half precision cannot hold goes on in float32. Half precision moves a cosine by less than
    0.005 (0.0009 at most for all-MiniLM-L6-v2 on 300 answers).
    """

    def __init__(
        self, name: str, model: SentenceTransformer, fingerprint: str, device: str = "cpu"
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._is_half = device == "cuda"
        self._model = (model.half() if self._is_half else model.float()).to(device)
        self._batches = Batches(name)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dimension) with unit rows; a text without words becomes zeros.

        Raises:
            torch.OutOfMemoryError: not even one text at a time fits.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if filled:
            vectors[filled] = self._finite([texts[row] for row in filled])
        return unit_rows(vectors)

    def _finite(self, texts: list[str]) -> Vectors:
        vectors = self._fitting(texts)
        if self._is_half and not np.isfinite(vectors).all():
            log.warning("%s overflows in half precision; going on in float32", self.name)
            self._is_half = False
            self._model = self._model.float()
            vectors = self._fitting(texts)
        return vectors

    def _fitting(self, texts: list[str]) -> Vectors:
        # sentence-transformers sorts the texts by length and puts the rows back in order.
        work = partial(self._model.encode, texts, show_progress_bar=False)
        return self._batches.fitting(len(texts), work)


class Batches:
    """How much of a model's work is done at once: what finds no memory on CUDA is halved and tried
    again, and stays at what fitted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._size = BATCH

    def fitting(self, texts: int, work: Callable[..., object]) -> Vectors:
        """Return the rows that `work` makes of so many texts with a `batch_size` that fits.

        Raises:
            torch.OutOfMemoryError: not even one at a time fits.
        """
        while True:
            try:
                return np.asarray(work(batch_size=self._size), dtype=np.float32)
            except torch.OutOfMemoryError:
                tried = min(self._size, texts)
                if tried == 1:
                    raise
            self._size = tried // 2
            torch.cuda.empty_cache()
            log.warning("%s: GPU memory is full, so only %d texts at once", self._name, self._size)


def load_transformer(folder: Path, name: str) -> TransformerEncoder:
    """Load a folder, without asking any network, onto the device of QUIZMASTER_DEVICE.

    Raises:
        FaultyModel: a part is missing that would be made up, or there is no such device.
        Exception: whatever else the libraries find wrong with it.
    """
    device = choose_device(os.environ.get("QUIZMASTER_DEVICE", ""), torch.cuda.is_available())
    with _nothing_made_up():
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    _check_vocabulary(model)
    return TransformerEncoder(name, model, _fingerprint(model), device)


def choose_device(wanted: str, has_cuda: bool) -> str:
    """Return cpu or cuda, for `wanted`: one of `DEVICES`, or nothing, which is auto.

    Raises:
        FaultyModel: `wanted` is none of these, or is not there.
    """
    if wanted not in ("", *DEVICES):
        raise FaultyModel(f"QUIZMASTER_DEVICE has to be auto, cpu or cuda, not {wanted[:40]!r}")
    if wanted == "cuda" and not has_cuda:
        raise FaultyModel("QUIZMASTER_DEVICE is cuda, but torch finds no such device here")
    return "cuda" if has_cuda and wanted != "cpu" else "cpu"


@contextmanager
def _nothing_made_up() -> Iterator[None]:
    """Refuse a model whose file lacks weights: transformers fills them with noise and a warning.

    A pooler may be missing, for no sentence-transformers model uses it.
    """
    reports: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        reports.append(record.getMessage())
        return False

    logger = logging.getLogger("transformers.modeling_utils")
    logger.addFilter(keep)
    progress.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    except RuntimeError as exc:
        if misfits := _MISFIT.findall("\n".join(reports)):
            raise FaultyModel(f"its weights and its config.json differ in {misfits[0]}") from exc
        raise
    finally:
        logger.removeFilter(keep)
    missing = [key for key in _MISSING.findall("\n".join(reports)) if "pooler" not in key]
    if missing:
        raise FaultyModel(f"its weights lack {min(missing)}")


def _check_vocabulary(model: SentenceTransformer) -> None:
    """Refuse a tokenizer with more tokens than there are vectors for: it is another model's."""
    transformer = getattr(model[0], "auto_model", None)
    if transformer is None:
        return
    rows = transformer.get_input_embeddings().weight.shape[0]
    if max(model.tokenizer.get_vocab().values(), default=0) >= rows:
        raise FaultyModel("its tokenizer and its weights don't belong together")


def _fingerprint(model: SentenceTransformer) -> str:
    """Hash the modules, the vocabulary and the first values of all tensors.

    Quick, and the same anywhere. A pooler is left out: it may be noise, and is not used.
    """
    parts = [[type(part).__name__, getattr(part, "pooling_mode", None)] for part in model]
    prompt = model.prompts.get(model.default_prompt_name or "", "")
    vocabulary = sorted(model.tokenizer.get_vocab().items())
    facts = [parts, prompt, model.max_seq_length, vocabulary]
    digest = hashlib.sha256(json.dumps(facts).encode())
    for key, tensor in sorted(model.state_dict().items()):
        if ".pooler." not in key:
            values = tensor.flatten()[:_SAMPLED_VALUES].float().cpu().numpy()
            digest.update(f"{key}{tuple(tensor.shape)}".encode() + values.tobytes())
    return digest.hexdigest()[:16]
