"""What every memory of a platform does, whether it keeps things in memory or in a database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest

from bot.quiz.cards import Action, Card, Meter, Paragraph
from bot.quiz.clock import SystemClock
from bot.quiz.inbox import Arrival, Inbox
from bot.quiz.model import EventId, MessageId
from bot.quiz.outbox import (
    Button,
    Buttons,
    OpenInteractions,
    Outbox,
    PendingCard,
    PendingCards,
    Sent,
)
from bot.store.engine import Database
from bot.store.inbox import SqlInbox
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from tests.databases import BACKENDS, database_of
from tests.fakes_outbox import (
    InMemoryButtons,
    InMemoryInbox,
    InMemoryOutbox,
    InMemoryPendingCards,
)
from tests.samples import GENERAL, JUN, MINA, NOON, RANDOM

MINUTE = timedelta(minutes=1)
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


class OutboxWithInteractions(Outbox, OpenInteractions, Protocol):
    """What one class keeps in one place."""


@pytest.fixture(params=["memory", *BACKENDS])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Database | None]:
    if request.param == "memory":
        yield None
        return
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def outbox(database: Database | None) -> OutboxWithInteractions:
    return SqlOutbox(database, SystemClock()) if database else InMemoryOutbox()


@pytest.fixture
def pending_cards(database: Database | None) -> PendingCards:
    return SqlPendingCards(database) if database else InMemoryPendingCards()


@pytest.fixture
def buttons(database: Database | None) -> Buttons:
    return SqlButtons(database) if database else InMemoryButtons()


@pytest.fixture
def inbox(database: Database | None) -> Inbox:
    return SqlInbox(database) if database else InMemoryInbox()


class TestOutbox:
    async def test_key_nobody_began_is_unknown(self, outbox: Outbox) -> None:
        assert await outbox.sent(GENERAL.id, "round:1") is None

    async def test_only_the_first_beginning_is_none(self, outbox: Outbox) -> None:
        before = datetime.now(UTC)
        assert await outbox.begin(GENERAL.id, "round:1") is None
        begun = await outbox.begin(GENERAL.id, "round:1")
        assert begun is not None
        assert begun.begun_at is not None
        assert before <= begun.begun_at <= datetime.now(UTC)
        assert begun == Sent(GENERAL.id, "round:1", begun_at=begun.begun_at)
        assert await outbox.sent(GENERAL.id, "round:1") == begun

    async def test_key_belongs_to_its_channel(self, outbox: Outbox) -> None:
        assert await outbox.begin(GENERAL.id, "round:1") is None
        assert await outbox.begin(RANDOM.id, "round:1") is None
        assert await outbox.begin(GENERAL.id, "round:2") is None
        await outbox.record(PUBLIC)
        assert await outbox.sent(GENERAL.id, "round:1") == PUBLIC
        for channel, key in ((RANDOM.id, "round:1"), (GENERAL.id, "round:2")):
            other = await outbox.sent(channel, key)
            assert other is not None
            assert (other.channel, other.key, other.message) == (channel, key, None)

    async def test_beginning_again_returns_what_was_recorded(self, outbox: Outbox) -> None:
        await outbox.begin(GENERAL.id, "answer:1")
        await outbox.record(PRIVATE)
        assert await outbox.begin(GENERAL.id, "answer:1") == PRIVATE
        assert await outbox.sent(GENERAL.id, "answer:1") == PRIVATE

    async def test_what_was_never_begun_can_be_recorded(self, outbox: Outbox) -> None:
        await outbox.record(PRIVATE)
        assert await outbox.begin(GENERAL.id, "answer:1") == PRIVATE

    async def test_record_takes_the_place_of_all_that_was_known(self, outbox: Outbox) -> None:
        await outbox.record(PRIVATE)
        elsewhere = Sent(GENERAL.id, "answer:1", "token-2")
        await outbox.record(elsewhere)
        assert await outbox.sent(GENERAL.id, "answer:1") == elsewhere

    async def test_end_comes_back_as_the_same_moment(self, outbox: Outbox) -> None:
        seoul = timezone(timedelta(hours=9))
        at = NOON + timedelta(microseconds=123456)
        await outbox.record(replace(PRIVATE, expires_at=at.astimezone(seoul)))
        stored = await outbox.sent(GENERAL.id, "answer:1")
        assert stored is not None
        assert stored.expires_at == at


class TestDoors:
    async def test_nobody_has_a_door_at_first(self, outbox: OutboxWithInteractions) -> None:
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) is None

    async def test_door_is_the_message_whose_place_stays_open_longest(
        self, outbox: OutboxWithInteractions
    ) -> None:
        for minutes in (5, 15, 10):
            end = NOON + minutes * MINUTE
            await outbox.record(replace(PRIVATE, key=f"answer:{minutes}", expires_at=end))
        open_interaction = await outbox.open_interaction(GENERAL.id, MINA.id, NOON)
        assert open_interaction == replace(PRIVATE, key="answer:15")

    async def test_door_is_shut_at_its_end(self, outbox: OutboxWithInteractions) -> None:
        await outbox.record(PRIVATE)
        end = NOON + 15 * MINUTE
        just_before = end - timedelta(microseconds=1)
        assert await outbox.open_interaction(GENERAL.id, MINA.id, just_before) == PRIVATE
        assert await outbox.open_interaction(GENERAL.id, MINA.id, end) is None
        assert await outbox.open_interaction(GENERAL.id, MINA.id, end + MINUTE) is None

    async def test_ends_in_other_zones_are_compared_as_moments(
        self, outbox: OutboxWithInteractions
    ) -> None:
        seoul = timezone(timedelta(hours=9))
        shut = (NOON - MINUTE).astimezone(seoul)
        await outbox.record(replace(PRIVATE, expires_at=shut))
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) is None
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON.astimezone(seoul)) is None
        await outbox.record(replace(PRIVATE, expires_at=NOON + MINUTE))
        assert (
            await outbox.open_interaction(GENERAL.id, MINA.id, NOON.astimezone(seoul)) is not None
        )

    async def test_message_that_may_not_have_gone_out_is_no_door(
        self, outbox: OutboxWithInteractions
    ) -> None:
        later = replace(PRIVATE, key="answer:2", message=None, expires_at=NOON + 20 * MINUTE)
        await outbox.record(later)
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) is None
        await outbox.record(PRIVATE)
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) == PRIVATE

    async def test_message_without_an_end_is_no_door(self, outbox: OutboxWithInteractions) -> None:
        await outbox.record(replace(PRIVATE, expires_at=None))
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) is None

    async def test_door_is_of_one_member_in_one_channel(
        self, outbox: OutboxWithInteractions
    ) -> None:
        await outbox.record(PRIVATE)
        await outbox.record(replace(PUBLIC, expires_at=PRIVATE.expires_at))
        assert await outbox.open_interaction(GENERAL.id, JUN.id, NOON) is None
        assert await outbox.open_interaction(RANDOM.id, MINA.id, NOON) is None

    async def test_door_whose_place_has_changed_is_the_new_one(
        self, outbox: OutboxWithInteractions
    ) -> None:
        await outbox.record(PRIVATE)
        moved = replace(PRIVATE, place="token-2", expires_at=NOON + MINUTE)
        await outbox.record(moved)
        assert await outbox.open_interaction(GENERAL.id, MINA.id, NOON) == moved


class TestMailbox:
    async def test_nothing_waits_at_first(self, pending_cards: PendingCards) -> None:
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == []

    async def test_card_comes_back_as_it_was_kept(self, pending_cards: PendingCards) -> None:
        await pending_cards.keep_waiting(HELD)
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [HELD]

    async def test_cards_come_in_the_order_they_were_kept(
        self, pending_cards: PendingCards
    ) -> None:
        waiting = [replace(HELD, key=key) for key in ("answer:9", "answer:10", "a")]
        for one in waiting:
            await pending_cards.keep_waiting(one)
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == waiting

    async def test_known_key_gives_its_card_to_the_one_that_waits(
        self, pending_cards: PendingCards
    ) -> None:
        other, changed = replace(HELD, key="answer:2"), replace(HELD, card=Card(title="changed"))
        for one in (HELD, other, changed):
            await pending_cards.keep_waiting(one)
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [changed, other]

    async def test_card_that_waits_stays_with_its_member(self, pending_cards: PendingCards) -> None:
        await pending_cards.keep_waiting(HELD)
        changed = replace(HELD, member=JUN.id, card=Card(title="changed"))
        await pending_cards.keep_waiting(changed)
        assert await pending_cards.waiting(GENERAL.id, JUN.id) == []
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [
            replace(changed, member=MINA.id)
        ]

    async def test_cards_wait_for_one_member_in_one_channel(
        self, pending_cards: PendingCards
    ) -> None:
        for_jun = replace(HELD, key="answer:2", member=JUN.id)
        elsewhere = replace(HELD, channel=RANDOM.id, card=Card(title="elsewhere"))
        for one in (HELD, for_jun, elsewhere):
            await pending_cards.keep_waiting(one)
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [HELD]
        assert await pending_cards.waiting(GENERAL.id, JUN.id) == [for_jun]
        assert await pending_cards.waiting(RANDOM.id, MINA.id) == [elsewhere]

    async def test_released_card_waits_no_longer(self, pending_cards: PendingCards) -> None:
        other, elsewhere = replace(HELD, key="answer:2"), replace(HELD, channel=RANDOM.id)
        for one in (HELD, other, elsewhere):
            await pending_cards.keep_waiting(one)
        await pending_cards.drop(GENERAL.id, "answer:1")
        await pending_cards.drop(GENERAL.id, "answer:1")
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [other]
        assert await pending_cards.waiting(RANDOM.id, MINA.id) == [elsewhere]

    async def test_card_kept_again_after_it_was_dropped_comes_last(
        self, pending_cards: PendingCards
    ) -> None:
        other = replace(HELD, key="answer:2")
        for one in (other, HELD):
            await pending_cards.keep_waiting(one)
        await pending_cards.drop(GENERAL.id, other.key)
        await pending_cards.keep_waiting(other)
        assert await pending_cards.waiting(GENERAL.id, MINA.id) == [HELD, other]


class TestButtons:
    @pytest.mark.parametrize("id", ["b2", "", "B1", "b1 "])
    async def test_unknown_button_is_none(self, buttons: Buttons, id: str) -> None:
        await buttons.keep([BUTTON])
        assert await buttons.button(id) is None

    async def test_button_comes_back_as_it_was_kept(self, buttons: Buttons) -> None:
        bare = Button("b2", RANDOM.id, "help")
        await buttons.keep([BUTTON, bare])
        assert await buttons.button("b1") == BUTTON
        assert await buttons.button("b2") == bare

    async def test_args_and_draft_may_be_read_only(self, buttons: Buttons) -> None:
        fixed = MappingProxyType({"round": "1"})
        await buttons.keep([replace(BUTTON, args=fixed, draft=fixed)])
        assert await buttons.button("b1") == replace(BUTTON, draft={"round": "1"})

    async def test_known_button_stays_as_it_is(self, buttons: Buttons) -> None:
        other = Button("b2", GENERAL.id, "help")
        await buttons.keep([BUTTON])
        await buttons.keep([Button("b1", RANDOM.id, "skip"), other])
        assert await buttons.button("b1") == BUTTON
        assert await buttons.button("b2") == other

    async def test_first_of_one_id_is_kept(self, buttons: Buttons) -> None:
        await buttons.keep([BUTTON, Button("b1", RANDOM.id, "skip")])
        assert await buttons.button("b1") == BUTTON

    async def test_keeping_no_buttons_does_nothing(self, buttons: Buttons) -> None:
        await buttons.keep([])
        assert await buttons.button("b1") is None


class TestInbox:
    async def test_what_is_kept_is_to_be_served_until_it_is(self, inbox: Inbox) -> None:
        other = replace(ARRIVAL, event=EventId("slack:Ev2"))
        assert await inbox.keep([ARRIVAL]) == {ARRIVAL.event: True}
        assert await inbox.keep([other, ARRIVAL]) == {other.event: True, ARRIVAL.event: False}
        await inbox.served(ARRIVAL.event, NOON)
        assert await inbox.keep([other, ARRIVAL]) == {other.event: False}

    async def test_what_comes_again_stays_as_it_was(self, inbox: Inbox) -> None:
        await inbox.keep([ARRIVAL])
        await inbox.keep([replace(ARRIVAL, body={"text": "other"}, at=NOON + MINUTE)])
        assert await inbox.unserved("slack") == [ARRIVAL]

    async def test_many_may_keep_the_same_at_once(self, inbox: Inbox) -> None:
        found = await asyncio.gather(*(inbox.keep([ARRIVAL]) for _ in range(5)))
        assert sorted(one[ARRIVAL.event] for one in found) == [False] * 4 + [True]
        assert await inbox.unserved("slack") == [ARRIVAL]

    async def test_nothing_to_keep_is_nothing_to_serve(self, inbox: Inbox) -> None:
        assert await inbox.keep([]) == {}

    async def test_what_is_unserved_comes_back_as_it_was_in_the_order_it_came(
        self, inbox: Inbox
    ) -> None:
        first = replace(ARRIVAL, event=EventId("slack:z"), at=NOON - MINUTE)
        await inbox.keep([ARRIVAL])
        await inbox.keep([first])
        assert await inbox.unserved("slack") == [first, ARRIVAL]
        assert await inbox.unserved("web") == []

    async def test_what_is_served_is_left_over_no_more_and_known(self, inbox: Inbox) -> None:
        await inbox.keep([ARRIVAL])
        await inbox.served(ARRIVAL.event, NOON)
        assert await inbox.unserved("slack") == []
        assert await inbox.keep([ARRIVAL]) == {}

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

    async def test_what_was_served_before_then_is_forgotten(self, inbox: Inbox) -> None:
        late = replace(ARRIVAL, event=EventId("slack:late"))
        open_ = replace(ARRIVAL, event=EventId("slack:open"))
        await inbox.keep([ARRIVAL, late, open_])
        await inbox.served(ARRIVAL.event, NOON - MINUTE)
        await inbox.served(late.event, NOON)
        await inbox.forget(NOON.astimezone(timezone(timedelta(hours=9))))
        assert await inbox.keep([ARRIVAL, late, open_]) == {
            ARRIVAL.event: True,
            open_.event: False,
        }

    async def test_serving_again_does_not_put_off_forgetting(self, inbox: Inbox) -> None:
        await inbox.keep([ARRIVAL])
        await inbox.served(ARRIVAL.event, NOON - MINUTE)
        await inbox.served(ARRIVAL.event, NOON + MINUTE)
        await inbox.forget(NOON)
        assert await inbox.keep([ARRIVAL]) == {ARRIVAL.event: True}
