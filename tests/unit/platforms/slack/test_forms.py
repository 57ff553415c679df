import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.slack.forms import FORM, errors, modal, values
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.demos.view import tune_form
from bot.quiz.rounds.question_view import answer_form
from bot.quiz.rounds.settings_view import Offer, settings_form, values_of
from content.demo import DemoSpec, ParamSpec
from content.schema import Bilingual, Language, Question
from tests.samples import GENERAL
from tests.unit.platforms.sample_cards import HOSTILE, MAINS, a_round
from tests.unit.platforms.slack.judging import Json, view_faults
from tests.unit.platforms.slack.reading import read, shown

TEXT = InputField(name="text", label="내 답", kind="paragraph", max_length=4000)
TOPICS = tuple(Option(value=f"topic-{n}", label=f"주제 {n}") for n in range(140))
ONE = InputField(name="t", label="주제", kind="choice", options=TOPICS[:3], value="topic-1")
SEVERAL = ONE.model_copy(update={"kind": "choices", "value": "topic-0,topic-2"})
ZONE = InputField(name="timezone", label="시간대", completes="timezone", value="Asia/Seoul")


def form_of(*fields: InputField, **more: Any) -> Form:
    given = {"title": "양식", "command": "answer", "submit": "보내기"} | more
    return Form(fields=fields, **given)


def opened(form: Form, draft: dict[str, str] | None = None) -> Json:
    """Return a form's modal, once Slack has nothing against it."""
    view = modal(form, "form-1", "취소", draft or {})
    assert view_faults(view) == []
    return view


def inputs(view: Json) -> dict[str, Json]:
    """Return the elements by the name of their block, which is theirs as well."""
    found = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    assert all(element["action_id"] == name for name, element in found.items())
    return found


def only(field: InputField, **draft: str) -> Json:
    return inputs(opened(form_of(field), draft))[field.name]


def chosen(element: Json) -> list[str]:
    start = [element["initial_option"]] if "initial_option" in element else []
    return [option["value"] for option in element.get("initial_options", start)]


def offered(element: Json) -> list[str]:
    return [option["value"] for option in element["options"]]


def settings_of(language: Language = "ko", topics: int = 3, error: str = "") -> Form:
    offer = Offer([topic.value for topic in TOPICS[:topics]], {"deep-learning": False})
    return settings_form(language, values_of(GENERAL), offer, error=error)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("main", MAINS, ids=lambda main: main.id)
def test_answer_form_shows_the_question_and_one_large_box(
    main: Question, language: Language
) -> None:
    for question in main.walk():
        view = opened(answer_form(language, a_round(main), question, 3))
        assert shown(view["blocks"][:1]) == question.text[language]
        assert len(view["blocks"]) == 2
        assert inputs(view)["text"]["multiline"] is True
        assert inputs(view)["text"]["max_length"] == 3000


def test_modal_knows_its_form_and_its_buttons() -> None:
    view = opened(form_of(TEXT))
    assert (view["callback_id"], view["private_metadata"]) == (FORM, "form-1")
    assert [view[key]["text"] for key in ("title", "submit", "close")] == ["양식", "보내기", "취소"]


def test_title_that_is_too_long_stands_in_full_above_the_fields() -> None:
    title = "시그모이드와 ReLU의 기울기를 층마다 견주어 보기"
    view = opened(form_of(TEXT, title=title))
    assert view["title"]["text"] == "시그모이드와 ReLU의 기울기를 층마다…"
    assert read(view["blocks"]) == [f"*{title}*", "내 답:"]


def test_error_comes_before_the_intro() -> None:
    view = opened(form_of(TEXT, intro="질문 *하나*\n둘째 줄", error="답이\n비어 있어요."))
    assert read(view["blocks"]) == ["*⚠️ 답이 비어 있어요.*", "질문 *하나*\n둘째 줄", "내 답:"]


def test_field_starts_with_its_value() -> None:
    field = TEXT.model_copy(update={"value": "내 *답* <@U1>\n둘째 줄"})
    assert only(field)["initial_value"] == "내 *답* <@U1>\n둘째 줄"
    assert "initial_value" not in only(TEXT)


def test_draft_goes_before_the_fields_value() -> None:
    assert (
        only(TEXT.model_copy(update={"value": "옛 답"}), text="새 답")["initial_value"] == "새 답"
    )
    assert chosen(only(ONE, t="topic-2")) == ["topic-2"]
    assert chosen(only(SEVERAL, t="")) == []


@pytest.mark.parametrize("limit", [10, 4000, 10**9])
def test_value_is_never_longer_than_its_field_takes(limit: int) -> None:
    field = TEXT.model_copy(update={"max_length": limit, "value": "가" * 4000})
    assert len(only(field)["initial_value"]) == only(field)["max_length"] == min(limit, 3000)


def test_field_takes_at_least_one_character() -> None:
    assert only(TEXT.model_copy(update={"max_length": 0}))["max_length"] == 1


def test_line_stays_one_line() -> None:
    box = only(InputField(name="at", label="시각", value="09:00\n10:00"))
    assert (box["multiline"], box["initial_value"]) == (False, "09:00 10:00")


def test_only_an_optional_field_may_be_left_empty() -> None:
    view = opened(form_of(TEXT, ONE.model_copy(update={"required": False})))
    assert [block["optional"] for block in view["blocks"]] == [False, True]


def test_placeholder_says_what_to_write() -> None:
    assert only(TEXT.model_copy(update={"placeholder": "두세 문장"}))["placeholder"]["text"] == (
        "두세 문장"
    )
    assert "placeholder" not in only(TEXT)


def test_few_choices_stand_open_and_more_are_a_menu() -> None:
    assert only(ONE)["type"] == "radio_buttons"
    assert only(ONE.model_copy(update={"options": TOPICS[:5]}))["type"] == "static_select"
    assert chosen(only(ONE)) == ["topic-1"]


def test_choice_that_may_be_left_open_can_be_taken_back() -> None:
    assert only(ONE.model_copy(update={"required": False}))["type"] == "static_select"


def test_several_choices_are_boxes_and_many_are_a_menu() -> None:
    assert only(SEVERAL)["type"] == "checkboxes"
    assert chosen(only(SEVERAL)) == ["topic-0", "topic-2"]
    many = only(SEVERAL.model_copy(update={"options": TOPICS[:11]}))
    assert many["type"] == "multi_static_select"
    assert chosen(many) == ["topic-0", "topic-2"]


def test_value_that_is_no_option_is_not_chosen() -> None:
    assert chosen(only(ONE, t="gone")) == []
    assert chosen(only(SEVERAL, t="gone,topic-1")) == ["topic-1"]


def test_of_too_many_options_the_chosen_ones_stay() -> None:
    field = SEVERAL.model_copy(update={"options": TOPICS, "value": "topic-139,topic-3"})
    assert len(offered(only(field))) == 100
    assert chosen(only(field)) == ["topic-3", "topic-139"]
    assert offered(only(field))[97:] == ["topic-97", "topic-98", "topic-139"]


def test_options_slack_does_not_take_are_left_out() -> None:
    strange = (
        Option(value="", label="없음"),
        Option(value="x" * 151, label="김"),
        Option(value="a", label="처음"),
        Option(value="a", label="다시"),
        Option(value="b", label=" "),
        Option(value="c", label="긴 이름 " * 40),
    )
    made = only(ONE.model_copy(update={"options": strange}))["options"]
    assert [option["value"] for option in made] == ["a", "b", "c"]
    assert [option["text"]["text"] for option in made[:2]] == ["처음", "b"]


def test_choice_without_options_is_left_out() -> None:
    field = SEVERAL.model_copy(update={"options": (), "required": False})
    assert set(inputs(opened(form_of(TEXT, field)))) == {"text"}


def test_zone_is_looked_for_as_the_member_types() -> None:
    box = only(ZONE)
    assert (box["type"], box["min_query_length"]) == ("external_select", 0)
    assert chosen(box) == ["Asia/Seoul"]
    assert chosen(only(ZONE, timezone="")) == []


def test_settings_of_a_demo_are_typed() -> None:
    field = InputField(name="settings", label="값", completes="demo-param")
    assert only(field)["type"] == "plain_text_input"


def test_field_without_label_is_called_by_its_name() -> None:
    view = opened(form_of(TEXT.model_copy(update={"label": " "})))
    assert read(view["blocks"]) == ["text:"]


def test_long_and_empty_words_fit() -> None:
    field = InputField(name="x", label="긴 이름 " * 99, placeholder="보기 " * 99, value="값 " * 999)
    said = {"title": "제목 " * 99, "submit": "보내기 " * 9, "error": "잘못 " * 999}
    view = opened(form_of(field, intro="글 " * 9999, **said))
    assert len(view["blocks"]) == 4
    view = opened(form_of(field, title=" ", submit="\n"))
    assert (view["title"]["text"], view["submit"]["text"]) == ("…", "…")
    assert len(view["blocks"]) == 1


@pytest.mark.parametrize("evil", [HOSTILE, "<!channel> :smile:", "&lt;@U1&gt;"])
def test_what_others_wrote_is_shown_as_it_is(evil: str) -> None:
    option = Option(value="a", label=evil)
    field = InputField(name="x", label=evil, placeholder=evil, kind="choice", options=(option,) * 9)
    view = opened(form_of(field, TEXT, intro=evil, error=evil, title=evil))
    assert shown(view["blocks"]).count(evil) == 3 + (len(evil) > 24)


@pytest.mark.parametrize("topics", [0, 3, 40, 140])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_settings_are_valid_with_any_number_of_topics(language: Language, topics: int) -> None:
    made = inputs(opened(settings_of(language, topics, error="‘25:00’ 값은 시각이 아니에요.")))
    assert set(made) == {"at", "timezone", "weekdays", "language", "topics", "deck"} - (
        set() if topics else {"topics"}
    )
    assert made["weekdays"]["type"] == "checkboxes"
    assert chosen(made["weekdays"]) == ["0", "2", "6"]
    assert chosen(made["timezone"]) == ["Asia/Seoul"]
    assert chosen(made["language"]) == ["ko"]


def test_form_of_a_demo_is_valid() -> None:
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
    made = inputs(
        opened(tune_form("en", DemoSpec(name="relu", title=text, params=params), {"lr": "0.1"}))
    )
    assert made["lr"]["initial_value"] == "0.1"
    assert chosen(made["bias"]) == ["true"]


@pytest.mark.parametrize("count", [0, 101])
def test_form_that_cannot_fit_is_an_error(count: int) -> None:
    fields = [TEXT.model_copy(update={"name": f"f{n}"}) for n in range(count)]
    with pytest.raises(ValueError, match="1 to 100 blocks"):
        modal(form_of(*fields), "form-1", "취소")


def submitted(**states: Any) -> Json:
    """Return the view of a submission, the state of each field in the block of its name."""
    return {"type": "modal", "state": {"values": {name: {name: s} for name, s in states.items()}}}


def an_option(value: Any) -> Json:
    return {"text": {"type": "plain_text", "text": "이름", "emoji": True}, "value": value}


def test_reads_texts_and_choices() -> None:
    view = submitted(
        text={"type": "plain_text_input", "value": "내 답\n둘째 줄"},
        at={"type": "plain_text_input", "value": None},
        language={"type": "radio_buttons", "selected_option": an_option("ko")},
        deck={"type": "static_select", "selected_option": None},
        timezone={"type": "external_select", "selected_option": an_option("Asia/Seoul")},
        weekdays={"type": "checkboxes", "selected_options": [an_option("0"), an_option("2")]},
        topics={"type": "multi_static_select", "selected_options": []},
    )
    assert values(view) == {
        "text": "내 답\n둘째 줄",
        "at": "",
        "language": "ko",
        "deck": "",
        "timezone": "Asia/Seoul",
        "weekdays": "0,2",
        "topics": "",
    }


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"state": None},
        {"state": {"values": None}},
        {"state": {"values": [{"a": {"a": {"value": "b"}}}]}},
        {"state": {"values": {"a": None, "b": "x", "c": ["x"]}}},
        submitted(a=None, b="x", c=["x"], d={}),
        submitted(a={"value": 1}, b={"value": ["x"]}, c={"selected_option": "x"}),
        submitted(a={"selected_option": {}}, b={"selected_option": {"value": 3}}),
        submitted(a={"selected_options": None}, b={"selected_options": {"value": "x"}}),
        submitted(a={"type": "datepicker", "selected_date": "2026-11-21"}),
    ],
)
def test_whatever_is_not_as_it_should_be_is_skipped(view: Json) -> None:
    assert values(view) == {}


def test_choices_that_are_no_text_are_skipped() -> None:
    options = [an_option("0"), an_option(1), None, "x", {}, an_option("2")]
    assert values(submitted(days={"selected_options": options})) == {"days": "0,2"}


def test_error_stands_at_the_first_field() -> None:
    view = opened(form_of(ONE, TEXT, intro="질문", error="잘못"))
    assert errors(view, "답이\n비어 있어요.") == {"t": "답이 비어 있어요."}
    assert len(errors(view, "잘못 " * 999)["t"]) <= 500


BARE = [
    {},
    {"blocks": None},
    {"blocks": 5},
    {"blocks": [None, {"type": "divider", "block_id": "b1"}, {"type": "input"}]},
]


@pytest.mark.parametrize("view", BARE)
def test_view_without_fields_takes_no_error(view: Json) -> None:
    assert errors(view, "잘못") == {}


WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", " \n", "<!channel>", ":smile:", "긴 말 " * 99, "가" * 5000, "\x00", HOSTILE]
    ),
)
OPTIONS = st.builds(Option, value=st.one_of(st.sampled_from("abc"), WORDS), label=WORDS)
FIELDS = st.builds(
    InputField,
    name=st.text(string.ascii_lowercase, min_size=1, max_size=9),
    label=WORDS,
    kind=st.sampled_from(["line", "paragraph", "choice", "choices"]),
    placeholder=WORDS,
    value=st.one_of(st.sampled_from(["a", "b,c", "a,,"]), WORDS),
    options=st.lists(OPTIONS, max_size=12).map(tuple),
    required=st.booleans(),
    max_length=st.integers(0, 10**9),
    completes=st.sampled_from([None, "demo", "timezone", "demo-param"]),
)
FORMS = st.builds(
    Form,
    title=WORDS,
    command=st.just("answer"),
    intro=WORDS,
    fields=st.lists(FIELDS, max_size=6, unique_by=lambda field: field.name).map(
        lambda fields: (TEXT, *(field for field in fields if field.name != "text"))
    ),
    submit=WORDS,
    error=WORDS,
)


@settings(deadline=None)
@given(FORMS)
def test_any_form_makes_a_valid_modal(form: Form) -> None:
    opened(form)
