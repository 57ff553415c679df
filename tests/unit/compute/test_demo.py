"""Params of demos: their specs, and what is said about bad ones."""

import inspect
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from compute.api import MAX_FILE_BYTES, DemoResult
from compute.demos.registry import DEMOS
from compute.jobs.worker import WorkerReply
from compute.problems import Refused
from compute.toolkit.data import MNIST_DIR
from compute.toolkit.demo import MAX_FILES, Finished, bounded
from content.demo_words import packaged_demos
from tests.compute_doubles import ODD, SAID

ROOT = Path(__file__).parents[3]


def refusal(demo: str, params: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        DEMOS.find(demo).check(params)
    return caught.value


@pytest.mark.parametrize("spec", DEMOS.specs, ids=lambda spec: spec.name)
def test_default_params_are_valid_and_within_bounds(spec: Any) -> None:
    DEMOS.find(spec.name).check({param.name: param.default for param in spec.params})
    for param in spec.params:
        assert param.title.ko != param.title.en
        if param.type in ("int", "float"):
            assert param.minimum <= param.default <= param.maximum
        if param.type in ("ints", "floats"):
            given = [float(part) for part in param.default.split(",")]
            assert param.least <= len(given) <= param.most
            assert all(param.minimum <= one <= param.maximum for one in given)


def test_their_names_are_known_without_loading_them() -> None:
    assert packaged_demos() == {spec.name for spec in DEMOS.specs}


def test_what_was_given_is_quoted_to_its_end_however_long() -> None:
    said = str(refusal("gd-1d", {"lr": "1" * 99}))
    assert f"(it's “{'1' * 40}…”)." in said


def test_params_may_come_as_text_from_a_form() -> None:
    demo = DEMOS.find("gd-lr-too-large")
    params = demo.check({"lrs": "0.5, 1e0", "batch": "32"})
    assert params.model_dump() == {"lrs": (0.5, 1.0), "batch": 32, "steps": 100}
    assert params.plain() == {"lrs": "0.5,1", "batch": 32, "steps": 100}
    assert demo.check(params.plain()) == params


@pytest.mark.parametrize(
    ("given", "kept"),
    [("2,0.5,2.0,5e-1", "2,0.5"), ("0.123456789,2", "0.123456789,2")],
    ids=["each once in the order given", "with all digits given"],
)
def test_a_list_has_its_values(given: str, kept: str) -> None:
    assert DEMOS.find("gd-lr-too-large").check({"lrs": given}).plain()["lrs"] == kept


def test_zero_has_no_sign_however_it_is_typed() -> None:
    assert DEMOS.find("dropout-sweep").check({"rates": "0,-0"}).plain()["rates"] == "0"
    assert f"{DEMOS.find('gd-1d').check({'start': '-0'}).model_dump()['start']:g}" == "0"


def test_a_preset_sets_params_and_what_is_given_besides_wins() -> None:
    demo = DEMOS.find("gd-1d")
    assert demo.check({"preset": "diverges"}).model_dump()["lr"] == 1.05
    assert demo.check({"preset": "diverges", "lr": 0.2}).model_dump()["lr"] == 0.2
    with pytest.raises(Refused, match=r"no preset “diverge”. Did you mean diverges\?"):
        demo.check({"preset": "diverge"})
    with pytest.raises(Refused, match=r"no preset “\[1\]”"):
        demo.check({"preset": [1]})


def test_a_version_is_one_of_the_source() -> None:
    versions = {DEMOS.find(spec.name).version for spec in DEMOS.specs}
    assert len(versions) == len(DEMOS.specs)


def test_value_out_of_range_is_quoted_with_the_bounds() -> None:
    problem = refusal("gd-1d", {"lr": -0.1}).problem
    assert problem.code == "bad_param"
    assert problem.message.ko == (
        "이 데모에서 lr 값은 0.001 이상이어야 해요 (지금 ‘-0.1’). 0.001~2 사이로 다시 골라 주세요."
    )
    assert problem.message.en == (
        "lr has to be at least 0.001 here (it's “-0.1”). Pick a value from 0.001 to 2."
    )


@pytest.mark.parametrize(
    ("demo", "given", "said"),
    [
        ("gd-1d", {"lr": "nan"}, "nan"),
        ("gd-1d", {"lr": float("inf")}, "at most 2"),
        ("gd-1d", {"lr": "fast"}, "a number"),
        ("gd-1d", {"steps": 2.5}, "a whole number"),
        ("gd-1d", {"steps": None}, "None"),
        ("gd-1d", {"steps": [[1] * 1000] * 1000}, "a whole number"),
        ("gd-lr-too-large", {"lrs": "0.1,fast"}, "1 to 4 different numbers"),
        ("gd-lr-too-large", {"lrs": ""}, "1 to 4 different numbers"),
        ("gd-lr-too-large", {"lrs": "0.1,0.2,0.3,0.4,0.5"}, "1 to 4 different numbers"),
        ("gd-lr-too-large", {"lrs": "0.1,nan"}, "from 0.001 to 50"),
        ("gd-lr-too-large", {"lrs": "1," * 100_000}, "1 to 4 different numbers"),
        ("relu-curve-fit", {"units": 0}, "at least 1"),
        ("relu-curve-fit", {"units": "4,2.5"}, "1 to 4 different whole numbers"),
        ("batch-size-sweep", {"batches": "4"}, "2 to 4 different whole numbers, with commas"),
        ("batch-size-sweep", {"batches": "4,4"}, "2 to 4 different whole numbers, with commas"),
        ("activation-gradients", {"activation": "relu,gelu"}, "sigmoid, tanh, relu"),
        ("gd-lr-too-large", {"batch": 10**400}, "at most 1024"),
        ("gd-lr-too-large", {"batch": 10**5000}, "at most 1024"),
        ("relu-curve-fit", {"target": "cos"}, "sin, parabola, abs, step, wave"),
        ("relu-curve-fit", {"unit": 3}, "Did you mean units?"),
        ("bpe-ko-en", {"text": "x" * 31}, "1 to 30 visible characters"),
        ("cnn-parameter-count", {"layers": "pool,pool,pool,pool,fc10"}, "pool (at most 3)"),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else "",
)
def test_bad_param_is_named_in_one_short_sentence(
    demo: str, given: dict[str, Any], said: str
) -> None:
    refused = refusal(demo, given)
    assert refused.status == 422
    assert said in refused.problem.message.en
    assert next(iter(given)) in refused.problem.message.ko
    assert len(refused.problem.message.en) < 200


def test_unknown_demo_names_the_nearest() -> None:
    with pytest.raises(Refused, match=r"Did you mean relu-curve-fit\?"):
        DEMOS.find("relu-curv-fit")


def test_metrics_must_be_finite() -> None:
    demo = ODD.find("infinite")
    with pytest.raises(ValueError, match="finite"):
        demo.execute(demo.check({}), 0, lambda done, note: None, "ko")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{n}.png": b"x" for n in range(4)}, "4 pictures, 3 are the most"),
        ({"big.gif": bytes(MAX_FILE_BYTES + 1)}, "big.gif has 8388609 bytes"),
    ],
)
def test_what_a_chat_cannot_show_is_no_result(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        bounded(files)


def test_specs_client_and_commands_import_nothing_heavy() -> None:
    code = (
        "import sys, compute.demos.registry, compute.client, compute.cli;"
        "compute.demos.registry.DEMOS.specs;"
        "heavy = {'torch', 'matplotlib', 'sklearn', 'numpy'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_results_from_other_images_are_other_results(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = DEMOS.find("gd-lr-too-large")
    monkeypatch.delenv(MNIST_DIR, raising=False)
    before = replace(demo).version
    monkeypatch.setenv(MNIST_DIR, "/mnist")
    assert replace(demo).version != before


@pytest.mark.parametrize(
    "maker",
    [
        "compute/script/rewriter.py",
        "compute/toolkit/lab.py",
        "compute/interactive.py",
        "compute/demos/lr_width_grid.py",  # of which it takes a number
        "content/telling.py",
        "content/numerals.py",
    ],
)
def test_results_that_were_made_otherwise_are_other_results(
    maker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = DEMOS.find("random-vs-grid-search")
    before = replace(demo).version
    file = (ROOT / maker).read_text(encoding="utf-8")

    def changed(text: str) -> str:
        return f"{text}# changed" if text == file else text

    read_text, getsource = Path.read_text, inspect.getsource
    monkeypatch.setattr(Path, "read_text", lambda path, **how: changed(read_text(path, **how)))
    monkeypatch.setattr(inspect, "getsource", lambda module: changed(getsource(module)))
    assert replace(demo).version != before


@pytest.fixture
def importing() -> Iterator[None]:
    """Have another thread import modules all the time, as the loading grader does."""
    over, interval = threading.Event(), sys.getswitchinterval()

    def keep_importing() -> None:
        while not over.is_set():
            for number in range(50):
                sys.modules[f"made.up.{number}"] = ModuleType("made.up")
            for number in range(50):
                del sys.modules[f"made.up.{number}"]

    thread = threading.Thread(target=keep_importing)
    sys.setswitchinterval(1e-6)
    thread.start()
    yield
    over.set()
    thread.join()
    sys.setswitchinterval(interval)


def test_a_version_can_be_told_while_modules_are_imported(importing: None) -> None:
    demo = DEMOS.find("gd-1d")
    versions = {replace(demo).version for _ in range(40)}
    assert versions == {demo.version}


ELSEWHERE = ["../a.png", "/tmp/a.png", "a\n.png", "jobs.sqlite"]
MANY = [f"{number}.png" for number in range(MAX_FILES + 1)]


@pytest.mark.parametrize("names", [*([name] for name in ELSEWHERE), MANY], ids=str)
def test_result_of_a_worker_is_a_few_files_in_its_own_folder(names: list[str]) -> None:
    result = {"metrics": {}, "caption": SAID, "params": {}, "seed": 0, "elapsed_s": 0}
    told = {"result": {**result, "artifacts": ["a.png"]}, "files": {"a.png": ""}, "code": ""}
    Finished.model_validate(told)
    for listed in ("files", "plots"):
        with pytest.raises(ValidationError, match=listed):
            Finished.model_validate({**told, listed: dict.fromkeys(names, "")})


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("listed", ["artifacts", "plots"])
def test_result_names_no_file_elsewhere(listed: str, name: str) -> None:
    result = {"metrics": {}, "caption": SAID, "params": {}, "seed": 0, "elapsed_s": 0}
    with pytest.raises(ValidationError, match=listed):
        DemoResult.model_validate({**result, "artifacts": [], listed: [name]})


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_what_no_json_has_is_no_number_of_a_worker(number: str) -> None:
    with pytest.raises(ValidationError, match="fraction"):
        WorkerReply.model_validate_json(f'{{"fraction": {number}}}')
    with pytest.raises(ValidationError, match="metrics"):
        DemoResult.model_validate_json(f'{{"metrics": {{"loss": {number}}}}}')
