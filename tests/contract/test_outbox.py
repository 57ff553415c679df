"""What every memory of a platform does, whether it keeps things in memory or in a database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.quiz.cards import Action, Card, Meter, Paragraph
from bot.quiz.clock import SystemClock
from bot.quiz.inbox import Arrival, Inbox
from bot.quiz.model import EventId, MessageId
from bot.quiz.outbox import (
    Button,
    Buttons,
    Outbox,
    PendingCard,
    PendingCards,
    Sent,
)
from bot.store.engine import Database
from bot.store.inbox import SqlInbox
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from tests.databases import BACKENDS, database_of
from tests.samples import GENERAL, JUN, MINA, NOON, RANDOM

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
SEOUL = timezone(timedelta(hours=9))
ODD = "nul \x00, half \ud83d, whole 🙂, 한글"
PUBLIC = Sent(GENERAL.id, "round:1", "a thread/of: theirs", MessageId("17.5"))
PRIVATE = Sent(GENERAL.id, "answer:1", "token-1", MessageId("9"), MINA.id, NOON + 15 * MINUTE)
CARD = Card(
    title="채점이 끝났어요",
    blocks=(Paragraph(text=ODD, style="quote"), Meter(fraction=0.4, label="40%")),
    actions=(Action(label="다시", command="answer", args={"round": "1"}, replaces=True),),
    tone="good",
    thread="softmax",
)
HELD = PendingCard(GENERAL.id, "answer:1", MINA.id, CARD)
ARRIVAL = Arrival(EventId("slack:Ev1"), "slack", "slash", {"text": ODD, "n": [1, None]}, NOON)
BUTTON = Button("b1", GENERAL.id, "answer", {"round": "1"}, {"text": ODD})


@pytest.fixture(params=BACKENDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def book(database: Database) -> Outbox:
    return SqlOutbox(database, SystemClock())


@pytest.fixture
def mail(database: Database) -> PendingCards:
    return SqlPendingCards(database, SystemClock())


@pytest.fixture
def buttons(database: Database) -> Buttons:
    return SqlButtons(database, SystemClock())


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return SqlInbox(database)


class TestOutbox:
    async def test_only_the_first_beginning_of_a_key_is_none(self, book: Outbox) -> None:
        before = datetime.now(UTC)
        assert await book.sent(GENERAL.id, "round:1") is None
        assert await book.begin(GENERAL.id, "round:1") is None
        begun = await book.begin(GENERAL.id, "round:1")
        assert begun is not None
        assert begun.begun_at is not None
        assert before <= begun.begun_at <= datetime.now(UTC)
        assert begun == Sent(GENERAL.id, "round:1", begun_at=begun.begun_at)
        assert await book.sent(GENERAL.id, "round:1") == begun

    async def test_key_belongs_to_its_channel(self, book: Outbox) -> None:
        others = [(RANDOM.id, "round:1"), (GENERAL.id, "round:2")]
        for channel, key in [(GENERAL.id, "round:1"), *others]:
            assert await book.begin(channel, key) is None
        await book.record(PUBLIC)
        assert await book.sent(GENERAL.id, "round:1") == PUBLIC
        for channel, key in others:
            other = await book.sent(channel, key)
            assert other is not None
            assert (other.channel, other.key, other.message) == (channel, key, None)

    @pytest.mark.parametrize("is_begun", [True, False], ids=["begun", "never begun"])
    async def test_record_takes_the_place_of_all_that_was_known(
        self, book: Outbox, is_begun: bool
    ) -> None:
        if is_begun:
            await book.begin(GENERAL.id, "answer:1")
        for sent in (PRIVATE, Sent(GENERAL.id, "answer:1", "token-2")):
            await book.record(sent)
            assert await book.begin(GENERAL.id, "answer:1") == sent
            assert await book.sent(GENERAL.id, "answer:1") == sent

    async def test_end_comes_back_as_the_same_moment(self, book: Outbox) -> None:
        at = NOON + timedelta(microseconds=123456)
        await book.record(replace(PRIVATE, expires_at=at.astimezone(SEOUL)))
        stored = await book.sent(GENERAL.id, "answer:1")
        assert stored is not None
        assert stored.expires_at == at


class TestDoors:
    async def test_door_is_the_message_whose_place_stays_open_longest(self, book: Outbox) -> None:
        assert await book.open_interaction(GENERAL.id, MINA.id, NOON) is None
        for minutes in (5, 15, 10):
            end = NOON + minutes * MINUTE
            await book.record(replace(PRIVATE, key=f"answer:{minutes}", expires_at=end))
        found = await book.open_interaction(GENERAL.id, MINA.id, NOON)
        assert found == replace(PRIVATE, key="answer:15")

    @pytest.mark.parametrize("zone", [UTC, SEOUL], ids=str)
    async def test_door_is_shut_at_its_end(self, book: Outbox, zone: timezone) -> None:
        end = NOON + 15 * MINUTE
        await book.record(replace(PRIVATE, expires_at=end.astimezone(zone)))
        for now, found in [(end - MOMENT, PRIVATE), (end, None), (end + MINUTE, None)]:
            for seen in (now, now.astimezone(SEOUL)):
                assert await book.open_interaction(GENERAL.id, MINA.id, seen) == found

    async def test_message_without_an_end_or_that_may_not_have_gone_out_is_no_door(
        self, book: Outbox
    ) -> None:
        later = NOON + 20 * MINUTE
        await book.record(replace(PRIVATE, key="answer:2", message=None, expires_at=later))
        await book.record(replace(PRIVATE, expires_at=None))
        assert await book.open_interaction(GENERAL.id, MINA.id, NOON) is None
        await book.record(PRIVATE)
        assert await book.open_interaction(GENERAL.id, MINA.id, NOON) == PRIVATE

    async def test_door_is_of_one_member_in_one_channel(self, book: Outbox) -> None:
        await book.record(PRIVATE)
        await book.record(replace(PUBLIC, expires_at=PRIVATE.expires_at))
        assert await book.open_interaction(GENERAL.id, JUN.id, NOON) is None
        assert await book.open_interaction(RANDOM.id, MINA.id, NOON) is None

    async def test_door_whose_place_has_changed_is_the_new_one(self, book: Outbox) -> None:
        moved = replace(PRIVATE, place="token-2", expires_at=NOON + MINUTE)
        for sent in (PRIVATE, moved):
            await book.record(sent)
        assert await book.open_interaction(GENERAL.id, MINA.id, NOON) == moved


class TestMailbox:
    async def test_cards_come_back_in_the_order_they_were_kept(self, mail: PendingCards) -> None:
        assert await mail.waiting(GENERAL.id, MINA.id) == []
        waiting = [replace(HELD, key=key) for key in ("answer:9", "answer:10", "a")]
        for one in waiting:
            await mail.keep_waiting(one)
        assert await mail.waiting(GENERAL.id, MINA.id) == waiting

    async def test_known_key_gives_its_card_to_the_one_that_waits_and_stays_its_members(
        self, mail: PendingCards
    ) -> None:
        other = replace(HELD, key="answer:2")
        changed = replace(HELD, member=JUN.id, card=Card(title="changed"))
        for one in (HELD, other, changed):
            await mail.keep_waiting(one)
        mine = await mail.waiting(GENERAL.id, MINA.id)
        assert mine == [replace(changed, member=MINA.id), other]
        assert await mail.waiting(GENERAL.id, JUN.id) == []

    async def test_cards_wait_for_one_member_in_one_channel_until_they_are_dropped(
        self, mail: PendingCards
    ) -> None:
        for_jun = replace(HELD, key="answer:2", member=JUN.id)
        elsewhere = replace(HELD, channel=RANDOM.id, card=Card(title="elsewhere"))
        for one in (HELD, for_jun, elsewhere):
            await mail.keep_waiting(one)
        assert await mail.waiting(GENERAL.id, MINA.id) == [HELD]
        for _ in range(2):
            await mail.drop(GENERAL.id, HELD.key)
            assert await mail.waiting(GENERAL.id, MINA.id) == []
        assert await mail.waiting(GENERAL.id, JUN.id) == [for_jun]
        assert await mail.waiting(RANDOM.id, MINA.id) == [elsewhere]

    async def test_card_kept_again_after_it_was_dropped_comes_last(
        self, mail: PendingCards
    ) -> None:
        other = replace(HELD, key="answer:2")
        for one in (other, HELD):
            await mail.keep_waiting(one)
        await mail.drop(GENERAL.id, other.key)
        await mail.keep_waiting(other)
        assert await mail.waiting(GENERAL.id, MINA.id) == [HELD, other]

    async def test_who_was_told_of_a_card_is_told_of_no_other_until_it_is_dropped(
        self, mail: PendingCards
    ) -> None:
        for_jun = replace(HELD, key="answer:2", member=JUN.id)
        for one in (HELD, for_jun):
            await mail.keep_waiting(one)
        both = {(GENERAL.id, MINA.id), (GENERAL.id, JUN.id)}
        assert set(await mail.unannounced()) == both
        await mail.announced(GENERAL.id, MINA.id)
        for key in ("answer:3", HELD.key):
            await mail.keep_waiting(replace(HELD, key=key))
        assert list(await mail.unannounced()) == [(GENERAL.id, JUN.id)]
        await mail.drop(GENERAL.id, HELD.key)
        assert set(await mail.unannounced()) == both


class TestButtons:
    async def test_buttons_come_back_as_they_were_first_kept(self, buttons: Buttons) -> None:
        bare, other = Button("b2", RANDOM.id, "help"), Button("b1", RANDOM.id, "skip")
        for kept in ([], [BUTTON, other], [other, bare]):
            await buttons.keep(kept)
        assert await buttons.button("b1") == BUTTON
        assert await buttons.button("b2") == bare
        for unknown in ("b3", "", "B1", "b1 "):
            assert await buttons.button(unknown) is None

    async def test_args_and_draft_may_be_read_only(self, buttons: Buttons) -> None:
        fixed = MappingProxyType({"round": "1"})
        await buttons.keep([replace(BUTTON, args=fixed, draft=fixed)])
        assert await buttons.button("b1") == replace(BUTTON, draft={"round": "1"})


class TestInbox:
    async def test_what_is_kept_is_to_be_served_until_it_is(self, inbox: Inbox) -> None:
        other = replace(ARRIVAL, event=EventId("slack:Ev2"))
        assert await inbox.keep([]) == {}
        assert await inbox.keep([ARRIVAL]) == {ARRIVAL.event: True}
        assert await inbox.keep([other, ARRIVAL]) == {other.event: True, ARRIVAL.event: False}
        await inbox.served([ARRIVAL.event], NOON)
        assert await inbox.keep([other, ARRIVAL]) == {other.event: False}
        assert await inbox.unserved("slack") == [other]

    async def test_many_may_keep_the_same_at_once(self, inbox: Inbox) -> None:
        found = await asyncio.gather(*(inbox.keep([ARRIVAL]) for _ in range(5)))
        assert sorted(one[ARRIVAL.event] for one in found) == [False] * 4 + [True]
        assert await inbox.unserved("slack") == [ARRIVAL]

    async def test_what_is_unserved_comes_back_as_it_first_was_in_the_order_it_came(
        self, inbox: Inbox
    ) -> None:
        first = replace(ARRIVAL, event=EventId("slack:z"), at=NOON - MINUTE)
        changed = replace(ARRIVAL, body={"text": "other"}, at=NOON - 2 * MINUTE)
        for arrival in (ARRIVAL, first, changed):
            await inbox.keep([arrival])
        assert await inbox.unserved("slack") == [first, ARRIVAL]
        assert await inbox.unserved("web") == []

    async def test_what_was_begun_most_often_comes_last(self, inbox: Inbox) -> None:
        other = replace(ARRIVAL, event=EventId("slack:Ev2"), at=NOON + MINUTE)
        await inbox.keep([ARRIVAL, other])
        for _ in range(2):
            await inbox.begun(ARRIVAL.event)
        assert await inbox.unserved("slack") == [other, replace(ARRIVAL, tries=2)]

    async def test_what_is_withdrawn_was_never_there(self, inbox: Inbox) -> None:
        await inbox.keep([ARRIVAL])
        await inbox.withdraw([ARRIVAL.event])
        assert await inbox.unserved("slack") == []
        assert await inbox.keep([ARRIVAL]) == {ARRIVAL.event: True}

    async def test_what_was_first_served_before_then_is_forgotten(self, inbox: Inbox) -> None:
        late = replace(ARRIVAL, event=EventId("slack:late"))
        open_ = replace(ARRIVAL, event=EventId("slack:open"))
        await inbox.keep([ARRIVAL, late, open_])
        for event, at in [
            (ARRIVAL.event, NOON - MINUTE),
            (ARRIVAL.event, NOON + MINUTE),
            (late.event, NOON),
        ]:
            await inbox.served([event], at)
        await inbox.forget(NOON.astimezone(SEOUL))
        kept = await inbox.keep([ARRIVAL, late, open_])
        assert kept == {ARRIVAL.event: True, open_.event: False}
