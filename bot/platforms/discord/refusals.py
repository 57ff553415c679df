"""What Discord's refusals mean to the quiz."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot import metrics
from bot.quiz.errors import ChannelUnreachable, Reason

UNCHANGEABLE = (30046, 50083)  # edited too often after an hour; in an archived thread
SHUT_THREAD = (50083, 160005)  # archived for good; locked
UNREADABLE = (160002, 160009)  # no history, so nothing in it can be replied to
UNTAGGED = 40067  # a forum wants a tag
PASSING = (0, 40004, 40006)  # no code, as a proxy answers; sending is switched off for a while
UNTAKEN = (50007, 50033, 50278)  # no direct messages: shut, nobody there, no server in common
OUTAGES = (aiohttp.ClientError, OSError, TimeoutError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Discord refuses into `ChannelUnreachable`, with the reason as the quiz knows it."""
    try:
        yield
    except discord.Forbidden as exc:
        raise _counted(str(exc), "forbidden") from exc
    except discord.NotFound as exc:
        raise _counted(str(exc), "gone") from exc
    except discord.HTTPException as exc:
        raise _counted(str(exc), _reason(exc)) from exc
    except (discord.RateLimited, *OUTAGES) as exc:
        raise _counted(str(exc) or type(exc).__name__, "away") from exc


def _reason(error: discord.HTTPException) -> Reason:
    """Return why something is not taken: what is wrong with it stays wrong, all else passes."""
    if error.code == UNTAGGED:
        return "untagged"
    if error.code in UNTAKEN:
        return "forbidden"
    return "refused" if error.status in (400, 413) and error.code not in PASSING else "away"


def _counted(message: str, reason: Reason) -> ChannelUnreachable:
    metrics.PLATFORM_ERRORS.labels("discord", reason).inc()
    return ChannelUnreachable(message, reason)


def is_closed(error: discord.HTTPException) -> bool:
    """Tell whether this way is closed for good: a token that died, a member who takes none.

    Opening a conversation that a member doesn't want may be a bad request.
    """
    return error.status in (401, 403, 404) or error.code in UNTAKEN
