"""The tokens of all workspaces that installed the bot, from the store."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.platforms.slack.workspaces import Tokens
from bot.quiz.errors import ChannelUnreachable


class InstalledTokens(Tokens):
    """Looks an installation up by its workspace, whichever organisation that belongs to.

    `installed` returns all there are, the newest last; one whose token can't be read has none.
    """

    def __init__(
        self, store: AsyncInstallationStore, installed: Callable[[], Awaitable[Sequence[Bot]]]
    ) -> None:
        self._store = store
        self._installed = installed

    async def teams(self) -> Sequence[str]:
        return [bot.team_id for bot in await self._installed() if bot.team_id]

    async def token(self, team: str) -> SecretStr | None:
        bot = await self._bot(team)
        if bot and not bot.bot_token:
            raise ChannelUnreachable(f"the stored token of {team} can't be read", "forbidden")
        return SecretStr(bot.bot_token) if bot else None

    async def drop(self, team: str) -> None:
        bot = await self._bot(team)
        if bot:
            await self._store.async_delete_all(enterprise_id=bot.enterprise_id, team_id=team)

    async def _bot(self, team: str) -> Bot | None:
        newest_first = reversed(await self._installed())
        return next((bot for bot in newest_first if bot.team_id == team), None)
