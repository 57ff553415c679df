"""What every store does, whether it keeps things in memory, in a file or on a server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.quiz.model import (
    AnswerId,
    ChannelId,
    Member,
    MemberId,
    MessageId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Score,
)
from bot.quiz.ports import Store
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
    new_round,
    no_round,
    open_round,
)

DAY = timedelta(days=1)
NOBODY = Member(MemberId("web:nobody"), SPACE, "Nobody", "en")
FAR_FUTURE = date(9999, 12, 31)


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
        changed = replace(RANDOM, id=GENERAL.id, name="x", deck="math", is_active=False)
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


class TestRounds:
    async def test_claim_returns_the_round_as_claimed(self, store: Store) -> None:
        new = new_round(slot=2, request="press-1")
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
        )
        assert await store.round(round.id) == round

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
        claimed = await open_round(store)
        posted = replace(await open_round(store, MONDAY + DAY), state=RoundState.OPEN)
        elsewhere = replace(await open_round(store, channel=RANDOM.id), state=RoundState.OPEN)
        for changed in (posted, elsewhere):
            await store.save_round(changed)
        assert await store.rounds(channel=GENERAL.id) == [claimed, posted]
        assert await store.rounds(states=[RoundState.OPEN]) == [elsewhere, posted]
        both = [RoundState.OPEN, RoundState.CLAIMED]
        assert await store.rounds(channel=GENERAL.id, states=both) == [claimed, posted]
        assert await store.rounds(states=[RoundState.MISSED]) == []

    async def test_saving_keeps_state_message_and_reveal(self, store: Store, round: Round) -> None:
        closed = replace(
            round,
            state=RoundState.CLOSED,
            message=MessageId("17.5"),
            reveal=MessageId("18"),
        )
        await store.save_round(closed)
        stored = await store.round(round.id)
        assert stored == closed
        assert stored.state is RoundState.CLOSED

    async def test_saving_changes_nothing_else(self, store: Store, round: Round) -> None:
        await store.save_round(replace(round, slot=7, question=FOLLOW_UP, due_at=NOON))
        assert await store.round(round.id) == round

    async def test_saving_an_unknown_round_is_refused(self, store: Store, round: Round) -> None:
        with pytest.raises(UnknownReference):
            await store.save_round(replace(round, id=no_round()))

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
        answer = await store.add(replace(new, is_late=True), max_attempts=3)
        assert answer is not None
        assert (answer.attempt, answer.hints, answer.value) == (1, 0, 0)
        assert answer.is_pending
        assert answer.is_late
        assert (answer.event, answer.text, answer.at) == ("e1", new.text, NOON)
        assert (answer.member, answer.study_date) == (MINA.id, MONDAY)
        assert await store.answers(round=round.id) == [answer]

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
        await store.take_hint(round.id, QUESTION, MINA.id, 3)
        await store.take_hint(round.id, QUESTION, MINA.id, 3)
        await store.take_hint(round.id, QUESTION, JUN.id, 3)
        first = await store.add(new_answer(round, "e1", text="one"), max_attempts=3)
        await store.take_hint(round.id, QUESTION, MINA.id, 3)
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
        assert [answer.event for answer in await store.pending(10)] == ["e1", "e3"]
        assert [answer.event for answer in await store.pending(1)] == ["e1"]


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
        taken = [await store.take_hint(round.id, QUESTION, MINA.id, 2) for _ in range(4)]
        assert taken == [1, 2, 2, 2]
        assert await store.hints(round.id, QUESTION, MINA.id) == 2

    async def test_limit_zero_takes_none(self, store: Store, round: Round) -> None:
        assert await store.take_hint(round.id, QUESTION, MINA.id, 0) == 0
        assert await store.hints(round.id, QUESTION, MINA.id) == 0

    async def test_hints_are_counted_per_round_question_and_member(
        self, store: Store, round: Round
    ) -> None:
        other_round = await open_round(store, MONDAY + DAY)
        await store.take_hint(round.id, QUESTION, MINA.id, 3)
        assert await store.hints(round.id, QUESTION, JUN.id) == 0
        assert await store.hints(round.id, FOLLOW_UP, MINA.id) == 0
        assert await store.hints(other_round.id, QUESTION, MINA.id) == 0

    async def test_hint_in_an_unknown_round_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownReference):
            await store.take_hint(no_round(), QUESTION, MINA.id, 3)


class TestScores:
    @pytest.fixture
    async def week(self, store: Store) -> Store:
        """Three rounds of a channel, with retries, a tie, a skip, a zero and a neighbour."""
        monday = await open_round(store, MONDAY)
        tuesday = await open_round(store, MONDAY + DAY)
        wednesday = await open_round(store, MONDAY + 2 * DAY)
        elsewhere = await open_round(store, MONDAY, RANDOM.id)
        await store.save_round(replace(tuesday, state=RoundState.SKIPPED))
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
