from typing import Any

import discord
import pytest

from bot.platforms.discord.access import FLAGS, REQUIRED, missing, permission_name
from content.schema import LANGUAGES

GUILD, ROLE, ME = 1, 2, 3
TEXT, DIRECT, VOICE, NEWS = 0, 1, 2, 5
ROLE_OVERWRITE, MEMBER_OVERWRITE = 0, 1
IN_VOICE = ("view_channel", "send_messages", "attach_files", "read_message_history")
IN_THREAD = ("view_channel", "send_messages_in_threads", "attach_files", "read_message_history")


class Server:
    """A guild as Discord tells it: the bot's role allows `allowed`, its channels deny more."""

    def __init__(self, client: discord.Client, allowed: discord.Permissions = REQUIRED) -> None:
        self._state = client._connection
        everyone = {"id": str(GUILD), "permissions": "0", **_role("@everyone")}
        own = {"id": str(ROLE), "permissions": str(allowed.value), **_role("quizmaster")}
        about: Any = {"id": str(GUILD), "name": "Study", "roles": [everyone, own]}
        self.guild = discord.Guild(data=about, state=self._state)
        user = {"id": str(ME), "username": "quizmaster", "discriminator": "0", "avatar": None}
        member: Any = {"user": user, "roles": [str(ROLE)], "flags": 0, "joined_at": None}
        self.me = discord.Member(data=member, guild=self.guild, state=self._state)

    def channel(self, kind: int = TEXT, *overwrites: dict[str, Any]) -> Any:
        data = {"id": "9", "type": kind, "name": "daily", "position": 0, "bitrate": 64000}
        data |= {"user_limit": 0, "permission_overwrites": list(overwrites), "recipients": []}
        if kind == DIRECT:
            return discord.DMChannel(me=None, state=self._state, data=data)  # type: ignore
        factory, _ = discord.channel._guild_channel_factory(kind)
        assert factory is not None
        return factory(guild=self.guild, state=self._state, data=data)  # type: ignore

    def thread(self, parent: Any) -> discord.Thread:
        self.guild._add_channel(parent)
        meta = {"archived": False, "auto_archive_duration": 60, "locked": False}
        meta |= {"archive_timestamp": "2025-03-10T00:00:00+00:00"}
        data: Any = {"id": "10", "parent_id": str(parent.id), "owner_id": str(ME), "name": "t"}
        data |= {"type": 11, "message_count": 0, "member_count": 0, "thread_metadata": meta}
        return discord.Thread(guild=self.guild, state=self._state, data=data)


def _role(name: str) -> dict[str, Any]:
    return {"name": name, "position": 0, "color": 0, "hoist": False, "mentionable": False}


def overwrite(
    id: int, kind: int, deny: tuple[str, ...] = (), allow: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {"id": str(id), "type": kind, "deny": _bits(deny), "allow": _bits(allow)}


def _bits(flags: tuple[str, ...]) -> str:
    return str(discord.Permissions(**dict.fromkeys(flags, True)).value)


@pytest.fixture
def client() -> discord.Client:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return discord.Client(intents=discord.Intents.none())


def test_nothing_that_can_hurt_is_asked_for() -> None:
    harmful = discord.Permissions.elevated()
    harmful.update(mention_everyone=True, manage_messages=True, embed_links=True)
    assert REQUIRED.value & harmful.value == 0
    assert REQUIRED.value.bit_count() == len(FLAGS)


def test_who_has_all_that_is_required_lacks_nothing(client: discord.Client) -> None:
    server = Server(client)
    for kind in (TEXT, NEWS, VOICE):
        assert missing(server.channel(kind), server.me) == ()


@pytest.mark.parametrize("flag", FLAGS)
def test_names_the_one_flag_that_role_or_channel_lacks(client: discord.Client, flag: str) -> None:
    lacking = Server(client, discord.Permissions(**{name: name != flag for name in FLAGS}))
    assert missing(lacking.channel(), lacking.me) == (flag,)
    server = Server(client)
    denied = overwrite(GUILD, ROLE_OVERWRITE, deny=(flag,))
    assert missing(server.channel(TEXT, denied), server.me) == (flag,)


def test_names_several_in_a_fixed_order(client: discord.Client) -> None:
    server = Server(client)
    denied = overwrite(ROLE, ROLE_OVERWRITE, deny=("attach_files", "view_channel"))
    assert missing(server.channel(TEXT, denied), server.me) == ("view_channel", "attach_files")


def test_the_bot_itself_may_be_allowed_what_its_role_is_denied(client: discord.Client) -> None:
    denied = overwrite(ROLE, ROLE_OVERWRITE, deny=FLAGS)
    allowed = overwrite(ME, MEMBER_OVERWRITE, allow=FLAGS)
    server = Server(client)
    assert missing(server.channel(TEXT, denied, allowed), server.me) == ()
    administrator = Server(client, discord.Permissions(administrator=True))
    assert missing(administrator.channel(TEXT, denied), administrator.me) == ()


def test_each_kind_of_channel_asks_for_what_it_needs(client: discord.Client) -> None:
    server = Server(client, discord.Permissions.none())
    assert missing(server.channel(TEXT), server.me) == FLAGS
    assert missing(server.channel(VOICE), server.me) == IN_VOICE
    assert missing(server.thread(server.channel()), server.me) == IN_THREAD
    assert missing(server.channel(DIRECT), server.me) == ()


def test_every_flag_has_a_name_in_every_language() -> None:
    names = {permission_name(language, flag) for language in LANGUAGES for flag in FLAGS}
    assert len(names) == len(LANGUAGES) * len(FLAGS)
    assert permission_name("ko", "create_public_threads") == "공개 스레드 만들기"
    assert permission_name("en", "create_public_threads") == "Create Public Threads"
