"""Where Discord is, and visits to it over REST alone: no gateway, so nothing else is disturbed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import AnyUrl, SecretStr

from bot.platforms.shared.errors import TokenRefused
from bot.quiz.errors import QuizError

VISIT_S = 20.0
NOTHING = discord.Intents.none()
HOME = "discord.com"
FILE_HOSTS = ("cdn.discordapp.com", "media.discordapp.net")

# The quiz does not speak, so what voice would need is not missed.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class DiscordAway(QuizError):
    """Discord cannot be reached, or does not answer as it should."""


def point_at(api_base: AnyUrl | str | None, gateway_url: AnyUrl | str | None) -> None:
    """Talk to a stand-in for Discord instead, where one is given."""
    if api_base:
        Route.BASE = str(api_base).rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(gateway_url))


def keeps_files(address: yarl.URL) -> bool:
    """Tell whether what members send is kept at this address, by Discord or by its stand-in."""
    api = yarl.URL(Route.BASE)
    stand_in = () if api.host == HOME else (_server(api),)
    return _server(address) in (*(("https", host, 443) for host in FILE_HOSTS), *stand_in)


def _server(address: yarl.URL) -> tuple[str, str | None, int | None]:
    return address.scheme, address.host, address.port


@asynccontextmanager
async def visit(token: SecretStr, more_s: float = 0.0) -> AsyncIterator[discord.Client]:
    """Log in for a few requests, all within `VISIT_S`; `more_s` is for those that take longer.

    Raises:
        TokenRefused: the token is wrong.
        DiscordAway: anything else Discord or the network did; also within the visit.
    """
    deadline_s = VISIT_S + more_s
    try:
        async with asyncio.timeout(deadline_s), discord.Client(intents=NOTHING) as client:
            await _log_in(client, token)
            yield client
    except TimeoutError as exc:
        raise DiscordAway(f"Discord did not answer within {deadline_s:.0f} seconds") from exc
    except discord.HTTPException as exc:
        raise DiscordAway(f"Discord answered {exc.status}") from exc
    except (discord.DiscordException, aiohttp.ClientError, OSError) as exc:
        raise DiscordAway(f"Discord cannot be reached: {exc}") from exc


async def _log_in(client: discord.Client, token: SecretStr) -> None:
    try:
        await client.login(token.get_secret_value())
    except discord.LoginFailure as exc:
        raise TokenRefused("Discord does not accept the token") from exc
    except ValueError:
        # Characters that no HTTP header can carry; the message would quote them.
        raise TokenRefused("the token holds characters that no token has") from None
    except (KeyError, TypeError) as exc:
        raise DiscordAway(f"what answers at {Route.BASE} is not Discord") from exc
