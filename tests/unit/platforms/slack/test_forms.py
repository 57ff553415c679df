import json
from typing import Any

import pytest

from bot.platforms.slack.forms import FORM, errors, values
from bot.quiz.cards import InputField, Option
from tests.unit.platforms.drawing import ONE, SEVERAL, TEXT, TOPICS, changed, form_of
from tests.unit.platforms.sample_cards import HOSTILE
from tests.unit.platforms.slack.drawing import inputs, opened
from tests.unit.platforms.slack.judging import Json
from tests.unit.platforms.slack.reading import read, shown

ZONE = InputField(name="timezone", label="시간대", completes="timezone", value="Asia/Seoul")
FILE = InputField(name="file", label="목록", kind="file", placeholder="목록", value="x")
LINE = InputField(name="settings", label="값", completes="demo-param")


def element(field: InputField, **draft: str) -> Json:
    found: Json = inputs(form_of(field), draft)[field.name]["element"]
    return found


def test_modal_has_its_words_above_its_fields_and_knows_its_form() -> None:
    title = "시그모이드와 ReLU의 기울기를 층마다 견주어 보기"
    said = {"intro": "질문 *하나*\n둘째 줄", "error": "답이\n비어 있어요."}
    view = opened(form_of(TEXT, title=title, **said))
    assert (view["callback_id"], view["private_metadata"]) == (FORM, "form-1")
    assert [view[key]["text"] for key in ("title", "submit", "close")] == [
        "시그모이드와 ReLU의 기울기를 층마다…",
        "보내기",
        "취소",
    ]
    assert read(view["blocks"]) == [
        f"*{title}*",
        "*⚠️ 답이 비어 있어요.*",
        "질문 *하나*\n둘째 줄",
        "내 답:",
    ]
    assert read(opened(form_of(TEXT))["blocks"]) == ["내 답:"]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (TEXT, "plain_text_input"),
        (LINE, "plain_text_input"),
        (ZONE, "external_select"),
        (ONE, "radio_buttons"),
        (changed(ONE, options=TOPICS[:5]), "static_select"),
        (changed(ONE, required=False), "static_select"),
        (SEVERAL, "checkboxes"),
        (changed(SEVERAL, options=TOPICS[:11]), "multi_static_select"),
        (FILE, "file_input"),
    ],
    ids=[
        "text",
        "settings of a demo are typed",
        "a zone is looked for as the member types",
        "few choices stand open",
        "more are a menu",
        "so is one that may be left open, to be taken back",
        "several choices are boxes",
        "many are a menu",
        "a file is chosen",
    ],
)
def test_field_has_the_element_that_suits_it(field: InputField, kind: str) -> None:
    assert element(field)["type"] == kind


def test_placeholder_says_what_to_write() -> None:
    said = element(changed(TEXT, placeholder="두세 문장"))["placeholder"]
    assert said["text"] == "두세 문장"
    assert "placeholder" not in element(TEXT)


def test_one_file_of_any_name_is_taken_and_has_to_be_there() -> None:
    made = inputs(form_of(FILE), {"file": "a draft"})["file"]
    assert made["element"] == {"type": "file_input", "max_files": 1, "action_id": "file"}
    assert made["optional"] is False


def test_zone_starts_with_its_own_and_offers_all() -> None:
    assert element(ZONE)["min_query_length"] == 0
    assert element(ZONE)["initial_option"]["value"] == "Asia/Seoul"
    assert "initial_option" not in element(ZONE, timezone="")


def test_options_slack_does_not_take_are_left_out() -> None:
    strange = (
        Option(value="", label="없음"),
        Option(value="x" * 151, label="김"),
        Option(value="a", label="처음"),
        Option(value="a", label="다시"),
        Option(value="b", label=" "),
        Option(value="c", label="긴 이름"),
    )
    made = element(changed(ONE, options=strange))["options"]
    assert [(one["value"], one["text"]["text"]) for one in made] == [
        ("a", "처음"),
        ("b", "b"),
        ("c", "긴 이름"),
    ]


def test_long_and_empty_words_fit() -> None:
    option = Option(value="c", label="긴 이름 " * 40)
    field = InputField(name="x", label="긴 이름 " * 99, placeholder="보기 " * 99, value="값 " * 999)
    said = {"title": "제목 " * 99, "submit": "보내기 " * 9, "error": "잘못 " * 999}
    view = opened(form_of(field, changed(ONE, options=(option,)), intro="글 " * 9999, **said))
    assert len(view["blocks"]) == 5
    view = opened(form_of(field, title=" ", submit="\n"))
    assert (view["title"]["text"], view["submit"]["text"]) == ("…", "…")
    assert len(view["blocks"]) == 1


@pytest.mark.parametrize("evil", [HOSTILE, "<!channel> :smile:", "&lt;@U1&gt;"])
def test_what_others_wrote_is_shown_as_it_is(evil: str) -> None:
    option = Option(value="a", label=evil)
    field = InputField(name="x", label=evil, placeholder=evil, kind="choice", options=(option,) * 9)
    view = opened(form_of(field, TEXT, intro=evil, error=evil, title=evil))
    assert shown(view["blocks"]).count(evil) == 3 + (len(evil) > 24)


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


def test_parts_of_a_text_are_read_as_one_in_whatever_order_they_come() -> None:
    lines = "\n".join("가" * 99 for _ in range(330))
    sent = {
        name: {"type": "plain_text_input", "value": block["element"]["initial_value"]}
        for name, block in inputs(form_of(changed(TEXT, value=lines))).items()
    }
    assert len(sent) == 11
    assert values(submitted(**dict(sorted(sent.items())))) == {"text": lines}
    nothing = {"type": "plain_text_input", "value": None}
    assert values(submitted(**(sent | {"text": nothing})))["text"].startswith("가")
    assert values(submitted(**dict.fromkeys(sent, nothing))) == {"text": ""}


SENT = {"id": "F1", "name": "목록.md", "size": 12, "url_private_download": "https://x/F1"}


@pytest.mark.parametrize("files", [[SENT], [SENT, SENT | {"name": "second.md"}]])
def test_reads_where_slack_keeps_the_file(files: list[Json]) -> None:
    said = values(submitted(file={"type": "file_input", "files": files}))["file"]
    assert json.loads(said) == {"name": "목록.md", "size": 12, "source": "https://x/F1"}


@pytest.mark.parametrize(
    "files",
    [
        [],
        [None],
        ["https://x/F1"],
        [{"id": "F1"}],
        [SENT | {"size": "12"}],
        [SENT | {"name": None}],
        [SENT | {"url_private_download": None}],
    ],
)
def test_what_is_no_file_is_none(files: list[Any]) -> None:
    assert values(submitted(file={"type": "file_input", "files": files})) == {"file": ""}


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
        submitted(a={"files": None}, b={"files": SENT}),
        submitted(a={"selected_options": None}, b={"selected_options": {"value": "x"}}),
        submitted(a={"type": "datepicker", "selected_date": "2026-11-21"}),
    ],
)
def test_whatever_is_not_as_it_should_be_is_skipped(view: Json) -> None:
    assert values(view) == {}


def test_choices_that_are_no_text_are_skipped() -> None:
    options = [an_option("0"), an_option(1), None, "x", {}, an_option("2")]
    assert values(submitted(days={"selected_options": options})) == {"days": "0,2"}


@pytest.mark.parametrize(
    ("field", "place"), [("text", "text"), ("one", "one"), ("", "one"), ("left out", "one")]
)
def test_error_stands_at_the_field_it_is_about_or_the_first(field: str, place: str) -> None:
    view = opened(form_of(ONE, TEXT, intro="질문"))
    assert errors(view, "답이\n비어 있어요.", field) == {place: "답이 비어 있어요."}
    assert len(errors(view, "잘못 " * 999, field)[place]) <= 500


@pytest.mark.parametrize(("field", "place"), [("one", 2), ("text", 3), ("", 0), ("left out", 0)])
def test_a_form_opened_with_an_error_has_it_below_the_field_or_above_all(
    field: str, place: int
) -> None:
    form = form_of(ONE, TEXT, intro="질문").refused("잘못", field)
    blocks = opened(form)["blocks"]
    assert ["잘못" in str(block) for block in blocks].index(True) == place
    assert len(blocks) == 4


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"blocks": None},
        {"blocks": 5},
        {"blocks": [None, {"type": "divider", "block_id": "b1"}, {"type": "input"}]},
    ],
)
def test_view_without_fields_takes_no_error(view: Json) -> None:
    assert errors(view, "잘못") == {}
