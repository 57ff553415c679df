"""What is made of Slack's refusals, and of what others answer in its place."""

from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.refusals import code_of, lacks, status_of, unreachable
from bot.quiz.errors import Reason

NO_OBJECTS = ["upstream connect error", b"\x1f\x8b", "", None, [], ["error"]]


def refused(status: int, said: Any) -> SlackApiError:
    return SlackApiError("no", SimpleNamespace(status_code=status, data=said, headers={}))


@pytest.mark.parametrize("said", NO_OBJECTS)
@pytest.mark.parametrize(("status", "code"), [(503, "internal_error"), (429, "ratelimited")])
def test_what_is_no_answer_of_slacks_is_an_outage(said: Any, status: int, code: str) -> None:
    error = refused(status, said)
    assert code_of(error) == code
    assert unreachable(error).reason == "away"


@pytest.mark.parametrize(
    ("status", "word", "code", "reason"),
    [
        (200, "account_inactive", "account_inactive", "removed"),
        (200, "restricted_action", "restricted_action", "forbidden"),
        (503, "service_unavailable", "service_unavailable", "away"),
        (502, "Bad Gateway", "internal_error", "away"),
    ],
)
def test_slacks_word_counts_unless_its_server_has_failed(
    status: int, word: str, code: str, reason: Reason
) -> None:
    error = refused(status, {"ok": False, "error": word})
    assert (code_of(error), unreachable(error).reason) == (code, reason)


def test_scopes_that_are_missing_are_named() -> None:
    said = {"error": "missing_scope", "needed": "chat:write,files:write"}
    assert unreachable(refused(200, said)).missing == ("chat:write", "files:write")


@pytest.mark.parametrize(
    ("headers", "is_lacking"),
    [
        ({"x-oauth-scopes": "chat:write,files:write"}, True),
        ({"X-OAuth-Scopes": "chat:write, files:read"}, False),
        ({"X-OAuth-Scopes": ""}, True),
        ({}, False),
    ],
)
def test_headers_tell_what_was_granted(headers: dict[str, str], is_lacking: bool) -> None:
    answer = SimpleNamespace(status_code=200, data={"error": "invalid_arguments"}, headers=headers)
    assert lacks(SlackApiError("no", answer), "files:read") is is_lacking


def test_a_refusal_may_come_as_the_bare_response() -> None:
    """The SDK hands on what it could not parse."""
    error = SlackApiError("no JSON", SimpleNamespace(status=429, headers={}))
    assert (status_of(error), code_of(error)) == (429, "ratelimited")


def test_a_refusal_may_come_as_a_bare_object() -> None:
    error = SlackApiError("no", {"ok": False, "error": "is_archived"})
    assert (status_of(error), code_of(error)) == (200, "is_archived")
