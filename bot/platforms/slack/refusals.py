"""What Slack's refusals mean to the quiz.

Whatever is between Slack and the bot may answer in Slack's place, with a page or a line of text.
The SDK keeps that as what Slack says, and then trips over it: here is where it is told apart.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import metrics
from bot.quiz.errors import ChannelUnreachable, Reason

OUTAGES = (aiohttp.ClientError, OSError, TimeoutError, UnicodeDecodeError)
FAILURES = (SlackClientError, *OUTAGES)
SCOPES = "x-oauth-scopes"
REVOKED = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_disabled",
        "token_expired",
        "token_revoked",
    }
)
PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel"})


class SlackClient(AsyncWebClient):
    """A client that takes whatever is no answer of Slack's for a refusal without a word."""

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        try:
            return await super().api_call(api_method, **request)
        except (AttributeError, ValueError) as exc:
            message = f"{api_method}: this is not Slack's answer"
            raise SlackApiError(message, {}) from exc  # type: ignore[no-untyped-call]


def code_of(error: SlackApiError) -> str:
    """Return Slack's word for what is wrong; a failure without one is the service's own."""
    status, word = status_of(error), str(details(error).get("error") or "internal_error")
    if status == 429:
        return "ratelimited"
    return word if status < 500 or word in PASSING else "internal_error"


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status; some refusals come without one."""
    answer = error.response
    return int(getattr(answer, "status_code", getattr(answer, "status", 200)))


def lacks(error: SlackApiError, scope: str) -> bool:
    """Tell whether Slack says with a refusal that the bot was not granted a scope."""
    headers = getattr(error.response, "headers", {})
    granted = next((said for name, said in headers.items() if name.lower() == SCOPES), None)
    return granted is not None and scope not in re.split(r"\s*,\s*", granted)


def details(error: SlackApiError) -> Mapping[str, Any]:
    """Return what Slack says with a refusal; nothing if what was answered is no object."""
    said = getattr(error.response, "data", error.response)
    return said if isinstance(said, Mapping) else {}


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Slack refuses into `ChannelUnreachable`, with the reason as the quiz knows it."""
    try:
        yield
    except SlackApiError as exc:
        raise unreachable(exc) from exc
    except FAILURES as exc:
        metrics.PLATFORM_ERRORS.labels("slack", "away").inc()
        raise ChannelUnreachable(str(exc) or type(exc).__name__, "away") from exc


def unreachable(error: SlackApiError) -> ChannelUnreachable:
    code = code_of(error)
    reason = _reason(code)
    metrics.PLATFORM_ERRORS.labels("slack", reason).inc()
    missing = str(details(error).get("needed") or "").split(",") if code == "missing_scope" else []
    return ChannelUnreachable(f"Slack says {code}", reason, list(filter(None, missing)))


def _reason(code: str) -> Reason:
    if code in REVOKED:
        return "removed"
    if code in OUTSIDE:
        return "uninvited"
    if code in ("is_archived", "is_inactive"):
        return "archived"
    return "away" if code in PASSING else "forbidden"
