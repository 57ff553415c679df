"""What is said of a run of a demo: conditions, numbers, particles, and what cannot be said."""

from typing import Any

import pytest

from content.demo_words import DemoWords, words_at
from content.schema import Bilingual
from content.telling import Telling, unreadable

WORDS: dict[str, Any] = {
    "topic": "practice",
    "title": {"ko": "제목", "en": "Title"},
    "values": {"best": 'highest("accuracy_", rates)', "gain": 'of("accuracy_", best) - base'},
    "terms": {
        "0.1": {"ko": "낮은 값", "en": "the low one"},
        "1": {"ko": "높은 값", "en": "the high one"},
    },
    "headline": [
        {"when": "gain > 0.2", "ko": "{term(best|g)}이 이겨요", "en": "{term(best|g)} wins"},
        {"ko": "비슷해요", "en": "About the same"},
    ],
    "caption": [
        {
            "ko": "정확도는 {base|percent}예요.",
            "en": 'It is {base|percent} after {steps|some("step")}.',
        },
        [{"when": "0 < gain < 0.2", "ko": "조금 늘어요.", "en": "A little more."}],
    ],
    "alt": {"ko": "{rates|listing}", "en": "{rates|listing}"},
    "prediction": {
        "ask": {"ko": "어느 쪽?", "en": "Which?"},
        "choices": {
            "low": {"when": "best < 1", "ko": "낮은", "en": "low"},
            "high": {"when": "best >= 1", "ko": "높은", "en": "high"},
        },
    },
}  # fmt: skip
PARAMS = {"rates": (0.1, 1.0), "steps": 1}


def words(**other: Any) -> DemoWords:
    return DemoWords.model_validate(WORDS | other)


def test_of_a_run_is_said_what_is_true_of_it() -> None:
    told = Telling(words()).tell(PARAMS, {"accuracy_0.1": 0.5, "accuracy_1": 0.9, "base": 0.5})
    assert told.headline == Bilingual(ko="높은 값이 이겨요", en="the high one wins")
    assert told.caption == Bilingual(ko="정확도는 50.0%예요.", en="It is 50.0% after 1 step.")
    assert told.alt.en == "0.1, 1"
    assert told.outcome == "high"


def test_of_another_run_something_else_is_said() -> None:
    told = Telling(words()).tell(PARAMS, {"accuracy_0.1": 0.6, "accuracy_1": 0.5, "base": 0.5})
    assert told.headline.en == "About the same"
    assert told.caption.en.endswith(" A little more.")
    assert told.outcome == "low"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ('{steps|josa("이", "가")}', "1이"),
        ('{0.25|fmt(".1f")|josa("으로", "로")}', "0.2로"),
        ('{"증강"|josa("이", "가")}', "증강이"),
        ('{"드롭아웃"|josa("으로", "로")}', "드롭아웃으로"),
        ('{"0.25일"|josa("으로", "로")}', "0.25일로"),
        ("{1234567|count}", "1,234,567"),
        ("{0.9996|percent}", "99.96%"),
        ("{0.0004|percent}", "0.04%"),
        ("{1.0|percent}", "100.0%"),
        ("{(1 - 1e-9)|percent}", "100.0%"),
        ("{0.0|percent(0)}", "0%"),
        ("{(-0.0)|g}", "0"),
        ("{(-1e-9)|percent(0)}", "0%"),
        ("{(-0.2)|count}", "0"),
        ('{(-0.004)|fmt(".2f")}', "0.00"),
        ('{(-0.006)|fmt(".2f")}', "-0.01"),
        ('{(-12345)|fmt(".3g")}', "-12,300"),
        ('{1e6|fmt(".2g")}', "1e+06"),
        ('{0.0999|size(" ")}', "99.9 MB"),
        ("{0.0000131|size}", "13.1kB"),
        ("{12345|size}", "12,345GB"),
        ("{0|size}", "0GB"),
    ],
)
def test_numbers_are_written_as_they_are_read(template: str, said: str) -> None:
    caption = [{"ko": template, "en": "x"}]
    metrics = {"accuracy_0.1": 0.6, "accuracy_1": 0.5, "base": 0.5}
    assert Telling(words(caption=caption)).tell(PARAMS, metrics).caption.ko == said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"values": {"best": 'highest("speed_", rates)'}}, "speed_"),
        ({"values": {"best": "1 / 0"}}, "division"),
        ({"headline": [{"when": "base > 1", "ko": "a", "en": "a"}]}, "no headline"),
        ({"caption": [{"ko": "{unknown}", "en": "x"}]}, "unknown"),
        ({"caption": [{"ko": "{().__class__.__mro__}", "en": "x"}]}, "unsafe"),
    ],
)
def test_what_cannot_be_said_names_what_is_wrong(wrong: dict[str, Any], said: str) -> None:
    metrics = {"accuracy_0.1": 0.6, "accuracy_1": 0.5, "base": 0.5}
    with pytest.raises(ValueError, match=said):
        Telling(words(**wrong)).tell(PARAMS, metrics)


def test_what_cannot_be_read_is_found_without_a_run() -> None:
    broken = words(caption=[{"when": "base >", "ko": "{base|nothing}", "en": "fine"}])
    assert [place for place, _ in unreadable(broken)] == ["caption.0.0", "caption.0.0"]


def test_a_file_that_is_missing_or_strange_is_named(tmp_path: Any) -> None:
    with pytest.raises(ValueError, match=r"gone\.yaml: is not a regular file"):
        words_at(tmp_path / "gone.yaml")
    (tmp_path / "odd.yaml").write_text("topic: practice\ncolour: red\n")
    with pytest.raises(ValueError, match=r"(?s)odd\.yaml: .*colour"):
        words_at(tmp_path / "odd.yaml")
