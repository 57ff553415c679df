"""What every platform makes of a form."""

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples

from bot.quiz.cards import Form, InputField
from bot.quiz.demos.form_view import tune_form
from bot.quiz.rounds.question_view import answer_form
from bot.quiz.rounds.settings_view import MANY_DECKS
from content.demo import DemoSpec, ParamSpec
from content.schema import LANGUAGES, Bilingual, Language, Question
from tests.unit.platforms.drawing import (
    ONE,
    SEVERAL,
    TEXT,
    TOPICS,
    changed,
    deck_choice,
    form_of,
    questions,
    settings,
)
from tests.unit.platforms.sample_cards import DEMOS_THERE_ARE, MAINS, NOW, a_round
from tests.unit.platforms.strategies import FORMS

LINE = InputField(name="at", label="시각", value="09:00\n10:00")


@examples(deadline=None)
@given(form=FORMS)
def test_any_form_makes_a_valid_modal(form: Form, drawing: ModuleType) -> None:
    drawing.opened(form)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
def test_answer_form_shows_the_question_and_one_large_box(
    main: Question, language: Language, drawing: ModuleType
) -> None:
    for question in main.walk():
        form = answer_form(language, a_round(main), question, 3, NOW)
        assert drawing.intro(form).startswith(question.text[language])
        [box] = drawing.boxes(form).values()
        assert (box.is_large, box.max_length) == (True, drawing.MAX_INPUT)


@pytest.mark.parametrize(
    ("field", "draft", "value"),
    [
        (TEXT, None, ""),
        (changed(TEXT, value="내 *답* <@U1>\n둘째 줄"), None, "내 *답* <@U1>\n둘째 줄"),
        (changed(TEXT, value="옛 답"), "새 답", "새 답"),
        (LINE, None, "09:00 10:00"),
        (changed(TEXT, value="x" * 9, max_length=5), None, "x" * 9),
    ],
    ids=[
        "nothing",
        "its value",
        "a draft goes before its value",
        "a line stays one line",
        "all of it, though it is too long",
    ],
)
def test_text_starts_with(
    field: InputField, draft: str | None, value: str, drawing: ModuleType
) -> None:
    drafts = {} if draft is None else {field.name: draft}
    box = drawing.boxes(form_of(field), drafts)[field.name]
    assert (box.value, box.is_large) == (value, field is not LINE)


@pytest.mark.parametrize(
    ("field", "draft", "chosen"),
    [
        (ONE, None, ("topic-1",)),
        (ONE, "topic-2", ("topic-2",)),
        (ONE, "gone", ()),
        (SEVERAL, None, ("topic-0", "topic-2")),
        (SEVERAL, "", ()),
        (SEVERAL, "gone,topic-1", ("topic-1",)),
        (changed(SEVERAL, options=TOPICS[:11]), None, ("topic-0", "topic-2")),
    ],
)
def test_choice_starts_with_those_of_its_options_that_are_chosen(
    field: InputField, draft: str | None, chosen: tuple[str, ...], drawing: ModuleType
) -> None:
    drafts = {} if draft is None else {field.name: draft}
    assert drawing.boxes(form_of(field), drafts)[field.name].chosen == chosen


LINES = "\n".join("가" * 99 for _ in range(110))
SPACED = "가나다 " * 2750


@pytest.mark.parametrize("limit", [0, 10, 4000, 10**9])
@pytest.mark.parametrize(
    ("text", "glue"),
    [(LINES, "\n"), (SPACED.strip(), " "), ("가" * 11_000, "")],
    ids=["lines", "words", "neither"],
)
def test_text_longer_than_a_field_takes_several_that_hold_all_of_it(
    text: str, glue: str, limit: int, drawing: ModuleType
) -> None:
    boxes = drawing.boxes(form_of(changed(TEXT, max_length=limit, value=text)))
    count = len(boxes)
    assert list(boxes) == ["text", *(f"text#{number}" for number in range(2, count + 1))]
    assert [box.label for box in boxes.values()] == [
        f"내 답 {number}/{count}" for number in range(1, count + 1)
    ]
    assert glue.join(box.value for box in boxes.values()) == text
    assert all(len(box.value) <= box.max_length <= drawing.MAX_INPUT for box in boxes.values())
    assert [box.is_required for box in boxes.values()] == [True, *[False] * (count - 1)]


def test_of_too_many_options_the_chosen_ones_stay(drawing: ModuleType) -> None:
    field = changed(SEVERAL, options=TOPICS, value="topic-139,topic-3")
    others = [changed(TEXT, name=f"text-{number}") for number in range(4)]
    box = drawing.boxes(form_of(*others, field))[field.name]
    assert box.chosen == ("topic-3", "topic-139")
    first = tuple(topic.value for topic in TOPICS[: drawing.MAX_OPTIONS - 1])
    assert box.offered == (*first, "topic-139")


def test_only_an_optional_field_may_be_left_empty(drawing: ModuleType) -> None:
    boxes = drawing.boxes(
        form_of(TEXT, changed(LINE, required=False), changed(ONE, required=False))
    )
    assert [box.is_required for box in boxes.values()] == [True, False, False]


def test_choice_without_options_is_left_out(drawing: ModuleType) -> None:
    assert set(drawing.boxes(form_of(TEXT, changed(SEVERAL, options=())))) == {"text"}


def test_field_without_label_is_called_by_its_name(drawing: ModuleType) -> None:
    assert drawing.boxes(form_of(changed(TEXT, label=" ")))["text"].label == "text"


@pytest.mark.parametrize("topics", [0, 3, 40, 140])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_asked_is_valid_with_any_number_of_topics(
    language: Language, topics: int, drawing: ModuleType
) -> None:
    boxes = drawing.boxes(questions(language, topics))
    asked = dict.fromkeys(name.partition("#")[0] for name in boxes)  # a field may come in parts
    assert list(asked) == [*["topics"] * (topics > 1), "levels"]
    assert boxes["levels"].chosen == ("2", "3")


@pytest.mark.parametrize("decks", [1, 3, 40, 140])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_settings_are_valid_with_any_number_of_decks(
    language: Language, decks: int, drawing: ModuleType
) -> None:
    boxes = drawing.boxes(settings(language, decks, error="‘25:00’ 값은 시각이 아니에요."))
    is_asked_here = decks <= MANY_DECKS
    assert list(boxes) == ["at", "timezone", "weekdays", "language", *["decks"] * is_asked_here]
    alone = drawing.boxes(deck_choice(language, decks))
    assert {name.partition("#")[0] for name in alone} == {"decks"}
    assert boxes["weekdays"].chosen == ("0", "2", "6")
    assert boxes["language"].chosen == ("ko",)


def a_param(name: str, type: str, default: object, **more: Any) -> ParamSpec:
    title = Bilingual(ko="한국어 이름", en="English name " * 4)
    return ParamSpec(name=name, type=type, title=title, default=default, **more)


def test_form_of_a_demo_starts_with_its_values(drawing: ModuleType) -> None:
    params = (
        a_param("lr", "float", 0.05, minimum=0.001, maximum=2.0),
        a_param("target", "choice", "sin", choices=("sin", "step")),
        a_param("bias", "bool", True),
    )
    demo = DemoSpec(name="relu", title=Bilingual(ko="렐루", en="ReLU"), params=params)
    boxes = drawing.boxes(tune_form("en", demo, {"lr": "0.1"}))
    assert boxes["lr"].value == "0.1"
    assert boxes["target"].chosen == ("sin",)
    assert boxes["bias"].chosen == ("true",)


@pytest.mark.parametrize("demo", DEMOS_THERE_ARE, ids=lambda demo: demo.name)
def test_the_form_of_every_demo_fits(demo: DemoSpec, drawing: ModuleType) -> None:
    for language in LANGUAGES:
        assert drawing.boxes(tune_form(language, demo, {}))


@pytest.mark.parametrize("is_empty", [True, False])
def test_form_that_cannot_fit_is_an_error(is_empty: bool, drawing: ModuleType) -> None:
    count = 0 if is_empty else drawing.MAX_FIELDS + 1
    fields = [changed(TEXT, name=f"f{n}") for n in range(count)]
    with pytest.raises(ValueError, match=f"1 to {drawing.MAX_FIELDS} "):
        drawing.boxes(form_of(*fields))
