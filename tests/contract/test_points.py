"""Points and days of study as every store counts them: in a channel, and for linked members."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.quiz.model import (
    AnswerId,
    Channel,
    ChannelId,
    Member,
    MemberId,
    MemberStudy,
    QuestionId,
    Round,
    RoundState,
    Score,
    WorkspaceId,
)
from bot.quiz.standings.streaks import streak
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
    SPACE,
    answered,
    new_answer,
    new_round,
    open_round,
)

DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + n * DAY for n in (1, 2, 3))
FAR_FUTURE = date(9999, 12, 31)
SLACK, DISCORD = WorkspaceId("slack:T1"), WorkspaceId("discord:1")
ON_SLACK = Channel(ChannelId("slack:T1/C1"), SLACK, "slack")
ON_DISCORD = Channel(ChannelId("discord:1/2"), DISCORD, "discord")
SLACK_MINA = Member(MemberId("slack:T1/U1"), SLACK, "Mina Kim", "en")
DISCORD_MINA = Member(MemberId("discord:1/3"), DISCORD, "mina", "ko")
OTHER_MINA = Member(MemberId("web:another-mina"), SPACE, "민아 2", "ko")
EVERYONE = [one.id for one in (MINA, JUN, SORA, SLACK_MINA, DISCORD_MINA, OTHER_MINA)]


class TestScores:
    @pytest.fixture
    async def week(self, store: Store) -> Store:
        """Three rounds of a channel, with retries, a tie, a skip, a zero and a neighbour."""
        monday = await open_round(store, MONDAY)
        tuesday = await open_round(store, TUESDAY)
        wednesday = await open_round(store, WEDNESDAY)
        elsewhere = await open_round(store, MONDAY, RANDOM.id)
        skipped = replace(tuesday, state=RoundState.SKIPPED)
        await store.update_round(skipped, since=RoundState.OPEN)
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

    async def test_best_attempt_of_each_question_and_round_is_summed_in_its_channel(
        self, week: Store
    ) -> None:
        assert await week.scores(GENERAL.id, None, FAR_FUTURE) == [
            Score(JUN.id, "Jun", 165),
            Score(MINA.id, "민아", 165),
            Score(SORA.id, "Sora 🦊", 0),
        ]
        await week.remember(replace(SORA, name="Renamed"))
        assert await week.scores(RANDOM.id, None, None) == [Score(SORA.id, "Renamed", 100)]

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

    async def test_question_asked_twice_on_a_date_counts_in_each_round(self, store: Store) -> None:
        for slot in (0, 1):
            extra = await open_round(store, slot=slot)
            await answered(store, extra, f"e{slot}", MINA, 50)
        assert await store.scores(GENERAL.id, None, FAR_FUTURE) == [Score(MINA.id, "민아", 100)]


class TestStudyDates:
    async def test_dates_are_distinct_and_ascending_by_member_and_channel(
        self, store: Store, round: Round
    ) -> None:
        days = [(MINA, WEDNESDAY), (MINA, MONDAY), (MINA, WEDNESDAY), (JUN, TUESDAY)]
        for n, (member, day) in enumerate(days):
            await answered(store, round, f"e{n}", member, 50, study_date=day)
        dates = await store.study_dates(GENERAL.id, EVERYONE)
        assert dates == {MINA.id: [MONDAY, WEDNESDAY], JUN.id: [TUESDAY]}
        assert await store.study_dates(RANDOM.id, EVERYONE) == {}

    async def test_a_study_day_takes_fifty_points_for_one_question(
        self, store: Store, round: Round
    ) -> None:
        await store.add(new_answer(round, "e1", MINA), max_attempts=1)
        for question in (QUESTION, FOLLOW_UP):
            await answered(store, round, f"j:{question}", JUN, 49, question)
        id = await answered(store, round, "e3", SORA, 50)
        assert await store.study_dates(GENERAL.id, EVERYONE) == {SORA.id: [MONDAY]}
        stored = await store.answer(id)
        assert stored is not None
        assert stored.is_study

    async def test_days_are_asked_by_any_round_of_theirs_that_asks_for_study(
        self, store: Store, round: Round
    ) -> None:
        for slot in (0, 1):
            await open_round(store, TUESDAY, slot=slot)
        extra = await open_round(store, TUESDAY, slot=2)
        asks_nothing = await open_round(store, THURSDAY)
        for one in (extra, asks_nothing):
            closed = replace(one, state=RoundState.CLOSED, asks_study=False)
            await store.update_round(closed, since=RoundState.OPEN)
        await store.claim(new_round(WEDNESDAY))
        assert await store.asked_days(GENERAL.id) == [MONDAY, TUESDAY]
        assert await store.asked_days(RANDOM.id) == []
        await store.excuse(GENERAL.id, TUESDAY)
        await store.excuse(RANDOM.id, MONDAY)
        assert await store.asked_days(GENERAL.id) == [MONDAY]


class Study:
    """Members of three workspaces, who answer in rounds opened when they are first needed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._rounds: dict[tuple[ChannelId, date], Round] = {}
        self._count = 0

    async def answer(
        self,
        member: Member,
        channel: Channel,
        value: int = 50,
        day: int = 0,
        question: QuestionId = QUESTION,
    ) -> AnswerId:
        """Answer and be graded, `day` days after Monday."""
        on = MONDAY + day * DAY
        if (channel.id, on) not in self._rounds:
            self._rounds[channel.id, on] = await open_round(self.store, on, channel.id)
        self._count += 1
        round = self._rounds[channel.id, on]
        event = f"e{self._count}"
        return await answered(self.store, round, event, member, value, question, study_date=on)

    async def points(
        self, channel: Channel, since: date | None = None, until: date = FAR_FUTURE
    ) -> dict[MemberId, int]:
        scores = await self.store.scores(channel.id, since, until)
        assert scores == sorted(scores, key=lambda score: (-score.points, score.member))
        return {score.member: score.points for score in scores}

    async def points_everywhere(self) -> list[dict[MemberId, int]]:
        return [await self.points(channel) for channel in (GENERAL, ON_SLACK, ON_DISCORD)]


@pytest.fixture
async def study(store: Store) -> Study:
    for channel in (ON_SLACK, ON_DISCORD):
        await store.save_channel(channel)
    for member in (SLACK_MINA, DISCORD_MINA, OTHER_MINA):
        await store.remember(member)
    return Study(store)


@pytest.fixture
async def linked(study: Study) -> Study:
    """A study in which Mina's accounts here and on Slack are linked."""
    await study.store.link(SLACK_MINA.id, MINA.id)
    return study


class TestLinkedScores:
    async def test_linked_member_brings_their_points_to_all_their_workspaces(
        self, study: Study
    ) -> None:
        await study.answer(MINA, GENERAL, 50, day=0)
        await study.answer(SLACK_MINA, ON_SLACK, 30, day=1)
        await study.answer(SLACK_MINA, ON_SLACK, 20, day=1, question=FOLLOW_UP)
        await study.answer(DISCORD_MINA, ON_DISCORD, 9, day=2)
        await study.answer(JUN, GENERAL, 60, day=1)
        apart = [{JUN.id: 60, MINA.id: 50}, {SLACK_MINA.id: 50}, {DISCORD_MINA.id: 9}]
        assert await study.points_everywhere() == apart
        await study.store.link(SLACK_MINA.id, MINA.id)
        assert await study.points_everywhere() == [
            {MINA.id: 100, JUN.id: 60},
            {SLACK_MINA.id: 100},
            {DISCORD_MINA.id: 9},
        ]
        await study.store.link(SLACK_MINA.id, DISCORD_MINA.id)
        assert await study.points_everywhere() == [
            {MINA.id: 109, JUN.id: 60},
            {SLACK_MINA.id: 109},
            {DISCORD_MINA.id: 109},
        ]
        for member in (SLACK_MINA, MINA):
            await study.store.unlink(member.id)
        assert await study.points_everywhere() == apart

    async def test_linked_member_is_named_as_they_are_here(self, linked: Study) -> None:
        await linked.answer(MINA, GENERAL, 50)
        await linked.answer(SLACK_MINA, ON_SLACK, 30, day=1)
        for channel, golden in [
            (GENERAL, Score(MINA.id, "민아", 80)),
            (ON_SLACK, Score(SLACK_MINA.id, "Mina Kim", 80)),
        ]:
            assert await linked.store.scores(channel.id, None, FAR_FUTURE) == [golden]

    async def test_question_counts_once_a_date_with_the_best_attempt(self, linked: Study) -> None:
        await linked.answer(MINA, GENERAL, 40)
        await linked.answer(SLACK_MINA, ON_SLACK, 70)
        assert await linked.points(GENERAL) == {MINA.id: 70}
        assert await linked.points(ON_SLACK) == {SLACK_MINA.id: 70}
        await linked.answer(MINA, GENERAL, 90)
        assert await linked.points(GENERAL) == {MINA.id: 90}
        await linked.answer(SLACK_MINA, ON_SLACK, 5, day=1)
        await linked.answer(SLACK_MINA, ON_SLACK, 3, question=FOLLOW_UP)
        assert await linked.points(GENERAL) == {MINA.id: 98}

    async def test_both_ends_of_the_dates_count_elsewhere_too(self, linked: Study) -> None:
        for day in range(5):
            await linked.answer(MINA, GENERAL, 10**day, day)
            await linked.answer(SLACK_MINA, ON_SLACK, 5 * 10**day, day, FOLLOW_UP)
        until = MONDAY + 3 * DAY
        assert await linked.points(GENERAL, TUESDAY, until) == {MINA.id: 6660}
        assert await linked.points(GENERAL, None, until) == {MINA.id: 6666}

    async def test_who_never_answered_here_does_not_appear(self, linked: Study) -> None:
        await linked.answer(SLACK_MINA, ON_SLACK, 70)
        await linked.answer(JUN, GENERAL, 55, day=1)
        assert await linked.points(GENERAL) == {JUN.id: 55}
        assert await linked.store.study_dates(GENERAL.id, EVERYONE) == {JUN.id: [TUESDAY]}

    async def test_who_answered_here_before_brings_what_they_do_elsewhere_now(
        self, linked: Study
    ) -> None:
        await linked.answer(MINA, GENERAL, 10)
        await linked.answer(SLACK_MINA, ON_SLACK, 70, day=7)
        assert await linked.points(GENERAL, MONDAY + 7 * DAY) == {MINA.id: 70}
        assert await linked.points(GENERAL, MONDAY + 8 * DAY) == {}

    async def test_two_accounts_here_are_one_row_of_who_answered_last(self, study: Study) -> None:
        await study.store.link(OTHER_MINA.id, MINA.id)
        await study.answer(OTHER_MINA, GENERAL, 70)
        await study.answer(MINA, GENERAL, 40)
        assert await study.points(GENERAL) == {MINA.id: 70}
        await study.answer(OTHER_MINA, GENERAL, 5, day=1)
        assert await study.points(GENERAL) == {OTHER_MINA.id: 75}
        assert list(await study.store.study_dates(GENERAL.id, EVERYONE)) == [OTHER_MINA.id]
        assert await study.points(GENERAL, until=MONDAY) == {OTHER_MINA.id: 70}

    async def test_other_channels_of_the_workspace_stay_apart(self, linked: Study) -> None:
        await linked.store.link(OTHER_MINA.id, MINA.id)
        await linked.answer(MINA, GENERAL, 50)
        await linked.answer(MINA, RANDOM, 70, day=1)
        await linked.answer(OTHER_MINA, RANDOM, 60, day=2)
        assert await linked.points(GENERAL) == {MINA.id: 50}
        assert await linked.points(RANDOM) == {OTHER_MINA.id: 130}
        assert await linked.store.study_dates(GENERAL.id, EVERYONE) == {MINA.id: [MONDAY]}

    async def test_all_channels_of_another_workspace_count(self, linked: Study) -> None:
        await linked.answer(MINA, GENERAL, 40)
        await linked.answer(MINA, RANDOM, 70, day=1)
        await linked.answer(SLACK_MINA, ON_SLACK, 5, day=2)
        assert await linked.points(ON_SLACK) == {SLACK_MINA.id: 115}

    async def test_answer_of_a_linked_member_that_is_not_graded_yet_is_worth_nothing(
        self, linked: Study
    ) -> None:
        await linked.answer(SLACK_MINA, ON_SLACK, 70)
        round = await open_round(linked.store)
        await linked.store.add(new_answer(round, "pending"), max_attempts=1)
        assert await linked.points(GENERAL) == {MINA.id: 70}


class TestLinkedStudyDates:
    async def test_dates_are_apart_before_and_after_members_are_linked(self, study: Study) -> None:
        await study.answer(MINA, GENERAL)
        await study.answer(SLACK_MINA, ON_SLACK, day=1)
        assert await study.store.study_dates(GENERAL.id, EVERYONE) == {MINA.id: [MONDAY]}
        await study.store.link(SLACK_MINA.id, MINA.id)
        await study.store.unlink(MINA.id)
        assert await study.store.study_dates(GENERAL.id, EVERYONE) == {MINA.id: [MONDAY]}
        assert await study.store.study_dates(ON_SLACK.id, EVERYONE) == {SLACK_MINA.id: [TUESDAY]}

    async def test_streak_goes_on_across_accounts(self, linked: Study) -> None:
        await linked.store.link(DISCORD_MINA.id, MINA.id)
        places = [(MINA, GENERAL), (SLACK_MINA, ON_SLACK), (DISCORD_MINA, ON_DISCORD)]
        for day, place in [(3, 1), (0, 0), (1, 1), (1, 0), (2, 2)]:
            await linked.answer(*places[place], day=day)
        days = [MONDAY + day * DAY for day in range(4)]
        for member, channel in places:
            assert await linked.store.study_dates(channel.id, EVERYONE) == {member.id: days}
        assert streak(days, days, days[-1]).days == 4

    async def test_what_is_worth_little_elsewhere_makes_no_study_date(self, linked: Study) -> None:
        await linked.answer(MINA, GENERAL)
        await linked.answer(SLACK_MINA, ON_SLACK, 49, day=1)
        assert await linked.store.study_dates(GENERAL.id, EVERYONE) == {MINA.id: [MONDAY]}


async def study_by(store: Store, id: AnswerId) -> MemberStudy:
    answer = await store.answer(id)
    assert answer is not None
    return await store.member_study(answer, since=MONDAY)


class TestMemberStudy:
    async def test_it_is_what_one_member_has_done(self, store: Store, round: Round) -> None:
        before = await open_round(store, MONDAY - DAY)
        tuesday = await open_round(store, TUESDAY)
        await answered(store, before, "e0", MINA, 100, study_date=MONDAY - DAY)
        poor = await answered(store, round, "e1", MINA, 40)
        await answered(store, round, "e2", JUN, 90)
        first = await answered(store, round, "e3", MINA, 70)
        second = await answered(store, round, "e4", MINA, 60, FOLLOW_UP)
        await answered(store, tuesday, "e5", MINA, 20, study_date=TUESDAY)
        found = [await study_by(store, id) for id in (poor, first, second)]
        assert [(one.made_day, one.week) for one in found] == [
            (False, 40),
            (True, 70),
            (False, 130),
        ]
        for one in found:
            assert one.studied == [MONDAY - DAY, MONDAY]
            assert one.points == {MONDAY - DAY: 100, MONDAY: 130, TUESDAY: 20}
            assert one.asked == [MONDAY - DAY, MONDAY, TUESDAY]

    async def test_it_takes_in_what_a_linked_member_did_elsewhere(self, linked: Study) -> None:
        await linked.answer(SLACK_MINA, ON_SLACK, 60)
        await linked.answer(JUN, GENERAL, 90)
        second = await linked.answer(MINA, GENERAL, 70)
        last = await linked.answer(MINA, GENERAL, 50, day=1)
        assert not (await study_by(linked.store, second)).made_day
        found = await study_by(linked.store, last)
        assert found.points == {MONDAY: 70, TUESDAY: 50}
        assert (found.studied, found.made_day, found.week) == ([MONDAY, TUESDAY], True, 120)
