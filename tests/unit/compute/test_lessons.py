"""Each demo shows what it is there to show, says it with its own numbers, and is repeatable."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import torch
from PIL import Image

from compute.api import DemoResult
from compute.demos.demo import Finished
from compute.demos.registry import DEMOS

SMALL = {
    "activation-gradients": {"depth": 6, "width": 32},
    "relu-curve-fit": {"units": 8, "steps": 100},
    "gd-lr-too-large": {"steps": 20},
}
NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\d-])")


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Run as a worker does; more threads than free cores wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def execute(name: str, params: dict[str, Any], seed: int = 0) -> Finished:
    demo = DEMOS.find(name)
    return demo.execute(demo.check(params), seed, lambda done, note: None)


def metrics(name: str, **params: Any) -> dict[str, float]:
    return execute(name, params).result.metrics


def test_every_demo_has_small_params_here() -> None:
    assert set(SMALL) == {spec.name for spec in DEMOS.specs}


@pytest.mark.parametrize("name", SMALL)
def test_same_seed_gives_the_same_metrics_and_another_does_not(name: str) -> None:
    first, again = execute(name, SMALL[name], 7).result, execute(name, SMALL[name], 7).result
    assert first.metrics == again.metrics
    assert first.metrics != execute(name, SMALL[name], 8).result.metrics


@pytest.mark.parametrize("name", SMALL)
def test_progress_grows_to_one(name: str) -> None:
    seen: list[float] = []
    demo = DEMOS.find(name)
    demo.execute(demo.check(SMALL[name]), 0, lambda done, note: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("name", SMALL)
def test_picture_has_the_agreed_size_and_is_not_blank(name: str) -> None:
    for content in execute(name, SMALL[name]).files.values():
        image = Image.open(BytesIO(content)).convert("RGB")
        assert image.size == (1200, 750)
        assert len(image.getcolors(2**20) or []) > 100


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", SMALL)
def test_every_number_of_the_caption_is_of_this_run(name: str, language: str) -> None:
    result = execute(name, SMALL[name]).result
    text = result.caption.ko if language == "ko" else result.caption.en
    said = set(NUMBER.findall(text)) - facts(name)
    assert said
    assert said <= numbers_of(result)


def facts(name: str) -> set[str]:
    """Return the numbers that a caption may state whatever the run gave."""
    return {"activation-gradients": {"0.25", "1"}, "gd-lr-too-large": {"1797"}}.get(name, set())


def numbers_of(result: DemoResult) -> set[str]:
    keys = re.findall(r"[\d.]+", " ".join(result.metrics))
    values = [f"{value:{how}}" for value in result.metrics.values() for how in (".2g", ".3g", "g")]
    return {*keys, *values, *map(str, result.params.values())}


def test_sigmoid_hands_almost_no_gradient_to_the_first_of_twenty_layers() -> None:
    found = metrics("activation-gradients")
    assert found["first_sigmoid"] < 1e-6 * found["first_relu"]
    assert found["first_relu"] > 0.1 * found["last_relu"]


def test_more_relu_units_bend_more_and_fit_better() -> None:
    found = metrics("relu-curve-fit")
    assert found["mse_2"] > 10 * found["mse_5"] > 50 * found["mse_16"]
    assert found["kinks_2"] < found["kinks_5"] < found["kinks_16"] <= 16


def test_loss_never_rises_with_short_steps_and_often_with_long_ones() -> None:
    found = metrics("gd-lr-too-large")
    assert found["rises_lr_0.2"] == 0
    assert found["rises_lr_2"] >= 10
    assert found["rises_lr_20"] >= 30
    assert found["final_loss_lr_20"] > 10 * found["final_loss_lr_0.2"]


def test_mini_batches_make_the_loss_rise_even_with_a_rate_that_is_fine_for_full_batches() -> None:
    full, noisy = metrics("gd-lr-too-large", lr=0.5), metrics("gd-lr-too-large", lr=0.5, batch=16)
    assert full["rises_lr_0.5"] == 0 < noisy["rises_lr_0.5"]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("relu-curve-fit", {"units": 1, "steps": 50}),
        ("relu-curve-fit", {"units": 256, "steps": 50, "target": "step"}),
        ("gd-lr-too-large", {"lr": 5, "batch": 1, "steps": 10}),
        ("gd-lr-too-large", {"lr": 0.001, "batch": 1024, "steps": 10}),
        ("activation-gradients", {"depth": 50, "width": 32, "init": "xavier"}),
        ("activation-gradients", {"depth": 2, "width": 32, "init": "default"}),
    ],
)
def test_params_at_their_bounds_still_run(name: str, params: dict[str, Any]) -> None:
    assert execute(name, params, seed=3).files
