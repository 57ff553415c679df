"""What an author hears of figures that a demo doesn't give."""

from bot.app.demo_figures import metrics_of, wrong_figures
from content.schema import DemoRef, Question


def asked(figures: dict[str, str], **params: int) -> Question:
    return Question.model_validate(
        {
            "id": "one",
            "topic": "optimization",
            "text": {"ko": "질문", "en": "question"},
            "demo": {"name": "gd-1d", "params": params, "figures": figures},
        }
    )


def test_a_figure_of_another_run_is_wrong_and_told_what_the_demo_gives() -> None:
    right = {"first_loss": "16", "final_loss": "0.18"}
    assert wrong_figures([asked(right, steps=10)]) == []
    (wrong,) = wrong_figures([asked(right, steps=20)])
    assert (wrong.question, wrong.field) == ("one", ("demo", "figures", "final_loss"))
    assert (wrong.message, wrong.rule) == ("is 0.18, but gd-1d gives 0.0021268", "wrong-figure")


def test_an_unknown_metric_names_those_there_are() -> None:
    (unknown,) = wrong_figures([asked({"loss": "1"})], lambda ref: {"first_loss": 1.0, "w": 2.0})
    assert unknown.message == "is no metric of gd-1d, which has first_loss, w"


def test_a_demo_that_cannot_be_run_says_why() -> None:
    (broken,) = wrong_figures([asked({"first_loss": "16"}, steps=0)])
    assert broken.message.startswith("can't be checked: ")
    assert isinstance(metrics_of(DemoRef(name="nobody")), str)
