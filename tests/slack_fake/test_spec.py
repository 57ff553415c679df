"""Each limit with a request that breaks it and one that just keeps it."""

from typing import Any

import pytest

from tests.slack_fake.basics import Json
from tests.slack_fake.spec import faults

POST = "chat.postMessage"


def plain(text: str = "글") -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "글", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def header(text: str = "글") -> Json:
    return {"type": "header", "text": plain(text)}


def button(action_id: str = "a", text: str = "답하기", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def buttons(count: int) -> Json:
    return actions(*(button(str(n)) for n in range(count)))


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def option(value: str = "v", text: str = "글", **more: Any) -> Json:
    return {"text": plain(text), "value": value} | more


def options(count: int) -> list[Json]:
    return [option(str(n)) for n in range(count)]


def select(*options: Json, **more: Any) -> Json:
    return actions({"type": "static_select", "action_id": "s", "options": list(options)} | more)


def checkboxes(count: int, **more: Any) -> Json:
    return actions({"type": "checkboxes", "action_id": "c", "options": options(count)} | more)


def table(rows: int = 1, columns: int = 1, text: str = "칸", **more: Any) -> Json:
    row = [{"type": "raw_text", "text": text}] * columns
    return {"type": "table", "rows": [row] * rows} | more


def message(*blocks: Any, **more: Any) -> Json:
    return {"channel": "C1", "text": "글", "blocks": list(blocks)} | more


def field(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "text"} | more
    return {"type": "input", "label": plain(), "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)} | more
    return {"trigger_id": "1", "view": {key: one for key, one in view.items() if one is not None}}


def ack(of: str, **payload: Any) -> Json:
    return {"of": of, "payload": payload}


def longest(size: int) -> list[Json]:
    """Return sections of so many characters together."""
    return [section("가" * min(3000, size - start)) for start in range(0, size, 3000)]


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U2"}]}],
}
MRKDWN_BUTTON = button() | {"text": {"type": "mrkdwn", "text": "x"}}
HOME = {"type": "home", "blocks": [section()]}
BLOCKS: dict[str, tuple[list[Any], list[Any]]] = {
    "blocks": ([section()] * 51, [section()] * 50),
    "section text": ([section("x" * 3001)], [section("x" * 3000)]),
    "empty section": ([section("")], [section()]),
    "header text": ([header("x" * 151)], [header("x" * 150)]),
    "empty header": ([header("")], [header()]),
    "fields": ([section(fields=[plain()] * 11)], [section(fields=[plain()] * 10)]),
    "field": ([section(fields=[plain("x" * 2001)])], [section(fields=[plain("x" * 2000)])]),
    "context": ([context(*[plain()] * 11)], [context(*[plain()] * 10)]),
    "text in a context": ([context(plain("x" * 3001))], [context(plain("x" * 3000))]),
    "button text": ([actions(button(text="x" * 76))], [actions(button(text="x" * 75))]),
    "empty button": ([actions(button(text=""))], [actions(button())]),
    "mrkdwn on a button": ([actions(MRKDWN_BUTTON)], [actions(button())]),
    "button value": ([actions(button(value="x" * 2001))], [actions(button(value="x" * 2000))]),
    "empty value": ([actions(button(value=""))], [actions(button(value="v"))]),
    "buttons": ([buttons(26)], [buttons(25)]),
    "no buttons": ([actions()], [buttons(1)]),
    "action_id": ([actions(button("x" * 256))], [actions(button("x" * 255))]),
    "action_id twice": ([buttons(1), buttons(1)], [buttons(1), actions(button("b"))]),
    "block_id": ([section(block_id="x" * 256)], [section(block_id="x" * 255)]),
    "block_id twice": ([section(block_id="b")] * 2, [section(block_id=one) for one in "bc"]),
    "checkboxes": ([checkboxes(11)], [checkboxes(10)]),
    "initial options": (
        [checkboxes(2, initial_options=[option("2")])],
        [checkboxes(2, initial_options=[option("1")])],
    ),
    "options": ([select(*options(101))], [select(*options(100))]),
    "no options": ([select()], [select(option())]),
    "option text": ([select(option(text="x" * 76))], [select(option(text="x" * 75))]),
    "option value": ([select(option("x" * 151))], [select(option("x" * 150))]),
    "option value twice": ([select(option(), option())], [select(option(), option("w"))]),
    "description of an option": (
        [select(option(description=plain("x" * 76)))],
        [select(option(description=plain("x" * 75)))],
    ),
    "initial option": (
        [select(option(), initial_option=option("w"))],
        [select(option(), initial_option=option())],
    ),
    "placeholder": (
        [select(option(), placeholder=plain("x" * 151))],
        [select(option(), placeholder=plain("x" * 150))],
    ),
    "table rows": ([table(101)], [table(100)]),
    "table columns": ([table(1, 21)], [table(1, 20)]),
    "column settings": ([table(column_settings=[{}] * 21)], [table(column_settings=[{}] * 20)]),
    "empty cell": ([table(text="")], [table(text="-")]),
    "table text": ([table(100, 11, "칸" * 10)], [table(100, 10, "칸" * 10)]),
    "two tables": ([table(), table()], [table()]),
    "text of all blocks": (longest(13_001), longest(13_000)),
    "unknown block": ([{"type": "sections"}], [{"type": "divider"}]),
    "misspelt field": ([section(block="b")], [section(block_id="b")]),
    "element in the wrong block": ([context(button())], [buttons(1)]),
    "ping in a section": ([section("<!channel> 새 질문")], [section("&lt;!channel&gt; 새 질문")]),
    "ping in rich text": ([RICH], [section("<#C123>")]),
}
REQUESTS: dict[str, tuple[str, Json, Json]] = {
    "fallback": (POST, message(section(), text="x" * 4001), message(section(), text="x" * 4000)),
    "no fallback": (POST, message(section(), text=""), message(section())),
    "no fallback in an edit": ("chat.update", message(section(), text=""), message(section())),
    "no fallback in a response": (
        "response_url",
        {"blocks": [section()]},
        {"blocks": [section()], "text": "x"},
    ),
    "ping in the fallback": (POST, message(text="<@U123> 답했어요"), message(text="@U123")),
    "names looked for": (POST, message(link_names=True), message(link_names=False)),
    "view blocks": ("views.open", modal(*[section()] * 101), modal(*[section()] * 100)),
    "modal title": (
        "views.open",
        modal(section(), title=plain("x" * 25)),
        modal(section(), title=plain("x" * 24)),
    ),
    "private_metadata": (
        "views.open",
        modal(section(), private_metadata="x" * 3001),
        modal(section(), private_metadata="x" * 3000),
    ),
    "a token in a modal": (
        "views.open",
        modal(section(), private_metadata='{"a": "xoxb-1"}'),
        modal(section(), private_metadata='{"a": "C1"}'),
    ),
    "a URL in a modal": (
        "views.open",
        modal(section(), private_metadata="HTTPS://hooks.slack.com/actions/T1"),
        modal(section(), private_metadata="T1"),
    ),
    "external_id": (
        "views.open",
        modal(section(), external_id="x" * 256),
        modal(section(), external_id="x" * 255),
    ),
    "input without submit": ("views.open", modal(field(), submit=None), modal(field())),
    "input max_length": (
        "views.open",
        modal(field(max_length=3001)),
        modal(field(max_length=3000)),
    ),
    "input min_length": (
        "views.open",
        modal(field(min_length=5, max_length=4)),
        modal(field(min_length=4, max_length=4)),
    ),
    "initial value": (
        "views.open",
        modal(field(max_length=2, initial_value="xxx")),
        modal(field(max_length=2, initial_value="xx")),
    ),
    "modal as Home": (
        "views.publish",
        {"user_id": "U1", "view": modal(section())["view"]},
        {"user_id": "U1", "view": HOME},
    ),
}
ACKS: dict[str, tuple[str, Json, Json]] = {
    "press": ("block_actions", {"text": "x"}, {}),
    "event": ("event", {"text": "x"}, {}),
    "command": ("slash", {"text": "<!here>"}, {"text": "x"}),
    "action": ("view_submission", {"response_action": "push"}, {}),
    "errors": (
        "view_submission",
        {"response_action": "errors", "errors": {"text": ""}},
        {"response_action": "errors", "errors": {"text": "짧아요"}},
    ),
    "view": (
        "view_submission",
        {"response_action": "update", "view": modal()["view"]},
        {"response_action": "update", "view": modal(section())["view"]},
    ),
    "no view": ("view_submission", {"response_action": "update"}, {}),
    "options": ("block_suggestion", {"options": options(101)}, {"options": options(100)}),
    "option": ("block_suggestion", {"options": [option(text="x" * 76)]}, {"options": []}),
    "no options": ("block_suggestion", {}, {"options": []}),
}
CASES = [
    *((POST, message(*bad), message(*good)) for bad, good in BLOCKS.values()),
    *REQUESTS.values(),
    *(("ack", ack(of, **bad), ack(of, **good)) for of, bad, good in ACKS.values()),
]


@pytest.mark.parametrize(
    ("method", "bad", "good"), CASES, ids=[*BLOCKS, *REQUESTS, *(f"ack: {one}" for one in ACKS)]
)
def test_a_broken_limit_is_found_and_a_kept_one_is_not(method: str, bad: Json, good: Json) -> None:
    found = faults(method, bad)
    assert found
    assert not [one for one in found if "unreadable" in one]
    assert faults(method, good) == []


def test_pings_may_be_allowed() -> None:
    pings = message(section("<@U1> <!here>"), RICH, text="<@U1> 답했어요")
    assert faults(POST, pings, {"U1", "here"}) == ["rule: mentions U2"]
    assert faults(POST, pings, {"U1", "U2", "here"}) == []


@pytest.mark.parametrize(
    ("method", "args", "word"),
    [
        (POST, {"channel": "C1"}, "no_text"),
        (POST, message({"type": "sections"}), "invalid_blocks"),
        (POST, message(*longest(13_001)), "msg_blocks_too_long"),
        (POST, message(section(), text="x" * 4001), "msg_too_long"),
        (POST, message(section("<!here>")), "rule"),
        (POST, message() | {"blocks": "no list"}, "invalid_blocks_format"),
        (POST, message("no block"), "invalid_arguments"),
        ("views.open", modal(), "invalid_arguments"),
        ("views.open", {"view": {"type": "modal"}}, "invalid_arguments"),
    ],
)
def test_the_first_word_of_a_fault_is_what_slack_answers(
    method: str, args: Json, word: str
) -> None:
    assert faults(method, args)[0].startswith(f"{word}: ")
