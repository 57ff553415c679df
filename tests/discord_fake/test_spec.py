"""Each limit with a payload that breaks it and one that just keeps it."""

from typing import Any

import pytest

from tests.discord_fake.spec import faults

MESSAGES = "/channels/1/messages"
CALLBACK = "/interactions/1/token/callback"
COMMANDS = "/applications/1/commands"
WEBHOOK = "/webhooks/1/token/messages/@original"
V2 = 1 << 15


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "답하기", "custom_id": custom_id} | more


def row(*components: Any, **more: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(components) or [button()]} | more


def rows(count: int) -> list[Any]:
    return [row(button(str(number))) for number in range(count)]


def select(count: int, **more: Any) -> dict[str, Any]:
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options} | more)


def message(*components: Any, **more: Any) -> dict[str, Any]:
    return {"content": "질문", "components": list(components)} | more


def embeds(size: int) -> dict[str, Any]:
    half = size // 2
    return {"embeds": [{"description": "가" * half}, {"description": "가" * (size - half)}]}


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


def choices(*pairs: tuple[str, str]) -> dict[str, Any]:
    told = [{"name": name, "value": value} for name, value in pairs]
    return {"type": 8, "data": {"choices": told}}


def command(name: str = "quiz", *options: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "퀴즈", "options": list(options)} | more


def option(name: str = "name", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "이름"} | more


def wordy(choices: int) -> dict[str, Any]:
    """Return a command with so many choices of 200 characters each."""
    words = [f"{number:0100}" for number in range(choices)]
    told = [{"name": word, "value": word} for word in words]
    return command("quiz", option("a", choices=told[:25]), option("b", choices=told[25:]))


def image(name: str) -> dict[str, Any]:
    return {"embeds": [{"image": {"url": f"attachment://{name}"}}]}


CASES: dict[str, tuple[str, str, Any, Any]] = {
    "content": ("POST", MESSAGES, {"content": "x" * 2001}, {"content": "x" * 2000}),
    "empty": ("POST", MESSAGES, {"content": " "}, {"content": "x"}),
    "embed sum": ("POST", MESSAGES, embeds(6001), embeds(6000)),
    "embed title": (
        "POST",
        MESSAGES,
        {"embeds": [{"title": "x" * 257}]},
        {"embeds": [{"title": "x" * 256}]},
    ),
    "eleven embeds": ("POST", MESSAGES, {"embeds": [{"title": "x"}] * 11}, embeds(10)),
    "rows": ("POST", MESSAGES, message(*rows(6)), message(*rows(5))),
    "buttons in a row": (
        "POST",
        MESSAGES,
        message(row(*(button(str(n)) for n in range(6)))),
        message(row(*(button(str(n)) for n in range(5)))),
    ),
    "two selects in a row": (
        "POST",
        MESSAGES,
        message(row(*select(1)["components"], button())),
        message(select(1)),
    ),
    "custom_id length": (
        "POST",
        MESSAGES,
        message(row(button("c" * 101))),
        message(row(button("c" * 100))),
    ),
    "custom_id twice": (
        "POST",
        MESSAGES,
        message(row(button("a"), button("a"))),
        message(row(button("a"), button("b"))),
    ),
    "component id twice": (
        "POST",
        MESSAGES,
        message(row(button("a", id=7), button("b", id=7))),
        message(row(button("a", id=7), button("b", id=8))),
    ),
    "button label": (
        "POST",
        MESSAGES,
        message(row(button(label="x" * 81))),
        message(row(button(label="x" * 80))),
    ),
    "no button label": (
        "POST",
        MESSAGES,
        message(row(button(label=""))),
        message(row({"type": 2, "style": 1, "custom_id": "a", "emoji": {"name": "👍"}})),
    ),
    "link button": (
        "POST",
        MESSAGES,
        message(row(button(style=5))),
        message(row({"type": 2, "style": 5, "label": "x", "url": "https://example.com"})),
    ),
    "select options": ("POST", MESSAGES, message(select(26)), message(select(25))),
    "no select options": ("POST", MESSAGES, message(select(0)), message(select(1))),
    "select value twice": (
        "POST",
        MESSAGES,
        message(select(0, options=[{"label": "a", "value": "v"}, {"label": "b", "value": "v"}])),
        message(select(0, options=[{"label": "a", "value": "v"}, {"label": "a", "value": "w"}])),
    ),
    "select max_values": (
        "POST",
        MESSAGES,
        message(select(2, max_values=3)),
        message(select(2, max_values=2)),
    ),
    "unknown component": ("POST", MESSAGES, message({"type": 99}), message(row())),
    "text display without flag": ("POST", MESSAGES, message(text()), v2(text())),
    "content with flag": ("POST", MESSAGES, v2(text(), content="x"), v2(text())),
    "embeds with flag": ("POST", MESSAGES, v2(text(), **embeds(10)), v2(text(), embeds=[])),
    "forty components": (
        "POST",
        MESSAGES,
        v2({"type": 17, "components": [text()] * 40}),
        v2({"type": 17, "components": [text()] * 39}),
    ),
    "v2 text": ("POST", MESSAGES, v2(text("x" * 2001), text("x" * 2000)), v2(text("x" * 4000))),
    "misspelt message field": (
        "POST",
        MESSAGES,
        message(row(), embds=[]),
        message(row(), embeds=[]),
    ),
    "misspelt component field": (
        "POST",
        MESSAGES,
        message(row(button(lable="x"))),
        message(row(button(disabled=True))),
    ),
    "misspelt embed field": (
        "POST",
        MESSAGES,
        {"embeds": [{"title": "x", "descripton": "y"}]},
        {"embeds": [{"title": "x", "description": "y"}]},
    ),
    "mentions both ways": (
        "POST",
        MESSAGES,
        message(allowed_mentions={"parse": ["users"], "users": ["1"]}),
        message(allowed_mentions={"parse": ["roles"], "users": ["1"]}),
    ),
    "file of an embed": ("POST", MESSAGES, image("b.png"), image("a.png")),
    "file of an odd name": ("POST", MESSAGES, image("손실.png"), image("a.png")),
    "reply": (
        "POST",
        CALLBACK,
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 4, "data": {"content": "x" * 2000}},
    ),
    "reply type": ("POST", CALLBACK, {"type": 99}, {"type": 5, "data": {"flags": 64}}),
    "edit": ("PATCH", WEBHOOK, {"content": "x" * 2001}, {"content": ""}),
    "choices": (
        "POST",
        CALLBACK,
        choices(*((str(n), str(n)) for n in range(26))),
        choices(*((str(n), str(n)) for n in range(25))),
    ),
    "choice value": ("POST", CALLBACK, choices(("a", "v" * 101)), choices(("a", "v" * 100))),
    "choice name": ("POST", CALLBACK, choices(("a" * 101, "v")), choices(("a" * 100, "v"))),
    "modal components": (
        "POST",
        CALLBACK,
        modal(*(label(str(n)) for n in range(6))),
        modal(*(label(str(n)) for n in range(5))),
    ),
    "no modal components": ("POST", CALLBACK, modal(), modal(label())),
    "modal title": ("POST", CALLBACK, modal(label(), title="x" * 46), modal(label())),
    "misspelt modal field": ("POST", CALLBACK, modal(label(), titel="x"), modal(label())),
    "modal custom_id twice": (
        "POST",
        CALLBACK,
        modal(label("a"), label("a")),
        modal(label("a"), label("b")),
    ),
    "text input value": (
        "POST",
        CALLBACK,
        modal(label(value="xxx", max_length=2)),
        modal(label(value="xx", max_length=2)),
    ),
    "text input max_length": (
        "POST",
        CALLBACK,
        modal(label(max_length=4001)),
        modal(label(max_length=4000)),
    ),
    "command name": ("PUT", COMMANDS, [command("Quiz")], [command("퀴즈")]),
    "command name length": ("PUT", COMMANDS, [command("q" * 33)], [command("q" * 32)]),
    "command description": ("PUT", COMMANDS, [command(description="")], [command()]),
    "command twice": ("PUT", COMMANDS, [command("a"), command("a")], [command("a"), command("b")]),
    "hundred commands": (
        "PUT",
        COMMANDS,
        [command(f"c{n}") for n in range(101)],
        [command(f"c{n}") for n in range(100)],
    ),
    "command characters": ("PUT", COMMANDS, [wordy(40)], [wordy(39)]),
    "required after optional": (
        "PUT",
        COMMANDS,
        [command("quiz", option("a"), option("b", required=True))],
        [command("quiz", option("a", required=True), option("b"))],
    ),
    "option twice": (
        "PUT",
        COMMANDS,
        [command("quiz", option("a"), option("a"))],
        [command("quiz", option("a"), option("b"))],
    ),
    "misspelt option field": (
        "PUT",
        COMMANDS,
        [command("quiz", option(requird=True))],
        [command("quiz", option(required=True))],
    ),
    "misspelt command field": ("PUT", COMMANDS, [command(opions=[])], [command(nsfw=False)]),
    "choices and autocompletion": (
        "PUT",
        COMMANDS,
        [command("quiz", option(autocomplete=True, choices=[{"name": "a", "value": "a"}]))],
        [command("quiz", option(choices=[{"name": "a", "value": "a"}]))],
    ),
    "locale": (
        "PUT",
        COMMANDS,
        [command(name_localizations={"kr": "퀴즈"})],
        [command(name_localizations={"ko": "퀴즈"})],
    ),
    "first message in a forum": (
        "POST",
        "/channels/1/threads",
        {"name": "질문", "message": {"content": "x" * 2001}},
        {"name": "질문", "message": {"content": "x" * 2000}},
    ),
    "unknown operation": ("POST", "/channels/1/mesages", {"content": "x"}, None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_broken_limit_is_found_and_a_kept_one_is_not(case: str) -> None:
    method, path, bad, good = CASES[case]
    files = ["a.png", "손실.png"] if case.startswith("file") else []
    found = faults(method, path, bad, files)
    assert found
    assert not [one for one in found if one.startswith("unreadable")]
    if good is not None:
        assert faults(method, path, good, files) == []


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
