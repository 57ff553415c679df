"""The stages in which the judge that ships was trained.

`warm` learns inference from public pairs, `field` deep learning from labelled answers and families
of statements, with some of those pairs beside them, `decks` the questions of the packaged decks,
with twice as much of `field` beside them. Each may be stopped at any time: what has been learned is
in the file.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from content.loader import packaged
from evaluators.graded import GradedAnswer, GradedSet
from evaluators.graded import load as load_graded
from evaluators.graded.labels import load as load_labels
from evaluators.judge.network import JudgeNetwork, from_base
from evaluators.judge.packing import Packer
from evaluators.training.graded import is_watched
from evaluators.training.judge import answers, disguises, exercises, families, inference, turned
from evaluators.training.judge.examples import Example
from evaluators.training.judge.fitting import Draw, fit, restore
from evaluators.training.judge.watching import watch

WATCHED_PAIRS = 400
PAIRS_SHARE = 0.1
_BESIDE_DECKS = 2  # examples of `field` for one of the decks


def train(
    stage: str,
    data: Path,
    base: Path,
    out: Path,
    *,
    start: Path | None,
    frozen: int,
    budget: int,
    share: float,
    seed: int,
) -> None:
    """Train one stage from weights `start`, or from the pretrained encoder alone."""
    packer = Packer(Tokenizer.from_file(str(base / "tokenizer.json")))
    torch.manual_seed(seed)
    network = from_base(base, frozen)
    if start:
        restore(network, start)
    draw, watched = _STAGES[stage](data)

    def check(network: JudgeNetwork) -> None:
        print(*watch(network, packer, watched), sep="\n", flush=True)

    fit(network, packer, draw, out, check, budget=budget, share=share, seed=seed)


def _warm(data: Path) -> tuple[Draw, Sequence[Example]]:
    pairs = _pairs(data)
    return lambda _: pairs[WATCHED_PAIRS:], pairs[:WATCHED_PAIRS]


def _pairs(data: Path) -> list[Example]:
    pairs = inference.read(data)
    random.Random(1).shuffle(pairs)
    return pairs


def _field(data: Path) -> tuple[Draw, Sequence[Example]]:
    pairs, graded = _pairs(data), load_graded()
    labels = load_labels(graded)
    learned, watched = _split(graded)
    rubrics = [graded.rubric(id_) for id_ in sorted({one.question_id for one in learned})]
    taught, kept = families.split(families.load())
    practised, spared = exercises.split(exercises.load())
    told = exercises.in_own_words(
        [*practised, *spared, *map(exercises.of_rubric, graded.rubrics.values())]
    )
    withheld = {one.id for one in spared} | {one.question_id for one in watched}
    own_words = [one for one in told if one.id not in withheld]
    variants = turned.load()
    asked = [(one.id, one.question, one.points) for one in practised]
    asked += [(one.id, one.text, tuple(point.text for point in one.key_points)) for one in rubrics]
    themes = [
        turned.Theme(question, points, variants[name])
        for name, question, points in asked
        if name in variants
    ]

    def draw(chance: random.Random) -> list[Example]:
        found = answers.examples(learned, graded, labels, chance)
        found += exercises.examples(practised, variants, chance)
        found += exercises.examples(own_words, variants, chance)
        found += turned.put_together(themes * 2, chance)
        found += families.examples(taught, chance)
        found += disguises.disguised(found, chance)
        found += answers.implied(rubrics, chance) + disguises.empty(rubrics, chance)
        share = int(len(found) * PAIRS_SHARE / (1 - PAIRS_SHARE))
        return found + chance.sample(pairs[WATCHED_PAIRS:], min(share, len(pairs) - WATCHED_PAIRS))

    seen = answers.watched(watched, graded, labels)
    hidden = disguises.disguised(seen, random.Random(6))
    spared += [one for one in told if one.id in withheld]
    seen += hidden + families.examples(kept, random.Random(5)) + exercises.watched(spared)
    return draw, seen + pairs[:WATCHED_PAIRS]


def _decks(data: Path) -> tuple[Draw, Sequence[Example]]:
    drawn, seen = _field(data)
    graded = load_graded()
    labels = load_labels(graded)
    learned = [one for one in _split(graded)[0] if one.question_id in graded.of_bank]
    bank = packaged()
    rubrics = [rubric for id_ in bank.questions if (rubric := bank.rubric(id_)) is not None]
    asked = list(map(exercises.of_rubric, rubrics))
    answered, spared = exercises.split_answers(exercises.in_own_words(asked, exercises.DECKS))
    twins, spared_twins = exercises.split_answers(exercises.in_own_words(asked, exercises.TWINS))
    notes, spared_notes = exercises.split_answers(exercises.in_own_words(asked, exercises.NOTES))
    told = {one.id for one in answered} | {one.question_id for one in learned}
    variants = exercises.variants_of_decks(asked, graded.rubrics)
    themes = [
        turned.Theme(one.question, one.points, variants[one.id])
        for one in asked
        if one.id in told and one.id in variants
    ]

    def draw(chance: random.Random) -> list[Example]:
        found = exercises.examples(answered, variants, chance)
        found += exercises.examples(twins, {}, chance) + exercises.examples(notes, {}, chance)
        found += answers.examples(learned, graded, labels, chance)
        found += turned.put_together(themes * 3, chance)
        others = drawn(chance)
        return found + chance.sample(others, min(_BESIDE_DECKS * len(found), len(others)))

    return draw, [
        *exercises.watched(spared, "decks"),
        *exercises.watched(spared_notes, "decks, notes"),
        *exercises.watched(spared_twins, "decks, twins"),
        *seen,
    ]


_STAGES = {"warm": _warm, "field": _field, "decks": _decks}


def _split(graded: GradedSet) -> tuple[list[GradedAnswer], list[GradedAnswer]]:
    """Return the answers of the train split to learn from, and those of some families to watch."""
    learned: list[GradedAnswer] = []
    watched: list[GradedAnswer] = []
    for one in graded.of_split("train"):
        (watched if is_watched(graded.families[one.question_id]) else learned).append(one)
    return learned, watched
