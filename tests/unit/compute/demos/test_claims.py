"""What is said of a run is true of it, over many params and seeds, and nothing is never said.

A demo is tried with one value after another, each with one seed, until all it can say has been
said, and predictions with small params; `make claims` tries all values, and defaults, presets and
predictions as they are and bounds besides, with five seeds. There each preset, those meant for a
GPU too, has half of the time that a job has, on one CPU.
"""

import os
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from compute.demos.registry import DEMOS
from compute.jobs.queue import Limits
from compute.toolkit.demo import Demo, Metrics
from compute.toolkit.lab import Lab
from content.demo_words import DemoWords
from content.numerals import josa
from content.telling import Telling, is_true, said, unreadable
from tests.unit.compute.demos.lesson import drawn, small_run
from tests.unit.compute.demos.params import BOUNDS, GRID, SMALL

SEEDS = 5
PARTICLES = ["이에요 예요", "으로 로", "은 는", "이 가", "을 를", "과 와"]
TRIES_ALL = os.environ.get("QUIZMASTER_TEST_CLAIMS") == "all"
NAMES = [spec.name for spec in DEMOS.specs]


def runs(demo: Demo[Any, Any]) -> Iterator[tuple[Any, Metrics]]:
    """Yield what is measured over the demo's grid, once it is drawn."""
    small, presets = SMALL[demo.name], [{"preset": preset} for preset in demo.words.presets]
    yield demo.check(small), small_run(demo.name, "ko").finished.result.metrics
    grid = [one | small for one in presets] + GRID.get(demo.name, [])
    if TRIES_ALL:
        grid += [small, {}, *presets, *(given for name, given in BOUNDS if name == demo.name)]
    values = enumerate(grid, 1)
    for index, given in sorted(values, key=lambda one: "preset" in one[1]):  # they say less
        params = demo.check(given)
        for seed in range(SEEDS) if TRIES_ALL else [index % SEEDS]:
            began = time.process_time()
            metrics = drawn(demo, params, seed)
            assert given not in presets or time.process_time() - began < Limits.wall_s / 2, given
            yield params, metrics


@pytest.mark.parametrize("name", NAMES, scope="session")  # beside the other tests of a demo
def test_every_sentence_is_said_of_some_run_and_of_each_what_is_true(name: str) -> None:
    demo = DEMOS.find(name)
    unsaid = set(conditional(demo.words))
    for params, metrics in runs(demo):
        told = demo.tell(params, metrics)
        assert told.caption
        assert misread(" ".join(text.ko for text in (told.headline, told.caption, told.alt))) == []
        unsaid -= chosen(demo.words, Telling(demo.words).known(params.model_dump(), metrics))
        if not unsaid and not TRIES_ALL:
            break
    assert unsaid == set()


def misread(korean: str) -> list[str]:
    """Return the numbers whose particle isn't that of how they are read."""
    return [
        number + particle
        for pair in map(str.split, PARTICLES)
        for number, particle in re.findall(rf"(\d)({'|'.join(pair)})(?![가-힣])", korean)
        if josa(number, *pair) != number + particle
    ]


def conditional(words: DemoWords) -> list[tuple[int, int]]:
    """Return the places of all sentences that not every run has: (part, alternative)."""
    parts = [words.headline, *words.caption]
    return [
        (index, which)
        for index, part in enumerate(parts)
        if isinstance(part, tuple)
        for which in range(len(part))
    ]


def chosen(words: DemoWords, known: dict[str, Any]) -> set[tuple[int, int]]:
    """Return the places of what is said of a run."""
    places = set()
    for index, part in enumerate([words.headline, *words.caption]):
        sentence = said(part, known)
        if isinstance(part, tuple) and sentence:
            places.add((index, part.index(sentence)))
    return places


@pytest.mark.parametrize("name", NAMES)
def test_words_can_be_read_and_are_those_of_the_demo(name: str) -> None:
    demo = DEMOS.find(name)
    assert list(unreadable(demo.words)) == []
    assert demo.words.params.keys() == demo.params.model_fields.keys()


@pytest.mark.parametrize("name", [name for name in NAMES if DEMOS.find(name).words.prediction])
@pytest.mark.parametrize("seed", range(SEEDS) if TRIES_ALL else [0])
def test_a_prediction_has_one_right_choice(name: str, seed: int) -> None:
    demo = DEMOS.find(name)
    assert demo.words.prediction
    small = {} if TRIES_ALL else SMALL[name]
    params = demo.check(small | demo.words.prediction.params)
    metrics, _ = demo.measure(params, Lab(seed))
    known = Telling(demo.words).known(params.model_dump(), metrics)
    assert sum(is_true(one, known) for one in demo.words.prediction.choices.values()) == 1
