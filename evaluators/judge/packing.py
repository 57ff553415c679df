"""Lays an answer and the statements to judge it by out as one sequence of tokens.

The answer is read once. Each statement sees itself and the answer, as if it alone followed it, and
the answer sees no statement: any number of statements costs little more than their own tokens, and
none can change what is ruled of another. A cross-encoder loses next to nothing by that (Schlatt,
Fröbe and Hagen, "Investigating the Effects of Sparse Attention on Cross-Encoders", ECIR 2024).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evaluators.judge.port import JudgeRequest

BEGIN, PADDING, END = 0, 1, 2
_DRESS = re.compile(r"^[ \t]*(?:[-*•·]|\d{1,2}[.)])[ \t]+|[.。!~]+\s*\Z", re.MULTILINE)
MAX_QUESTION, MAX_ANSWER, MAX_STATEMENT = 64, 336, 96
ANSWER, NOTHING = 0, -1

Ids = NDArray[np.int64]
Floats32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Packed:
    """One sequence, all of it (tokens,).

    `segments` is 0 for the question and the answer, and i for the i-th statement. `spans` are the
    characters that each of the answer's tokens covers; the first of them stands at `answer_at`.
    """

    ids: Ids
    positions: Ids
    segments: Ids
    spans: tuple[tuple[int, int], ...]
    answer_at: int
    statements: int


class Batch(NamedTuple):
    """What the network takes: sequences side by side, filled up, (sequences, tokens) each.

    `shares` is (sequences, statements, tokens): how much of each statement a token makes up.
    """

    ids: Ids
    positions: Ids
    segments: Ids
    shares: Floats32


class Packer:
    """Packs with the tokenizer of a judge."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer

    def pack(self, asked: JudgeRequest) -> Packed:
        """Lay out one answer; what is too long is cut at its end."""
        question, _ = self._tokens(asked.question, MAX_QUESTION)
        answer, spans = self._tokens(asked.answer, MAX_ANSWER)
        ids = [BEGIN, *question, END, END] if question else [BEGIN]
        answer_at = len(ids)
        ids += [*answer, END]
        after = len(ids)
        positions, segments = list(range(after)), [ANSWER] * after
        for number, statement in enumerate(asked.statements, start=1):
            tokens, _ = self._tokens(statement, MAX_STATEMENT)
            ids += [END, *tokens, END]
            positions += range(after, after + len(tokens) + 2)
            segments += [number] * (len(tokens) + 2)
        return Packed(
            ids=np.array(ids),
            positions=np.array(positions),
            segments=np.array(segments),
            spans=tuple(spans),
            answer_at=answer_at,
            statements=len(asked.statements),
        )

    def _tokens(self, text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
        bare = _bare(text)
        skipped = len(bare) - len(bare.lstrip())
        encoding = self._tokenizer.encode(bare.strip(), add_special_tokens=False)
        spans = [(start + skipped, end + skipped) for start, end in encoding.offsets]
        return encoding.ids[:most], spans[:most]


def _bare(text: str) -> str:
    """Return a text in lower case without bullets and a last stop, each character in its place."""
    lower = "".join(
        same if len(same := normalize("NFKC", one.lower())) == 1 else one for one in text
    )
    return _DRESS.sub(lambda found: " " * len(found[0]), lower)


def side_by_side(packed: Sequence[Packed]) -> Batch:
    """Return the sequences as one batch."""
    size, length = len(packed), max(len(one.ids) for one in packed)
    statements = max(one.statements for one in packed)
    ids = np.full((size, length), PADDING, dtype=np.int64)
    positions = np.zeros((size, length), dtype=np.int64)
    segments = np.full((size, length), NOTHING, dtype=np.int64)
    for row, one in enumerate(packed):
        ids[row, : len(one.ids)] = one.ids
        positions[row, : len(one.ids)] = one.positions
        segments[row, : len(one.ids)] = one.segments
    belongs = segments[:, None, :] == np.arange(1, statements + 1)[None, :, None]
    shares = belongs / belongs.sum(axis=2, keepdims=True).clip(1)
    return Batch(ids, positions, segments, shares.astype(np.float32))
