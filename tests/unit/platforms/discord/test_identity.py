"""Discord's ids in the quiz's words, and back."""

from typing import Any

import discord
import pytest

from bot.platforms.discord import identity


def interaction(channel: Any, guild: int | None = 9, **changes: Any) -> Any:
    """Return as much of an interaction as says who and where."""

    class Fake:
        def __init__(self) -> None:
            self.channel = channel
            self.channel_id = getattr(channel, "id", None)
            self.guild_id = guild
            self.user = discord.Object(5)
            self.user.display_name = "민지"  # type: ignore[attr-defined]
            self.locale = discord.Locale.korean
            self.permissions = discord.Permissions.none()
            self.__dict__.update(changes)

    return Fake()


def room(id: int, name: str | None = None) -> Any:
    found: Any = discord.Object(id)
    if name is not None:
        found.name = name
    return found


def thread(parent: Any) -> Any:
    """Return a thread whose parent may not be known."""

    class FakeThread(discord.Thread):
        def __init__(self) -> None:
            self.id = 77
            self.parent_id = 3

        @property
        def parent(self) -> Any:
            return parent

    return FakeThread()


def test_ids_name_their_platform_and_lead_back() -> None:
    assert identity.channel_id(3) == "discord:3"
    assert identity.direct_id(5) == "discord:@5"
    assert identity.member_id(identity.workspace_id(7), 5) == "discord:7/5"
    assert identity.snowflake("discord:7/5") == 5
    assert identity.workspace_id(9) == "discord:9"
    assert [identity.snowflake(id) for id in ("discord:3", "discord:@5")] == [3, 5]


def test_direct_messages_are_no_channel_of_a_server() -> None:
    assert identity.is_direct(identity.direct_id(5))
    assert not identity.is_direct(identity.channel_id(5))


@pytest.mark.parametrize(("locale", "spoken"), [("ko", "ko"), ("en-GB", "en"), ("xx-YY", "en")])
def test_whoever_does_not_speak_korean_reads_english(locale: str, spoken: str) -> None:
    known = discord.enums.try_enum(discord.Locale, locale)
    assert identity.language(known) == spoken


def test_a_thread_is_its_channel() -> None:
    place = identity.place(interaction(thread(room(3, "딥러닝"))))
    assert place == identity.ChannelInfo("discord:3", "discord:9", "딥러닝")  # type: ignore[arg-type]


def test_a_channel_whose_name_is_not_known_is_called_by_its_number() -> None:
    assert identity.place(interaction(thread(None))).name == "3"
    assert identity.place(interaction(room(4))).name == "4"


def test_direct_messages_are_a_place_of_ones_own() -> None:
    place = identity.place(interaction(None, guild=None))
    assert (place.channel, place.workspace) == ("discord:@5", identity.DIRECT)


def test_who_may_manage_the_server_is_an_admin_there() -> None:
    allowed = discord.Permissions(manage_guild=True)
    assert identity.member(interaction(room(3), permissions=allowed)).is_admin
    others = discord.Permissions.all() ^ allowed
    assert not identity.member(interaction(room(3), permissions=others)).is_admin


def test_everyone_is_the_admin_of_their_direct_messages() -> None:
    assert identity.member(interaction(None, guild=None)).is_admin
