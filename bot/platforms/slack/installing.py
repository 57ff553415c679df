"""Other workspaces install the bot by themselves, on a page of its own (OAuth 2)."""

import logging
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from fastapi import Request, Response
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.platforms.shared.http import HttpServer
from bot.platforms.slack.manifest import INSTALL, REDIRECT
from bot.platforms.slack.refusals import SlackClient
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.workspaces import Installed

log = logging.getLogger(__name__)

TIMEOUT_S = 10
ORGANISATION = (
    "quizmaster can't be installed for a whole organisation: install it in each workspace instead."
)
ROTATION = (
    "quizmaster needs a token that lasts: create the app anew from `quizmaster slack manifest`, "
    "without token rotation, and install that."
)


class Installing:
    """The two pages of an installation: where it begins, and where Slack sends people back to."""

    def __init__(
        self,
        client_id: str,
        client_secret: SecretStr,
        installations: AsyncInstallationStore,
        states: AsyncOAuthStateStore,
        api_base: str,
        public_url: str | None = None,
    ) -> None:
        self._client = SlackClient(base_url=api_base, timeout=TIMEOUT_S)
        self._told: Installed | None = None
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret.get_secret_value(),
            scopes=SCOPES,
            user_scopes=(),
            redirect_uri=f"{public_url.rstrip('/')}{REDIRECT}" if public_url else None,
            installation_store=installations,
            state_store=states,
            callback_options=AsyncCallbackOptions(success=self._success, failure=_failure),
        )
        self._flow = _Flow(client=self._client, settings=settings)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Take what requests go through, as long as it is open."""
        self._client.session = session

    def prepare(self, server: HttpServer, installed: Installed) -> None:
        """Put the pages on the server; `installed` hears of each workspace that has the bot now,
        and of who installed it."""
        self._told = installed
        steps = {INSTALL: self._flow.handle_installation, REDIRECT: self._flow.handle_callback}
        for path, step in steps.items():
            server.open_to_all(path)
            server.app.get(path, include_in_schema=False)(_page(step))

    async def _success(self, args: AsyncSuccessArgs) -> BoltResponse:
        if self._told is not None and args.installation.team_id:
            await self._told(args.installation.team_id, args.installation.user_id)
        return await args.default.success(args)


async def _failure(args: AsyncFailureArgs) -> BoltResponse:
    if isinstance(args.error, Unsupported):
        log.warning("an installation is refused: %s", args.error)
        plain: dict[str, str | Sequence[str]] = {"Content-Type": "text/plain; charset=utf-8"}
        return BoltResponse(status=400, body=f"{args.error}\n", headers=plain)
    return await args.default.failure(args)


class Unsupported(BoltError):
    """The bot could not work with such an installation; the message says what to do instead."""


class _Flow(AsyncOAuthFlow):
    """Keeps only installations whose token is a single workspace's, and lasts."""

    async def store_installation(
        self, request: AsyncBoltRequest, installation: Installation
    ) -> None:
        if installation.is_enterprise_install or not installation.team_id:
            raise Unsupported(ORGANISATION)
        if installation.bot_token_expires_at is not None:
            raise Unsupported(ROTATION)
        await super().store_installation(request, installation)


def _page(
    step: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        return to_starlette_response(await step(to_async_bolt_request(request, b"")))

    return show
