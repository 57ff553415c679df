"""A small world for tests: two channels, three members, and builders with sensible defaults."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.quiz.model import (
    AnswerId,
    Channel,
    ChannelId,
    DailyQuiz,
    DayOff,
    EventId,
    Member,
    MemberId,
    NewAnswer,
    NewHint,
    NewRound,
    Ping,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    WorkspaceId,
)
from bot.quiz.store import Store
from content.schema import Bilingual
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict

NOON = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
MONDAY = date(2025, 3, 10)
SPACE = WorkspaceId("web:home")
QUESTION = QuestionId("softmax")
FOLLOW_UP = QuestionId("softmax-temperature")

GENERAL = Channel(
    id=ChannelId("web:general"),
    workspace=SPACE,
    name="일반",
    language="ko",
    timezone=ZoneInfo("Asia/Seoul"),
    at=time(8, 30),
    weekdays=frozenset({0, 2, 6}),
    decks=("deep-learning", "modern"),
    levels=frozenset({2, 3}),
    topics=frozenset({"optimization", "attention"}),
    late_h=3,
    more=(DailyQuiz(2, time(20, 15), ("modern",)),),
    days_off=(
        DayOff(date(2025, 3, 12), date(2025, 3, 13), "봄 방학 🌸"),
        DayOff(date(2025, 6, 1), None, is_pause=True),
    ),
    holidays="KR",
    ping=Ping("7", "@스터디 🌱"),
    since=datetime(2025, 1, 2, 3, 4, tzinfo=UTC),
)
RANDOM = Channel(id=ChannelId("web:random"), workspace=SPACE, name="random", language="en")
MINA = Member(MemberId("web:mina"), SPACE, "민아", "ko")
JUN = Member(MemberId("web:jun"), SPACE, "Jun", "en", is_admin=True)
SORA = Member(MemberId("web:sora"), SPACE, "Sora 🦊", "en")


async def fill(store: Store) -> None:
    """Save the channels and members above."""
    for channel in (GENERAL, RANDOM):
        await store.save_channel(channel)
    for member in (MINA, JUN, SORA):
        await store.remember(member)


def new_round(
    local_date: date = MONDAY,
    channel: ChannelId = GENERAL.id,
    slot: int = 0,
    takes_drafts: bool = False,
    request: str | None = None,
    question: QuestionId = QUESTION,
) -> NewRound:
    due_at = datetime.combine(local_date, time(0, 0), UTC) + timedelta(minutes=slot)
    return NewRound(
        channel=channel,
        local_date=local_date,
        question=question,
        due_at=due_at,
        closes_at=due_at + timedelta(hours=20),
        slot=slot,
        takes_drafts=takes_drafts,
        request=None if request is None else EventId(request),
    )


async def open_round(
    store: Store, local_date: date = MONDAY, channel: ChannelId = GENERAL.id, slot: int = 0
) -> Round:
    claimed = await store.claim(new_round(local_date, channel, slot))
    assert claimed is not None
    opened = replace(claimed, state=RoundState.OPEN, asks_study=True)
    assert await store.update_round(opened, since=RoundState.CLAIMED)
    return opened


def new_answer(
    round: Round,
    event: str,
    member: Member = MINA,
    text: str = "It turns logits into probabilities.",
    question: QuestionId = QUESTION,
    study_date: date = MONDAY,
) -> NewAnswer:
    return NewAnswer(
        event=EventId(event),
        round=round.id,
        channel=round.channel,
        question=question,
        member=member.id,
        text=text,
        study_date=study_date,
        at=NOON,
    )


def new_hint(
    round: RoundId, event: str, member: Member = MINA, question: QuestionId = QUESTION
) -> NewHint:
    return NewHint(EventId(event), round, question, member.id)


def a_grade(score: float = 0.8, verdict: Verdict = Verdict.CORRECT) -> Grade:
    text = Bilingual(ko="합이 1이 된다", en="They sum to one")
    return Grade(
        score=score,
        verdict=verdict,
        key_points=(
            KeyPointGrade(
                id="sums",
                text=text,
                weight=1.5,
                score=0.83,
                state=PointState.STATED,
                evidence="합이 1 \n🙂",
            ),
        ),
        misconceptions=(
            MisconceptionFound(text=text, why=text, evidence="It picks the largest.", score=0.7),
        ),
        similarity=0.1 + 0.2,
        grader="test-1",
    )


async def answered(
    store: Store,
    round: Round,
    event: str,
    member: Member,
    value: int,
    question: QuestionId = QUESTION,
    verdict: Verdict = Verdict.PARTIAL,
    study_date: date = MONDAY,
) -> AnswerId:
    """Add an answer and grade it with this value."""
    new = new_answer(round, event, member, f"text of {event}", question, study_date)
    answer = await store.add(new, max_attempts=99)
    assert answer is not None
    assert await store.grade(answer.id, a_grade(verdict=verdict), value, NOON)
    return answer.id


def no_round() -> RoundId:
    return RoundId(987654)
