"""The sums of days always equal the sums over answers, whatever is done in whatever order."""

import asyncio
import shutil
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.quiz.audit.model import AuditEntry
from bot.quiz.disputes.model import DisputeState, NewDispute, Ruling
from bot.quiz.model import Channel, ChannelId, EventId, Member, MemberId, Score, WorkspaceId
from bot.quiz.moderation.model import SubmissionKind
from bot.quiz.predictions.model import NewPrediction
from bot.store.engine import Database
from bot.store.person_days import recount_people
from bot.store.sql_store import SqlStore
from bot.store.tables import answers, guesses, links, members, person_days, rounds
from tests.databases import database_of
from tests.samples import MONDAY, NOON, a_grade, new_answer, open_round

SPACES = [WorkspaceId(f"x:{n}") for n in range(2)]
CHANNELS = [Channel(ChannelId(f"x:{n}"), SPACES[n % 2], f"c{n}") for n in range(3)]
MEMBERS = [Member(MemberId(f"x:m{n}"), SPACES[n % 2], f"m{n}", "en") for n in range(3)]
DAYS = 2
ALL_TIME = (None, date.max)
TUESDAY = (MONDAY + timedelta(days=1),) * 2

whose = st.sampled_from(MEMBERS)
answer = st.tuples(
    st.just("answer"),
    whose,
    st.sampled_from(CHANNELS),
    st.integers(0, DAYS - 1),  # of the round
    st.integers(0, 1),  # how much later they answered
    st.sampled_from(["q1", "q2"]),
    st.sampled_from([None, 0, 30, 70, 100]),  # None: not graded yet
)
ruling = st.tuples(st.just("rule"), st.integers(0, 5), st.integers(0, 100))
void = st.tuples(st.just("void"), st.integers(0, 5), st.booleans())
link = st.tuples(st.just("link"), whose, whose)
unlink = st.tuples(st.just("unlink"), whose)
guess = st.tuples(
    st.just("guess"), whose, st.sampled_from(CHANNELS), st.integers(0, DAYS - 1), st.booleans()
)
acts = st.one_of(answer, answer, answer, guess, ruling, void, link, unlink)
# One account has only guessed, and then another of the same person answers elsewhere.
GUESSED_FIRST = [
    ("guess", MEMBERS[1], CHANNELS[1], 0, True),
    ("answer", MEMBERS[0], CHANNELS[0], 0, 0, "q1", 70),
]
# A wrong guess, too, makes a linked person take part with what they have earned elsewhere.
GUESSED_WRONG = [
    ("answer", MEMBERS[0], CHANNELS[0], 0, 0, "q1", 70),
    ("guess", MEMBERS[0], CHANNELS[1], 0, False),
]
# Only the best attempt counts, of whoever is linked the best of all.
RETRIED = [
    ("answer", MEMBERS[0], CHANNELS[0], 0, 0, "q1", 70),
    ("answer", MEMBERS[0], CHANNELS[0], 0, 0, "q1", 30),
    ("answer", MEMBERS[1], CHANNELS[0], 0, 0, "q1", 100),
    ("answer", MEMBERS[2], CHANNELS[0], 0, 0, "q1", 30),
    ("answer", MEMBERS[2], CHANNELS[0], 0, 0, "q1", 70),
]


class Life:
    """Things done in a store, in order."""

    def __init__(self, store):
        self.store = store
        self._rounds = {}
        self._graded = []
        self._count = 0

    async def begin(self):
        for channel in CHANNELS:
            await self.store.save_channel(channel)
        for member in MEMBERS:
            await self.store.remember(member)
        await self.store.link(MEMBERS[0].id, MEMBERS[1].id)

    async def answer(self, member, channel, day, later, question, value):
        on = MONDAY + timedelta(days=day)
        if (channel.id, on) not in self._rounds:
            self._rounds[channel.id, on] = await open_round(self.store, on, channel.id)
        self._count += 1
        round, event = self._rounds[channel.id, on], f"e{self._count}"
        study_date = on + timedelta(days=later)
        new = new_answer(round, event, member, event, question, study_date)
        stored = await self.store.add(new, max_attempts=99)
        if value is not None:
            await self.store.grade(stored.id, a_grade(), value, NOON)
            self._graded.append(stored)

    async def guess(self, member, channel, day, is_right):
        self._count += 1
        asked = NewPrediction(EventId(f"p{self._count}"), channel.id, "gd-1d", {}, NOON)
        prediction = await self.store.predict(asked)
        on = MONDAY + timedelta(days=day)
        assert await self.store.guess(prediction.id, member.id, "up", on)
        await self.store.settle(prediction.id, "a-job", "up" if is_right else "down")

    async def rule(self, place, value):
        if not self._graded:
            return
        answer = self._graded[place % len(self._graded)]
        objection = NewDispute(
            EventId(f"d{answer.id}"), answer.id, answer.channel, answer.member, "", NOON
        )
        dispute = await self.store.object(objection)
        ruling = Ruling(DisputeState.ACCEPTED, MEMBERS[0].id, NOON, grade=a_grade(), value=value)
        await self.store.rule(dispute, ruling)

    async def void(self, place, is_void):
        if self._graded:
            answer = self._graded[place % len(self._graded)]
            self._count += 1
            event = EventId(f"v{self._count}")
            told = AuditEntry(event, answer.channel, MEMBERS[0].id, NOON, "audit-void", {})
            await self.store.void(SubmissionKind.ANSWER, answer.id, is_void, told)

    async def link(self, first, second):
        if first != second:
            await self.store.link(first.id, second.id)

    async def unlink(self, member):
        await self.store.unlink(member.id)

    async def told(self):
        """Return all that leaderboards and streaks are made of."""
        everyone = [member.id for member in MEMBERS]
        return [
            (
                [await self.store.scores(channel.id, *dates) for dates in (ALL_TIME, TUESDAY)],
                await self.store.study_dates(channel.id, everyone),
            )
            for channel in CHANNELS
        ]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")

    async def make():
        async with database_of("sqlite", folder):
            pass

    asyncio.run(make())
    return folder / "quizmaster.db"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(acts, min_size=5, max_size=20))
@example(GUESSED_FIRST)
@example(GUESSED_WRONG)
@example(RETRIED)
def test_sums_of_days_equal_the_sums_over_answers(migrated, tmp_path, done):
    file = shutil.copy(migrated, tmp_path / "now.db")

    async def live():
        async with Database(f"sqlite:///{file}") as database:
            life = Life(SqlStore(database))
            await life.begin()
            for what, *args in done:
                await getattr(life, what)(*args)
            assert await life.told() == await summed_up(database)
            before = await database.fetch(select(person_days))
            await database.write(_count_all)
            assert sorted(await database.fetch(select(person_days))) == sorted(before)

    asyncio.run(live())
    file.unlink()


async def summed_up(database):
    """Return what `Life.told` is to say, counted from what was answered, guessed and linked."""
    people = {row.member: row.person for row in await database.fetch(select(links))}
    homes = {channel.id: channel.workspace for channel in CHANNELS}
    names = {member.id: member.name for member in MEMBERS}
    given = select(answers, rounds.c.local_date).join(rounds, rounds.c.id == answers.c.round)
    answered = await database.fetch(given.order_by(answers.c.id))
    guessed = await database.fetch(select(guesses).order_by(guesses.c.member))

    def counted(channel, rows):
        """Yield what counts in a channel, and as whose; of the linked, those who took part."""
        shown = {
            people[row.member]: row.member
            for row in (*guessed, *answered)
            if row.channel == channel and row.member in people
        }
        for row in rows:
            person = people.get(row.member)
            is_apart = person in shown and homes[row.channel] != homes[channel]
            if not row.is_void and (row.channel == channel or is_apart):
                yield row, shown.get(person, row.member)

    def scores(channel, since, until):
        best = Counter()
        for row, member in counted(channel, answered):
            if (since is None or since <= row.local_date) and row.local_date <= until:
                occasion = row.local_date if row.member in people else row.round
                key = (member, row.question, occasion)
                best[key] = max(best[key], row.value)
        for row, member in counted(channel, guessed):
            if row.value and (since is None or since <= row.study_date) and row.study_date <= until:
                best[member, "guess", row.study_date] = row.value
        points = Counter()
        for (member, _, _), value in best.items():
            points[member] += value
        found = [Score(member, names[member], sum_) for member, sum_ in points.items()]
        return sorted(found, key=lambda score: (-score.points, score.member))

    def study_dates(channel):
        dates = {}
        for row, member in counted(channel, answered):
            if row.is_study:
                dates.setdefault(member, set()).add(row.study_date)
        return {member: sorted(days) for member, days in dates.items()}

    return [
        ([scores(one.id, *dates) for dates in (ALL_TIME, TUESDAY)], study_dates(one.id))
        for one in CHANNELS
    ]


async def _count_all(connection):
    await recount_people(connection, (await connection.execute(select(members.c.id))).scalars())
