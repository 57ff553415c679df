"""Each limit with a payload that breaks it and one that just keeps it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.discord_fake.spec import faults

MESSAGES = "/channels/1/messages"
CALLBACK = "/interactions/1/token/callback"
COMMANDS = "/applications/1/commands"
WEBHOOK = "/webhooks/1/token/messages/@original"
THREADS = "/channels/1/threads"
METHODS = {COMMANDS: "PUT", WEBHOOK: "PATCH"}
V2 = 1 << 15


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "답하기", "custom_id": custom_id} | more


def row(*components: Any, **more: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(components) or [button()]} | more


def select(count: int, **more: Any) -> dict[str, Any]:
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options} | more)


def message(*components: Any, **more: Any) -> dict[str, Any]:
    return {"content": "질문", "components": list(components)} | more


def v2(*components: Any, **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components)} | more


def text(content: str = "글") -> dict[str, Any]:
    return {"type": 10, "content": content}


def label(custom_id: str = "t", **more: Any) -> dict[str, Any]:
    field = {"type": 4, "style": 1, "custom_id": custom_id} | more
    return {"type": 18, "label": "답", "component": field}


def modal(*components: Any, **more: Any) -> dict[str, Any]:
    data = {"custom_id": "m", "title": "답", "components": list(components)} | more
    return {"type": 9, "data": data}


def choices(*values: str) -> dict[str, Any]:
    return {"type": 8, "data": {"choices": [{"name": "a", "value": value} for value in values]}}


def command(name: str = "quiz", *options: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "퀴즈", "options": list(options)} | more


def option(name: str = "name", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "이름"} | more


def wordy(choices: int) -> dict[str, Any]:
    """Return a command with so many choices of 200 characters each."""
    words = [f"{number:0100}" for number in range(choices)]
    told = [{"name": word, "value": word} for word in words]
    return command("quiz", option("a", choices=told[:25]), option("b", choices=told[25:]))


def picture(name: str) -> dict[str, Any]:
    return v2({"type": 12, "items": [{"media": {"url": f"attachment://{name}"}}]})


DEFAULT = {"label": "a", "value": "v", "default": True}
CHOICE = {"name": "a", "value": "a"}
LIMITS: dict[str, tuple[str, int, Callable[[int], Any]]] = {
    "content": (MESSAGES, 2000, lambda n: {"content": "x" * n}),
    "content of a reply": (CALLBACK, 2000, lambda n: {"type": 4, "data": {"content": "x" * n}}),
    "content of an edit": (WEBHOOK, 2000, lambda n: {"content": "x" * n}),
    "content in a forum": (THREADS, 2000, lambda n: {"name": "a", "message": {"content": "x" * n}}),
    "rows": (MESSAGES, 5, lambda n: message(*(row(button(str(i))) for i in range(n)))),
    "custom_id": (MESSAGES, 100, lambda n: message(row(button("c" * n)))),
    "button label": (MESSAGES, 80, lambda n: message(row(button(label="x" * n)))),
    "select options": (MESSAGES, 25, lambda n: message(select(n))),
    "select max_values": (MESSAGES, 2, lambda n: message(select(2, max_values=n))),
    "v2 components": (MESSAGES, 39, lambda n: v2({"type": 17, "components": [text()] * n})),
    "v2 text": (MESSAGES, 4000, lambda n: v2(text("x" * 2000), text("x" * (n - 2000)))),
    "choices": (CALLBACK, 25, lambda n: choices(*map(str, range(n)))),
    "choice value": (CALLBACK, 100, lambda n: choices("v" * n)),
    "modal components": (CALLBACK, 5, lambda n: modal(*(label(str(i)) for i in range(n)))),
    "modal title": (CALLBACK, 45, lambda n: modal(label(), title="x" * n)),
    "text input value": (CALLBACK, 2, lambda n: modal(label(value="x" * n, max_length=2))),
    "text input max_length": (CALLBACK, 4000, lambda n: modal(label(max_length=n))),
    "commands": (COMMANDS, 100, lambda n: [command(f"c{i}") for i in range(n)]),
    "command name": (COMMANDS, 32, lambda n: [command("q" * n)]),
    "command characters": (COMMANDS, 39, lambda n: [wordy(n)]),
}

MISTAKES: dict[str, tuple[str, Any, Any]] = {
    "empty": (MESSAGES, {"content": " "}, {"content": "x"}),
    "more than a select in a row": (
        MESSAGES,
        message(row(*select(1)["components"], button())),
        message(select(1)),
    ),
    "custom_id twice": (
        MESSAGES,
        message(row(button("a"), button("a"))),
        message(row(button("a"), button("b"))),
    ),
    "component id twice": (
        MESSAGES,
        message(row(button("a", id=7), button("b", id=7))),
        message(row(button("a", id=7), button("b", id=8))),
    ),
    "no button label": (
        MESSAGES,
        message(row(button(label=""))),
        message(row({"type": 2, "style": 1, "custom_id": "a", "emoji": {"name": "👍"}})),
    ),
    "link button": (
        MESSAGES,
        message(row(button(style=5))),
        message(row({"type": 2, "style": 5, "label": "x", "url": "https://example.com"})),
    ),
    "button without an id": (MESSAGES, message(row(button(""))), message(row(button()))),
    "no select options": (MESSAGES, message(select(0)), message(select(1))),
    "too many defaults": (
        MESSAGES,
        message(select(0, options=[DEFAULT, DEFAULT | {"value": "w"}])),
        message(select(0, options=[DEFAULT])),
    ),
    "select value twice": (
        MESSAGES,
        message(select(0, options=[{"label": "a", "value": "v"}, {"label": "b", "value": "v"}])),
        message(select(0, options=[{"label": "a", "value": "v"}, {"label": "a", "value": "w"}])),
    ),
    "unknown component": (MESSAGES, message({"type": 99}), message(row())),
    "text display without flag": (MESSAGES, message(text()), v2(text())),
    "content with flag": (MESSAGES, v2(text(), content="x"), v2(text())),
    "misspelt message field": (MESSAGES, message(row(), flag=64), message(row(), flags=64)),
    "misspelt component field": (
        MESSAGES,
        message(row(button(lable="x"))),
        message(row(button(disabled=True))),
    ),
    "mentions both ways": (
        MESSAGES,
        message(allowed_mentions={"parse": ["users"], "users": ["1"]}),
        message(allowed_mentions={"parse": ["roles"], "users": ["1"]}),
    ),
    "file that is not there": (MESSAGES, picture("b.png"), picture("a.png")),
    "file of an odd name": (MESSAGES, picture("손실.png"), picture("a.png")),
    "reply type": (CALLBACK, {"type": 99}, {"type": 5, "data": {"flags": 64}}),
    "no modal components": (CALLBACK, modal(), modal(label())),
    "text input min_length": (
        CALLBACK,
        modal(label(min_length=5, max_length=4)),
        modal(label(min_length=4, max_length=4)),
    ),
    "command name": (COMMANDS, [command("Quiz")], [command("퀴즈")]),
    "option beside a subcommand": (
        COMMANDS,
        [command("quiz", option("a", type=1), option("b"))],
        [command("quiz", option("a", type=1), option("b", type=1))],
    ),
    "choice twice": (
        COMMANDS,
        [command("quiz", option(choices=[CHOICE, CHOICE]))],
        [command("quiz", option(choices=[CHOICE]))],
    ),
    "command description": (COMMANDS, [command(description="")], [command()]),
    "command twice": (COMMANDS, [command("a"), command("a")], [command("a"), command("b")]),
    "option twice": (
        COMMANDS,
        [command("quiz", option("a"), option("a"))],
        [command("quiz", option("a"), option("b"))],
    ),
    "required after optional": (
        COMMANDS,
        [command("quiz", option("a"), option("b", required=True))],
        [command("quiz", option("a", required=True), option("b"))],
    ),
    "misspelt option field": (
        COMMANDS,
        [command("quiz", option(requird=True))],
        [command("quiz", option(required=True))],
    ),
    "choices and autocompletion": (
        COMMANDS,
        [command("quiz", option(autocomplete=True, choices=[CHOICE]))],
        [command("quiz", option(choices=[CHOICE]))],
    ),
    "locale": (
        COMMANDS,
        [command(name_localizations={"kr": "퀴즈"})],
        [command(name_localizations={"ko": "퀴즈"})],
    ),
}


def judged(path: str, body: Any, *files: str) -> list[str]:
    found = faults(METHODS.get(path, "POST"), path, body, files)
    assert not [one for one in found if one.startswith("unreadable")]
    return found


@pytest.mark.parametrize("limit", LIMITS)
def test_one_more_than_discord_takes_is_found(limit: str) -> None:
    path, most, build = LIMITS[limit]
    assert judged(path, build(most)) == []
    assert judged(path, build(most + 1)) != []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_discord_does_not_take_is_found(mistake: str) -> None:
    path, bad, good = MISTAKES[mistake]
    files = ["a.png", "손실.png"] if mistake.startswith("file") else []
    assert judged(path, good, *files) == []
    assert judged(path, bad, *files) != []


def test_an_unknown_operation_is_found() -> None:
    assert judged("/channels/1/mesages", {"content": "x"}) != []


def test_an_edit_of_a_v2_message_needs_no_flag() -> None:
    path = f"{MESSAGES}/2"
    assert faults("PATCH", path, {"components": [text()]}) != []
    assert faults("PATCH", path, {"components": [text()]}, is_v2=True) == []
    assert faults("PATCH", path, {"content": "x"}, is_v2=True) != []


def test_requests_without_a_body() -> None:
    assert faults("GET", "/users/@me", None) == []
    assert faults("POST", "/channels/1/typing", None) == []
    assert faults("POST", "/channels/1/typing", {"x": 1}) == ["takes no body"]
    assert faults("POST", MESSAGES, None) != []
    assert faults("GET", f"{MESSAGES}?limit=5", None) == []


def test_attachment_ids_may_be_numbers() -> None:
    named = {"content": "x", "attachments": [{"id": 0, "filename": "a.png"}]}
    assert faults("POST", MESSAGES, named) == []
    assert faults("POST", CALLBACK, {"type": 4, "data": named}) == []
