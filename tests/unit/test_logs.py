"""What a line of the logs holds, and what it never does."""

import json
import logging
import re
import sys
import threading
import warnings
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from structlog.contextvars import bound_contextvars

from compute import logs
from compute.client import ComputeClient, ComputeUnavailable
from compute.service.tracing import Tracing

CANARY = "what a member typed"


class Number(BaseModel):
    value: int


def line(message: str, *args: object, error: BaseException | None = None) -> str:
    raised = exc_info(error) if error else None
    record = logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, message, args, raised)
    return logs.formatter("json").format(record)


def exc_info(error: BaseException) -> Any:
    return type(error), error, error.__traceback__


def raised(work: Any) -> BaseException:
    try:
        work()
    except BaseException as exc:
        return exc
    raise AssertionError("it raises")


def deep() -> None:
    try:
        Number(value=CANARY)  # type: ignore[arg-type]
    except ValueError as exc:
        raise ExceptionGroup(CANARY, [KeyError(CANARY)]) from exc


def test_a_line_says_when_how_bad_and_what_it_is_about() -> None:
    with bound_contextvars(request_id="ab12", channel="slack:T1/C1", member="slack:T1/U1"):
        found = json.loads(line("%d wait", 3))
    assert found.pop("timestamp").endswith("Z")
    assert found.pop("member").startswith("member-")
    assert found == {
        "event": "3 wait",
        "level": "warning",
        "logger": "bot.x",
        "request_id": "ab12",
        "channel": "slack:T1/C1",
    }


def test_errors_are_told_by_type_and_place_alone() -> None:
    error = raised(deep)
    found = line("broke: %s", error, error=error)
    assert CANARY not in found
    for told in ("ExceptionGroup", "KeyError", "ValidationError", "in deep"):
        assert told in json.loads(found)["exception"]


def recurse(number: int = 0) -> None:
    return back(number)


def back(number: int) -> None:
    return recurse(number + 1)


def rise_from_each_other() -> None:
    error = ValueError("the first")
    for _ in range(2 * sys.getrecursionlimit()):
        error = raised_from(error)
    raise error


def raised_from(error: ValueError) -> ValueError:
    later = ValueError(CANARY)
    later.__cause__ = error
    return later


@pytest.mark.parametrize(
    ("work", "told"), [(recurse, "in raised"), (recurse, "in back"), (rise_from_each_other, "Val")]
)
def test_long_traces_are_told_by_their_ends(work: Any, told: str) -> None:
    found = json.loads(line("broke", error=raised(work)))["exception"]
    assert told in found
    assert re.search(r"… \d+ more", found)
    assert len(found.splitlines()) < 150


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123-456-canary",
        "xapp-1-A123-456-canary",
        "canarycanarycanarycanary12.canary.canarycanarycanarycanary123",
        "https://discord.com/api/v10/webhooks/123/canary-token",
        "https://discord.com/api/v10/interactions/123/canary-token/callback",
        "https://hooks.slack.com/commands/T1/canary",
        "Authorization: Bearer canary",
        "wss://wss-primary.slack.com/link/?ticket=canary",
    ],
)
def test_tokens_are_hidden(secret: str) -> None:
    assert "canary" not in line("asked %s", secret)


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_is_logged_begins_no_line_and_moves_no_cursor(form: logs.Form) -> None:
    name = "\nforged\x1b[2J\x9b2J\x85forged\u2028forged\u202e"
    error = type(name, (Exception,), {})()
    record = logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, name, (), exc_info(error))
    with bound_contextvars(channel=name):
        first, *rest = logs.formatter(form).format(record).split("\n")
    assert "forged" in first
    assert all(line.startswith("  ") for line in rest)
    assert all(line.isprintable() for line in (first, *rest))


def test_warnings_and_errors_in_threads_are_logged_as_all_else_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("json")
    thread = threading.Thread(target=deep)
    thread.start()
    thread.join()
    with warnings.catch_warnings(action="always"):
        warnings.warn("of a library", stacklevel=1)
    ended, warned = map(json.loads, capsys.readouterr().err.splitlines())
    assert ended["event"] == "a thread ended by an error"
    assert "in deep" in ended["exception"]
    assert CANARY not in ended["exception"]
    assert "UserWarning: of a library" in warned["event"]


@pytest.mark.parametrize("member", ["discord:12/345", "slack:T1/U345", "web:local/g-345"])
def test_a_member_is_the_same_hash_wherever_they_are_named(member: str) -> None:
    first, second = (json.loads(line(f"{what} %s", member))["event"] for what in ("a", "b"))
    assert member not in first
    assert first[2:] == second[2:]
    assert re.fullmatch("a member-[0-9a-f]{8}", first)


def test_a_member_of_the_page_is_not_named_by_the_name_they_typed() -> None:
    with bound_contextvars(channel="web:daily", member="web:김 민지"):
        found = json.loads(line("leaderboard broke"))
    assert found["member"].startswith("member-")
    assert found["channel"] == "web:daily"


@pytest.mark.parametrize("talk", ["discord:@345", "slack:T1/D345"])
def test_a_talk_with_the_bot_does_not_name_the_member(talk: str) -> None:
    with bound_contextvars(channel=talk):
        found = json.loads(line("nobody at %s", talk))
    assert "345" not in found["event"] + found["channel"]


async def test_a_request_is_known_by_its_id_in_compute() -> None:
    known: list[object] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        known.append(logs.get_contextvars().get(logs.REQUEST))
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = ComputeClient("http://compute")
    client._http._transport = httpx.ASGITransport(Tracing(app))
    with bound_contextvars(request_id="ab12,cd34"), pytest.raises(ComputeUnavailable):
        await client.demos()
    with bound_contextvars(request_id="no id\n"), pytest.raises(ComputeUnavailable):
        await client.healthy()
    assert known[0] == "ab12,cd34"
