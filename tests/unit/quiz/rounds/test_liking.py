"""The button that counts likes on a reveal: who may press it, and what is drawn again."""

from typing import Any

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card
from bot.quiz.model import EventId, Member, RoundId
from bot.quiz.moderation.model import ShareId
from bot.quiz.preferences.model import Preferences
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts, until

FIRST = RoundId(1)


async def revealed(world: World, may_quote: bool = False) -> None:
    await world.say(MINA, "answer", text="good morning")
    await world.store.save_preferences(MINA.id, Preferences(may_quote=may_quote), None)
    world.clock.advance(hours=24)
    await world.quiz.host.tick()


async def like(world: World, member: Member) -> FakeReply:
    reply = await world.say(member, "like", round="1")
    await world.quiz.host.refresh_boards()
    return reply


def shown(world: World) -> Card:
    [card] = [said.card for said in world.chat.messages if said.key == "reveal:1"]
    return card


def told(what: str) -> AuditEntry:
    return AuditEntry(EventId(what), CHANNEL.id, JUN.id, MORNING, what)


async def test_nothing_is_liked_before_it_is_revealed(open_world: World) -> None:
    refused = await like(open_world, MINA)
    assert refused.last.sentence == "풀이는 질문이 마감되면 볼 수 있어요."
    assert await open_world.store.likes(FIRST) == 0


async def test_only_the_count_changes_on_the_reveal(open_world: World) -> None:
    await revealed(open_world, may_quote=True)
    before = shown(open_world)
    await like(open_world, JUN)
    after = shown(open_world)
    assert [one.label for one in after.actions if one.command == "like"] == ["👍 1"]
    assert after.model_copy(update={"actions": before.actions}) == before


async def test_a_grade_that_comes_after_the_reveal_is_on_it(world: World) -> None:
    await world.quiz.host.tick()
    world.grader.is_away = True
    await revealed(world)
    assert "100" not in shown(world).model_dump_json()
    world.grader.is_away = False
    world.clock.advance(hours=1)
    await until(lambda: world.told(MINA))
    await world.quiz.host.refresh_boards()
    assert "100" in shown(world).model_dump_json()


async def test_what_no_longer_counts_is_off_the_reveal(open_world: World) -> None:
    await revealed(open_world)
    assert "민아" in shown(open_world).model_dump_json()
    await open_world.say(JUN, "quiz void", answer="1")
    await open_world.quiz.host.refresh_boards()
    assert "민아" not in shown(open_world).model_dump_json()


async def test_a_muted_member_likes_nothing(open_world: World) -> None:
    await revealed(open_world)
    await open_world.store.mute(CHANNEL.id, MINA.id, True, told("audit-mute"))
    await like(open_world, MINA)
    assert await open_world.store.likes(FIRST) == 0


async def test_a_hidden_quote_stays_hidden_and_shows_the_likes_there_are(open_world: World) -> None:
    await revealed(open_world, may_quote=True)
    await like(open_world, JUN)
    await open_world.store.hide(ShareId(1), True, told("audit-hide"))
    await like(open_world, MINA)
    card = shown(open_world)
    assert "good morning" not in card.model_dump_json()
    share = await open_world.store.share(ShareId(1))
    assert share is not None
    assert share.shown == card
    assert card.actions[0].label == "👍 2"


async def test_what_is_hidden_while_it_is_drawn_stays_hidden(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await revealed(open_world, may_quote=True)
    edit = open_world.chat.edit

    async def slow(*args: Any) -> None:
        await open_world.store.hide(ShareId(1), True, told("audit-hide"))
        await edit(*args)

    monkeypatch.setattr(open_world.chat, "edit", slow)
    await like(open_world, JUN)
    assert "good morning" not in shown(open_world).model_dump_json()


async def test_nobody_is_quoted_later_who_was_not_at_first(open_world: World) -> None:
    await revealed(open_world)
    await open_world.store.save_preferences(MINA.id, Preferences(may_quote=True), None)
    await like(open_world, JUN)
    assert "good morning" not in shown(open_world).model_dump_json()


async def test_who_lets_themselves_be_quoted_no_more_is_not(open_world: World) -> None:
    await revealed(open_world, may_quote=True)
    await open_world.store.save_preferences(MINA.id, Preferences(may_quote=False), None)
    await like(open_world, JUN)
    assert "good morning" not in shown(open_world).model_dump_json()


async def test_what_comes_next_is_told_until_it_is_there(open_world: World) -> None:
    await revealed(open_world)
    assert "Next question: tomorrow" in shown(open_world).footer
    open_world.clock.advance(hours=25)
    await open_world.quiz.host.tick()
    await like(open_world, JUN)
    assert texts(shown(open_world))
    assert shown(open_world).footer == ""
