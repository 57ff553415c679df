"""Is the bot set up on Slack as it should be? Asks over the Web API, so a running bot goes on."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.app.config import ConfigError, Settings
from bot.doctor import slack_settings as given
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.doctor.many import PACE, Pace, look_at_each
from bot.doctor.slack_settings import APP, BOT, IN_APP, WHERE
from bot.platforms.slack.identity import is_direct, own_id, workspace_id
from bot.platforms.slack.manifest import INSTALL
from bot.platforms.slack.refusals import (
    OUTAGES,
    PASSING,
    REVOKED,
    SlackClient,
    code_of,
    details,
    status_of,
)
from bot.platforms.slack.scopes import SOCKET_SCOPE, WHY, missing
from bot.quiz.model import Channel

NAME = given.NAME
SCOPES = "Slack scopes"
SOCKET = "Slack Socket Mode"
CHANNEL = "Slack channel"

DEADLINE_S = 10.0
MAX_ASKED = 20
TRY_AGAIN = "check this machine's connection and slack-status.com, then try again"

FROM_APP = f"copy again from {IN_APP}"
SET_UP = "`/quiz settings` in another channel sets the quiz up there"

Connect = Callable[[str], SlackClient]


class SlackAway(Exception):
    """Slack cannot be reached, or does not answer as it should."""


class TokenRejected(Exception):
    """Slack does not do what it was asked for; the message is its word for why."""


async def check_slack(
    settings: Settings,
    channels: Sequence[Channel] | None,
    bots: Sequence[Bot] | None = None,
    every: bool = False,
    pace: Pace = PACE,
) -> list[Diagnosis]:
    """Check what is set for Slack, the bot behind it, and the channels set up there, if known.

    `bots` are those of the workspaces that installed the app by themselves, if known; of
    many only those are listed in which something is wrong, or `every` one.
    """
    try:
        way = settings.slack_way
    except ConfigError:
        return [given.unfinished(settings)]
    if way is None:
        return [ok(NAME, f"not used: there is no {BOT} (see docs/slack.md)")]
    found = [*given.mistaken(settings, way), *given.unused(settings, way)]
    if way != "socket":
        found.append(given.told_address(settings))
    if any(finding.status == "problem" for finding in found):
        return found
    deadline_s = DEADLINE_S + (pace.all_s if way == "install" else 0.0)
    try:
        async with asyncio.timeout(deadline_s), _visit(settings) as connect:
            async for part in _parts(settings, connect, channels, bots, every, pace):
                found += part
    except TimeoutError:
        found.append(warning(NAME, f"not all was answered within {deadline_s:.0f} s", TRY_AGAIN))
    except SlackAway as exc:
        found.append(warning(NAME, str(exc), TRY_AGAIN))
    return found


@asynccontextmanager
async def _visit(settings: Settings) -> AsyncIterator[Connect]:
    async with aiohttp.ClientSession() as session:
        yield partial(SlackClient, base_url=settings.slack_api, session=session, retry_handlers=[])


async def _ask(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Wait for what a call gives.

    Raises:
        Refused: Slack says no.
        SlackAway: anything else went wrong.
    """
    try:
        return await call
    except SlackApiError as exc:
        if details(exc).get("error") or status_of(exc) == 429:
            raise _refusal(code_of(exc)) from exc
        raise SlackAway("what answers is not Slack") from exc
    except OUTAGES as exc:
        raise SlackAway(f"Slack cannot be reached: {exc}") from exc


def _refusal(code: str) -> Exception:
    return SlackAway(f"Slack is busy ({code})") if code in PASSING else TokenRejected(code)


async def _parts(
    settings: Settings,
    connect: Connect,
    channels: Sequence[Channel] | None,
    bots: Sequence[Bot] | None,
    every: bool,
    pace: Pace,
) -> AsyncIterator[list[Diagnosis]]:
    public = [one for one in channels or () if not is_direct(one.id)]
    if settings.slack_way == "install":
        look = _installed(settings, connect, public, bots, every, pace)
    else:
        look = _own(settings, connect, public)
    async for part in look:
        yield part
    if channels is not None and not public:
        fix = "type `/quiz settings` in the channel where questions are wanted"
        yield [warning(CHANNEL, "none is set up yet", fix)]


async def _own(
    settings: Settings, connect: Connect, public: Sequence[Channel]
) -> AsyncIterator[list[Diagnosis]]:
    """Look at the workspace whose token is set, and at what Socket Mode takes."""
    client = connect(given.value(settings, BOT))
    try:
        me = await _ask(client.auth_test())
        yield [ok(NAME, f"the bot token belongs to {_shown(me)}"), _scopes(me, _update(settings))]
        home = workspace_id(str(me.get("team_id")))
        async for part in _channels(client, me, [o for o in public if o.workspace == home]):
            yield part
        other = "is in another workspace than the token's"
        yield [
            warning(CHANNEL, f"#{one.name} {other}", SET_UP)
            for one in public
            if one.workspace != home
        ]
    except TokenRejected as exc:
        me = None
        detail = f"Slack does not accept the bot token ({exc})"
        yield [problem(NAME, detail, f"{FROM_APP}: {WHERE[BOT]}, into {BOT}")]
    if settings.slack_way == "socket":
        yield [await _socket(client, given.value(settings, APP), me)]


async def _installed(
    settings: Settings,
    connect: Connect,
    public: Sequence[Channel],
    bots: Sequence[Bot] | None,
    every: bool,
    pace: Pace,
) -> AsyncIterator[list[Diagnosis]]:
    """Look at every workspace that installed the app."""
    if bots is None:
        return
    again = f"open {given.public_address(settings)}{INSTALL} and pick the workspace"
    if not bots:
        yield [warning(NAME, "no workspace has installed the app yet", again)]
    homes: dict[str, list[Channel]] = {workspace_id(bot.team_id or ""): [] for bot in bots}
    lost = [one for one in public if one.workspace not in homes]
    for one in public:
        homes.setdefault(one.workspace, []).append(one)
    looks = [
        (
            bot.team_name or bot.team_id or "?",
            partial(_workspace, connect, bot, homes[workspace_id(bot.team_id or "")], again),
        )
        for bot in bots
    ]
    yield await look_at_each(NAME, "workspace", looks, pace, every)
    yield [
        warning(CHANNEL, f"#{one.name}: its workspace has removed the app", again) for one in lost
    ]


async def _workspace(
    connect: Connect, bot: Bot, channels: Sequence[Channel], again: str
) -> list[Diagnosis]:
    if not bot.bot_token:
        detail = f"{bot.team_name}: its stored token is damaged, or of another key"
        return [problem(NAME, detail, f"{again}, or give that key as a second one (docs/slack.md)")]
    client = connect(bot.bot_token)
    found: list[Diagnosis] = []
    try:
        me = await _ask(client.auth_test())
        found += [ok(NAME, f"installed as {_shown(me)}"), _scopes(me, again)]
        async for part in _channels(client, me, channels):
            found += part
    except TokenRejected as exc:
        found.append(warning(NAME, f"{bot.team_name} does not let the bot in ({exc})", again))
    except SlackAway as exc:
        found.append(warning(NAME, f"{bot.team_name}: {exc}", TRY_AGAIN))
    return found


def _shown(me: AsyncSlackResponse) -> str:
    return f"@{me.get('user')} in {me.get('team')}"


def _scopes(me: AsyncSlackResponse, fix: str) -> Diagnosis:
    granted = me.headers.get("x-oauth-scopes", "")
    lacking = missing([scope.strip() for scope in granted.split(",")])
    if lacking:
        named = "; ".join(f"{scope} ({WHY[scope]})" for scope in lacking)
        return problem(SCOPES, f"{me.get('team')} has not allowed {named}", fix)
    return ok(SCOPES, f"all {len(WHY)} that are needed")


def _update(settings: Settings) -> str:
    """Return how an app is told of what it may do by now."""
    way = settings.slack_way
    url = "" if way == "socket" else f" --url {given.public_address(settings)}"
    return (
        f"{IN_APP}: replace the App Manifest by what `quizmaster slack manifest{url}` prints,"
        " save, then reinstall under Install App"
    )


async def _socket(client: SlackClient, token: str, me: AsyncSlackResponse | None) -> Diagnosis:
    """See whether a connection could be opened; none is."""
    try:
        await _ask(client.apps_connections_open(app_token=token))
    except TokenRejected as exc:
        return _no_socket(str(exc))
    if me and await _is_of_another_app(client, token, str(me.get("bot_id"))):
        fix = f"{FROM_APP}: {WHERE[BOT]} and {WHERE[APP]}"
        return problem(SOCKET, "the two tokens belong to two different apps", fix)
    return ok(SOCKET, "it is on, and the app-level token may connect")


def _no_socket(error: str) -> Diagnosis:
    new = f"{IN_APP}: generate one with {SOCKET_SCOPE} under {WHERE[APP]}, into {APP}"
    if error == "missing_scope":
        return problem(SOCKET, f"the app-level token lacks {SOCKET_SCOPE}", new)
    if error in REVOKED:
        return problem(SOCKET, f"Slack does not accept the app-level token ({error})", new)
    fix = f"{IN_APP}: Socket Mode, turn Enable Socket Mode on"
    return problem(SOCKET, f"Slack opens no connection ({error})", fix)


async def _is_of_another_app(client: SlackClient, app_token: str, bot: str) -> bool:
    """Compare the app in the name of the app-level token with the one the bot belongs to."""
    named = re.match(r"xapp-\d+-(A[0-9A-Z]+)-", app_token)
    try:
        response = await _ask(client.bots_info(bot=bot))
    except TokenRejected:
        return False
    app = _part(response, "bot").get("app_id")
    return bool(named and app and named[1] != app)


async def _channels(
    client: SlackClient, me: AsyncSlackResponse, channels: Sequence[Channel]
) -> AsyncIterator[list[Diagnosis]]:
    for channel in channels[:MAX_ASKED]:
        yield [await _reach(client, me, channel)]
    if len(channels) > MAX_ASKED:
        looked = f"{MAX_ASKED} of {len(channels)} channels in {me.get('team')} were looked at"
        yield [warning(CHANNEL, looked, "whoever set up one of the others is told of its trouble")]


async def _reach(client: SlackClient, me: AsyncSlackResponse, channel: Channel) -> Diagnosis:
    name = f"#{channel.name} in {me.get('team')}"
    invite = f"type `/invite @{me.get('user')}` there"
    try:
        response = await _ask(client.conversations_info(channel=own_id(channel.id)))
    except TokenRejected as exc:
        if str(exc) != "channel_not_found":
            return problem(CHANNEL, f"{name} cannot be looked at ({exc})", "see the lines above")
        detail = f"{name} was deleted, or is private and the bot not in it"
        return warning(CHANNEL, detail, f"{invite}, or {SET_UP}")
    info = _part(response, "channel")
    if info.get("is_archived"):
        return warning(CHANNEL, f"{name} is archived", f"unarchive it, or {SET_UP}")
    if not info.get("is_member"):
        return warning(CHANNEL, f"{name}: the bot is not in it, and enters to post", invite)
    return ok(CHANNEL, f"{name} can be posted in")


def _part(response: AsyncSlackResponse, name: str) -> Mapping[str, Any]:
    part: Mapping[str, Any] = response.get(name) or {}
    return part
