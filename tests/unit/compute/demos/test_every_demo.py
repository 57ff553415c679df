"""What holds for every demo: repeatable, told by its own numbers, drawn well in two languages."""

import gzip
import importlib
import json
import math
import re
import runpy
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from compute.api import DemoResult
from compute.demos.registry import DEMOS
from compute.plots import Motion
from compute.toolkit.data import MNIST_DIR, digits
from compute.toolkit.demo import Finished
from compute.toolkit.lab import Lab
from content.schema import Language
from tests.unit.compute.demos import lesson

NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\d-])")
HANGUL = re.compile("[가-힣]")
NAMES = [spec.name for spec in DEMOS.specs]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
SIZES = {".png": (1200, 750), ".gif": (800, 500)}


def own_tests(name: str) -> Any:
    """Return a demo's own tests, which name params that are SMALL, at their BOUNDS, and FACTS."""
    return importlib.import_module(f"tests.unit.compute.demos.test_{name.replace('-', '_')}")


def small(name: str, language: Language = "ko") -> Finished:
    return lesson.finished(name, tuple(own_tests(name).SMALL.items()), language)


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_gives_the_same_metrics_and_progress_grows_to_one(name: str) -> None:
    seen: list[float] = []
    demo = DEMOS.find(name)
    lab = Lab(0, lambda fraction, note: seen.append(fraction))
    again, _ = demo.measure(demo.check(own_tests(name).SMALL), lab)
    assert {**again, **timed(name)} == {**small(name).result.metrics, **timed(name)}
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_the_agreed_size_and_are_not_blank(name: str, language: Language) -> None:
    files = small(name, language).files
    assert files
    for file, content in files.items():
        image = Image.open(BytesIO(content))
        assert image.size == SIZES[Path(file).suffix]
        assert len(image.convert("RGB").getcolors(2**20) or []) > 30


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("error:Glyph")
def test_pictures_speak_the_language_that_was_asked_for(name: str) -> None:
    assert small(name, "ko").files != small(name, "en").files


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_caption_is_of_this_run(name: str, language: Language) -> None:
    result = small(name).result
    said = numbers_in(result.caption[language]) - own_tests(name).FACTS
    assert said
    assert said <= numbers_of(result)


@pytest.mark.parametrize("name", NAMES)
def test_a_caption_is_a_few_sentences_in_its_language(name: str) -> None:
    caption = small(name).result.caption
    assert HANGUL.search(caption.ko)
    assert not HANGUL.search(caption.en)
    for text in (caption.ko, caption.en):
        assert 2 <= len(re.findall(r"[.!?](?:\s|$)", text)) <= 5
        assert len(text) <= 600


@pytest.mark.parametrize("name", NAMES)
def test_the_script_gives_the_numbers_of_the_result(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "script.py"
    path.write_text(small(name).code)
    assert "compute" not in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(), re.MULTILINE)
    runpy.run_path(str(path))
    printed = capsys.readouterr().out
    shown = json.loads(printed[printed.index("\n{") :])
    assert {**shown, **timed(name)} == {**small(name).result.metrics, **timed(name)}


@pytest.mark.parametrize("name", NAMES)
def test_params_at_their_bounds_and_presets_still_run(name: str) -> None:
    own, demo = own_tests(name), DEMOS.find(name)
    presets = [{"preset": preset.name, **own.SMALL} for preset in demo.presets]
    for given in [*own.BOUNDS, *presets]:
        params = demo.check(given)
        metrics, data = demo.measure(params, Lab(0))
        assert all(math.isfinite(value) for value in metrics.values())
        assert demo.caption(params, metrics)
        for picture in demo.draw(params, metrics, data, lambda ko, en: ko).values():
            if isinstance(picture, Motion):
                picture.draw(0)
                picture.draw(picture.frames - 1)


@pytest.fixture(scope="module")
def mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with files in the form of MNIST's, made of scikit-learn's digits."""
    folder = tmp_path_factory.mktemp("mnist")
    bundle = load_digits()
    images = np.pad(np.kron(bundle.images, np.ones((3, 3))), ((0, 0), (2, 2), (2, 2))) * 15
    for name, rows in (("train", slice(0, 1200)), ("t10k", slice(1200, None))):
        pixels, labels = images[rows].astype(np.uint8), bundle.target[rows].astype(np.uint8)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(bytes(16) + pixels.tobytes())
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(bytes(8) + labels.tobytes())
        )
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_what_learns_from_digits_learns_from_mnist_too(
    name: str, mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "def digits(" not in small(name).code:
        return
    monkeypatch.setenv(MNIST_DIR, str(mnist))
    demo = DEMOS.find(name)
    params = demo.check(own_tests(name).SMALL)
    metrics, data = demo.measure(params, Lab(0))
    assert demo.draw(params, metrics, data, lambda ko, en: en)


def test_mnist_comes_in_means_of_two_by_two_pixels(
    mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MNIST_DIR, str(mnist))
    data = digits()
    assert (data.side, data.x.shape, len(data.test_y)) == (14, (1200, 196), 597)
    assert 0 <= data.x.min() < data.x.max() <= 1


def test_a_folder_without_mnist_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MNIST_DIR, str(tmp_path))
    with pytest.raises(RuntimeError, match="has no train-images-idx3-ubyte"):
        digits()


@pytest.mark.parametrize("name", NAMES)
def test_presets_show_both_what_works_and_what_does_not(name: str) -> None:
    demo = DEMOS.find(name)
    assert {preset.works for preset in demo.presets} == {True, False}
    for preset in demo.presets:
        assert re.fullmatch("[a-z0-9-]+", preset.name)
        assert demo.check({"preset": preset.name}) != demo.check({})
        assert HANGUL.search(preset.look.ko)
        assert not HANGUL.search(preset.look.en)


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("−", "-"))))


def numbers_of(result: DemoResult) -> set[str]:
    """Return what a caption may say: names' numbers, params, and metrics in the usual forms."""
    names = set(re.findall(r"[\d.]+", " ".join(result.metrics)))
    found = names | {part for v in result.params.values() for part in str(v).split(",")}
    numbers = [*result.metrics.values(), *map(float, filter(is_number, found))]
    for value in numbers:
        forms = ("g", ".1g", ".2g", ".3g", ".4g", ".0f", ".1f", ".2f", ".3f", ".1e", ".0e")
        found |= {f"{value:{form}}" for form in forms}
        found |= {f"{100 * value:.{digits}f}" for digits in (0, 1)}
    return found


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def timed(name: str) -> dict[str, float]:
    """Return the metrics that are times of this machine, which no two runs share, as zeros."""
    return dict.fromkeys(getattr(own_tests(name), "TIMED", ()), 0.0)
