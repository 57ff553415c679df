"""The recap of a week: when it comes, what it tells and what it keeps to itself; once, always."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.answering.scoring import GRACE
from bot.quiz.cards import Card, Picture, Table
from bot.quiz.model import DailyQuiz, MemberId, QuestionId, RoundId, RoundState, Score
from bot.quiz.recaps import rules
from bot.quiz.recaps.model import Recap, Result
from bot.quiz.rounds import schedule
from bot.quiz.rounds.tally import MIN_MEMBERS
from tests.samples import new_answer
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, a_round, read, texts
from tests.unit.quiz.cuts import AFTER, CUT, Scene, cut_off, tick

SUNDAY = date(2026, 11, 22)
KEY = f"recap:{CHANNEL.id}:2026-W47"


def scores(*points: tuple[str, int]) -> list[Score]:
    return [Score(MemberId(name), name, n) for name, n in points]


def result(number: int, mean: float, members: int = MIN_MEMBERS, question: str = "first") -> Result:
    round = a_round(id=RoundId(number), question=question)
    return Result(round, QuestionId(question), members, mean)


def test_ranks_are_compared_with_the_week_before() -> None:
    now = scores(("ann", 90), ("bob", 80), ("cem", 80), ("dia", 10), ("eve", 0))
    before = scores(("bob", 50), ("ann", 40), ("dia", 30), ("eve", 20))
    found = {one.standing.name: (one.standing.rank, one.by) for one in rules.moved(now, before)}
    assert found == {"ann": (1, 1), "bob": (2, -1), "cem": (2, None), "dia": (4, -1)}


def test_who_improved_most_has_points_in_both_weeks() -> None:
    before = scores(("ann", 40), ("bob", 50), ("cem", 0))
    assert rules.most_improved(scores(("ann", 70), ("bob", 60), ("cem", 99)), before) == (
        rules.Improved("ann", 30)
    )
    assert rules.most_improved(scores(("ann", 40), ("new", 60)), before) is None
    assert rules.most_improved(scores(("ann", 60), ("bob", 70)), before) is None


def test_the_hardest_question_is_one_that_enough_members_answered() -> None:
    few = result(3, 1.0, members=MIN_MEMBERS - 1)
    assert rules.hardest([result(1, 60), result(2, 40), few]) == result(2, 40)
    assert rules.hardest([result(1, 60), few]) is None


def test_of_questions_that_went_alike_none_is_the_hardest() -> None:
    assert rules.hardest([result(1, 90), result(2, 53.4), result(3, 53)]) is None
    assert rules.hardest([result(1, 90), result(2, 90), result(3, 53)]) == result(3, 53)


@pytest.mark.parametrize(
    ("likes", "found"),
    [([1, 3, 2], 2), ([2], 1), ([1], None), ([3, 1, 3], None), ([], None)],
)
def test_the_most_liked_question_is_alone_on_top(likes: list[int], found: int | None) -> None:
    liked = [(a_round(id=RoundId(number)), n) for number, n in enumerate(likes, start=1)]
    named = rules.most_liked(liked)
    assert (named and named[0].id) == found


def test_topics_are_weak_by_all_that_was_asked_of_them() -> None:
    found = [result(1, 90), result(2, 50, members=9), result(3, 65), result(4, 10, members=2)]
    topics = {1: "a", 2: "a", 3: "b", 4: "c"}
    assert rules.weak_topics(found, lambda one: topics[one.round.id]) == [("a", 60.0), ("b", 65.0)]


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Chatham"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
def test_every_week_has_one_recap_on_its_last_study_day(
    weekdays: frozenset[int], zone: str, at: datetime
) -> None:
    channel = replace(CHANNEL, weekdays=weekdays, timezone=type(CHANNEL.timezone)(zone))
    now = at.replace(tzinfo=UTC)
    day = schedule.recap_day(channel, now)
    assert day is not None
    assert day.weekday() == max(weekdays)
    assert schedule.due_on(channel, day).at <= now < schedule.due_on(channel, day).at + timedelta(7)


def test_a_second_question_a_day_changes_no_recap() -> None:
    evening = DailyQuiz(slot=1, at=time(21, 0), decks=("modern",))
    channel = replace(CHANNEL, more=(evening,))
    for hours in range(0, 24 * 8, 5):
        now = MORNING + timedelta(hours=hours)
        assert schedule.recap_day(channel, now) == schedule.recap_day(CHANNEL, now)


def test_without_study_days_there_is_none() -> None:
    assert schedule.recap_day(replace(CHANNEL, weekdays=frozenset()), MORNING) is None


def test_a_recap_is_known_by_its_week() -> None:
    recap = Recap(CHANNEL.id, SUNDAY)
    assert (recap.key, recap.since, recap.until) == (KEY, date(2026, 11, 15), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("last", "since"),
    [(15, 15), (17, 17), (13, 13), (8, 8), (7, 15)],
    ids=["a week", "a shorter one", "a longer one", "a week off", "a long break"],
)
def test_a_recap_begins_where_the_last_one_ended(last: int, since: int) -> None:
    recap = Recap(CHANNEL.id, SUNDAY, last=date(2026, 11, last))
    assert recap.since == date(2026, 11, since)


class Studied(Scene):
    """Three members answered Friday's question; Saturday's was asked, and it is Sunday morning."""

    async def begin(self) -> None:
        await super().begin()
        await self.grade_all()
        self.clock.advance(days=1)
        await self.host().tick()
        self.clock.advance(days=1)

    async def grade_all(self) -> None:
        for answer, _ in await self.store.pending(9):
            grade = read("good")
            assert grade
            await self.store.grade(answer.id, grade, 90, MORNING)

    async def answer_at_the_last_minute(self, grace: timedelta = timedelta()) -> None:
        saturday = (await self.store.rounds())[1]
        new = new_answer(saturday, "last", MINA, "in time", saturday.question)
        at = self.clock.now() - timedelta(minutes=1)
        await self.store.add(replace(new, at=at, grace=grace), 3)

    def recaps(self) -> list[Card]:
        return [said.card for said in self.chat.messages if said.key == KEY]


async def test_the_recap_comes_before_the_next_question() -> None:
    scene = Studied()
    await scene.begin()
    for _ in range(3):
        await scene.host().tick()
        scene.clock.advance(hours=1)
    keys = [said.key for said in scene.chat.messages if said.to.thread is None]
    assert keys == ["round:1", "round:2", KEY, "round:3"]
    [table] = [block for block in scene.recaps()[0].blocks if isinstance(block, Table)]
    assert [row[1:] for row in table.rows] == [("민아", "180", "new")]


@CUT
@AFTER
async def test_a_recap_that_was_cut_off_is_posted_once(
    error: type[BaseException], comes_after: bool
) -> None:
    async for at, scene in cut_off(Studied, tick, error, comes_after=comes_after):
        scene.clock.advance(hours=1)
        await scene.host().tick()
        assert len(scene.recaps()) == 1, at
        assert await scene.states() == [RoundState.CLOSED] * 2 + [RoundState.OPEN], at
        assert await scene.store.begun_recaps(CHANNEL.id) == []
    assert at >= (5 if comes_after else 8)


async def test_a_recap_waits_for_grades_but_not_for_long() -> None:
    scene = Studied()
    await scene.begin()
    await scene.answer_at_the_last_minute()
    await scene.host().tick()
    assert scene.recaps() == []
    scene.clock.advance(minutes=4)
    await scene.host().tick()
    assert scene.recaps() == []
    scene.clock.advance(minutes=1)
    await scene.host().tick()
    assert len(scene.recaps()) == 1


async def test_a_recap_comes_as_soon_as_all_is_graded() -> None:
    scene = Studied()
    await scene.begin()
    await scene.answer_at_the_last_minute()
    await scene.host().tick()
    await scene.grade_all()
    await scene.host().tick()
    [table] = [block for block in scene.recaps()[0].blocks if isinstance(block, Table)]
    assert [row[2] for row in table.rows] == ["270"]


async def test_a_recap_takes_in_what_was_begun_in_time() -> None:
    scene = Studied()
    await scene.begin()
    await scene.host().tick()
    scene.clock.advance(minutes=9)
    await scene.answer_at_the_last_minute(grace=GRACE)
    await scene.grade_all()
    for minutes in (0, 1):
        scene.clock.advance(minutes=minutes)
        await scene.host().tick()
    [card] = scene.recaps()
    [table] = [block for block in card.blocks if isinstance(block, Table)]
    assert [row[2] for row in table.rows] == ["270"]
    assert await scene.store.begun_recaps(CHANNEL.id) == []


async def test_a_recap_slept_through_comes_when_the_bot_is_back() -> None:
    scene = Studied()
    await scene.begin()
    scene.clock.advance(days=2)
    await scene.host().tick()
    assert len(scene.recaps()) == 1


async def test_a_week_without_answers_has_no_recap(world: World) -> None:
    await world.quiz.host.tick()
    world.clock.advance(days=2)
    await world.quiz.host.tick()
    assert not any(said.key.startswith("recap") for said in world.chat.messages)
    assert await world.store.begun_recaps(CHANNEL.id) == []


async def answered(world: World, names: Sequence[str], text: str) -> None:
    for name in names:
        member = replace(JUN, id=MemberId(f"web:{name}"), name=name)
        await world.say(member, "answer", text=text)


async def test_it_names_the_hardest_question_and_draws_them_all(world: World) -> None:
    world.figures.media["bars"] = "chart.png"
    for text in ("good reason", "half a reason"):
        await world.quiz.host.tick()
        await answered(world, ["ann", "bob", "cem"], text)
        world.clock.advance(days=1)
    await world.quiz.host.tick()
    [card] = [said.card for said in world.chat.messages if said.key == KEY]
    assert "Hardest question: “What about second?” (50 points on average)" in texts(card)
    assert any(line.startswith("Worth another look: Data") for line in texts(card))
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert (picture.media, picture.alt) == (
        "chart.png",
        "Average points of each question: Fri · Optimisation 100 points, Sat · Data 50 points",
    )
    [chart] = world.figures.charts
    assert [(bar.value, bar.is_marked) for bar in chart.bars] == [(1.0, False), (0.5, True)]


async def recap_of(world: World, *names: str) -> Card:
    """Return the recap of two days that these have answered on, the first of them always better."""
    world.figures.media["bars"] = "chart.png"
    for _ in range(2):
        await world.quiz.host.tick()
        for name, text in zip(names, ("good reason", "half a reason"), strict=False):
            await answered(world, [name], text)
        world.clock.advance(days=1)
    await world.quiz.host.tick()
    [card] = [said.card for said in world.chat.messages if said.key == KEY]
    return card


async def test_a_team_of_two_sees_who_earned_how_much_and_no_mean(world: World) -> None:
    card = await recap_of(world, "ann", "bob")
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert picture.alt == "Points of the week: 1. ann 200 points, 2. bob 100 points"
    [chart] = world.figures.charts
    assert [bar.value for bar in chart.bars] == [1.0, 0.5]


async def test_who_is_alone_gets_no_chart(world: World) -> None:
    card = await recap_of(world, "ann")
    assert not any(isinstance(block, Picture) for block in card.blocks)
    assert world.figures.charts == []


async def test_while_compute_is_away_it_comes_without_a_chart(world: World) -> None:
    for text in ("good reason", "half a reason"):
        await world.quiz.host.tick()
        await answered(world, ["ann", "bob", "cem"], text)
        world.clock.advance(days=1)
    await world.quiz.host.tick()
    [card] = [said.card for said in world.chat.messages if said.key == KEY]
    assert not any(isinstance(block, Picture) for block in card.blocks)


async def like(world: World, round: RoundId) -> None:
    for member in (MINA, JUN):
        await world.say(member, "like", round=str(round))


async def test_likes_count_in_the_recap_of_the_week_in_which_they_are_given(world: World) -> None:
    await world.quiz.host.tick()
    for liked in (1, 2):  # The second question is revealed as the first recap comes.
        await answered(world, ["ann"], "good reason")
        world.clock.advance(days=1)
        await world.quiz.host.tick()
        await like(world, RoundId(liked))
    await answered(world, ["ann"], "good reason")
    for _ in range(8):
        world.clock.advance(days=1)
        await world.quiz.host.tick()
    recaps = [said.card for said in world.chat.messages if said.key.startswith("recap:")]
    assert [texts(card) for card in recaps] == [
        ["Most 👍 this week: “What about first?” (asked on 11-20, 👍 2)"],
        ["Most 👍 this week: “What about second?” (asked on 11-21, 👍 2)"],
    ]
