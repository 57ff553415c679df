"""What holds for every demo: repeatable, told by its own numbers, drawn well in two languages."""

import gzip
import json
import re
import runpy
import subprocess
from collections import Counter
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image
from ruff import find_ruff_bin
from sklearn.datasets import load_digits

from compute.api import DemoResult
from compute.demos.registry import DEMOS
from compute.problems import Refused
from compute.toolkit.data import MNIST_DIR, digits
from compute.toolkit.demo import Metrics, Say
from compute.toolkit.lab import Lab
from content.loader import packaged
from content.schema import LANGUAGES, Language, Question
from tests.unit.compute.demos.lesson import drawn, metrics_in, small_run
from tests.unit.compute.demos.params import BOUNDS, FACTS, SMALL

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

PHONE = 390
"""How many pixels wide the picture is on a phone."""
PLACED_BY_DATA = ("vae-digits", "word2vec-toy")
"""Words that stand where something was measured may lie on each other."""
NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\d-])")
HANGUL = re.compile("[가-힣]")
SIZES = {".png": {(1200, 960), (1200, 1500)}, ".gif": {(640, 512), (640, 800)}}
BANK = packaged()
ASKED = [question for question in BANK.questions.values() if question.demo]

NAMES = [spec.name for spec in DEMOS.specs]
every_demo = pytest.mark.parametrize("name", NAMES, scope="session")  # of each demo in a row


@every_demo
def test_progress_grows_to_one(name: str) -> None:
    run = small_run(name, "ko")
    assert run.progress == sorted(run.progress)
    assert run.progress[-1] == pytest.approx(1.0)


@every_demo
@pytest.mark.filterwarnings("error:Glyph")
def test_pictures_have_the_agreed_size_are_not_blank_and_in_the_language_asked_for(
    name: str,
) -> None:
    korean, english = (small_run(name, one).finished.files for one in LANGUAGES)
    assert korean != english
    for file, content in [*korean.items(), *english.items()]:
        image = Image.open(BytesIO(content))
        assert image.size in SIZES[Path(file).suffix]
        assert len(image.convert("RGB").getcolors(2**20) or []) > 30


@every_demo
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_pictures_can_be_read_on_a_phone_and_do_not_collide(
    name: str, language: Language
) -> None:
    for figure in small_run(name, language).figures.values():
        sizes = {text.get_fontsize() for text in figure.findobj(Text)}
        assert min(sizes) / 72 * PHONE / figure.get_figwidth() > 10.99
        boxes = boxes_of(figure)
        for box in boxes.values():
            assert box.min[0] > -1
            assert box.min[1] > -1
            assert (box.max < figure.bbox.max + 1).all()
        pairs = combinations(boxes, 2) if name not in PLACED_BY_DATA else ()
        assert [pair for pair in pairs if collide(*(boxes[text] for text in pair))] == []


@every_demo
def test_one_picture_is_headed_by_what_is_said_of_the_run(name: str) -> None:
    run = small_run(name, "ko")
    headline = run.finished.result.headline.ko
    assert headline in [figure.get_suptitle() for figure in run.figures.values()]


@every_demo
def test_a_browser_can_draw_the_pictures(name: str) -> None:
    run = small_run(name, "ko").finished
    names = {f"{picture.rpartition('.')[0]}.json" for picture in run.result.artifacts}
    assert set(run.result.plots) == run.plots.keys() == names


@every_demo
def test_panels_beside_each_other_can_stand_alone_on_a_phone(name: str) -> None:
    for plot in small_run(name, "ko").finished.plots.values():
        for pair in combinations(json.loads(plot)["panels"], 2):
            if pair[0]["box"][1] == pair[1]["box"][1]:
                assert all(panel["title"].strip() for panel in pair)
                barred = [p for p in pair if any(mark["kind"] == "bar" for mark in p["marks"])]
                assert all(panel["y"]["ticks"] != [] for panel in barred)


@every_demo
def test_a_caption_is_a_few_sentences_whose_every_number_is_of_this_run(name: str) -> None:
    result = small_run(name, "ko").finished.result
    assert HANGUL.search(result.caption.ko)
    assert not HANGUL.search(result.caption.en)
    for text in (result.caption.ko, result.caption.en):
        assert 2 <= len(re.findall(r"[.!?](?:\s|$)", text)) <= 5
        assert len(text) <= 600
        said = numbers_in(text) - FACTS.get(name, set())
        assert said
        assert said <= numbers_of(result)


@every_demo
@pytest.mark.filterwarnings("error:Glyph")
def test_the_script_gives_with_the_same_seed_the_same_numbers_and_as_many_pictures(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = small_run(name, "ko").finished
    path = tmp_path / "script.py"
    path.write_text(run.code)
    assert "compute" not in re.findall(r"^\s*(?:import|from) (\w+)", run.code, re.MULTILINE)
    assert not re.search(r"^\w+ = None$", run.code, re.MULTILINE)  # what nobody hands on to `draw`
    monkeypatch.chdir(tmp_path)
    draw_at_most(2, monkeypatch)
    runpy.run_path(str(path))
    plt.close("all")
    assert untimed(metrics_in(capsys.readouterr().out)) == untimed(run.result.metrics)
    assert {file.name for file in tmp_path.iterdir()} == {path.name, *run.files}


def draw_at_most(frames: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw only the first frames of animations; those after them are prepared all the same."""
    drawn = Counter[PillowWriter]()

    def grab_some(writer: PillowWriter, **options: Any) -> None:
        drawn[writer] += 1
        if drawn[writer] <= frames:
            grab(writer, **options)

    grab = PillowWriter.grab_frame
    monkeypatch.setattr(PillowWriter, "grab_frame", grab_some)
    monkeypatch.setattr(FigureCanvasAgg, "draw_idle", lambda canvas: None)


@every_demo
def test_scripts_name_nothing_that_is_not_there(name: str, tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / f"{language}.py").write_text(small_run(name, language).finished.code)
    command = [find_ruff_bin(), "check", "--isolated", "--no-cache", "--select", "F", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("name", "given"), BOUNDS, ids=str)
def test_params_at_their_bounds_still_run(name: str, given: dict[str, Any]) -> None:
    demo = DEMOS.find(name)
    params = demo.check(given)
    assert demo.tell(params, drawn(demo, params, 0))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("scaling-law-fit", {"target": 512, "steps": 3000}),
        ("lora-rank", {"width": 512, "images": 1000}),
    ],
)
def test_params_with_which_a_run_takes_more_than_a_minute_are_refused(
    name: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        DEMOS.find(name).check(given)


def test_every_demo_is_tried_at_its_bounds() -> None:
    assert {name for name, _ in BOUNDS} == SMALL.keys()


@every_demo
def test_presets_show_both_what_works_and_what_does_not(name: str) -> None:
    demo = DEMOS.find(name)
    assert {preset.works for preset in demo.spec.presets} == {True, False}
    for preset in demo.spec.presets:
        assert re.fullmatch("[a-z0-9-]+", preset.name)
        assert demo.check({"preset": preset.name}) != demo.check({})
        assert HANGUL.search(preset.look.ko)
        assert not HANGUL.search(preset.look.en)


def test_what_can_use_a_gpu_has_large_values_that_say_so() -> None:
    demos = [demo for name in NAMES if (demo := DEMOS.find(name)).num_gpus]
    looks = [demo.words.presets["large"].look for demo in demos]
    assert all("GPU" in look.ko and "GPU" in look.en for look in looks)


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.id)
def test_a_questions_demo_runs_with_the_questions_params(question: Question) -> None:
    assert question.demo is not None
    DEMOS.find(question.demo.name).check(question.demo.params)


def test_every_demo_answers_a_question() -> None:
    assert BANK.by_demo().keys() == {spec.name for spec in DEMOS.specs}


# MNIST instead of the small digits


@pytest.fixture(scope="module")
def mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with files in the form of MNIST's, made of some of scikit-learn's digits."""
    folder = tmp_path_factory.mktemp("mnist")
    bundle = load_digits()
    images = np.pad(np.kron(bundle.images, np.ones((3, 3))), ((0, 0), (2, 2), (2, 2))) * 15
    for name, rows in (("train", slice(0, 400)), ("t10k", slice(400, 600))):
        pixels, labels = images[rows].astype(np.uint8), bundle.target[rows].astype(np.uint8)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(bytes(16) + pixels.tobytes())
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(bytes(8) + labels.tobytes())
        )
    return folder


@every_demo
def test_what_learns_from_digits_learns_from_mnist_too(
    name: str, mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "load_digits(" not in small_run(name, "ko").finished.code:
        return
    demo = DEMOS.find(name)
    params = demo.check(SMALL[name])
    monkeypatch.setenv(MNIST_DIR, str(mnist))
    metrics, data = demo.measure(params, Lab(0))
    assert demo.draw(params, metrics, data, Say("en"))


def test_mnist_comes_in_means_of_two_by_two_pixels(
    mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MNIST_DIR, str(mnist))
    data = digits()
    assert (data.side, data.x.shape, len(data.test_y)) == (14, (400, 196), 200)
    assert 0 <= data.x.min() < data.x.max() <= 1


def test_a_folder_without_mnist_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MNIST_DIR, str(tmp_path))
    with pytest.raises(FileNotFoundError, match="has no train-images-idx3-ubyte"):
        digits()


def boxes_of(figure: "Figure") -> dict[Text, "Bbox"]:
    """Return where all words are, but for the numbers along the axes."""
    words = [*figure.texts]
    for axes in figure.axes:
        words += [*axes.texts, axes.title]
        words += [axes.xaxis.label, axes.yaxis.label] if axes.axison else []
    return {text: text.get_window_extent() for text in words if text.get_text().strip()}


def collide(one: "Bbox", other: "Bbox") -> bool:
    """Tell whether two boxes overlap by more than the rims of their letters."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(width > 2 and height > 0.2 * min(one.height, other.height))


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("−", "-"))))


def numbers_of(result: DemoResult) -> set[str]:
    """Return what a caption may say: names' numbers, params, and metrics in the usual forms."""
    names = set(re.findall(r"[\d.]+", " ".join(result.metrics)))
    found = names | {part for v in result.params.values() for part in str(v).split(",")}
    numbers = [*result.metrics.values(), *map(float, filter(NUMBER.fullmatch, found))]
    for value in numbers:
        forms = ("g", ".1g", ".2g", ".3g", ".4g", ".0f", ".1f", ".2f", ".3f", ".1e", ".0e")
        found |= {f"{value:{form}}" for form in forms}
        found |= {f"{float(f'{value:.2g}'):.0f}"}  # 140, not 1.4e+02
        found |= {f"{100 * value:.{digits}f}" for digits in (0, 1)}
    return found


def untimed(metrics: Metrics) -> Metrics:
    """Return the metrics without those that are times of this machine, which no two runs share."""
    times = ("seconds_", "gflops_", "fastest", "gpu_to_cpu")
    return {name: value for name, value in metrics.items() if not name.startswith(times)}
