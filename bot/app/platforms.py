"""The platforms that are set up, each wired on what the bot stands on.

Each brings large libraries, so only those that are used are imported.
"""

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app.config import NOTHING_TO_SERVE, ConfigError, Settings, local_timezone
from bot.i18n.messages import say
from bot.platforms.shared.platform import Platform, Storage
from bot.quiz.model import EVERY_DAY, Channel, ChannelId, WorkspaceId
from bot.quiz.ports import Clock
from bot.quiz.store import Channels
from bot.store.engine import Database
from bot.store.inbox import SqlInbox
from bot.store.media import FileMedia
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.sql_store import SqlStore
from bot.store.transcript import SqlTranscript

if TYPE_CHECKING:
    from bot.platforms.shared.http import HttpServer

PLAYGROUND_CHANNEL = ChannelId("web:daily")
PLAYGROUND_LATE_H = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What every platform stands on."""

    settings: Settings
    database: Database
    store: SqlStore
    media: FileMedia
    clock: Clock

    @property
    def storage(self) -> Storage:
        return Storage(
            store=self.store,
            inbox=SqlInbox(self.database),
            outbox=SqlOutbox(self.database, self.clock),
            pending_cards=SqlPendingCards(self.database, self.clock),
            buttons=SqlButtons(self.database, self.clock),
            media=self.media,
        )


async def all_platforms(base: Base, server: "HttpServer | None") -> list[Platform]:
    """Return those that are set up; the playground comes last, for it takes all paths.

    Raises:
        ConfigError: there is none.
    """
    platforms: list[Platform] = []
    if base.settings.discord_token:
        platforms.append(_discord(base, base.settings.discord_token))
    if base.settings.slack_way:
        platforms.append(await _slack(base, server))
    if base.settings.serves_playground and server:
        platforms.append(await _playground(base, server))
    if not platforms:
        raise ConfigError(NOTHING_TO_SERVE)
    return platforms


def _discord(base: Base, token: SecretStr) -> Platform:
    from bot.platforms.discord.endpoints import point_at
    from bot.platforms.discord.platform import DiscordPlatform
    from bot.platforms.discord.shards import ALONE

    settings = base.settings
    point_at(settings.discord_api_base, settings.discord_gateway_url)
    # A stand-in's gateway is asked directly, and not how many shards it wants.
    shards = settings.discord_shards or (ALONE if settings.discord_gateway_url else None)
    return DiscordPlatform(token, base.storage, base.clock, shards=shards, site=settings.site)


async def _slack(base: Base, server: "HttpServer | None") -> Platform:
    from bot.app.slack import tokens_and_transport
    from bot.platforms.slack.platform import SlackPlatform

    settings = base.settings
    tokens, transport = await tokens_and_transport(settings, base.database, server)
    return SlackPlatform(
        tokens,
        transport,
        base.storage,
        base.clock,
        settings.slack_api,
        admin_group=settings.slack_admin_group,
        site=settings.site,
    )


async def _playground(base: Base, server: "HttpServer") -> Platform:
    from bot.platforms.web.chat import WebChat
    from bot.platforms.web.platform import WebPlatform
    from bot.platforms.web.uploads import Uploads

    await open_playground(base.store, base.settings)
    uploads = Uploads(base.settings.data_dir / "uploads")
    chat = WebChat(SqlTranscript(base.database, base.clock), uploads)
    return WebPlatform(chat, base.store, SqlInbox(base.database), base.clock, server)


async def open_playground(store: Channels, settings: Settings) -> None:
    """Set the playground's channel up once: a question every day from midnight on."""
    if await store.channel(PLAYGROUND_CHANNEL) is None:
        channel = Channel(
            id=PLAYGROUND_CHANNEL,
            workspace=WorkspaceId("web"),
            name=say(settings.locale, "playground-channel"),
            language=settings.locale,
            timezone=local_timezone(),
            at=time(0, 0),
            weekdays=EVERY_DAY,
            late_h=PLAYGROUND_LATE_H,
        )
        await store.save_channel(channel)
