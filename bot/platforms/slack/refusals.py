"""What Slack's refusals mean to the quiz."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.quiz.errors import ChannelUnreachable, Reason

OUTAGES = (aiohttp.ClientError, OSError, TimeoutError)
FAILURES = (SlackClientError, *OUTAGES)
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


def code_of(error: SlackApiError) -> str:
    """Return Slack's word for what is wrong; a failure without one is the service's own."""
    if status_of(error) == 429:
        return "ratelimited"
    return str(error.response.get("error") or "internal_error")


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status; some refusals come without one."""
    return int(getattr(error.response, "status_code", 200))


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Slack refuses into `ChannelUnreachable`, with the reason as the quiz knows it."""
    try:
        yield
    except SlackApiError as exc:
        raise unreachable(exc) from exc
    except FAILURES as exc:
        raise ChannelUnreachable(str(exc) or type(exc).__name__, "away") from exc


def unreachable(error: SlackApiError) -> ChannelUnreachable:
    code = code_of(error)
    missing = str(error.response.get("needed") or "").split(",") if code == "missing_scope" else []
    return ChannelUnreachable(f"Slack says {code}", _reason(code), list(filter(None, missing)))


def _reason(code: str) -> Reason:
    if code in REVOKED:
        return "removed"
    if code in OUTSIDE:
        return "uninvited"
    if code in ("is_archived", "is_inactive"):
        return "archived"
    return "away" if code in PASSING else "forbidden"
