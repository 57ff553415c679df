"""Discord's ids in the quiz's words, and back."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.platforms.discord import identity


def interaction(channel: Any, guild: int | None = 9, permissions: Any = None) -> Any:
    """Return as much of an interaction as says who and where."""
    return SimpleNamespace(
        channel=channel,
        channel_id=getattr(channel, "id", None),
        guild_id=guild,
        user=SimpleNamespace(id=5, display_name="민지"),
        locale=discord.Locale.korean,
        guild_locale=None,
        permissions=permissions,
    )


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
    ids = [
        identity.channel_id(3),
        identity.direct_id(5),
        identity.workspace_id(9),
        identity.member_id(identity.workspace_id(9), 7),
    ]
    assert ids == ["discord:3", "discord:@5", "discord:9", "discord:9/7"]
    assert [identity.snowflake(id) for id in ids] == [3, 5, 9, 7]
    assert [identity.is_direct(id) for id in ids[:2]] == [False, True]


@pytest.mark.parametrize(("locale", "spoken"), [("ko", "ko"), ("en-GB", "en"), ("xx-YY", "en")])
def test_whoever_does_not_speak_korean_reads_english(locale: str, spoken: str) -> None:
    known = discord.enums.try_enum(discord.Locale, locale)
    assert identity.language(known) == spoken


@pytest.mark.parametrize(
    ("channel", "number", "name"),
    [
        (thread(SimpleNamespace(name="딥러닝")), 3, "딥러닝"),
        (thread(None), 3, "3"),
        (SimpleNamespace(id=4, name="DM"), 4, "dm"),
        (SimpleNamespace(id=4), 4, "4"),
    ],
)
def test_a_thread_is_its_channel_which_may_have_no_name_and_never_that_of_direct_messages(
    channel: Any, number: int, name: str
) -> None:
    info = identity.channel_info(interaction(channel))
    assert (info.channel, info.workspace, info.name) == (f"discord:{number}", "discord:9", name)


def test_direct_messages_are_a_place_of_ones_own_with_everyone_its_admin() -> None:
    direct = interaction(None, guild=None)
    info = identity.channel_info(direct)
    assert (info.channel, info.workspace) == ("discord:@5", identity.DIRECT)
    assert identity.member(direct).is_admin


@pytest.mark.parametrize("is_admin", [True, False])
def test_who_may_manage_the_server_is_an_admin_there(is_admin: bool) -> None:
    allowed = discord.Permissions.all()
    allowed.manage_guild = is_admin
    there = interaction(SimpleNamespace(id=3), permissions=allowed)
    assert identity.member(there).is_admin == is_admin
