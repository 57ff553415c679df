"""A member's own past, everything kept about them, and that it can be forgotten."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.quiz.model import AnswerId, Round, RoundState
from bot.quiz.mypage.model import PastDay
from bot.quiz.store import Store
from tests.samples import (
    FOLLOW_UP,
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    QUESTION,
    RANDOM,
    SORA,
    answered,
    new_answer,
    new_hint,
    open_round,
)

DAY = timedelta(days=1)


async def test_past_holds_what_counts_here_the_newest_first(store: Store, round: Round) -> None:
    tuesday = await open_round(store, MONDAY + DAY)
    elsewhere = await open_round(store, MONDAY, RANDOM.id)
    first = await answered(store, round, "e1", MINA, 40)
    second = await answered(store, round, "e2", MINA, 70)
    third = await answered(store, tuesday, "e3", MINA, 20, FOLLOW_UP, study_date=MONDAY + DAY)
    await answered(store, elsewhere, "e4", MINA, 100)
    await answered(store, round, "e5", JUN, 100)
    await store.add(new_answer(round, "pending", MINA, "not graded"), max_attempts=9)
    found = await store.past_answers(GENERAL.id, MINA.id, 10)
    assert [(one.answer, one.round.id, one.question, one.score) for one in found] == [
        (third, tuesday.id, FOLLOW_UP, 0.8),
        (second, round.id, QUESTION, 0.8),
        (first, round.id, QUESTION, 0.8),
    ]
    assert await store.past_answers(GENERAL.id, MINA.id, 1) == found[:1]
    days = {MONDAY: PastDay(70, True), MONDAY + DAY: PastDay(20, False)}
    assert await store.past_days(GENERAL.id, MINA.id, MONDAY) == days
    assert list(await store.past_days(GENERAL.id, MINA.id, MONDAY + DAY)) == [MONDAY + DAY]


async def test_linked_member_sees_the_days_of_all_their_ids(store: Store, round: Round) -> None:
    await answered(store, round, "e1", MINA, 70)
    await answered(store, round, "e2", SORA, 80)
    await store.link(MINA.id, SORA.id)
    for one in (MINA, SORA):
        assert await store.past_days(GENERAL.id, one.id, MONDAY) == {MONDAY: PastDay(80, True)}


class TestForget:
    @pytest.fixture
    async def answer(self, store: Store, round: Round) -> AnswerId:
        await store.take_hint(new_hint(round.id, "h1"), 3)
        await store.save_channel(replace(GENERAL, admin=MINA.id))
        await answered(store, round, "e2", JUN, 40)
        return await answered(store, round, "e1", MINA, 70)

    async def test_what_is_kept_is_told_with_that_of_linked_ids(
        self, store: Store, answer: AnswerId
    ) -> None:
        kept = json.dumps(await store.kept_about(MINA.id))
        assert "text of e1" in kept
        assert MINA.name in json.loads(kept)["members"][0]["name"]
        assert "text of e2" not in kept
        await store.link(MINA.id, JUN.id)
        assert "text of e2" in json.dumps(await store.kept_about(MINA.id))

    async def test_nothing_is_left_and_standings_are_recomputed(
        self, store: Store, round: Round, answer: AnswerId
    ) -> None:
        await store.link(MINA.id, JUN.id)
        await store.forget(MINA.id)
        assert await store.kept_about(MINA.id) == {}
        assert await store.member(MINA.id) is None
        assert await store.linked() == {}
        assert await store.answer(answer) is None
        assert await store.hints(round.id, QUESTION, MINA.id) == 0
        scores = await store.scores(GENERAL.id, None, MONDAY)
        assert [(one.member, one.points) for one in scores] == [(JUN.id, 40)]
        assert await store.study_dates(GENERAL.id, [MINA.id]) == {}
        found = await store.channel(GENERAL.id)
        assert found is not None
        assert found.admin is None

    async def test_member_can_start_anew(
        self, store: Store, round: Round, answer: AnswerId
    ) -> None:
        await store.forget(MINA.id)
        await store.forget(MINA.id)
        await store.remember(MINA)
        again = await answered(store, round, "e9", MINA, 60)
        assert again > answer
        [past] = await store.past_answers(GENERAL.id, MINA.id, 9)
        assert past.answer == again
        assert round.state is RoundState.OPEN

    async def test_grade_that_comes_after_it_is_dropped(self, store: Store, round: Round) -> None:
        from tests.samples import NOON, a_grade

        stored = await store.add(new_answer(round, "late"), max_attempts=3)
        assert stored is not None
        await store.forget(MINA.id)
        assert not await store.grade(stored.id, a_grade(), 80, NOON)
        await store.told(stored.id)
        assert await store.pending(9) == []
        assert await store.untold(9) == []
