from typing import Any

import pytest

from bot.platforms.discord.forms import modal, values
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.demos.view import tune_form
from bot.quiz.rounds.question_view import answer_form
from bot.quiz.rounds.settings_view import Offer, settings_form, values_of
from content.demo import DemoSpec, ParamSpec
from content.schema import LANGUAGES, Bilingual, Language
from tests.discord_fake.spec import faults
from tests.samples import GENERAL
from tests.unit.platforms.discord.reading import kinds, shown
from tests.unit.platforms.sample_cards import DEMOS_THERE_ARE, HOSTILE, MAINS, a_round

TEXT = InputField(name="text", label="내 답", kind="paragraph", max_length=4000)
TOPICS = tuple(Option(value=f"topic-{n}", label=f"주제 {n}") for n in range(40))


def form_of(*fields: InputField, **more: Any) -> Form:
    return Form(title="양식", command="answer", fields=fields, submit="보내기", **more)


def opened(form: Form, draft: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a form's modal, once Discord has nothing against it."""
    data = modal(form, "qm:show:1", draft or {}).to_dict()
    assert faults("POST", "/interactions/1/token/callback", {"type": 9, "data": data}) == []
    return data


def inputs(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    labels = [one for one in data["components"] if one["type"] == 18]
    return {one["component"]["custom_id"]: one["component"] for one in labels}


def chosen(select: dict[str, Any]) -> list[str]:
    return [option["value"] for option in select["options"] if option["default"]]


def settings(language: Language = "ko", topics: int = 3, error: str = "") -> Form:
    offer = Offer([topic.value for topic in TOPICS[:topics]], {"deep-learning": False})
    return settings_form(language, values_of(GENERAL), offer, error=error)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
async def test_answer_form_shows_the_question_and_one_large_box(
    main: Any, language: Language
) -> None:
    for question in main.walk():
        data = opened(answer_form(language, a_round(main), question, 3))
        assert shown(data["components"][0]["content"]) == question.text[language]
        assert inputs(data)["text"]["style"] == 2
        assert inputs(data)["text"]["max_length"] == 4000


async def test_modal_is_finished_so_that_nothing_is_kept_of_it() -> None:
    assert modal(form_of(TEXT), "qm:show:1").is_finished()


async def test_field_starts_with_its_value() -> None:
    data = opened(form_of(TEXT.model_copy(update={"value": "내 *답*\n둘째 줄"})))
    assert inputs(data)["text"]["value"] == "내 *답*\n둘째 줄"


async def test_draft_goes_before_the_fields_value() -> None:
    field = TEXT.model_copy(update={"value": "옛 답"})
    assert inputs(opened(form_of(field), {"text": "새 답"}))["text"]["value"] == "새 답"


@pytest.mark.parametrize("limit", [10, 4000, 10**9])
async def test_value_is_never_longer_than_its_field_takes(limit: int) -> None:
    field = TEXT.model_copy(update={"max_length": limit, "value": "가" * 5000})
    box = inputs(opened(form_of(field)))["text"]
    assert len(box["value"]) == box["max_length"] == min(limit, 4000)


async def test_line_stays_one_line() -> None:
    field = InputField(name="at", label="시각", value="09:00\n10:00")
    box = inputs(opened(form_of(field)))["at"]
    assert (box["style"], box["value"]) == (1, "09:00 10:00")


async def test_optional_field_may_be_left_empty() -> None:
    field = InputField(name="at", label="시각", required=False)
    assert inputs(opened(form_of(field)))["at"]["required"] is False


async def test_choice_takes_one_and_starts_with_it() -> None:
    field = InputField(name="t", label="주제", kind="choice", options=TOPICS[:3], value="topic-1")
    select = inputs(opened(form_of(field)))["t"]
    assert (select["min_values"], select["max_values"]) == (1, 1)
    assert chosen(select) == ["topic-1"]


async def test_choices_take_any_number() -> None:
    field = InputField(
        name="t",
        label="주제",
        kind="choices",
        options=TOPICS[:3],
        value="topic-0,topic-2",
        required=False,
    )
    select = inputs(opened(form_of(field)))["t"]
    assert (select["min_values"], select["max_values"]) == (0, 3)
    assert chosen(select) == ["topic-0", "topic-2"]


async def test_optional_choice_may_be_left_open() -> None:
    field = InputField(name="t", label="주제", kind="choice", options=TOPICS[:3], required=False)
    select = inputs(opened(form_of(field)))["t"]
    assert (select["min_values"], select["required"]) == (0, False)


async def test_field_without_label_is_called_by_its_name() -> None:
    data = opened(form_of(TEXT.model_copy(update={"label": " "})))
    assert data["components"][0]["label"] == "text"


async def test_draft_chooses_too() -> None:
    field = InputField(name="t", label="주제", kind="choice", options=TOPICS[:3], value="topic-1")
    assert chosen(inputs(opened(form_of(field), {"t": "topic-2"}))["t"]) == ["topic-2"]


async def test_value_that_is_no_option_is_not_chosen() -> None:
    field = InputField(name="t", label="주제", kind="choice", options=TOPICS[:3], value="gone")
    assert chosen(inputs(opened(form_of(field)))["t"]) == []


async def test_of_too_many_options_the_chosen_ones_stay() -> None:
    field = InputField(
        name="t", label="주제", kind="choices", options=TOPICS, value="topic-39,topic-3"
    )
    select = inputs(opened(form_of(field)))["t"]
    assert len(select["options"]) == 25
    assert chosen(select) == ["topic-3", "topic-39"]


async def test_choice_without_options_is_left_out() -> None:
    field = InputField(name="t", label="주제", kind="choices", required=False)
    assert set(inputs(opened(form_of(TEXT, field)))) == {"text"}


async def test_error_comes_before_the_intro() -> None:
    data = opened(form_of(TEXT, intro="질문 *하나*", error="답이 비어 있어요."))
    assert data["components"][0]["content"] == "**답이 비어 있어요.**\n\n질문 \\*하나\\*"
    assert len(data["components"]) == 2


async def test_intro_and_error_cannot_be_markup() -> None:
    content = opened(form_of(TEXT, intro=HOSTILE, error=HOSTILE))["components"][0]["content"]
    assert kinds(content) == {"strong"}
    assert shown(content).count(HOSTILE) == 2


async def test_long_words_fit() -> None:
    field = InputField(
        name="x", label="아주 긴 이름 " * 20, placeholder="보기 " * 99, value="값 " * 999
    )
    data = opened(
        Form(
            title="제목 " * 99,
            command="a",
            fields=(field,),
            submit="",
            intro="글 " * 9999,
            error="잘못 " * 9999,
        )
    )
    label = data["components"][1]
    assert label["label"].endswith("…")
    assert label["description"].startswith("아주 긴 이름 아주")


async def test_settings_leave_out_what_completes_on_the_command_line() -> None:
    data = opened(settings())
    assert list(inputs(data)) == ["at", "weekdays", "language", "topics", "deck"]
    assert chosen(inputs(data)["weekdays"]) == ["0", "2", "6"]


async def test_where_there_is_no_room_the_error_stands_below_the_first_label() -> None:
    data = opened(settings(error="‘25:00’ 값은 시각으로 읽을 수 없어요."))
    assert data["components"][0]["description"] == "‘25:00’ 값은 시각으로 읽을 수 없어요."
    assert "description" not in data["components"][1]


@pytest.mark.parametrize("topics", [0, 3, 40])
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_settings_are_valid_with_any_number_of_topics(
    language: Language, topics: int
) -> None:
    assert len(opened(settings(language, topics))["components"]) == 5


async def test_form_of_a_demo_is_valid() -> None:
    text = Bilingual(ko="한국어 이름", en="English name " * 4)
    params = (
        ParamSpec(
            name="lr",
            type="float",
            title=text,
            default=0.05,
            minimum=0.001,
            maximum=2.0,
            choices=(),
        ),
        ParamSpec(
            name="target",
            type="choice",
            title=text,
            default="sin",
            minimum=None,
            maximum=None,
            choices=("sin", "step"),
        ),
        ParamSpec(
            name="bias",
            type="bool",
            title=text,
            default=True,
            minimum=None,
            maximum=None,
            choices=(),
        ),
    )
    data = opened(tune_form("en", DemoSpec(name="relu", title=text, params=params), {"lr": "0.1"}))
    assert inputs(data)["lr"]["value"] == "0.1"
    assert chosen(inputs(data)["bias"]) == ["true"]


@pytest.mark.parametrize("demo", DEMOS_THERE_ARE, ids=lambda demo: demo.name)
async def test_the_form_of_every_demo_fits(demo: DemoSpec) -> None:
    for language in LANGUAGES:
        assert inputs(opened(tune_form(language, demo, {})))


@pytest.mark.parametrize("count", [0, 6])
async def test_form_that_cannot_fit_is_an_error(count: int) -> None:
    fields = [TEXT.model_copy(update={"name": f"f{n}"}) for n in range(count)]
    with pytest.raises(ValueError, match="1 to 5 fields"):
        modal(form_of(*fields), "qm:show:1")


def submitted(*components: Any) -> dict[str, Any]:
    return {"custom_id": "qm:show:1", "components": list(components)}


def test_reads_texts_and_choices() -> None:
    data = submitted(
        {"type": 10, "id": 1},
        {"type": 18, "id": 2, "component": {"type": 4, "custom_id": "text", "value": "내 답"}},
        {"type": 18, "component": {"type": 3, "custom_id": "days", "values": ["0", "2"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "topics", "values": []}},
    )
    assert values(data) == {"text": "내 답", "days": "0,2", "topics": ""}


def test_reads_the_rows_of_old() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "답"}]}
    assert values(submitted(row)) == {"text": "답"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"components": None},
        {"components": "text"},
        {"components": {"custom_id": "a", "value": "b"}},
        submitted(None, 1, "x", [], {}),
        submitted({"component": None}, {"component": []}, {"components": "x"}),
        submitted({"component": {"custom_id": "a"}}),
        submitted({"component": {"custom_id": 1, "value": "x"}}),
        submitted({"component": {"custom_id": "a", "value": None}}),
        submitted({"component": {"custom_id": "a", "value": ["x"]}}),
        submitted({"component": {"custom_id": "a", "values": "x"}}),
        submitted({"component": {"value": "x"}}),
        submitted({"components": None}, {"components": 5}),
        submitted({"components": [None, {"components": [{"custom_id": "a", "value": "b"}]}]}),
    ],
)
def test_whatever_is_not_as_it_should_be_is_skipped(data: dict[str, Any]) -> None:
    assert values(data) == {}


def test_choices_that_are_no_text_are_skipped() -> None:
    field = {"type": 3, "custom_id": "days", "values": ["0", 1, None, "2"]}
    assert values(submitted({"type": 18, "component": field})) == {"days": "0,2"}
