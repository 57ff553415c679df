"""What Discord's refusals mean to the quiz."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.quiz.errors import ChannelUnreachable

# Too many edits of a message older than an hour; a message in an archived thread.
UNCHANGEABLE = (30046, 50083)
# The thread is archived for good; it is locked.
SHUT_THREAD = (50083, 160005)
# The history may not be read, so nothing in it can be replied to.
UNREADABLE = (160002, 160009)
OUTAGES = (aiohttp.ClientError, OSError, TimeoutError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Discord refuses into `ChannelUnreachable`, with the reason as the quiz knows it."""
    try:
        yield
    except discord.Forbidden as exc:
        raise ChannelUnreachable(str(exc), "forbidden") from exc
    except discord.NotFound as exc:
        raise ChannelUnreachable(str(exc), "gone") from exc
    except (discord.HTTPException, discord.RateLimited, *OUTAGES) as exc:
        raise ChannelUnreachable(str(exc) or type(exc).__name__, "away") from exc


def is_closed(error: discord.HTTPException) -> bool:
    """Tell whether this way is closed for good: a token that died, a member who takes none."""
    return error.status in (401, 403, 404)
