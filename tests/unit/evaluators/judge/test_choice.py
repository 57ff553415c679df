"""Which judge the settings name."""

import sys

import pytest

from evaluators.judge.choice import load_chosen, load_fitted, load_packaged
from evaluators.judge.endpoint import EndpointJudge
from evaluators.judge.port import JudgeUnavailable


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("", "_URL", "_MODEL", "_KEY"):
        monkeypatch.delenv(f"QUIZMASTER_JUDGE{name}", raising=False)


def test_there_is_none_unless_one_is_named():
    assert load_chosen() is None


def test_one_that_is_named_goes_before_the_other(monkeypatch):
    other = object()
    assert load_chosen(otherwise=lambda: other) is other
    monkeypatch.setenv("QUIZMASTER_JUDGE", "none")
    assert load_chosen(otherwise=lambda: other) is None


def test_the_packaged_one_is_taken_where_it_was_fitted_with():
    packaged = load_packaged()
    assert load_fitted(packaged.name).name == packaged.name
    for other in (None, "bilingual-judge@00000000", "big-model@llm"):
        assert load_fitted(other) is None


def test_an_endpoint_keeps_its_key_to_itself(monkeypatch):
    monkeypatch.setenv("QUIZMASTER_JUDGE_URL", "http://llm:8000/v1")
    monkeypatch.setenv("QUIZMASTER_JUDGE_MODEL", "big-model")
    monkeypatch.setenv("QUIZMASTER_JUDGE_KEY", "secret")
    judge = load_chosen()
    assert isinstance(judge, EndpointJudge)
    assert judge.name == "big-model@llm"
    assert "secret" not in repr(vars(judge))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"_URL": "http://llm/v1"}, "QUIZMASTER_JUDGE_MODEL"),
        ({"_URL": "not an address", "_MODEL": "m"}, "QUIZMASTER_JUDGE_URL cannot be used"),
        ({"": "some-model", "_URL": "http://llm/v1", "_MODEL": "m"}, "not both"),
        ({"": "/no/such/folder"}, "there's no such folder"),
        ({"": "a" * 5000}, "cannot be loaded"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(monkeypatch, given, reason):
    for name, value in given.items():
        monkeypatch.setenv(f"QUIZMASTER_JUDGE{name}", value)
    with pytest.raises(JudgeUnavailable, match=reason) as caught:
        load_chosen()
    assert "\n" not in str(caught.value)


def test_a_cross_encoder_says_what_it_needs(monkeypatch, tmp_path):
    monkeypatch.setenv("QUIZMASTER_JUDGE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "evaluators.judge.cross_encoder", raising=False)
    with pytest.raises(JudgeUnavailable, match=r"needs torch: .* install "):
        load_chosen()
