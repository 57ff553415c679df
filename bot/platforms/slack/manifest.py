"""What Slack is told about the app: one manifest, from which a team creates it."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import yaml
from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from bot.i18n.messages import say
from bot.platforms.slack.commands import ANSWER_FROM_MESSAGE, following, slashes
from bot.platforms.slack.scopes import EVENTS, SCOPES
from bot.quiz import commands
from bot.quiz.commands import Command, Param

NAME = "quizmaster"
MAX_NAME = 35
SHORTCUT = "Grade this as my answer"  # of 24 characters: there is room for one language
HTTPS = 443
WIDTH = 100
BACKGROUND = "#1f3a5f"
REQUESTS = "/slack/events"
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

_ADDRESS = TypeAdapter(AnyHttpUrl)

Json = dict[str, Any]


class BadManifest(Exception):
    """Slack would not take the app by this name, or could not reach it at this address."""


def manifest(
    name: str = NAME, url: str | None = None, known: Iterable[Command] = commands.COMMANDS
) -> Json:
    """Return the app's manifest: for Socket Mode, or for requests sent to `url`.

    Raises:
        BadManifest: the name or the address is of no use to Slack.
    """
    name, base = _name(name), None if url is None else address(url)
    return {
        "display_information": {
            "name": name,
            "description": _both("slack-tagline"),
            "long_description": _both("slack-about", between="\n\n"),
            "background_color": BACKGROUND,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": SHORTCUT,
                    "type": "message",
                    "callback_id": ANSWER_FROM_MESSAGE,
                    "description": _both("slack-shortcut-answer-about"),
                }
            ],
            "slash_commands": [
                _slash(slash, parts) | _requests(base, "url")
                for slash, parts in slashes(known).items()
            ],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{base}{REDIRECT}"]} if base else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**_requests(base, "request_url"), "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **_requests(base, "request_url", "message_menu_options_url"),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def address(url: str) -> str:
    """Return the base of the public address, without a slash at its end.

    Raises:
        BadManifest: Slack cannot send requests there.
    """
    try:
        found = _ADDRESS.validate_python(url)
    except ValidationError:
        found = None
    if found is None or found.scheme != "https" or _extras(found):
        raise BadManifest(
            f"{url!r} is no address for Slack: it takes https:// and a name, without a path,"
            " such as https://quiz.example.com"
        )
    return f"https://{found.host}" + ("" if found.port == HTTPS else f":{found.port}")


def _extras(url: AnyHttpUrl) -> bool:
    return bool(url.path != "/" or url.query or url.fragment or url.username or url.password)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise BadManifest(f"Slack takes a name of 1 to {MAX_NAME} characters, not {len(name)}")
    return name


def _slash(slash: str, parts: Sequence[Command]) -> Json:
    """Return a slash command; one of several words names them in its usage hint."""
    words = following(parts)
    about = f"slack-command-{slash}" if words else f"help-{parts[0].slug}"
    hint = " | ".join(words) if words else _hint(parts[0])
    return {
        "command": f"/{slash}",
        "description": _both(about),
        **({"usage_hint": hint} if hint else {}),
        "should_escape": False,
    }


def _hint(command: Command) -> str:
    return " ".join(f"[{_shown(command, one)}]" for one in command.params if one.typed)


def _shown(command: Command, param: Param) -> str:
    return " | ".join(param.choices) or _both(f"param-{command.slug}-{param.name}")


def _requests(base: str | None, *keys: str) -> Json:
    """Return where Slack sends requests; with Socket Mode they need no address."""
    return dict.fromkeys(keys, f"{base}{REQUESTS}") if base else {}


def _both(message: str, between: str = " · ") -> str:
    return f"{say('en', message)}{between}{say('ko', message)}"


def run_manifest(name: str, url: str | None, as_yaml: bool) -> int:
    """Print the manifest on stdout, or one sentence on stderr; return the exit code."""
    try:
        found = manifest(name, url)
    except BadManifest as exc:
        print(f"quizmaster: {exc}", file=sys.stderr)
        return 2
    if as_yaml:
        print(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=WIDTH), end="")
    else:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0
