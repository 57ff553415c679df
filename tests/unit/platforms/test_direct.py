"""Where something belongs that somebody types in their own conversation with the bot."""

from dataclasses import replace

import pytest

from bot.platforms.shared.direct import DirectCommands, Elsewhere
from bot.quiz.errors import Refusal
from bot.quiz.model import ChannelId, EventId, Invocation, Member, MemberId, WorkspaceId
from tests.fakes import InMemoryStore
from tests.samples import GENERAL, MINA, new_answer, open_round

DIRECT = ChannelId("x:@7")
ME = replace(MINA, id=MemberId("x:@me/7"), workspace=WorkspaceId("x:@me"))


async def study(store: InMemoryStore, channel: str, *, has_answered: bool = True) -> None:
    """Let the user 7 be a member of a channel's workspace, which its name begins with."""
    workspace = WorkspaceId(channel.partition("-")[0])
    me = Member(MemberId(f"{workspace}/7"), workspace, "민아", "ko")
    place = replace(GENERAL, id=ChannelId(channel), workspace=workspace)
    await store.save_channel(place)
    await store.remember(me)
    if has_answered:
        round = await open_round(store, channel=place.id)
        await store.add(new_answer(round, f"in {channel}", me), 3)


async def meant(
    store: InMemoryStore,
    line: str,
    hidden: str = "",
    here: ChannelId = DIRECT,
    me: Member = ME,
) -> list[str]:
    """Return the channels that a command may belong in, for somebody who can't see one."""
    command, _, what = line.partition(":")
    asked = Invocation(EventId("e"), me, here, command, {"what": what} if what else {})

    async def visit(channel: ChannelId) -> Elsewhere | None:
        there = replace(
            asked,
            channel=channel,
            member=replace(me, id=MemberId(f"{channel.partition('-')[0]}/7")),
        )
        return None if channel == hidden else Elsewhere(f"#{channel}", there)

    try:
        found = await DirectCommands(store).meant(asked, "7", visit)
    except Refusal as refusal:
        return [one.channel for one in refusal.actions if one.command == command]
    return [found.channel]


@pytest.fixture
async def store() -> InMemoryStore:
    """A store in which 7 studies in three channels of two workspaces, last in the first."""
    store = InMemoryStore()
    await study(store, "a-new", has_answered=False)
    for channel in ("b-one", "a-two", "a-one"):
        await study(store, channel)
    return store


async def test_what_is_of_a_channel_may_belong_in_each_that_one_answered_in(
    store: InMemoryStore,
) -> None:
    assert await meant(store, "stats") == ["a-one", "a-two", "b-one"]


async def test_who_can_no_longer_see_where_they_answered_may_mean_other_channels() -> None:
    store = InMemoryStore()
    await study(store, "a-old")
    await study(store, "a-new", has_answered=False)
    assert await meant(store, "stats") == ["a-old"]
    assert await meant(store, "stats", hidden="a-old") == ["a-new"]


@pytest.mark.parametrize("line", ["review", "settings me", "stats:export", "stats:forget"])
async def test_what_is_of_a_member_is_asked_for_once_in_each_workspace(
    store: InMemoryStore, line: str
) -> None:
    assert await meant(store, line) == ["a-one", "b-one"]
    assert await meant(store, line, hidden="a-one") == ["a-two", "b-one"]


@pytest.mark.parametrize("line", ["help", "demo", "quiz now", "question review"])
async def test_what_is_of_no_quiz_and_what_admins_do_stays_here(
    store: InMemoryStore, line: str
) -> None:
    assert await meant(store, line) == [DIRECT]


async def test_a_quiz_of_ones_own_is_meant_where_it_is(store: InMemoryStore) -> None:
    await store.save_channel(replace(GENERAL, id=DIRECT, workspace=ME.workspace))
    assert await meant(store, "stats") == [DIRECT]


async def test_who_has_a_quiz_of_their_own_and_is_somebody_else_in_others_chooses(
    store: InMemoryStore,
) -> None:
    await store.save_channel(replace(GENERAL, id=DIRECT, workspace=ME.workspace))
    assert await meant(store, "review") == [DIRECT, "a-one", "b-one"]


async def test_who_is_the_same_everywhere_has_nothing_to_choose(store: InMemoryStore) -> None:
    me = replace(ME, id=MemberId("a/7"))
    own = ChannelId("a-direct")
    await store.save_channel(replace(GENERAL, id=own, workspace=WorkspaceId("a")))
    assert await meant(store, "review", hidden="b-one", here=own, me=me) == [own]


async def test_the_only_place_is_meant_also_before_the_first_answer() -> None:
    store = InMemoryStore()
    assert await meant(store, "stats") == [DIRECT]
    await study(store, "a-new", has_answered=False)
    assert await meant(store, "stats") == ["a-new"]
    assert await meant(store, "stats", hidden="a-new") == [DIRECT]
