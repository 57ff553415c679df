"""Read the texts the bilingual encoder learns from and is measured on.

Every reader takes the data folder and returns plain tuples. `read_corpus` is all that training
sees. The sets the encoder is measured on (`held_out_pairs`, `korsts_dev`, `klue_dev`) have readers
of their own; training reads them only to leave their texts out.
"""

import csv
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

HELD_OUT = 1000
_PARAGRAPH_CHARS = 40
_PARAKQC_GROUP = 10
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=다\.)(?=[가-힣])")


class Pair(NamedTuple):
    """The same text in English and in Korean."""

    en: str
    ko: str


class Scored(NamedTuple):
    """Two texts and how alike people found them, from 0 to 1."""

    a: str
    b: str
    similarity: float


@dataclass(frozen=True)
class Corpus:
    """What the student is trained on."""

    pairs: list[Pair]
    """Documentation paragraphs and general sentences with their translation."""
    terms: list[Pair]
    """Machine-learning terms with their translation."""
    scored: list[Scored]
    """Korean, English and crossed sentence pairs with a similarity."""
    paraphrases: list[tuple[str, str]]
    """Two Korean wordings of one question."""

    def texts(self) -> list[str]:
        """Every distinct text, in a fixed order: what the tokenizer is trained on."""
        columns = (*self.pairs, *self.terms, *((s.a, s.b) for s in self.scored), *self.paraphrases)
        return list(dict.fromkeys(text for row in columns for text in row))


def read_corpus(folder: Path) -> Corpus:
    """Read all training sets under `folder`, without the held-out paragraphs and duplicates."""
    held_out = {text for pair in held_out_pairs(folder) for text in pair}
    docs = [Pair(row["en"], row["ko"]) for row in _docs(folder)]
    kept = [pair for pair in docs if held_out.isdisjoint(pair)]
    sentences = [pair for pair in _sentences(kept) if held_out.isdisjoint(pair)]
    measured = korsts_dev(folder) + klue_dev(folder)
    scored = _korsts(folder / "kornlu/sts-train.tsv") + _stsb_scored(folder)
    return Corpus(
        pairs=list(dict.fromkeys(kept + sentences + _general(folder) + _stsb_pairs(folder))),
        terms=_terms(folder),
        scored=_without_pairs(scored, measured),
        paraphrases=_parakqc(folder, {text for row in measured for text in (row.a, row.b)})
        + _same_questions(folder),
    )


def held_out_pairs(folder: Path) -> list[Pair]:
    """Return the paragraphs kept out of training: those of smallest SHA-256 in English."""
    eligible = {
        row["en"]: row["ko"]
        for row in _docs(folder)
        if row["kind"] in "PL" and len(row["en"]) >= _PARAGRAPH_CHARS
    }
    chosen = sorted(eligible, key=lambda en: hashlib.sha256(en.encode()).digest())[:HELD_OUT]
    return [Pair(en, eligible[en]) for en in chosen]


def korsts_dev(folder: Path) -> list[Scored]:
    """Return KorSTS dev (human-checked Korean translations); for measuring only."""
    return _korsts(folder / "kornlu/sts-dev.tsv")


def klue_dev(folder: Path) -> list[Scored]:
    """Return KLUE-STS dev (written in Korean); for measuring only."""
    rows = json.loads((folder / "klue_dev/klue-sts-v1.1_dev.json").read_text(encoding="utf-8"))
    return [
        Scored(row["sentence1"], row["sentence2"], row["labels"]["real-label"] / 5) for row in rows
    ]


def tsv(text: str) -> list[dict[str, str]]:
    """Parse tab-separated lines under a header; quotes have no meaning in these files."""
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _docs(folder: Path) -> list[dict[str, str]]:
    packed = (folder / "ml_parallel_docs/ml_parallel_en_ko.tsv.gz").read_bytes()
    return tsv(gzip.decompress(packed).decode())


def _general(folder: Path) -> list[Pair]:
    names = ("korean-english-park.dev", "korean-english-park.test", "jhe-koen-dev", "jhe-koen-eval")
    pairs = []
    for name in names:
        sides = [
            (folder / f"korean_parallel/{name}.{lang}").read_text(encoding="utf-8").split("\n")
            for lang in ("en", "ko")
        ]
        pairs += [
            Pair(en.strip(), ko.strip())
            for en, ko in zip(*sides, strict=True)
            if en.strip() and ko.strip()
        ]
    return pairs


def _terms(folder: Path) -> list[Pair]:
    rows = tsv((folder / "ml_glossary/ml_glossary_en_ko.tsv").read_text(encoding="utf-8"))
    pairs = [
        Pair(row["en"], ko.strip()) for row in rows for ko in row["ko"].split(",") if ko.strip()
    ]
    return list(dict.fromkeys(pairs))


def _korsts(path: Path) -> list[Scored]:
    rows = tsv(path.read_text(encoding="utf-8"))
    return [Scored(row["sentence1"], row["sentence2"], float(row["score"]) / 5) for row in rows]


def _without_pairs(scored: list[Scored], measured: list[Scored]) -> list[Scored]:
    """Drop the pairs, in either order, that the student will be measured on."""
    taken = {frozenset((row.a, row.b)) for row in measured}
    return [row for row in scored if frozenset((row.a, row.b)) not in taken]


def _sentences(paragraphs: list[Pair]) -> list[Pair]:
    """Pair the sentences of paragraphs that have equally many, two or more, in both languages."""
    pairs = []
    for paragraph in paragraphs:
        en, ko = (_SENTENCE_END.split(text) for text in paragraph)
        if len(en) == len(ko) > 1:
            pairs += [
                Pair(*sides)
                for sides in zip(en, ko, strict=True)
                if all(side.strip() for side in sides)
            ]
    return pairs


def _stsb_rows(folder: Path) -> list[dict[str, str]]:
    rows = tsv((folder / "kornlu/stsb_en_ko_ccbysa_subset.tsv").read_text(encoding="utf-8"))
    return [row for row in rows if row["split"] == "train"]


def _stsb_pairs(folder: Path) -> list[Pair]:
    return [Pair(row[f"en{side}"], row[f"ko{side}"]) for row in _stsb_rows(folder) for side in "12"]


def _stsb_scored(folder: Path) -> list[Scored]:
    """Pair English-English and across languages; Korean-Korean is already in KorSTS train."""
    return [
        Scored(row[a], row[b], float(row["score_0_5"]) / 5)
        for row in _stsb_rows(folder)
        for a, b in (("en1", "en2"), ("en1", "ko2"), ("ko1", "en2"))
    ]


def _parakqc(folder: Path, measured: set[str]) -> list[tuple[str, str]]:
    """Pair neighbours in each group of ten, save groups that KLUE-STS borrowed a text from."""
    lines = (folder / "parakqc/paraKQC_v1.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[2] for line in lines]
    groups = [
        texts[start : start + _PARAKQC_GROUP] for start in range(0, len(texts), _PARAKQC_GROUP)
    ]
    return [pair for group in groups if measured.isdisjoint(group) for pair in pairwise(group)]


def _same_questions(folder: Path) -> list[tuple[str, str]]:
    """Pairs of the songys set marked as meaning the same; that file says so with 0."""
    text = (folder / "question_pair/kor_pair_train.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines())
    return [(row["question1"], row["question2"]) for row in rows if row["is_duplicate"] == "0"]
