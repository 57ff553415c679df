"""Pairs of sentences with what the first says of the second, as a warm start.

Reads XNLI and KLUE in Korean, paraphrases of KLUE, and English pairs about polarity, monotonicity
and word order from the data folder; each has its licence there.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from evaluators.training.corpus import tsv
from evaluators.training.judge.examples import (
    CONTRADICTED,
    STATED,
    UNADDRESSED,
    Claim,
    Example,
    Target,
)

LABELS = {"entailment": STATED, "neutral": UNADDRESSED, "contradiction": CONTRADICTED}
NOT_ENTAILED: Target = (0.0, 0.4, 0.6)
OTHERWISE_ORDERED: Target = (0.0, 0.5, 0.5)
CONTRADICTIONS_KEPT = 4  # one in so many of a set that has nearly nothing else
MAX_CHARS = 600

Pair = tuple[str, str, Target, str]


def read(folder: Path) -> list[Example]:
    """Return an example for each first sentence, with all that is claimed of it."""
    claims: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for premise, hypothesis, target, source in _pairs(folder):
        if premise and hypothesis and len(premise) <= MAX_CHARS:
            claims[premise, source].append(Claim(hypothesis, target))
    return [
        Example(premise, tuple(found), source=source) for (premise, source), found in claims.items()
    ]


def _pairs(folder: Path) -> Iterator[Pair]:
    for name in ("xnli.dev.ko.tsv", "xnli.test.ko.tsv"):
        for row in tsv((folder / "kornlu" / name).read_text("utf-8")):
            yield row["sentence1"], row["sentence2"], LABELS[row["gold_label"]], "xnli"
    klue = folder / "klue_dev/klue-nli-v1.1_dev.json"
    for row in json.loads(klue.read_text(encoding="utf-8")):
        yield row["premise"], row["hypothesis"], LABELS[row["gold_label"]], "klue"
    numbered = (STATED, UNADDRESSED, CONTRADICTED)
    for row in tsv((folder / "nli/klue_paraphrases.tsv").read_text("utf-8")):
        yield row["premise"], row["hypothesis"], numbered[int(row["label"])], "paraphrases"
    for row in tsv((folder / "nli/med.tsv").read_text("utf-8")):
        yield row["sentence1"], row["sentence2"], LABELS[row["gold_label"]], "monotonicity"
    yield from _one_word_changed(folder / "nli/breaking_nli.jsonl")
    yield from _negated(folder / "nli")
    for name in ("pawsx_ko.csv", "pawsx_en.csv"):
        for row in csv.DictReader((folder / "nli" / name).read_text("utf-8").splitlines()):
            target = STATED if row["label"] == "1" else OTHERWISE_ORDERED
            yield row["sentence1"], row["sentence2"], target, "word order"


def _one_word_changed(path: Path) -> Iterator[Pair]:
    contradictions = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        target = LABELS[row["gold_label"]]
        contradictions += target is CONTRADICTED
        if target is not CONTRADICTED or contradictions % CONTRADICTIONS_KEPT == 0:
            yield row["sentence1"], row["sentence2"], target, "one word"


def _negated(folder: Path) -> Iterator[Pair]:
    for name in ("snli", "mnli", "rte"):
        for row in tsv((folder / f"negation_{name}.tsv").read_text("utf-8")):
            target = LABELS.get(row["gold_label"], NOT_ENTAILED)
            yield row["Text"], row["Hypothesis"], target, "negation"
