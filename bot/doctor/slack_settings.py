"""Is what is set for Slack enough, and of the right kind? Nothing here asks Slack."""

import re
from collections.abc import Iterator

from pydantic import SecretStr

from bot.app.config import SLACK_SECRETS, Settings, SlackWay
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.platforms.slack.manifest import REQUESTS, BadManifest, address

NAME = "Slack"
ADDRESS = "Slack requests"

BOT, APP, SIGNING, CLIENT_ID, CLIENT_SECRET = (f"QUIZMASTER_{n.upper()}" for n in SLACK_SECRETS)
WHERE = {
    BOT: "OAuth & Permissions, Bot User OAuth Token",
    APP: "Basic Information, App-Level Tokens",
    SIGNING: "Basic Information, Signing Secret",
    CLIENT_ID: "Basic Information, Client ID",
    CLIENT_SECRET: "Basic Information, Client Secret",
}
SOMEWHERE = "https://YOUR-ADDRESS"
IN_APP = "api.slack.com/apps, your app"
BOT_PREFIX, APP_PREFIX = "xoxb-", "xapp-"
KINDS = {
    BOT_PREFIX: f"a bot token, which belongs in {BOT}",
    APP_PREFIX: f"an app-level token, which belongs in {APP}",
    "xoxp-": "a person's token, which the bot does not need",
    "xoxe": "a token that soon expires, because token rotation is on",
}
TOKEN = re.compile(r"[\x21-\x7e]+")
SIGNING_SHAPE = re.compile(r"[0-9a-f]{32}")
CLIENT_ID_SHAPE = re.compile(r"\d+\.\d+")


def value(settings: Settings, name: str) -> str:
    """Return what a setting holds, by its name in the environment; nothing if it is not set."""
    held: SecretStr | str | None = getattr(settings, name.removeprefix("QUIZMASTER_").lower())
    return (held.get_secret_value() if isinstance(held, SecretStr) else held or "").strip()


def unfinished(settings: Settings) -> Diagnosis:
    """Say what is missing where something is set for Slack, but not enough."""
    absent = [name for name in WHERE if not value(settings, name)]
    if BOT not in absent:
        fix = f"set {APP} ({WHERE[APP]}) or, with a public address, {SIGNING} ({WHERE[SIGNING]})"
        return problem(NAME, "the bot token alone does not let Slack reach the bot", fix)
    if CLIENT_ID not in absent or CLIENT_SECRET not in absent:
        needed = [name for name in (CLIENT_ID, CLIENT_SECRET, SIGNING) if name in absent]
        fix = f"copy from {IN_APP}: {'; '.join(WHERE[name] for name in needed)}"
        return problem(NAME, f"several workspaces also take {' and '.join(needed)}", fix)
    if APP not in absent:
        return problem(NAME, f"{BOT} is missing", f"copy it from {IN_APP}: {WHERE[BOT]}")
    fix = f"for one workspace set {BOT} ({WHERE[BOT]}), for several {CLIENT_ID} and {CLIENT_SECRET}"
    return problem(NAME, f"{SIGNING} alone is not enough", fix)


def mistaken(settings: Settings, way: SlackWay) -> Iterator[Diagnosis]:
    """Yield what cannot be right about what the way needs."""
    if way == "install":
        yield from _shaped(settings, CLIENT_ID, CLIENT_ID_SHAPE, "two numbers with a dot between")
    else:
        yield from _token(settings, BOT, BOT_PREFIX)
    if way == "socket":
        yield from _token(settings, APP, APP_PREFIX)
    else:
        yield from _shaped(settings, SIGNING, SIGNING_SHAPE, "32 digits and letters from a to f")


def unused(settings: Settings, way: SlackWay) -> Iterator[Diagnosis]:
    """Yield what is set for several workspaces, where a bot token means one."""
    if way != "install" and value(settings, CLIENT_ID):
        fix = f"for several workspaces empty {BOT}; for one, that is fine"
        yield warning(NAME, f"{CLIENT_ID} does nothing beside {BOT}", fix)


def _token(settings: Settings, name: str, prefix: str) -> Iterator[Diagnosis]:
    token = value(settings, name)
    if token.startswith(prefix) and TOKEN.fullmatch(token):
        return
    others = (kind for start, kind in KINDS.items() if start != prefix and token.startswith(start))
    kind = next(others, "something that is no token")
    fix = f"it takes the one that begins with {prefix} ({IN_APP}: {WHERE[name]})"
    yield problem(NAME, f"{name} holds {kind}", fix)


def _shaped(
    settings: Settings, name: str, shape: re.Pattern[str], described: str
) -> Iterator[Diagnosis]:
    if not shape.fullmatch(value(settings, name)):
        fix = f"copy it again from {IN_APP}: {WHERE[name]}"
        yield problem(NAME, f"{name} should be {described}", fix)


def told_address(settings: Settings) -> Diagnosis:
    """Say where Slack has to send its requests."""
    try:
        base = public_address(settings)
    except BadManifest as exc:
        return problem(ADDRESS, str(exc), "correct QUIZMASTER_PUBLIC_URL")
    led = f"{base}{REQUESTS} has to lead to port {settings.port} of this machine"
    if settings.public_url is None:
        return warning(
            ADDRESS, led, "set QUIZMASTER_PUBLIC_URL to the https address that leads here"
        )
    return ok(ADDRESS, led)


def public_address(settings: Settings) -> str:
    """Return the base of the bot's address, or a word in its place where it is not set.

    Raises:
        BadManifest: Slack cannot send requests there.
    """
    return address(str(settings.public_url)) if settings.public_url else SOMEWHERE
