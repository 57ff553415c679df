"""Who is muted, what is public, and who took part: what every store keeps of it."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card, Paragraph
from bot.quiz.model import EventId, MessageId, Round
from bot.quiz.moderation.model import NewShare, Participant, ShareId
from bot.quiz.ports import Store
from tests.samples import GENERAL, JUN, MINA, MONDAY, NOON, RANDOM, SORA, answered, open_round

TUESDAY = MONDAY + timedelta(days=1)


def told(event: str) -> AuditEntry:
    return AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, "audit-mute")


def new_share(key: str = "demo:1") -> NewShare:
    card, instead = Card(title="보세요"), Card(blocks=(Paragraph(text="숨겼어요"),))
    return NewShare(GENERAL.id, MINA.id, key, card, instead, NOON, thread=MessageId("m1"))


async def test_member_is_muted_in_one_channel_until_it_is_undone(store: Store) -> None:
    assert await store.mute(GENERAL.id, MINA.id, True, told("e1"))
    assert not await store.mute(GENERAL.id, MINA.id, True, told("e2"))
    assert await store.is_muted(GENERAL.id, MINA.id)
    await open_round(store)
    found = [await store.member_round(GENERAL.id, one.id) for one in (MINA, JUN)]
    assert [one.is_muted for one in found] == [True, False]
    assert not await store.is_muted(RANDOM.id, MINA.id)
    assert not await store.is_muted(GENERAL.id, JUN.id)
    assert await store.mute(GENERAL.id, MINA.id, False, told("e3"))
    assert not await store.mute(GENERAL.id, MINA.id, False, told("e4"))
    assert not await store.is_muted(GENERAL.id, MINA.id)
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_share_is_kept_once_and_hidden_until_it_is_undone(store: Store) -> None:
    kept = await store.keep_share(new_share())
    assert (kept.new, kept.is_hidden, kept.shown) == (new_share(), False, new_share().card)
    assert await store.keep_share(new_share()) == kept
    assert await store.hide(kept.id, True, told("e1"))
    assert not await store.hide(kept.id, True, told("e2"))
    hidden = await store.share(kept.id)
    assert hidden is not None
    assert (hidden.is_hidden, hidden.shown) == (True, new_share().instead)
    assert await store.keep_share(new_share()) == hidden
    assert await store.hide(kept.id, False, told("e3"))
    assert await store.share(kept.id) == kept
    assert await store.share(ShareId(987)) is None
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_shares_of_a_member_come_newest_first(store: Store) -> None:
    first, second = [await store.keep_share(new_share(key)) for key in ("demo:1", "demo:2")]
    assert list(await store.shares(GENERAL.id, MINA.id, 9)) == [second, first]
    assert list(await store.shares(GENERAL.id, MINA.id, 1)) == [second]
    assert list(await store.shares(GENERAL.id, JUN.id, 9)) == []
    assert list(await store.shares(RANDOM.id, MINA.id, 9)) == []


async def test_share_of_who_is_forgotten_is_empty_and_stays_until_it_is_dropped(
    store: Store,
) -> None:
    kept = await store.keep_share(new_share())
    others = await store.keep_share(replace(new_share("demo:2"), member=JUN.id))
    assert list(await store.left_behind()) == []
    await store.forget(MINA.id)
    assert list(await store.left_behind()) == [GENERAL.id]
    [left] = await store.ownerless(GENERAL.id)
    assert (left.id, left.new.key, left.new.thread) == (kept.id, "demo:1", MessageId("m1"))
    assert (left.new.card, left.new.instead) == (Card(), Card())
    assert await store.share(kept.id) is None
    assert list(await store.ownerless(RANDOM.id)) == []
    assert await store.participants(GENERAL.id, "", 9) == [Participant(JUN, False)]
    await store.drop_share(kept.id)
    assert list(await store.left_behind()) == []
    assert await store.share(others.id) == others


async def test_answers_of_a_member_come_newest_first(store: Store, round: Round) -> None:
    later = await open_round(store, TUESDAY)
    first = await answered(store, round, "a1", MINA, 10)
    second = await answered(store, later, "a2", MINA, 20, study_date=TUESDAY)
    await answered(store, round, "a3", JUN, 30)
    found = await store.answers_of(GENERAL.id, MINA.id, 9)
    assert [one.id for one in found] == [second, first]
    assert [one.id for one in await store.answers_of(GENERAL.id, MINA.id, 1)] == [second]
    assert list(await store.answers_of(RANDOM.id, MINA.id, 9)) == []


async def test_participants_are_who_answered_last_and_then_the_others(
    store: Store, round: Round
) -> None:
    later = await open_round(store, TUESDAY)
    await answered(store, round, "a1", MINA, 10)
    await answered(store, later, "a2", JUN, 20, study_date=TUESDAY)
    await store.keep_share(new_share())
    await store.mute(GENERAL.id, SORA.id, True, told("e1"))
    found = await store.participants(GENERAL.id, "", 9)
    assert [(one.member, one.is_muted) for one in found] == [
        (JUN, False),
        (MINA, False),
        (SORA, True),
    ]
    assert [one.member for one in await store.participants(GENERAL.id, "", 1, 1)] == [MINA]
    assert [one.member for one in await store.participants(GENERAL.id, "sORA", 9)] == [SORA]
    assert list(await store.participants(GENERAL.id, "%", 9)) == []
    assert list(await store.participants(RANDOM.id, "", 9)) == []
