"""Each limit with a request that breaks it and one that just keeps it."""

from typing import Any

import pytest

from tests.slack_fake.spec import faults

POST = "chat.postMessage"


def plain(text: str = "글") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "글", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def button(action_id: str = "a", text: str = "답하기", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements) or [button()]}


def option(value: str = "v", text: str = "글") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def select(*options: Any, **more: Any) -> dict[str, Any]:
    made = list(options) or [option()]
    return {"type": "static_select", "action_id": "s", "options": made} | more


def checkboxes(count: int, **more: Any) -> dict[str, Any]:
    options = [option(str(number)) for number in range(count)]
    return actions({"type": "checkboxes", "action_id": "c", "options": options} | more)


def table(rows: int, columns: int = 1, size: int = 1) -> dict[str, Any]:
    row = [{"type": "raw_text", "text": "칸" * size}] * columns
    return {"type": "table", "rows": [row] * rows}


def message(*blocks: Any, **more: Any) -> dict[str, Any]:
    return {"channel": "C1", "text": "글", "blocks": list(blocks)} | more


def field(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "text"} | more
    return {"type": "input", "label": plain(), "element": element}


def modal(*blocks: Any, **more: Any) -> dict[str, Any]:
    view = {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)}
    return {"trigger_id": "1", "view": {k: v for k, v in (view | more).items() if v is not None}}


def ack(of: str, **payload: Any) -> dict[str, Any]:
    return {"of": of, "payload": payload}


def longest(size: int) -> list[Any]:
    """Return sections of so many characters together."""
    return [section("가" * min(3000, size - start)) for start in range(0, size, 3000)]


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U2"}]}],
}
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "blocks": (POST, message(*[section()] * 51), message(*[section()] * 50)),
    "section text": (POST, message(section("x" * 3001)), message(section("x" * 3000))),
    "empty section": (POST, message(section("")), message(section())),
    "header text": (
        POST,
        message({"type": "header", "text": plain("x" * 151)}),
        message({"type": "header", "text": plain("x" * 150)}),
    ),
    "fields": (
        POST,
        message(section(fields=[plain()] * 11)),
        message(section(fields=[plain()] * 10)),
    ),
    "button text": (
        POST,
        message(actions(button(text="x" * 76))),
        message(actions(button(text="x" * 75))),
    ),
    "button value": (
        POST,
        message(actions(button(value="x" * 2001))),
        message(actions(button(value="x" * 2000))),
    ),
    "buttons": (
        POST,
        message(actions(*(button(str(n)) for n in range(26)))),
        message(actions(*(button(str(n)) for n in range(25)))),
    ),
    "action_id": (
        POST,
        message(actions(button("x" * 256))),
        message(actions(button("x" * 255))),
    ),
    "action_id twice": (
        POST,
        message(actions(button()), actions(button())),
        message(actions(button()), actions(button("b"))),
    ),
    "block_id": (POST, message(section(block_id="x" * 256)), message(section(block_id="x" * 255))),
    "block_id twice": (
        POST,
        message(section(block_id="b"), section(block_id="b")),
        message(section(block_id="b"), section(block_id="c")),
    ),
    "field": (
        POST,
        message(section(fields=[plain("x" * 2001)])),
        message(section(fields=[plain("x" * 2000)])),
    ),
    "text in a context": (
        POST,
        message({"type": "context", "elements": [plain("x" * 3001)]}),
        message({"type": "context", "elements": [plain("x" * 3000)]}),
    ),
    "empty header": (
        POST,
        message({"type": "header", "text": plain("")}),
        message({"type": "header", "text": plain()}),
    ),
    "empty button": (POST, message(actions(button(text=""))), message(actions(button()))),
    "empty value": (POST, message(actions(button(value=""))), message(actions(button(value="v")))),
    "no buttons": (POST, message(actions() | {"elements": []}), message(actions())),
    "checkboxes": (POST, message(checkboxes(11)), message(checkboxes(10))),
    "description of an option": (
        POST,
        message(actions(select(option() | {"description": plain("x" * 76)}))),
        message(actions(select(option() | {"description": plain("x" * 75)}))),
    ),
    "no options": (
        POST,
        message(actions(select() | {"options": []})),
        message(actions(select())),
    ),
    "initial options": (
        POST,
        message(checkboxes(2, initial_options=[option("2")])),
        message(checkboxes(2, initial_options=[option("1")])),
    ),
    "context": (
        POST,
        message({"type": "context", "elements": [plain()] * 11}),
        message({"type": "context", "elements": [plain()] * 10}),
    ),
    "option text": (
        POST,
        message(actions(select(option(text="x" * 76)))),
        message(actions(select(option(text="x" * 75)))),
    ),
    "option value": (
        POST,
        message(actions(select(option("x" * 151)))),
        message(actions(select(option("x" * 150)))),
    ),
    "options": (
        POST,
        message(actions(select(*(option(str(n)) for n in range(101))))),
        message(actions(select(*(option(str(n)) for n in range(100))))),
    ),
    "option value twice": (
        POST,
        message(actions(select(option(), option()))),
        message(actions(select(option(), option("w")))),
    ),
    "initial option": (
        POST,
        message(actions(select(initial_option=option("w")))),
        message(actions(select(initial_option=option()))),
    ),
    "placeholder": (
        POST,
        message(actions(select(placeholder=plain("x" * 151)))),
        message(actions(select(placeholder=plain("x" * 150)))),
    ),
    "table rows": (POST, message(table(101)), message(table(100))),
    "table columns": (POST, message(table(1, 21)), message(table(1, 20))),
    "empty cell": (
        POST,
        message({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}),
        message({"type": "table", "rows": [[{"type": "raw_text", "text": "-"}]]}),
    ),
    "column settings": (
        POST,
        message(table(1) | {"column_settings": [{}] * 21}),
        message(table(1) | {"column_settings": [{}] * 20}),
    ),
    "table text": (POST, message(table(100, 11, 10)), message(table(100, 10, 10))),
    "two tables": (POST, message(table(1), table(1)), message(table(1))),
    "text of all blocks": (POST, message(*longest(13_001)), message(*longest(13_000))),
    "unknown block": (POST, message({"type": "sections"}), message({"type": "divider"})),
    "misspelt field": (POST, message(section(block="b")), message(section(block_id="b"))),
    "mrkdwn on a button": (
        POST,
        message(actions(button() | {"text": {"type": "mrkdwn", "text": "x"}})),
        message(actions(button())),
    ),
    "element in the wrong block": (
        POST,
        message({"type": "context", "elements": [button()]}),
        message(actions()),
    ),
    "fallback": (POST, message(section(), text="x" * 4001), message(section(), text="x" * 4000)),
    "no fallback": (POST, message(section(), text=""), message(section())),
    "no fallback in an edit": ("chat.update", message(section(), text=""), message(section())),
    "no fallback in a response": (
        "response_url",
        {"blocks": [section()]},
        {"delete_original": True},
    ),
    "ping in a section": (
        POST,
        message(section("<!channel> 새 질문")),
        message(section("&lt;!channel&gt; 새 질문")),
    ),
    "ping in the fallback": (
        POST,
        message(section(), text="<@U123> 답했어요"),
        message(section(), text="<@U1> 답했어요"),
    ),
    "ping in rich text": (
        POST,
        message(RICH),
        message(section("<#C123>")),
    ),
    "names looked for": (
        POST,
        message(section(), link_names=True),
        message(section(), link_names=False),
    ),
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
        "views.update",
        modal(section(), private_metadata='{"a": "xoxb-1"}'),
        modal(section(), private_metadata='{"a": "C1"}'),
    ),
    "a URL in a modal": (
        "views.push",
        modal(section(), private_metadata="HTTPS://hooks.slack.com/actions/T1"),
        modal(section(), private_metadata="T1"),
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
    "external_id": (
        "views.open",
        modal(section(), external_id="x" * 256),
        modal(section(), external_id="x" * 255),
    ),
    "initial value": (
        "views.open",
        modal(field(max_length=2, initial_value="xxx")),
        modal(field(max_length=2, initial_value="xx")),
    ),
    "modal as Home": (
        "views.publish",
        {"user_id": "U1", "view": modal(section())["view"]},
        {"user_id": "U1", "view": {"type": "home", "blocks": [section()]}},
    ),
    "ack of a press": ("ack", ack("block_actions", text="x"), ack("block_actions")),
    "ack of an event": ("ack", ack("event", text="x"), ack("event")),
    "response_action": (
        "ack",
        ack("view_submission", response_action="close"),
        ack("view_submission", response_action="clear"),
    ),
    "errors": (
        "ack",
        ack("view_submission", response_action="errors", errors={"text": ""}),
        ack("view_submission", response_action="errors", errors={"text": "짧아요"}),
    ),
    "view of an ack": (
        "ack",
        ack("view_submission", response_action="update", view=modal()["view"]),
        ack("view_submission", response_action="update", view=modal(section())["view"]),
    ),
    "suggestions": (
        "ack",
        ack("block_suggestion", options=[option(str(n)) for n in range(101)]),
        ack("block_suggestion", options=[option(str(n)) for n in range(100)]),
    ),
    "text of a suggestion": (
        "ack",
        ack("block_suggestion", options=[option(text="x" * 76)]),
        ack("block_suggestion", options=[]),
    ),
    "no suggestions": ("ack", ack("block_suggestion"), ack("block_suggestion", options=[])),
    "message of an ack": ("ack", ack("slash", text="<!here>"), ack("slash", text="x")),
}


@pytest.mark.parametrize("case", CASES)
def test_a_broken_limit_is_found_and_a_kept_one_is_not(case: str) -> None:
    method, bad, good = CASES[case]
    found = faults(method, bad)
    assert found
    assert not [one for one in found if "unreadable" in one]
    if case == "ping in the fallback":
        assert faults(method, good, {"U1"}) == []
    else:
        assert faults(method, good) == []


def test_a_message_of_nothing_is_refused() -> None:
    assert faults(POST, {"channel": "C1"})[0].startswith("no_text: ")


def test_pings_may_be_allowed() -> None:
    pings = message(section("<@U1> <!here>"), RICH)
    assert faults(POST, pings, {"U1", "here"}) == ["rule: mentions U2"]
    assert faults(POST, pings, {"U1", "U2", "here"}) == []


def test_the_first_word_of_a_fault_is_what_slack_answers() -> None:
    cases = {
        "invalid_blocks": message({"type": "sections"}),
        "msg_blocks_too_long": message(*longest(13_001)),
        "msg_too_long": message(section(), text="x" * 4001),
        "rule": message(section("<!here>")),
    }
    for word, args in cases.items():
        assert {one.partition(": ")[0] for one in faults(POST, args)} == {word}
    assert faults("views.open", modal())[0].startswith("invalid_arguments: ")


def test_what_cannot_be_read_is_a_fault() -> None:
    assert faults(POST, message("no block")) != []
    assert faults(POST, message() | {"blocks": "no list"}) != []
    assert faults("views.open", {"view": {"type": "modal"}}) != []
