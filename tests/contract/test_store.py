"""What every store does, whether it keeps things in memory, in a file or on a server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.quiz.model import (
    AnswerId,
    Asked,
    Channel,
    ChannelId,
    Decision,
    EventId,
    Member,
    MemberId,
    MessageId,
    NewSuggestion,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Score,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
    WorkspaceId,
)
from bot.quiz.ports import Store
from bot.quiz.standings.streaks import streak
from bot.store.errors import UnknownReference
from bot.store.sql_store import SqlStore
from evaluators.grade import Verdict
from tests.databases import BACKENDS, database_of
from tests.fakes import InMemoryStore
from tests.samples import (
    FOLLOW_UP,
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    QUESTION,
    RANDOM,
    SORA,
    SPACE,
    a_grade,
    answered,
    fill,
    new_answer,
    new_hint,
    new_round,
    no_round,
    open_round,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOBODY = Member(MemberId("web:nobody"), SPACE, "Nobody", "en")
SLACK, DISCORD = WorkspaceId("slack:T1"), WorkspaceId("discord:1")
ON_SLACK = Channel(ChannelId("slack:T1/C1"), SLACK, "slack")
ON_DISCORD = Channel(ChannelId("discord:1/2"), DISCORD, "discord")
SLACK_MINA = Member(MemberId("slack:T1/U1"), SLACK, "Mina Kim", "en")
DISCORD_MINA = Member(MemberId("discord:1/3"), DISCORD, "mina", "ko")
OTHER_MINA = Member(MemberId("web:another-mina"), SPACE, "민아 2", "ko")
FAR_FUTURE = date(9999, 12, 31)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(params=["memory", *BACKENDS])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield InMemoryStore()
        return
    async with database_of(request.param, tmp_path) as database:
        yield SqlStore(database)


@pytest.fixture
async def store(empty: Store) -> Store:
    await fill(empty)
    return empty


@pytest.fixture
async def linkable(store: Store) -> Store:
    """A store with channels and members of two other workspaces."""
    for channel in (ON_SLACK, ON_DISCORD):
        await store.save_channel(channel)
    for member in (SLACK_MINA, DISCORD_MINA, OTHER_MINA):
        await store.remember(member)
    return store


@pytest.fixture
async def round(store: Store) -> Round:
    return await open_round(store)


class TestChannels:
    async def test_new_store_has_no_channels(self, empty: Store) -> None:
        assert await empty.channels() == []
        assert await empty.channel(GENERAL.id) is None

    async def test_channel_comes_back_as_it_was_saved(self, store: Store) -> None:
        assert await store.channel(GENERAL.id) == GENERAL

    async def test_channels_are_in_order_of_id(self, store: Store) -> None:
        assert await store.channels() == [GENERAL, RANDOM]

    async def test_saving_again_replaces_every_setting(self, store: Store) -> None:
        changed = replace(
            RANDOM, id=GENERAL.id, name="x", deck="math", takes_drafts=True, is_active=False
        )
        await store.save_channel(changed)
        assert await store.channels() == [changed, RANDOM]

    async def test_admin_and_trouble_come_and_go(self, store: Store) -> None:
        troubled = replace(GENERAL, admin=JUN.id, trouble="missing post-messages 🙂")
        await store.save_channel(troubled)
        assert await store.channels() == [troubled, RANDOM]
        await store.save_channel(GENERAL)
        assert await store.channel(GENERAL.id) == GENERAL

    async def test_admin_need_not_be_remembered(self, store: Store) -> None:
        await store.save_channel(replace(GENERAL, admin=NOBODY.id))
        saved = await store.channel(GENERAL.id)
        assert saved is not None
        assert saved.admin == NOBODY.id

    async def test_character_no_database_keeps_is_replaced(self, store: Store) -> None:
        await store.save_channel(replace(GENERAL, name="a\x00b", trouble="c\ud800d"))
        saved = await store.channel(GENERAL.id)
        assert saved is not None
        assert (saved.name, saved.trouble) == ("a\ufffdb", "c\ufffdd")


class TestAgenda:
    async def test_channel_is_due_until_it_is_scheduled(self, store: Store) -> None:
        assert await store.due(NOON) == [GENERAL, RANDOM]
        await store.schedule(GENERAL, NOON + DAY)
        assert await store.due(NOON) == [RANDOM]

    async def test_channel_is_due_from_its_moment_on(self, store: Store) -> None:
        await store.schedule(GENERAL, NOON)
        await store.schedule(RANDOM, FOR_EVER)
        assert await store.due(NOON - timedelta(microseconds=1)) == []
        assert await store.due(NOON) == [GENERAL]

    async def test_saved_channel_is_due_again(self, store: Store) -> None:
        for channel in (GENERAL, RANDOM):
            await store.schedule(channel, FOR_EVER)
        await store.save_channel(GENERAL)
        assert await store.due(NOON) == [GENERAL]

    async def test_schedule_of_other_times_is_not_kept(self, store: Store) -> None:
        for other in (
            replace(GENERAL, weekdays=frozenset({1})),
            replace(GENERAL, at=time(8, 31)),
            replace(GENERAL, timezone=ZoneInfo("UTC")),
        ):
            await store.save_channel(other)
            await store.schedule(GENERAL, FOR_EVER)
            assert await store.due(NOON) == [other, RANDOM]
        await store.schedule(other, FOR_EVER)
        assert await store.due(NOON) == [RANDOM]

    async def test_round_claimed_with_the_schedule_closes_what_is_over_by_then(
        self, store: Store, round: Round
    ) -> None:
        lasting = await open_round(store, MONDAY + DAY)
        elsewhere = await open_round(store, channel=RANDOM.id)
        new = replace(new_round(MONDAY + DAY, slot=1), due_at=round.closes_at)
        claimed = await store.schedule(GENERAL, NOON + DAY, new)
        assert claimed is not None
        assert await store.due(NOON) == [RANDOM]
        closing = replace(round, state=RoundState.CLOSING)
        assert await store.rounds() == [closing, elsewhere, claimed, lasting]

    async def test_schedule_is_kept_where_the_round_was_claimed_before(
        self, store: Store, round: Round
    ) -> None:
        new = replace(new_round(), due_at=round.closes_at)
        assert await store.schedule(GENERAL, NOON + DAY, new) is None
        assert await store.due(NOON) == [RANDOM]
        assert await store.round(round.id) == round

    async def test_inactive_channel_has_nothing_to_do(self, store: Store) -> None:
        await store.claim(new_round())
        await store.save_channel(replace(GENERAL, is_active=False, trouble="gone"))
        assert await store.due(NOON) == [RANDOM]
        assert await store.unsettled(NOON) == []

    @pytest.mark.parametrize("state", RoundState)
    async def test_channel_is_unsettled_while_a_round_is_begun(
        self, store: Store, round: Round, state: RoundState
    ) -> None:
        await store.save_round(replace(round, state=state), since=RoundState.OPEN)
        begun = (RoundState.CLAIMED, RoundState.CLOSING, RoundState.SKIPPING)
        assert await store.unsettled(NOON) == ([GENERAL] if state in begun else [])

    async def test_channel_is_unsettled_from_the_moment_a_round_closes(
        self, store: Store, round: Round
    ) -> None:
        assert await store.unsettled(round.closes_at - timedelta(microseconds=1)) == []
        assert await store.unsettled(round.closes_at) == [GENERAL]

    async def test_channel_in_trouble_is_unsettled(self, store: Store) -> None:
        troubled = replace(RANDOM, trouble="gone")
        await store.save_channel(troubled)
        assert await store.unsettled(NOON) == [troubled]


class TestMembers:
    async def test_unknown_member_is_none(self, empty: Store) -> None:
        assert await empty.member(MINA.id) is None

    async def test_member_comes_back_as_remembered(self, store: Store) -> None:
        assert await store.member(JUN.id) == JUN
        assert await store.member(SORA.id) == SORA

    async def test_remembering_again_updates_name_language_and_rights(self, store: Store) -> None:
        changed = replace(JUN, name="준", language="ko", is_admin=False)
        await store.remember(changed)
        assert await store.member(JUN.id) == changed

    async def test_character_no_database_keeps_is_replaced(self, store: Store) -> None:
        await store.remember(replace(MINA, name="a\x00b\ud800c"))
        member = await store.member(MINA.id)
        assert member is not None
        assert member.name == "a\ufffdb\ufffdc"


class TestLinks:
    async def test_nobody_is_linked_at_first(self, store: Store) -> None:
        assert await store.linked() == {}

    async def test_linked_members_are_one_person_under_their_first_id(self, store: Store) -> None:
        await store.link(SORA.id, JUN.id)
        assert await store.linked() == {JUN.id: JUN.id, SORA.id: JUN.id}

    async def test_linking_again_changes_nothing(self, store: Store) -> None:
        await store.link(SORA.id, JUN.id)
        await store.link(JUN.id, SORA.id)
        assert await store.linked() == {JUN.id: JUN.id, SORA.id: JUN.id}

    async def test_linking_people_makes_them_one(self, linkable: Store) -> None:
        await linkable.link(MINA.id, SORA.id)
        await linkable.link(SLACK_MINA.id, DISCORD_MINA.id)
        assert len(set((await linkable.linked()).values())) == 2
        await linkable.link(SORA.id, SLACK_MINA.id)
        everyone = [MINA.id, SORA.id, SLACK_MINA.id, DISCORD_MINA.id]
        assert await linkable.linked() == dict.fromkeys(everyone, DISCORD_MINA.id)

    async def test_unlinked_member_leaves_the_others_linked(self, store: Store) -> None:
        await store.link(MINA.id, JUN.id)
        await store.link(MINA.id, SORA.id)
        await store.unlink(JUN.id)
        assert await store.linked() == {MINA.id: MINA.id, SORA.id: MINA.id}

    async def test_member_left_alone_is_linked_no_longer(self, store: Store) -> None:
        await store.link(MINA.id, JUN.id)
        await store.unlink(MINA.id)
        assert await store.linked() == {}

    async def test_unlinking_who_is_not_linked_changes_nothing(self, store: Store) -> None:
        await store.link(MINA.id, JUN.id)
        for member in (SORA, NOBODY):
            await store.unlink(member.id)
        assert await store.linked() == {JUN.id: JUN.id, MINA.id: JUN.id}

    async def test_member_linked_with_themselves_stays_alone(self, store: Store) -> None:
        await store.link(MINA.id, MINA.id)
        assert await store.linked() == {}

    async def test_linking_an_unknown_member_is_refused(self, store: Store) -> None:
        await store.link(MINA.id, JUN.id)
        for first, second in [(MINA, NOBODY), (NOBODY, MINA)]:
            with pytest.raises(UnknownReference):
                await store.link(first.id, second.id)
        assert await store.linked() == {JUN.id: JUN.id, MINA.id: JUN.id}

    async def test_links_made_at_once_make_one_person(self, store: Store) -> None:
        chain = [replace(MINA, id=MemberId(f"web:{n:02}")) for n in range(20)]
        for member in chain:
            await store.remember(member)
        pairs = zip(chain[1:], chain[:-1], strict=True)
        await asyncio.gather(*(store.link(one.id, other.id) for one, other in pairs))
        assert await store.linked() == dict.fromkeys([member.id for member in chain], "web:00")


class TestRounds:
    async def test_claim_returns_the_round_as_claimed(self, store: Store) -> None:
        new = new_round(slot=2, takes_drafts=True, request="press-1")
        round = await store.claim(new)
        assert round is not None
        assert round == Round(
            id=round.id,
            channel=new.channel,
            local_date=new.local_date,
            slot=2,
            question=new.question,
            state=RoundState.CLAIMED,
            due_at=new.due_at,
            closes_at=new.closes_at,
            takes_drafts=True,
        )
        assert await store.round(round.id) == round

    async def test_claim_without_a_slot_takes_the_next_of_its_date(self, store: Store) -> None:
        await open_round(store, MONDAY + DAY, slot=7)
        claims = [await store.claim(replace(new_round(), slot=None)) for _ in range(3)]
        assert [claimed and claimed.slot for claimed in claims] == [0, 1, 2]

    async def test_claim_that_ends_open_rounds_ends_those_of_its_channel(
        self, store: Store
    ) -> None:
        first, second = await open_round(store), await open_round(store, MONDAY + DAY)
        elsewhere = await open_round(store, channel=RANDOM.id)
        closed = replace(await open_round(store, MONDAY - DAY), state=RoundState.CLOSED)
        await store.save_round(closed, since=RoundState.OPEN)
        claimed = await store.claim(new_round(slot=1), RoundState.SKIPPING)
        assert claimed is not None
        over = claimed.due_at
        ended = [replace(one, state=RoundState.SKIPPING, closes_at=over) for one in (first, second)]
        assert await store.rounds(channel=GENERAL.id) == [closed, ended[0], claimed, ended[1]]
        assert await store.round(elsewhere.id) == elsewhere

    async def test_refused_claim_ends_nothing(self, store: Store, round: Round) -> None:
        assert await store.claim(new_round(slot=0), RoundState.CLOSING) is None
        await store.claim(new_round(slot=1, request="press-1"))
        again = replace(new_round(request="press-1"), slot=None)
        assert await store.claim(again, RoundState.CLOSING) is None
        assert await store.round(round.id) == round

    async def test_round_is_found_by_its_request(self, store: Store, round: Round) -> None:
        claimed = await store.claim(new_round(slot=1, request="press-1"))
        assert await store.requested(EventId("press-1")) == claimed
        assert await store.requested(EventId("press-2")) is None

    async def test_second_claim_of_a_slot_is_none(self, store: Store, round: Round) -> None:
        other_question = new_round(question=QuestionId("dropout"))
        assert await store.claim(other_question) is None
        assert await store.rounds() == [round]

    async def test_other_slot_date_or_channel_can_be_claimed(
        self, store: Store, round: Round
    ) -> None:
        assert await store.claim(new_round(slot=1)) is not None
        assert await store.claim(new_round(MONDAY + DAY)) is not None
        assert await store.claim(new_round(channel=RANDOM.id)) is not None

    async def test_request_that_made_a_round_makes_no_other(self, store: Store) -> None:
        assert await store.claim(new_round(slot=1, request="press-1")) is not None
        assert await store.claim(new_round(slot=2, request="press-1")) is None
        assert await store.claim(new_round(slot=2, request="press-2")) is not None

    async def test_refused_claim_does_not_use_up_its_request(
        self, store: Store, round: Round
    ) -> None:
        assert await store.claim(new_round(slot=0, request="press-1")) is None
        assert await store.claim(new_round(slot=1, request="press-1")) is not None

    async def test_claim_in_an_unknown_channel_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownReference):
            await store.claim(new_round(channel=ChannelId("web:nowhere")))

    async def test_rounds_come_oldest_first(self, store: Store) -> None:
        later = await open_round(store, MONDAY + DAY)
        earlier = await open_round(store, MONDAY - DAY)
        extra = await open_round(store, MONDAY - DAY, slot=1)
        assert await store.rounds() == [earlier, extra, later]

    async def test_rounds_can_be_asked_by_channel_and_states(self, store: Store) -> None:
        claimed = await store.claim(new_round())
        posted = await open_round(store, MONDAY + DAY)
        elsewhere = await open_round(store, channel=RANDOM.id)
        assert await store.rounds(channel=GENERAL.id) == [claimed, posted]
        assert await store.rounds(states=[RoundState.OPEN]) == [elsewhere, posted]
        both = [RoundState.OPEN, RoundState.CLAIMED]
        assert await store.rounds(channel=GENERAL.id, states=both) == [claimed, posted]
        assert await store.rounds(states=[RoundState.MISSED]) == []

    async def test_rounds_can_be_asked_by_date(self, store: Store, round: Round) -> None:
        extra = await open_round(store, slot=1)
        await open_round(store, MONDAY + DAY)
        await open_round(store, channel=RANDOM.id)
        assert await store.rounds(channel=GENERAL.id, local_date=MONDAY) == [round, extra]
        assert await store.rounds(channel=GENERAL.id, local_date=MONDAY - DAY) == []

    async def test_asked_counts_what_was_not_missed(self, store: Store, round: Round) -> None:
        again = await open_round(store, MONDAY + DAY)
        claimed = await store.claim(new_round(MONDAY + 2 * DAY, question=FOLLOW_UP))
        missed = replace(await open_round(store, MONDAY + 3 * DAY), state=RoundState.MISSED)
        await store.save_round(missed, since=RoundState.OPEN)
        await open_round(store, channel=RANDOM.id)
        assert claimed is not None
        assert await store.asked(GENERAL.id) == {
            QUESTION: Asked(2, again.id),
            FOLLOW_UP: Asked(1, claimed.id),
        }

    async def test_saving_keeps_state_message_and_reveal(self, store: Store, round: Round) -> None:
        closed = replace(
            round,
            state=RoundState.CLOSED,
            message=MessageId("17.5"),
            reveal=MessageId("18"),
        )
        assert await store.save_round(closed, since=RoundState.OPEN) is True
        stored = await store.round(round.id)
        assert stored == closed
        assert stored.state is RoundState.CLOSED

    async def test_saving_changes_nothing_else(self, store: Store, round: Round) -> None:
        other = replace(round, slot=7, question=FOLLOW_UP, due_at=NOON)
        assert await store.save_round(other, since=RoundState.OPEN) is True
        assert await store.round(round.id) == round

    async def test_saving_over_another_state_changes_nothing(
        self, store: Store, round: Round
    ) -> None:
        closed = replace(round, state=RoundState.CLOSED)
        assert await store.save_round(closed, since=RoundState.CLAIMED) is False
        assert await store.round(round.id) == round

    async def test_saving_an_unknown_round_is_false(self, store: Store, round: Round) -> None:
        unknown = replace(round, id=no_round())
        assert await store.save_round(unknown, since=round.state) is False

    @pytest.mark.parametrize("id", [987654, 0, -1, 2**40, 2**63, -(2**70)])
    async def test_unknown_round_is_none(self, store: Store, round: Round, id: int) -> None:
        assert await store.round(RoundId(id)) is None

    async def test_times_come_back_as_the_same_moment_in_utc(self, store: Store) -> None:
        seoul = timezone(timedelta(hours=9))
        due_at = datetime(2025, 3, 10, 8, 30, 0, 123456, tzinfo=seoul)
        claimed = await store.claim(replace(new_round(), due_at=due_at))
        assert claimed is not None
        stored = await store.round(claimed.id)
        assert stored is not None
        assert stored.due_at == datetime(2025, 3, 9, 23, 30, 0, 123456, tzinfo=UTC)


class TestAnswers:
    async def test_first_answer_is_pending_attempt_one(self, store: Store, round: Round) -> None:
        new = new_answer(round, "e1", text="소프트맥스는\n확률을 준다 🙂")
        answer = await store.add(new, max_attempts=3)
        assert answer is not None
        assert (answer.attempt, answer.hints, answer.value) == (1, 0, 0)
        assert answer.is_pending
        assert not answer.is_late
        assert (answer.event, answer.text, answer.at) == ("e1", new.text, NOON)
        assert (answer.member, answer.study_date) == (MINA.id, MONDAY)
        assert await store.answers(round=round.id) == [answer]

    @pytest.mark.parametrize("end", [RoundState.CLOSING, RoundState.SKIPPING])
    async def test_answer_is_late_if_it_came_after_an_early_end(
        self, store: Store, round: Round, end: RoundState
    ) -> None:
        ended_at = NOON + MINUTE
        await store.claim(replace(new_round(slot=1), due_at=ended_at), end)
        moments = [ended_at - timedelta(microseconds=1), ended_at]
        news = [replace(new_answer(round, f"{at}", text=f"at {at}"), at=at) for at in moments]
        added = [await store.add(new, max_attempts=2) for new in news]
        assert [answer and answer.is_late for answer in added] == [False, True]

    async def test_an_early_end_never_gives_a_round_more_time(
        self, store: Store, round: Round
    ) -> None:
        later = replace(new_round(slot=1), due_at=round.closes_at + DAY)
        await store.claim(later, RoundState.CLOSING)
        ended = await store.round(round.id)
        assert ended is not None
        assert ended.closes_at == round.closes_at

    async def test_answer_is_late_from_the_moment_the_round_closes(
        self, store: Store, round: Round
    ) -> None:
        moments = [round.closes_at - timedelta(microseconds=1), round.closes_at]
        news = [replace(new_answer(round, f"{at}", text=f"at {at}"), at=at) for at in moments]
        added = [await store.add(new, max_attempts=2) for new in news]
        assert [answer and answer.is_late for answer in added] == [False, True]

    async def test_answer_that_comes_again_is_no_later(self, store: Store, round: Round) -> None:
        first = await store.add(new_answer(round, "e1"), max_attempts=1)
        closed = replace(round, state=RoundState.CLOSED)
        await store.save_round(closed, since=RoundState.OPEN)
        assert await store.add(new_answer(round, "e1"), max_attempts=1) == first

    async def test_known_event_returns_the_stored_answer(self, store: Store, round: Round) -> None:
        first = await store.add(new_answer(round, "e1", text="one"), max_attempts=1)
        again = await store.add(new_answer(round, "e1", text="other"), max_attempts=1)
        assert again == first
        assert await store.answers(round=round.id) == [first]

    async def test_known_event_returns_the_graded_answer(self, store: Store, round: Round) -> None:
        id = await answered(store, round, "e1", MINA, 70)
        again = await store.add(new_answer(round, "e1"), max_attempts=1)
        assert again is not None
        assert (again.id, again.value) == (id, 70)

    async def test_same_words_while_pending_are_one_answer(
        self, store: Store, round: Round
    ) -> None:
        first = await store.add(new_answer(round, "e1", text="same"), max_attempts=3)
        twice = await store.add(new_answer(round, "e2", text="same"), max_attempts=3)
        assert twice == first
        assert await store.answers(round=round.id) == [first]

    async def test_same_odd_words_are_one_answer(self, store: Store, round: Round) -> None:
        first = await store.add(new_answer(round, "e1", text="od\x00d \udfff"), max_attempts=3)
        assert first is not None
        assert first.text == "od\ufffdd \ufffd"
        assert await store.add(new_answer(round, "e2", text="od\x00d \udfff"), 3) == first

    async def test_same_words_after_the_grade_return_the_graded_answer(
        self, store: Store, round: Round
    ) -> None:
        first = await store.add(new_answer(round, "e1", text="sa\x00me"), max_attempts=3)
        assert first is not None
        await store.grade(first.id, a_grade(), 50, NOON)
        graded = replace(first, grade=a_grade(), value=50)
        assert await store.add(new_answer(round, "e2", text="sa\x00me"), 3) == graded
        assert await store.answers(round=round.id) == [graded]

    async def test_words_of_any_earlier_attempt_return_it(self, store: Store, round: Round) -> None:
        texts = ["one", "two", "three"]
        tried = []
        for n, text in enumerate(texts):
            answer = await store.add(new_answer(round, f"e{n}", text=text), max_attempts=4)
            assert answer is not None
            await store.grade(answer.id, a_grade(), 50, NOON)
            tried.append(replace(answer, grade=a_grade(), value=50))
        again = [await store.add(new_answer(round, f"again {t}", text=t), 4) for t in texts]
        assert again == tried
        fourth = await store.add(new_answer(round, "e4", text="four"), max_attempts=4)
        assert fourth is not None
        assert fourth.attempt == 4

    async def test_same_words_when_no_attempt_is_left_return_their_answer(
        self, store: Store, round: Round
    ) -> None:
        id = await answered(store, round, "e1", MINA, 70)
        again = await store.add(new_answer(round, "e2", text="text of e1"), max_attempts=1)
        assert again is not None
        assert (again.id, again.value) == (id, 70)

    async def test_event_counts_before_the_words(self, store: Store, round: Round) -> None:
        await store.add(new_answer(round, "e1", text="one"), max_attempts=3)
        second = await store.add(new_answer(round, "e2", text="two"), max_attempts=3)
        assert await store.add(new_answer(round, "e2", text="one"), max_attempts=3) == second

    async def test_nearly_the_same_words_are_an_attempt(self, store: Store, round: Round) -> None:
        texts = ["same", "Same", "same ", "same."]
        news = [new_answer(round, f"e{n}", text=text) for n, text in enumerate(texts)]
        added = [await store.add(new, max_attempts=4) for new in news]
        assert [answer and answer.attempt for answer in added] == [1, 2, 3, 4]

    async def test_same_words_of_another_member_question_or_round_are_their_own(
        self, store: Store, round: Round
    ) -> None:
        other_round = await open_round(store, MONDAY + DAY)
        first = await store.add(new_answer(round, "e1"), max_attempts=1)
        assert first is not None
        await store.grade(first.id, a_grade(), 50, NOON)
        news = [
            new_answer(round, "e2", member=JUN),
            new_answer(round, "e3", question=FOLLOW_UP),
            new_answer(other_round, "e4"),
        ]
        added = [first] + [await store.add(new, max_attempts=1) for new in news]
        assert [answer and (answer.event, answer.attempt) for answer in added] == [
            ("e1", 1),
            ("e2", 1),
            ("e3", 1),
            ("e4", 1),
        ]

    async def test_none_when_no_attempt_is_left(self, store: Store, round: Round) -> None:
        for n in (1, 2):
            answer = await store.add(new_answer(round, f"e{n}", text=f"try {n}"), max_attempts=2)
            assert answer is not None
            assert answer.attempt == n
        assert await store.add(new_answer(round, "e3", text="try 3"), max_attempts=2) is None
        assert len(await store.answers(round=round.id)) == 2

    async def test_unknown_round_or_member_is_refused(self, store: Store, round: Round) -> None:
        with pytest.raises(UnknownReference):
            await store.add(replace(new_answer(round, "e1"), round=no_round()), max_attempts=1)
        with pytest.raises(UnknownReference):
            await store.add(new_answer(round, "e2", member=NOBODY), max_attempts=1)
        assert await store.pending(10) == []

    async def test_answer_carries_the_hints_taken_before_it(
        self, store: Store, round: Round
    ) -> None:
        for event, member in (("h1", MINA), ("h2", MINA), ("h3", JUN)):
            await store.take_hint(new_hint(round.id, event, member), 3)
        first = await store.add(new_answer(round, "e1", text="one"), max_attempts=3)
        await store.take_hint(new_hint(round.id, "h4"), 3)
        second = await store.add(new_answer(round, "e2", text="two"), max_attempts=3)
        elsewhere = await store.add(new_answer(round, "e3", question=FOLLOW_UP), max_attempts=3)
        assert [a and a.hints for a in (first, second, elsewhere)] == [2, 3, 0]
        assert [a.hints for a in await store.answers(round=round.id)] == [2, 3, 0]

    async def test_answers_can_be_asked_by_member_and_question(
        self, store: Store, round: Round
    ) -> None:
        for event, member, question in [
            ("e1", MINA, QUESTION),
            ("e2", JUN, QUESTION),
            ("e3", MINA, FOLLOW_UP),
        ]:
            await store.add(new_answer(round, event, member, question=question), max_attempts=1)
        other_round = await open_round(store, MONDAY + DAY)
        await store.add(new_answer(other_round, "e4"), max_attempts=1)

        async def events(
            member: MemberId | None = None, question: QuestionId | None = None
        ) -> list[str]:
            found = await store.answers(round=round.id, member=member, question=question)
            return [answer.event for answer in found]

        assert await events() == ["e1", "e2", "e3"]
        assert await events(member=MINA.id) == ["e1", "e3"]
        assert await events(question=QUESTION) == ["e1", "e2"]
        assert await events(member=MINA.id, question=FOLLOW_UP) == ["e3"]

    async def test_grade_comes_back_whole_with_its_points(self, store: Store, round: Round) -> None:
        answer = await store.add(new_answer(round, "e1"), max_attempts=1)
        assert answer is not None
        assert await store.grade(answer.id, a_grade(), 80, NOON) is True
        assert await store.answers(round=round.id) == [replace(answer, grade=a_grade(), value=80)]

    async def test_second_grade_changes_nothing(self, store: Store, round: Round) -> None:
        id = await answered(store, round, "e1", MINA, 80)
        assert await store.grade(id, a_grade(0.1, Verdict.INCORRECT), 10, NOON) is False
        [answer] = await store.answers(round=round.id)
        assert (answer.value, answer.grade) == (80, a_grade(verdict=Verdict.PARTIAL))

    async def test_grade_of_an_unknown_answer_is_false(self, store: Store) -> None:
        assert await store.grade(AnswerId(987654), a_grade(), 80, NOON) is False

    async def test_pending_are_the_ungraded_oldest_first(self, store: Store, round: Round) -> None:
        await store.add(new_answer(round, "e1", MINA), max_attempts=1)
        await answered(store, round, "e2", JUN, 0)
        await store.add(new_answer(round, "e3", SORA), max_attempts=1)
        assert [answer.event for answer, _ in await store.pending(10)] == ["e1", "e3"]
        assert [answer.event for answer, _ in await store.pending(1)] == ["e1"]

    async def test_pending_answer_comes_with_its_round(self, store: Store, round: Round) -> None:
        await store.add(new_answer(round, "e1", MINA), max_attempts=1)
        [(_, its)] = await store.pending(10)
        assert its == await store.round(round.id)

    async def test_member_round_is_the_newest_open_one_with_their_answers(
        self, store: Store, round: Round
    ) -> None:
        mine = await store.add(new_answer(round, "e1", MINA), max_attempts=2)
        await store.add(new_answer(round, "e2", JUN), max_attempts=2)
        found = await store.member_round(GENERAL.id, MINA.id)
        assert found.channel == await store.channel(GENERAL.id)
        assert found.round == await store.round(round.id)
        assert list(found.answers) == [mine]

    async def test_member_round_is_found_by_its_id_in_its_channel_only(
        self, store: Store, round: Round
    ) -> None:
        assert (await store.member_round(GENERAL.id, MINA.id, round.id)).round == round
        elsewhere = await store.member_round(RANDOM.id, MINA.id, round.id)
        assert (elsewhere.channel, elsewhere.round) == (await store.channel(RANDOM.id), None)

    async def test_nothing_is_found_where_nothing_is(self, store: Store, round: Round) -> None:
        nowhere = await store.member_round(ChannelId("web:nowhere"), MINA.id)
        assert (nowhere.channel, nowhere.round, list(nowhere.answers)) == (None, None, [])
        assert (await store.member_round(RANDOM.id, MINA.id)).round is None


class TestDeliveries:
    async def test_untold_are_the_graded_not_told_oldest_first(
        self, store: Store, round: Round
    ) -> None:
        first = await answered(store, round, "e1", MINA, 10)
        await store.add(new_answer(round, "e2", JUN), max_attempts=1)
        third = await answered(store, round, "e3", SORA, 0)
        assert [answer.id for answer in await store.untold(10)] == [first, third]
        assert [answer.id for answer in await store.untold(1)] == [first]
        await store.told(first)
        [left] = await store.untold(10)
        assert (left.id, left.grade) == (third, a_grade(verdict=Verdict.PARTIAL))

    async def test_told_twice_is_told(self, store: Store, round: Round) -> None:
        id = await answered(store, round, "e1", MINA, 10)
        await store.told(id)
        await store.told(id)
        assert await store.untold(10) == []


class TestHints:
    async def test_no_hint_is_taken_at_first(self, store: Store, round: Round) -> None:
        assert await store.hints(round.id, QUESTION, MINA.id) == 0

    async def test_hints_count_up_to_the_limit(self, store: Store, round: Round) -> None:
        taken = [await store.take_hint(new_hint(round.id, f"e{n}"), 2) for n in range(4)]
        assert taken == [1, 2, 2, 2]
        assert await store.hints(round.id, QUESTION, MINA.id) == 2

    async def test_limit_zero_takes_none(self, store: Store, round: Round) -> None:
        assert await store.take_hint(new_hint(round.id, "e1"), 0) == 0
        assert await store.hints(round.id, QUESTION, MINA.id) == 0

    async def test_known_event_takes_no_other_hint(self, store: Store, round: Round) -> None:
        taken = [await store.take_hint(new_hint(round.id, e), 3) for e in ("e1", "e1", "e2", "e1")]
        assert taken == [1, 1, 2, 2]
        assert await store.hints(round.id, QUESTION, MINA.id) == 2

    async def test_hints_are_counted_per_round_question_and_member(
        self, store: Store, round: Round
    ) -> None:
        other_round = await open_round(store, MONDAY + DAY)
        await store.take_hint(new_hint(round.id, "e1"), 3)
        assert await store.hints(round.id, QUESTION, JUN.id) == 0
        assert await store.hints(round.id, FOLLOW_UP, MINA.id) == 0
        assert await store.hints(other_round.id, QUESTION, MINA.id) == 0

    async def test_hint_in_an_unknown_round_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownReference):
            await store.take_hint(new_hint(no_round(), "e1"), 3)


class TestScores:
    @pytest.fixture
    async def week(self, store: Store) -> Store:
        """Three rounds of a channel, with retries, a tie, a skip, a zero and a neighbour."""
        monday = await open_round(store, MONDAY)
        tuesday = await open_round(store, MONDAY + DAY)
        wednesday = await open_round(store, MONDAY + 2 * DAY)
        elsewhere = await open_round(store, MONDAY, RANDOM.id)
        skipped = replace(tuesday, state=RoundState.SKIPPED)
        await store.save_round(skipped, since=RoundState.OPEN)
        for round, event, member, value, question in [
            (monday, "m1", MINA, 40, QUESTION),
            (monday, "m2", MINA, 70, QUESTION),
            (monday, "m3", MINA, 55, QUESTION),
            (monday, "m4", MINA, 25, FOLLOW_UP),
            (tuesday, "m5", MINA, 70, QUESTION),
            (monday, "j1", JUN, 95, QUESTION),
            (wednesday, "j2", JUN, 0, QUESTION),
            (wednesday, "j3", JUN, 70, QUESTION),
            (wednesday, "s1", SORA, 0, QUESTION),
            (elsewhere, "s2", SORA, 100, QUESTION),
        ]:
            await answered(store, round, event, member, value, question)
        await store.add(new_answer(tuesday, "s3", SORA), max_attempts=1)
        return store

    async def test_best_attempt_of_each_question_and_round_is_summed(self, week: Store) -> None:
        assert await week.scores(GENERAL.id, None, FAR_FUTURE) == [
            Score(JUN.id, "Jun", 165),
            Score(MINA.id, "민아", 165),
            Score(SORA.id, "Sora 🦊", 0),
        ]

    @pytest.mark.parametrize(
        ("since", "until", "golden"),
        [
            (0, 0, {"web:mina": 95, "web:jun": 95}),
            (1, 1, {"web:mina": 70, "web:sora": 0}),
            (2, 2, {"web:jun": 70, "web:sora": 0}),
            (0, 1, {"web:mina": 165, "web:jun": 95, "web:sora": 0}),
            (1, 2, {"web:mina": 70, "web:jun": 70, "web:sora": 0}),
            (-9, -1, {}),
            (3, 9, {}),
        ],
    )
    async def test_both_ends_of_the_dates_count(
        self, week: Store, since: int, until: int, golden: dict[str, int]
    ) -> None:
        scores = await week.scores(GENERAL.id, MONDAY + since * DAY, MONDAY + until * DAY)
        assert {score.member: score.points for score in scores} == golden

    async def test_another_channel_has_its_own_scores(self, week: Store) -> None:
        assert await week.scores(RANDOM.id, None, FAR_FUTURE) == [Score(SORA.id, "Sora 🦊", 100)]

    async def test_scores_carry_the_latest_name(self, week: Store) -> None:
        await week.remember(replace(SORA, name="Sora"))
        assert await week.scores(RANDOM.id, None, FAR_FUTURE) == [Score(SORA.id, "Sora", 100)]

    async def test_question_asked_twice_on_a_date_counts_in_each_round(self, store: Store) -> None:
        for slot in (0, 1):
            extra = await open_round(store, slot=slot)
            await answered(store, extra, f"e{slot}", MINA, 50)
        assert await store.scores(GENERAL.id, None, FAR_FUTURE) == [Score(MINA.id, "민아", 100)]

    async def test_no_answers_no_scores(self, store: Store, round: Round) -> None:
        assert await store.scores(GENERAL.id, None, FAR_FUTURE) == []


class TestStudyDates:
    async def test_dates_are_distinct_ascending_per_member(
        self, store: Store, round: Round
    ) -> None:
        for event, member, days in [
            ("e1", MINA, 2),
            ("e2", MINA, 0),
            ("e3", MINA, 2),
            ("e4", JUN, 1),
        ]:
            await answered(store, round, event, member, 0, study_date=MONDAY + days * DAY)
        assert await store.study_dates(GENERAL.id) == {
            MINA.id: [MONDAY, MONDAY + 2 * DAY],
            JUN.id: [MONDAY + DAY],
        }

    async def test_only_a_graded_claim_makes_a_study_date(self, store: Store, round: Round) -> None:
        await store.add(new_answer(round, "e1", MINA), max_attempts=1)
        await answered(store, round, "e2", JUN, 0, verdict=Verdict.NO_ANSWER)
        await answered(store, round, "e3", SORA, 0, verdict=Verdict.OFF_TOPIC)
        assert await store.study_dates(GENERAL.id) == {SORA.id: [MONDAY]}

    async def test_another_channel_has_its_own_dates(self, store: Store, round: Round) -> None:
        await answered(store, round, "e1", MINA, 50)
        assert await store.study_dates(RANDOM.id) == {}


class Study:
    """Lets members answer in rounds of any channel, each opened when it is first needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rounds: dict[tuple[ChannelId, date], Round] = {}
        self._count = 0

    async def answer(
        self,
        member: Member,
        channel: Channel,
        value: int,
        day: int = 0,
        question: QuestionId = QUESTION,
        verdict: Verdict = Verdict.PARTIAL,
    ) -> None:
        """Answer and be graded, `day` days after Monday."""
        on = MONDAY + day * DAY
        if (channel.id, on) not in self._rounds:
            self._rounds[channel.id, on] = await open_round(self._store, on, channel.id)
        self._count += 1
        round = self._rounds[channel.id, on]
        event = f"e{self._count}"
        await answered(self._store, round, event, member, value, question, verdict, study_date=on)


@pytest.fixture
def study(linkable: Store) -> Study:
    return Study(linkable)


class TestLinkedScores:
    async def points(
        self, store: Store, channel: Channel, since: date | None = None, until: date = FAR_FUTURE
    ) -> dict[str, int]:
        scores = await store.scores(channel.id, since, until)
        assert scores == sorted(scores, key=lambda score: (-score.points, score.member))
        return {score.member: score.points for score in scores}

    @pytest.fixture
    async def answers(self, study: Study) -> None:
        """Mina answers in three workspaces, on days and questions of their own; Jun in one."""
        await study.answer(MINA, GENERAL, 50, day=0)
        await study.answer(SLACK_MINA, ON_SLACK, 30, day=1)
        await study.answer(SLACK_MINA, ON_SLACK, 20, day=1, question=FOLLOW_UP)
        await study.answer(DISCORD_MINA, ON_DISCORD, 9, day=2)
        await study.answer(JUN, GENERAL, 60, day=1)

    async def test_workspaces_are_apart_by_default(self, linkable: Store, answers: None) -> None:
        assert await self.points(linkable, GENERAL) == {JUN.id: 60, MINA.id: 50}
        assert await self.points(linkable, ON_SLACK) == {SLACK_MINA.id: 50}
        assert await self.points(linkable, ON_DISCORD) == {DISCORD_MINA.id: 9}

    async def test_linked_member_brings_their_points_both_ways(
        self, linkable: Store, answers: None
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        assert await self.points(linkable, GENERAL) == {MINA.id: 100, JUN.id: 60}
        assert await self.points(linkable, ON_SLACK) == {SLACK_MINA.id: 100}
        assert await self.points(linkable, ON_DISCORD) == {DISCORD_MINA.id: 9}

    async def test_linked_member_is_named_as_they_are_here(
        self, linkable: Store, answers: None
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        [mina, _] = await linkable.scores(GENERAL.id, None, FAR_FUTURE)
        assert mina == Score(MINA.id, "민아", 100)
        [mina] = await linkable.scores(ON_SLACK.id, None, FAR_FUTURE)
        assert mina == Score(SLACK_MINA.id, "Mina Kim", 100)

    async def test_three_accounts_are_summed(self, linkable: Store, answers: None) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await linkable.link(SLACK_MINA.id, DISCORD_MINA.id)
        for channel, member in [
            (GENERAL, MINA),
            (ON_SLACK, SLACK_MINA),
            (ON_DISCORD, DISCORD_MINA),
        ]:
            assert (await self.points(linkable, channel))[member.id] == 109

    async def test_unlinked_members_are_apart_again(self, linkable: Store, answers: None) -> None:
        before = await self.points(linkable, GENERAL)
        await linkable.link(SLACK_MINA.id, MINA.id)
        await linkable.unlink(SLACK_MINA.id)
        assert await self.points(linkable, GENERAL) == before
        assert await self.points(linkable, ON_SLACK) == {SLACK_MINA.id: 50}

    async def test_question_counts_once_a_date_with_the_best_attempt(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 40)
        await study.answer(SLACK_MINA, ON_SLACK, 70)
        assert await self.points(linkable, GENERAL) == {MINA.id: 70}
        assert await self.points(linkable, ON_SLACK) == {SLACK_MINA.id: 70}
        await study.answer(MINA, GENERAL, 90)
        assert await self.points(linkable, GENERAL) == {MINA.id: 90}
        await study.answer(SLACK_MINA, ON_SLACK, 5, day=1)
        await study.answer(SLACK_MINA, ON_SLACK, 3, question=FOLLOW_UP)
        assert await self.points(linkable, GENERAL) == {MINA.id: 98}

    async def test_both_ends_of_the_dates_count_elsewhere_too(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        for day in range(5):
            await study.answer(MINA, GENERAL, 10**day, day)
            await study.answer(SLACK_MINA, ON_SLACK, 5 * 10**day, day, FOLLOW_UP)
        since, until = MONDAY + DAY, MONDAY + 3 * DAY
        assert await self.points(linkable, GENERAL, since, until) == {MINA.id: 6660}
        assert await self.points(linkable, GENERAL, None, until) == {MINA.id: 6666}

    async def test_who_never_answered_here_does_not_appear(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(SLACK_MINA, ON_SLACK, 70)
        assert await self.points(linkable, GENERAL) == {}

    async def test_who_answered_here_before_brings_what_they_do_elsewhere_now(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 10)
        await study.answer(SLACK_MINA, ON_SLACK, 70, day=7)
        assert await self.points(linkable, GENERAL, MONDAY + 7 * DAY) == {MINA.id: 70}
        assert await self.points(linkable, GENERAL, MONDAY + 8 * DAY) == {}

    async def test_two_accounts_here_are_one_row_of_who_answered_last(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(OTHER_MINA.id, MINA.id)
        await study.answer(OTHER_MINA, GENERAL, 70)
        await study.answer(MINA, GENERAL, 40)
        assert await self.points(linkable, GENERAL) == {MINA.id: 70}
        await study.answer(OTHER_MINA, GENERAL, 5, day=1)
        assert await self.points(linkable, GENERAL) == {OTHER_MINA.id: 75}
        assert list(await linkable.study_dates(GENERAL.id)) == [OTHER_MINA.id]
        assert await self.points(linkable, GENERAL, until=MONDAY) == {OTHER_MINA.id: 70}

    async def test_other_channels_of_the_workspace_stay_apart(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(OTHER_MINA.id, MINA.id)
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 40)
        await study.answer(MINA, RANDOM, 70, day=1)
        await study.answer(OTHER_MINA, RANDOM, 60, day=2)
        assert await self.points(linkable, GENERAL) == {MINA.id: 40}
        assert await self.points(linkable, RANDOM) == {OTHER_MINA.id: 130}

    async def test_all_channels_of_another_workspace_count(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 40)
        await study.answer(MINA, RANDOM, 70, day=1)
        await study.answer(SLACK_MINA, ON_SLACK, 5, day=2)
        assert await self.points(linkable, ON_SLACK) == {SLACK_MINA.id: 115}

    async def test_answer_of_a_linked_member_that_is_not_graded_yet_is_worth_nothing(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(SLACK_MINA, ON_SLACK, 70)
        round = await open_round(linkable)
        await linkable.add(new_answer(round, "pending"), max_attempts=1)
        assert await self.points(linkable, GENERAL) == {MINA.id: 70}


class TestLinkedStudyDates:
    async def test_dates_are_apart_by_default_and_after_unlinking(
        self, linkable: Store, study: Study
    ) -> None:
        await study.answer(MINA, GENERAL, 0)
        await study.answer(SLACK_MINA, ON_SLACK, 0, day=1)
        assert await linkable.study_dates(GENERAL.id) == {MINA.id: [MONDAY]}
        await linkable.link(SLACK_MINA.id, MINA.id)
        await linkable.unlink(MINA.id)
        assert await linkable.study_dates(GENERAL.id) == {MINA.id: [MONDAY]}
        assert await linkable.study_dates(ON_SLACK.id) == {SLACK_MINA.id: [MONDAY + DAY]}

    async def test_streak_goes_on_across_accounts(self, linkable: Store, study: Study) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await linkable.link(DISCORD_MINA.id, MINA.id)
        for day, member, channel in [
            (3, SLACK_MINA, ON_SLACK),
            (0, MINA, GENERAL),
            (1, SLACK_MINA, ON_SLACK),
            (1, MINA, GENERAL),
            (2, DISCORD_MINA, ON_DISCORD),
        ]:
            await study.answer(member, channel, 0, day)
        days = [MONDAY + day * DAY for day in range(4)]
        for channel, member in [
            (GENERAL, MINA),
            (ON_SLACK, SLACK_MINA),
            (ON_DISCORD, DISCORD_MINA),
        ]:
            studied = await linkable.study_dates(channel.id)
            assert studied == {member.id: days}
            assert streak(studied[member.id], days[-1], range(7)) == 4

    async def test_only_claims_elsewhere_make_study_dates(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 0)
        await study.answer(SLACK_MINA, ON_SLACK, 0, day=1, verdict=Verdict.NO_ANSWER)
        assert await linkable.study_dates(GENERAL.id) == {MINA.id: [MONDAY]}

    async def test_who_never_answered_here_has_no_dates(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(SLACK_MINA.id, MINA.id)
        await study.answer(SLACK_MINA, ON_SLACK, 0)
        await study.answer(JUN, GENERAL, 0, day=1)
        assert await linkable.study_dates(GENERAL.id) == {JUN.id: [MONDAY + DAY]}

    async def test_other_channels_of_the_workspace_stay_apart(
        self, linkable: Store, study: Study
    ) -> None:
        await linkable.link(OTHER_MINA.id, MINA.id)
        await study.answer(MINA, GENERAL, 0)
        await study.answer(OTHER_MINA, RANDOM, 0, day=1)
        assert await linkable.study_dates(GENERAL.id) == {MINA.id: [MONDAY]}


WORDING = Wording(
    question="배치 정규화는 왜 학습을 빠르게 하나요?",
    reference="입력 분포를 맞춰서\n큰 학습률을 쓸 수 있어요. 🙂",
    key_points=("분포를 맞춰요", "큰 학습률"),
)
PENDING, APPROVED, REJECTED = SuggestionState


def new_suggestion(
    event: str, wording: Wording = WORDING, channel: ChannelId = GENERAL.id
) -> NewSuggestion:
    return NewSuggestion(EventId(event), channel, MINA.id, wording, NOON)


async def test_suggestion_comes_back_as_it_was_given(store: Store) -> None:
    stored = await store.suggest(new_suggestion("e1"))
    assert stored == Suggestion(
        stored.id, EventId("e1"), GENERAL.id, MINA.id, WORDING, PENDING, created_at=NOON
    )
    assert await store.suggestion(stored.id) == stored
    assert await store.suggestion(SuggestionId(987654)) is None


async def test_redelivered_suggestion_is_stored_once(store: Store) -> None:
    first = await store.suggest(new_suggestion("e1"))
    again = await store.suggest(new_suggestion("e1", replace(WORDING, question="Another one?")))
    assert again == first
    assert await store.suggestions(PENDING) == [first]


async def test_suggestions_are_listed_by_state_and_channel_oldest_first(store: Store) -> None:
    first = await store.suggest(new_suggestion("e1"))
    elsewhere = await store.suggest(new_suggestion("e2", channel=RANDOM.id))
    last = await store.suggest(new_suggestion("e3"))
    assert await store.suggestions(PENDING) == [first, elsewhere, last]
    assert await store.suggestions(PENDING, GENERAL.id) == [first, last]
    assert await store.suggestions(APPROVED) == []


@pytest.mark.parametrize("state", [APPROVED, REJECTED])
async def test_decision_is_kept_and_final(store: Store, state: SuggestionState) -> None:
    suggestion = await store.suggest(new_suggestion("e1"))
    assert await store.decide(suggestion, Decision(state, JUN.id, NOON + DAY, "왜냐하면\x00"))
    decided = replace(
        suggestion, state=state, decided_by=JUN.id, decided_at=NOON + DAY, reason="왜냐하면�"
    )
    assert await store.suggestion(suggestion.id) == decided
    for other in (APPROVED, REJECTED):
        assert not await store.decide(suggestion, Decision(other, SORA.id, NOON, "no"))
    assert not await store.revise(suggestion.id, replace(WORDING, question="Something else?"))
    assert await store.suggestions(state) == [decided]
    assert await store.suggestions(PENDING) == []


async def test_one_of_two_racing_decisions_wins(store: Store) -> None:
    suggestion = await store.suggest(new_suggestion("e1"))
    choices = [Decision(APPROVED, JUN.id, NOON), Decision(REJECTED, SORA.id, NOON, "no")] * 4
    won = await asyncio.gather(*(store.decide(suggestion, choice) for choice in choices))
    assert won.count(True) == 1
    stored = await store.suggestion(suggestion.id)
    assert stored is not None
    assert (stored.state, stored.decided_by) == (
        choices[won.index(True)].state,
        choices[won.index(True)].by,
    )


async def test_suggestion_delivered_twice_at_once_is_stored_once(store: Store) -> None:
    stored = await asyncio.gather(*(store.suggest(new_suggestion("e1")) for _ in range(8)))
    assert await store.suggestions(PENDING) == [stored[0]]
    assert set(stored) == {stored[0]}


async def test_pending_suggestion_is_revised(store: Store) -> None:
    suggestion = await store.suggest(new_suggestion("e1"))
    better = Wording("Why\x00 does it help?", "Because \ud800 it does.", ("a \x00 point",))
    assert await store.revise(suggestion.id, better)
    kept = Wording("Why� does it help?", "Because � it does.", ("a � point",))
    assert await store.suggestion(suggestion.id) == replace(suggestion, wording=kept, revision=1)


async def test_decision_about_no_suggestion_changes_nothing(store: Store) -> None:
    gone = replace(await store.suggest(new_suggestion("e1")), id=SuggestionId(2**70))
    assert not await store.decide(gone, Decision(APPROVED, JUN.id, NOON))
    assert not await store.revise(gone.id, WORDING)


async def test_decision_about_an_older_wording_changes_nothing(store: Store) -> None:
    read = await store.suggest(new_suggestion("e1"))
    await store.revise(read.id, replace(WORDING, question="Something else entirely?"))
    assert not await store.decide(read, Decision(APPROVED, JUN.id, NOON))
    [revised] = await store.suggestions(PENDING)
    assert await store.decide(revised, Decision(APPROVED, JUN.id, NOON))


async def test_suggestion_needs_a_known_channel_and_author(store: Store) -> None:
    with pytest.raises(UnknownReference):
        await store.suggest(new_suggestion("e1", channel=ChannelId("web:nowhere")))
    with pytest.raises(UnknownReference):
        await store.suggest(replace(new_suggestion("e2"), author=NOBODY.id))
