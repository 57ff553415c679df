"""What is said of runs that just miss what a demo usually shows."""

from collections.abc import Callable
from typing import Any

import pytest

from compute.demos.registry import DEMOS
from compute.script import plain
from compute.toolkit import data
from content.telling import Telling
from tests.unit.compute.demos.lesson import metrics

ROLLING = {"lr": 0.3, "momentum": 0.99, "steps": 60}
TOO_SCALED = {"batches": "1,1024", "epochs": 1, "lr": 1}
HARDLY_HELPED = {"shots": 5, "shift": 0, "embed": 128}  # on processors of several kinds


@pytest.mark.parametrize(
    ("name", "given", "value", "expected"),
    [
        ("attention-induction", {"layers": "2", "steps": 150}, "sudden", False),
        ("batch-size-sweep", {"batches": "2,32", "epochs": 1}, "evened", False),
        ("escape-minima", {"noise": 2, "steps": 150}, "free", 2),
        ("escape-minima", ROLLING, "free", 0),
        ("data-scaling", {"sizes": "700,1300", "shift": 1}, "alike", False),
        ("ae-bottleneck-1", {"hidden": 4, "epochs": 2}, "collapsed", True),
        ("bpe-ko-en", {"korean": 0.01, "merges": 1}, "korean_share", 0),
        ("bpe-ko-en", {"korean": 0.1, "merges": 1}, "korean_share", 3 / 27),
        ("cnn-parameter-count", {"layers": "pool,fc500,fc10", "side": 8}, "largest_map", 4 * 4),
    ],
)
def test_what_captions_go_by_is_true_of_runs_that_come_near(
    name: str, given: dict[str, Any], value: str, expected: float
) -> None:
    demo = DEMOS.find(name)
    params = demo.check(given).model_dump()
    known = Telling(demo.words).known(params, metrics(name, **given))
    assert known[value] == expected


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("vae-digits", {"epochs": 4}, "After so few epochs"),
        ("vae-digits", {"beta": 0.05}, "Random z gave 8 of the ten digits"),
        ("vae-digits", {"beta": 0.05}, "So weak a KL hardly holds the codes"),
        ("momentum-1d", {"beta": 0.99, "lr": 0.1}, "Too much speed"),
        ("lr-width-grid", {"lrs": "0.001,0.1", "widths": "64,128"}, "The rate decides"),
        ("one-shot-digits", HARDLY_HELPED, "Training hardly helps with new digits"),
        ("one-shot-digits", HARDLY_HELPED, "hardly any help"),
        ("lora-rank", {"angle": 0, "width": 16, "images": 20}, "Tuning made it worse"),
        ("memory-calculator", {"batch": 5}, "so a batch of 2 takes"),
        ("random-vs-grid-search", {"trials": 5, "searches": 5}, "4 trials instead of 5"),
        ("random-vs-grid-search", {"preset": "narrow-range"}, "settings about as good"),
        ("scaling-law-fit", {"noise": 0}, "Small networks foretold the large one"),
        ("backprop-check", {"layers": 6}, "Where a ReLU bends the check is off"),
        ("loss-and-activation-shapes", {"names": "cross-entropy"}, "too steep for the picture"),
        ("normalization-contours", {"scale_ratio": 2}, "With equal scales it gets there sooner"),
        ("activation-gradients", {"init": "xavier"}, "are tiny with ReLU"),
        ("double-descent", {"n": 100}, "the models with fewer than 100"),
        ("embedding-alignment", {"noise": 0, "seed_pairs": 1}, "rotation was not found"),
        ("embedding-alignment", {"noise": 0, "seed_pairs": 1}, "It takes 10 pairs to fix"),
        ("escape-minima", ROLLING, "still rolling at the last step"),
        ("batch-size-sweep", TOO_SCALED, "too large even for it"),
        ("gd-lr-too-large", {"lrs": "50", "batch": 1024}, "too long a step jumps over the valley"),
        ("bias-off", {"shift": -0.004, "slope": 0.004}, "y = 0.004x - 0.004"),
        ("bias-off", {"shift": 0}, "round y = x."),
    ],
)
def test_no_more_is_said_of_a_run_than_it_shows(
    name: str, given: dict[str, Any], expected: str
) -> None:
    demo = DEMOS.find(name)
    told = demo.tell(demo.check(given), metrics(name, **given))
    assert expected in f"{told.headline.en} {told.caption.en}"


@pytest.mark.parametrize(
    ("name", "given", "measured", "expected"),
    [
        (
            "vae-digits",
            {"beta": 3},
            {"kl_nats": 0.06, "digits_drawn": 3, "code_spread": 0.2, "reconstruction_nats": 27},
            "only some of the digits come out",
        ),
        (
            "matrix-factorization",
            {"rank": 1},
            dict.fromkeys(
                ("rmse_hidden", "rmse_mean", "rmse_known", "rmse_best_rank", "rmse_new_users"), 1.0
            ),
            "off by 1.0 stars",
        ),
    ],
)
def test_numbers_that_lie_between_are_told_as_they_are(
    name: str, given: dict[str, Any], measured: dict[str, float], expected: str
) -> None:
    demo = DEMOS.find(name)
    told = demo.tell(demo.check(given), measured)
    assert expected in told.caption.en


def test_models_that_cannot_be_as_small_as_asked_for_are_told_by_their_size() -> None:
    demo, given = DEMOS.find("cnn-vs-mlp"), {"params": 120, "max_shift": 1}
    found = metrics("cnn-vs-mlp", **given)
    caption = demo.tell(demo.check(given), found).caption
    for text in (caption.ko, caption.en):
        assert f"{found['parameters_flat']:.0f}" in text


@pytest.mark.parametrize("digits", [data.digits, plain.digits])
def test_repeats_of_the_largest_seed_shuffle_the_digits_too(digits: Callable[[int], Any]) -> None:
    assert len(digits(5 * (2**31 - 1)).test_y) == 450
