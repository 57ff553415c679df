import json
from typing import Any

import pytest

from bot.platforms.discord.forms import filled_in, modal, unshown, values
from bot.quiz.cards import InputField, Option
from bot.quiz.imports.view import import_form
from tests.unit.platforms.discord.drawing import opened
from tests.unit.platforms.discord.reading import kinds, shown
from tests.unit.platforms.drawing import ONE, SEVERAL, TEXT, changed, form_of, settings
from tests.unit.platforms.sample_cards import HOSTILE


async def test_modal_is_finished_so_that_nothing_is_kept_of_it() -> None:
    assert modal(form_of(TEXT), "qm:show:1").is_finished()


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        (ONE, 1, 1),
        (changed(ONE, required=False), 0, 1),
        (SEVERAL, 1, 3),
        (changed(SEVERAL, required=False), 0, 3),
    ],
)
def test_choices_take_as_many_as_they_may(field: InputField, least: int, most: int) -> None:
    [label] = opened(form_of(field))
    assert (label["component"]["min_values"], label["component"]["max_values"]) == (least, most)


def test_error_comes_before_the_intro() -> None:
    said, _ = opened(form_of(TEXT, intro="질문 *하나*", error="답이 비어 있어요."))
    assert said["content"] == "**답이 비어 있어요.**\n\n질문 \\*하나\\*"


def test_intro_and_error_cannot_be_markup() -> None:
    content = opened(form_of(TEXT, intro=HOSTILE, error=HOSTILE))[0]["content"]
    assert kinds(content) == {"strong"}
    assert shown(content).count(HOSTILE) == 2


def test_long_words_fit() -> None:
    name = "아주 긴 이름 " * 20
    field = InputField(name="x", label=name, placeholder="보기 " * 99, value="값 " * 999)
    said = {"title": "제목 " * 99, "intro": "글 " * 9999, "error": "잘못 " * 9999}
    _, label = opened(form_of(field, submit="", **said))
    assert label["label"].endswith("…")
    assert label["description"].startswith("아주 긴 이름 아주")


@pytest.mark.parametrize(("field", "place"), [("timezone", 1), ("at", 0), ("", 0), ("gone", 0)])
def test_where_there_is_no_room_the_error_stands_below_the_label_it_is_about(
    field: str, place: int
) -> None:
    sentence = "‘25:00’ 값은 읽을 수 없어요."
    components = opened(settings("ko", decks=3, error=sentence, field=field))
    said = [one.get("description") for one in components]
    assert said == [sentence if index == place else None for index in range(5)]


TOPICS = tuple(Option(value=f"topic-{number}", label=f"주제 {number}") for number in range(28))
MANY = InputField(
    name="topics",
    label="주제",
    kind="choices",
    value="topic-1,topic-27",
    options=TOPICS,
    required=False,
)


def test_more_choices_than_a_select_offers_take_two() -> None:
    labels = opened(form_of(MANY))
    assert [label["label"] for label in labels] == ["주제 1/2", "주제 2/2"]
    fields = [label["component"] for label in labels]
    offered = [option["value"] for field in fields for option in field["options"]]
    assert offered == [topic.value for topic in TOPICS]
    sent = [
        {**field, "values": [one["value"] for one in field["options"] if one.get("default")]}
        for field in fields
    ]
    assert values(submitted(*({"component": one} for one in sent))) == {"topics": MANY.value}


def test_parts_of_a_text_are_read_as_one() -> None:
    lines = "\n".join("가" * 99 for _ in range(110))
    sent = [label["component"] for label in opened(form_of(changed(TEXT, value=lines)))]
    assert len(sent) == 3
    assert values(submitted(*({"component": one} for one in sent))) == {"text": lines}
    sent[0]["value"] = ""
    emptied = values(submitted(*({"component": one} for one in sent)))
    assert emptied == {"text": "\n".join(one["value"] for one in sent[1:])}


def test_where_there_is_no_room_for_more_selects_what_is_chosen_is_offered() -> None:
    others = [changed(TEXT, name=f"text-{number}") for number in range(4)]
    *_, label = opened(form_of(*others, MANY))
    offered = [option["value"] for option in label["component"]["options"]]
    assert (len(offered), offered[1], offered[-1]) == (25, "topic-1", "topic-27")
    assert label["description"] == "There's no room for 3 more in this list."


@pytest.mark.parametrize(("decks", "names"), [(25, ["decks"]), (26, [])])
def test_the_time_zone_is_asked_for_however_many_decks_there_are(
    decks: int, names: list[str]
) -> None:
    labels = [one for one in opened(settings("ko", decks=decks)) if "component" in one]
    always = ["at", "timezone", "weekdays", "language"]
    assert [label["component"]["custom_id"] for label in labels] == [*always, *names]


def test_a_required_choice_among_many_may_be_made_in_any_of_the_selects() -> None:
    labels = opened(form_of(changed(MANY, required=True)))
    assert [label["component"]["min_values"] for label in labels] == [0, 0]
    assert not any(label["component"]["required"] for label in labels)


def test_what_is_left_out_of_several_selects_is_counted() -> None:
    topics = tuple(Option(value=f"t-{number}", label="주제") for number in range(90))
    others = [changed(TEXT, name=f"text-{number}") for number in range(3)]
    labels = opened(form_of(*others, changed(MANY, options=topics, value="t-89"), language="ko"))
    offered = [one["value"] for label in labels[3:] for one in label["component"]["options"]]
    assert (len(offered), offered[-1]) == (50, "t-89")
    assert labels[3]["description"] == "자리가 모자라 40개는 이 목록에 없어요."


def test_what_is_chosen_and_has_no_room_comes_back_with_what_is_shown() -> None:
    everything = ",".join(topic.value for topic in TOPICS)
    others = [changed(TEXT, name=f"text-{number}") for number in range(4)]
    form = form_of(*others, changed(MANY, value=everything))
    hidden = {"topics#unshown": "topic-25,topic-26,topic-27"}
    assert unshown(form) == hidden
    assert unshown(form_of(*others, MANY)) == {}
    field = {"type": 3, "custom_id": "topics", "values": ["topic-3"]}
    args = filled_in({"round": "1", **hidden}, submitted({"component": field}))
    assert args == {"round": "1", "topics": "topic-3,topic-25,topic-26,topic-27"}


@pytest.mark.parametrize(("is_required", "least"), [(True, 1), (False, 0)])
def test_a_file_is_one_upload(is_required: bool, least: int) -> None:
    field = InputField(name="file", label="목록", kind="file", required=is_required)
    [label] = opened(form_of(field), {"file": "what it was before"})
    assert label["label"] == "목록"
    assert label["component"] == {
        "type": 19,
        "custom_id": "file",
        "required": is_required,
        "min_values": least,
        "max_values": 1,
    }


def test_the_form_of_an_import_says_what_is_wrong_and_what_it_takes() -> None:
    said, file, deck = opened(import_form("en", "our-team").refused("There was no file.", "file"))
    assert said["content"].startswith("**There was no file.**\n\nMarkdown, text")
    assert file["component"]["type"] == 19
    assert (deck["component"]["custom_id"], deck["component"]["value"]) == ("deck", "our-team")


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


LIST = {"id": "7", "filename": "목록.md", "size": 12, "url": "https://cdn.discordapp.com/7?ex=1"}


def with_files(*ids: Any, **described: Any) -> dict[str, Any]:
    upload = {"type": 19, "id": 3, "custom_id": "file", "values": list(ids)}
    form = submitted({"type": 18, "id": 2, "component": upload})
    return form | {"resolved": {"attachments": described}}


def test_reads_a_file_as_the_submission_describes_it() -> None:
    data = with_files("7", **{"7": LIST, "8": LIST | {"filename": "other.md"}})
    told = {"name": "목록.md", "size": 12, "source": "https://cdn.discordapp.com/7?ex=1"}
    assert json.loads(values(data)["file"]) == told


@pytest.mark.parametrize(
    "data",
    [
        with_files(),
        with_files("7"),
        with_files("8", **{"7": LIST}),
        with_files(7, **{"7": LIST}),
        with_files("7", **{"7": None}),
        with_files("7", **{"7": LIST | {"url": None}}),
        with_files("7", **{"7": LIST | {"size": "12"}}),
        with_files("7", **{"7": {"filename": "목록.md"}}),
        with_files("7") | {"resolved": None},
        with_files("7") | {"resolved": {"attachments": [LIST]}},
        with_files("7") | {"resolved": {"users": {"7": LIST}}},
    ],
)
def test_a_file_that_is_not_described_is_none(data: dict[str, Any]) -> None:
    assert values(data) == {"file": ""}


@pytest.mark.parametrize(
    "forged",
    [
        {"type": 4, "value": json.dumps({"name": "a.md", "size": 1, "source": LIST["url"]})},
        {"type": 3, "values": [json.dumps({"name": "a.md", "size": 1, "source": LIST["url"]})]},
        {"type": 19, "values": "7"},
    ],
)
def test_nobody_types_where_a_file_is(forged: dict[str, Any]) -> None:
    data = with_files("7", **{"7": LIST})
    data["components"] = [{"type": 18, "component": {"custom_id": "file"} | forged}]
    assert values(data) == {}
