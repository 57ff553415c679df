"""Params of demos: their specs, and what is said about bad ones."""

import subprocess
import sys
from typing import Any

import pytest

from compute.demos.registry import DEMOS
from compute.problems import Refused
from tests.compute_doubles import ODD


def refusal(demo: str, params: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        DEMOS.find(demo).check(params)
    return caught.value


@pytest.mark.parametrize("spec", DEMOS.specs, ids=lambda spec: spec.name)
def test_default_params_are_valid_and_within_bounds(spec: Any) -> None:
    DEMOS.find(spec.name).check({param.name: param.default for param in spec.params})
    for param in spec.params:
        assert param.choices or param.minimum <= param.default <= param.maximum
        assert param.title.ko != param.title.en


def test_params_may_come_as_text_from_a_form() -> None:
    params = DEMOS.find("gd-lr-too-large").check({"lr": "0.5", "batch": "32"})
    assert params.model_dump() == {"lr": 0.5, "batch": 32, "steps": 100}


def test_value_out_of_range_is_quoted_with_the_bounds() -> None:
    problem = refusal("gd-lr-too-large", {"lr": -0.1}).problem
    assert problem.code == "bad_param"
    assert problem.message.ko == (
        "이 데모에서 lr 값은 0.001 이상이어야 해요 (지금 -0.1). 0.001–5 사이로 다시 골라 주세요."
    )
    assert problem.message.en == (
        "lr has to be at least 0.001 here (it's -0.1). Pick a value from 0.001 to 5."
    )


@pytest.mark.parametrize(
    ("demo", "given", "said"),
    [
        ("gd-lr-too-large", {"lr": float("nan")}, "nan"),
        ("gd-lr-too-large", {"lr": float("inf")}, "at most 5"),
        ("gd-lr-too-large", {"lr": "fast"}, "a number"),
        ("gd-lr-too-large", {"batch": 10**9}, "1000000000"),
        ("gd-lr-too-large", {"batch": 10**400}, "at most 1024"),
        ("gd-lr-too-large", {"batch": 10**5000}, "at most 1024"),
        ("relu-curve-fit", {"units": 2.5}, "a whole number"),
        ("relu-curve-fit", {"units": None}, "None"),
        ("relu-curve-fit", {"units": [[1] * 1000] * 1000}, "a whole number"),
        ("relu-curve-fit", {"units": "x" * 100_000}, "a whole number"),
        ("relu-curve-fit", {"target": "cos"}, "sin, parabola, abs, step, wave"),
        ("relu-curve-fit", {"unit": 3}, "Did you mean units?"),
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
        demo.execute(demo.check({}), 0, lambda done, note: None)


def test_specs_client_and_commands_import_nothing_heavy() -> None:
    code = (
        "import sys, compute.demos.registry, compute.client, compute.cli;"
        "compute.demos.registry.DEMOS.specs;"
        "heavy = {'torch', 'matplotlib', 'sklearn', 'numpy'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
