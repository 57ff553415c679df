"""What every store does with answers, their grades and hints, whatever it keeps them in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.quiz.answering.scoring import is_study
from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    Member,
    MemberId,
    NewAnswer,
    Round,
    RoundState,
)
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from evaluators.grade import Verdict
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
    new_answer,
    new_hint,
    new_round,
    no_round,
    open_round,
)

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
NOBODY = Member(MemberId("web:nobody"), SPACE, "Nobody", "en")


async def add(store: Store, new: NewAnswer, max_attempts: int = 3) -> Answer:
    answer = await store.add(new, max_attempts)
    assert answer is not None
    return answer


async def grade(store: Store, answer: Answer, value: int = 50) -> Answer:
    """Grade an answer and return it as it is then."""
    assert await store.grade(answer.id, a_grade(), value, NOON)
    return replace(answer, grade=a_grade(), value=value, is_study=is_study(value))


class TestAnswers:
    async def test_first_answer_is_pending_attempt_one(self, store: Store, round: Round) -> None:
        new = new_answer(round, "e1", text="소프트맥스는\n확률을 준다 🙂")
        answer = await add(store, new)
        assert answer == Answer(
            id=answer.id,
            event=new.event,
            round=round.id,
            channel=GENERAL.id,
            question=QUESTION,
            member=MINA.id,
            attempt=1,
            text=new.text,
            study_date=MONDAY,
            at=NOON,
        )
        assert answer.is_pending
        assert await store.answers(round=round.id) == [answer]

    @pytest.mark.parametrize("early_end", [None, RoundState.CLOSING, RoundState.SKIPPING])
    async def test_answer_is_late_from_the_moment_its_round_ends(
        self, store: Store, round: Round, early_end: RoundState | None
    ) -> None:
        ends_at = round.closes_at
        if early_end:
            ends_at = NOON + timedelta(minutes=1)
            await store.claim(replace(new_round(slot=1), due_at=ends_at), early_end)
        added = [
            await add(store, replace(new_answer(round, f"{at}", text=f"at {at}"), at=at))
            for at in (ends_at - MOMENT, ends_at)
        ]
        assert [answer.is_late for answer in added] == [False, True]

    async def test_answer_with_a_grace_is_late_from_its_end(
        self, store: Store, round: Round
    ) -> None:
        ends_at, grace = round.closes_at + timedelta(minutes=10), timedelta(minutes=10)
        added = [
            await add(store, replace(new_answer(round, f"{at}", text=f"{at}"), at=at, grace=grace))
            for at in (ends_at - MOMENT, ends_at)
        ]
        assert [answer.is_late for answer in added] == [False, True]

    async def test_known_event_returns_its_answer_as_it_is_and_no_later(
        self, store: Store, round: Round
    ) -> None:
        first = await add(store, new_answer(round, "e1", text="one"))
        again = new_answer(round, "e1", text="other")
        assert await store.add(again, max_attempts=1) == first
        await store.update_round(replace(round, state=RoundState.CLOSED), since=RoundState.OPEN)
        assert await store.add(again, max_attempts=1) == first
        graded = await grade(store, first)
        assert await store.add(again, max_attempts=1) == graded
        assert await store.answers(round=round.id) == [graded]

    async def test_words_of_any_earlier_attempt_return_it_pending_or_graded(
        self, store: Store, round: Round
    ) -> None:
        texts = ["one", "od\x00d \udfff", "three"]
        tried = []
        for n, text in enumerate(texts):
            answer = await add(store, new_answer(round, f"e{n}", text=text))
            assert await store.add(new_answer(round, f"pending {n}", text=text), 4) == answer
            tried.append(await grade(store, answer))
        assert [answer.text for answer in tried] == ["one", "od\ufffdd \ufffd", "three"]
        for max_attempts in (3, 4):
            again = [new_answer(round, f"again {n}", text=text) for n, text in enumerate(texts)]
            assert [await store.add(new, max_attempts) for new in again] == tried
        assert await store.answers(round=round.id) == tried
        fourth = await add(store, new_answer(round, "e4", text="four"), max_attempts=4)
        assert fourth.attempt == 4

    async def test_event_counts_before_the_words(self, store: Store, round: Round) -> None:
        await add(store, new_answer(round, "e1", text="one"))
        second = await add(store, new_answer(round, "e2", text="two"))
        assert await add(store, new_answer(round, "e2", text="one")) == second

    async def test_nearly_the_same_words_are_an_attempt(self, store: Store, round: Round) -> None:
        texts = ["same", "Same", "same ", "same."]
        news = [new_answer(round, f"e{n}", text=text) for n, text in enumerate(texts)]
        added = [await add(store, new, max_attempts=4) for new in news]
        assert [answer.attempt for answer in added] == [1, 2, 3, 4]

    async def test_same_words_of_another_member_question_or_round_are_their_own(
        self, store: Store, round: Round
    ) -> None:
        other_round = await open_round(store, MONDAY + DAY)
        await grade(store, await add(store, new_answer(round, "e1"), max_attempts=1))
        for new in (
            new_answer(round, "e2", member=JUN),
            new_answer(round, "e3", question=FOLLOW_UP),
            new_answer(other_round, "e4"),
        ):
            answer = await add(store, new, max_attempts=1)
            assert (answer.event, answer.attempt) == (new.event, 1)

    async def test_none_when_no_attempt_is_left(self, store: Store, round: Round) -> None:
        news = [new_answer(round, f"e{n}", text=f"try {n}") for n in (1, 2, 3)]
        added = [await store.add(new, max_attempts=2) for new in news]
        assert [answer and answer.attempt for answer in added] == [1, 2, None]
        assert await store.answers(round=round.id) == added[:2]

    async def test_unknown_round_or_member_is_refused(self, store: Store, round: Round) -> None:
        nowhere = replace(new_answer(round, "e1"), round=no_round())
        for new in (nowhere, new_answer(round, "e2", member=NOBODY)):
            with pytest.raises(UnknownReference):
                await store.add(new, max_attempts=1)
        assert await store.pending(10) == []

    async def test_answer_carries_the_hints_taken_before_it(
        self, store: Store, round: Round
    ) -> None:
        for event, member in (("h1", MINA), ("h2", MINA), ("h3", JUN)):
            await store.take_hint(new_hint(round.id, event, member), 3)
        first = await add(store, new_answer(round, "e1", text="one"))
        await store.take_hint(new_hint(round.id, "h4"), 3)
        second = await add(store, new_answer(round, "e2", text="two"))
        elsewhere = await add(store, new_answer(round, "e3", question=FOLLOW_UP))
        assert [answer.hints for answer in (first, second, elsewhere)] == [2, 3, 0]
        assert await store.answers(round=round.id) == [first, second, elsewhere]

    async def test_answers_can_be_asked_by_member_and_question(
        self, store: Store, round: Round
    ) -> None:
        mine = await add(store, new_answer(round, "e1", MINA))
        other = await add(store, new_answer(round, "e2", JUN))
        follow_up = await add(store, new_answer(round, "e3", MINA, question=FOLLOW_UP))
        await add(store, new_answer(await open_round(store, MONDAY + DAY), "e4"))
        for member, question, found in [
            (None, None, [mine, other, follow_up]),
            (MINA.id, None, [mine, follow_up]),
            (None, QUESTION, [mine, other]),
            (MINA.id, FOLLOW_UP, [follow_up]),
        ]:
            answers = await store.answers(round=round.id, member=member, question=question)
            assert answers == found

    async def test_member_round_is_the_newest_open_one_with_their_answers(
        self, store: Store, round: Round
    ) -> None:
        mine = await add(store, new_answer(round, "e1", MINA))
        await add(store, new_answer(round, "e2", JUN))
        for asked in (None, round.id):
            found = await store.member_round(GENERAL.id, MINA.id, asked)
            assert (found.channel, found.round, list(found.answers)) == (GENERAL, round, [mine])
        for channel, known, asked in [
            (RANDOM.id, RANDOM, None),
            (RANDOM.id, RANDOM, round.id),
            (ChannelId("web:nowhere"), None, None),
        ]:
            found = await store.member_round(channel, MINA.id, asked)
            assert (found.channel, found.round, list(found.answers)) == (known, None, [])

    async def test_member_round_tells_the_follow_up_that_they_opened_last(
        self, store: Store, round: Round
    ) -> None:
        for question in (QUESTION, FOLLOW_UP):
            await store.open_follow_up(round.id, MINA.id, question)
        await store.open_follow_up(round.id, JUN.id, QUESTION)
        opened = [
            (await store.member_round(GENERAL.id, member.id)).opened for member in (MINA, JUN, SORA)
        ]
        assert opened == [FOLLOW_UP, QUESTION, None]


class TestGrades:
    async def test_first_grade_is_kept_whole_with_its_points(
        self, store: Store, round: Round
    ) -> None:
        graded = await grade(store, await add(store, new_answer(round, "e1")), value=80)
        for id in (graded.id, AnswerId(987654)):
            assert await store.grade(id, a_grade(0.1, Verdict.INCORRECT), 10, NOON) is False
        assert await store.answers(round=round.id) == [graded]

    async def test_pending_are_the_ungraded_oldest_first_with_their_round(
        self, store: Store, round: Round
    ) -> None:
        first = await add(store, new_answer(round, "e1", MINA))
        await answered(store, round, "e2", JUN, 0)
        last = await add(store, new_answer(round, "e3", SORA))
        assert await store.pending(10) == [(first, round), (last, round)]
        assert await store.pending(1) == [(first, round)]

    async def test_rounds_just_closed_are_being_graded_until_all_are(
        self, store: Store, round: Round
    ) -> None:
        before = round.closes_at - timedelta(minutes=1)
        late = replace(new_answer(round, "e1"), at=round.closes_at)
        await add(store, late)
        assert await store.being_graded(GENERAL.id, before) == []
        answer = await add(store, new_answer(round, "e2", JUN))
        assert await store.being_graded(GENERAL.id, before) == [round]
        assert await store.being_graded(GENERAL.id, round.closes_at) == []
        assert await store.being_graded(RANDOM.id, before) == []
        await grade(store, answer)
        assert await store.being_graded(GENERAL.id, before) == []

    async def test_untold_are_the_graded_not_told_oldest_first(
        self, store: Store, round: Round
    ) -> None:
        first = await grade(store, await add(store, new_answer(round, "e1", MINA)))
        await add(store, new_answer(round, "e2", JUN))
        third = await grade(store, await add(store, new_answer(round, "e3", SORA)), value=0)
        assert await store.untold(10) == [first, third]
        assert await store.untold(1) == [first]
        for _ in range(2):
            await store.told(first.id)
            assert await store.untold(10) == [third]


class TestHints:
    @pytest.mark.parametrize(
        ("events", "limit", "taken"),
        [
            (["e0", "e1", "e2", "e3"], 2, [1, 2, 2, 2]),
            (["e1"], 0, [0]),
            (["e1", "e1", "e2", "e1"], 3, [1, 1, 2, 2]),
        ],
        ids=["up to the limit", "none", "known events"],
    )
    async def test_hints_of_new_events_count_up_to_the_limit(
        self, store: Store, round: Round, events: list[str], limit: int, taken: list[int]
    ) -> None:
        assert await store.hints(round.id, QUESTION, MINA.id) == 0
        assert [await store.take_hint(new_hint(round.id, e), limit) for e in events] == taken
        assert await store.hints(round.id, QUESTION, MINA.id) == taken[-1]

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
