"""Each check can fail: a clean world passes, and one wrong row is found by name."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Delete, Insert, Update, delete, insert, update

from bot.quiz.answering import scoring
from bot.quiz.model import ChannelId, MemberId, Score
from bot.store import tables
from bot.store.engine import Database
from bot.store.person_days import recount_people
from evaluators.grade import Grade, Verdict
from tests.chaos.checks import audit
from tests.chaos.evidence import Evidence, read, unrest
from tests.chaos.journal import Act, Said, Sight
from tests.chaos.words import mark_of, score_of
from tests.databases import new_database_of

HERE = ChannelId("slack:T1/C1")
MINA, JUN = MemberId("slack:T1/U1"), MemberId("slack:T1/U2")
NAMES = {MINA: "미나", JUN: "준호"}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
REVEALED = NOON + timedelta(hours=1)
FIRST, SECOND, THIRD = "payload qm01000001", "{ qm01000002", "기울기 qm01000003"
ANSWERS = ((1, 1, MINA, FIRST, 0), (2, 1, JUN, SECOND, 1), (3, 2, MINA, THIRD, 0))
VALUES = {id: scoring.value(score_of(text), 1, hints, False) for id, _, _, text, hints in ANSWERS}


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def answer_row(id: int, round: int, member: MemberId, text: str, hints: int) -> dict[str, object]:
    grade = Grade(score=score_of(text), verdict=Verdict.PARTIAL)
    event = hashlib.sha256(f"{id} {text}".encode()).hexdigest()
    row = {"id": id, "event": event, "round": round, "channel": HERE, "question": "q"}
    row |= {"member": member, "attempt": 1, "text": text, "study_date": date(2026, 11, 20)}
    row |= {"at": minutes(id + 60 * (round - 1)), "is_late": False, "hints": hints, "grade": grade}
    value = scoring.value(grade.score, 1, hints, False)
    return row | {"value": value, "graded_at": NOON, "is_told": True}


def round_row(id: int, state: str) -> dict[str, object]:
    row = {"id": id, "channel": HERE, "local_date": date(2026, 11, 20), "slot": id}
    row |= {"question": "q", "state": state, "due_at": NOON, "message": f"board-{id}"}
    return row | {"closes_at": datetime(9999, 1, 1, tzinfo=UTC), "takes_drafts": False}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open a database in which all is well."""
    async with new_database_of("sqlite", tmp_path) as opened:
        channel: dict[str, object] = {
            "id": HERE,
            "workspace": "slack:T1",
            "name": "c",
            "language": "ko",
        }
        channel |= {
            "timezone": "Asia/Seoul",
            "at": time(9),
            "weekdays": [],
            "decks": ["d"],
            "levels": [],
        }
        channel |= {"topics": [], "late_h": 6, "is_active": True}
        await opened.change(insert(tables.channels).values(channel))
        for id, name in NAMES.items():
            member = {"id": id, "workspace": "slack:T1", "name": name, "language": "ko"}
            await opened.change(insert(tables.members).values(**member, is_admin=False))
        for round, state in ((1, "closed"), (2, "open")):
            await opened.change(insert(tables.rounds).values(round_row(round, state)))
        for row in ANSWERS:
            await opened.change(insert(tables.answers).values(answer_row(*row)))
        await opened.write(lambda connection: recount_people(connection, NAMES))
        yield opened


def said(number: int, member: MemberId, text: str) -> Said:
    act = Act(number, member, text, minutes(number), "type", sent=["once"])
    return Said(act, is_acknowledged=True, is_refused=False)


def card(member: MemberId, text: str, points: int) -> Sight:
    shown = f"{points}점 · 절반\n{mark_of(text)}\n시도 1/3 · +{points}점"
    return Sight(f"card-{text}", member, shown, "", "C1", minutes(5))


def public(message: str, text: str, key: str, place: str = "C1", at: datetime = NOON) -> Sight:
    return Sight(message, None, text, key, place, at)


async def evidence_of(database: Database) -> Evidence:
    """Return what belongs to the clean database."""
    ledger = await read(database, HERE)
    rows = "\n".join(
        f"{rank} | {NAMES[s.member]} | {s.points}" for rank, s in enumerate(ledger.scores)
    )
    return Evidence(
        ledger,
        said=[said(id, member, text) for id, _, member, text, _ in ANSWERS],
        private=[
            card(member, text, round(100 * score_of(text))) for _, _, member, text, _ in ANSWERS
        ],
        public=[
            public("board-1", "🧠 오늘의 질문", "round:1"),
            public("board-2", "🧠 오늘의 질문", "round:2", at=REVEALED),
            public("reveal-1", "📖 풀이\n모범 답안", "reveal:1", "board-1", REVEALED),
            public("next-1", "↪️ 이어지는 질문 1/2", "follow-up:1:q2", "board-1"),
        ],
        leaderboard=f"🏆 전체\n{rows}",
    )


Statement = Insert | Update | Delete


def of_answer(id: int, **values: object) -> Update:
    return update(tables.answers).where(tables.answers.c.id == id).values(values)


def of_round(id: int, **values: object) -> Update:
    return update(tables.rounds).where(tables.rounds.c.id == id).values(values)


def again(text: str, **values: object) -> Insert:
    return insert(tables.answers).values(answer_row(9, 2, MINA, text, 0) | values)


DOCTORED: list[tuple[str, Statement]] = [
    ("lost", delete(tables.answers).where(tables.answers.c.id == 3)),
    ("stored twice", again(THIRD, attempt=2)),
    ("stored twice", again(FIRST, attempt=2)),
    ("unsent", again("nobody wrote qm01000099", attempt=2)),
    ("altered", of_answer(1, text="qm01000001")),
    ("misattributed", of_answer(1, member=JUN, question="other")),
    ("ungraded", of_answer(3, grade=None, graded_at=None, value=0)),
    ("wrong grade", of_answer(1, grade=Grade(score=0.005, verdict=Verdict.PARTIAL))),
    ("wrong value", of_answer(2, value=VALUES[2] + 1)),
    ("wrong value", of_answer(2, hints=0)),
    ("open though revealed", of_round(1, state="open")),
    ("two open rounds", of_round(1, state="open")),
    ("stuck round", of_round(2, state="claimed")),
    ("stuck round", of_round(2, state="closing")),
    ("unrevealed", of_round(2, state="closed")),
    ("late but counted", of_answer(1, at=REVEALED + timedelta(seconds=1))),
    ("late but counted", of_answer(1, at=REVEALED + timedelta(seconds=1), value=0)),
    ("orphan question", of_round(2, message=None)),
]


async def test_a_clean_world_has_no_finding(database: Database) -> None:
    assert audit(await evidence_of(database)) == []
    assert await unrest(database) == ""


@pytest.mark.parametrize(("check", "change"), DOCTORED)
async def test_a_wrong_row_is_found(database: Database, check: str, change: Statement) -> None:
    before = await evidence_of(database)
    await database.change(change)
    after = replace(before, ledger=await read(database, HERE))
    assert check in {finding.check for finding in audit(after)}


def without_cards(clean: Evidence) -> Evidence:
    return replace(clean, private=[])


def with_two_grades(clean: Evidence) -> Evidence:
    return replace(clean, private=[*clean.private, card(MINA, FIRST, 101)])


def with_a_copy(number: int) -> Callable[[Evidence], Evidence]:
    return lambda clean: replace(
        clean, public=[*clean.public, replace(clean.public[number], message="copy")]
    )


def with_a_copy_of_no_key(number: int) -> Callable[[Evidence], Evidence]:
    return lambda clean: replace(
        clean, public=[*clean.public, replace(clean.public[number], message="copy", key="")]
    )


def with_other_scores(clean: Evidence) -> Evidence:
    scores = [Score(one.member, one.name, one.points + 1) for one in clean.ledger.scores]
    return replace(clean, ledger=replace(clean.ledger, scores=scores))


def with_no_scores(clean: Evidence) -> Evidence:
    return replace(clean, ledger=replace(clean.ledger, scores=[]))


def with_a_wrong_leaderboard(clean: Evidence) -> Evidence:
    return replace(clean, leaderboard="🏆 전체\n1 | 미나 | 999")


def with_something_unserved(clean: Evidence) -> Evidence:
    waiting = SimpleNamespace(event="slack:1", served_at=None, received_at=NOON)
    return replace(clean, ledger=replace(clean.ledger, inbox=[waiting]))


DOCTORED_SIGHTS = [
    ("untold", without_cards),
    ("told two grades", with_two_grades),
    ("posted twice", with_a_copy(2)),
    ("posted twice", with_a_copy_of_no_key(2)),
    ("posted twice", with_a_copy_of_no_key(3)),
    ("wrong points", with_other_scores),
    ("no points", with_no_scores),
    ("wrong leaderboard", with_a_wrong_leaderboard),
    ("unserved", with_something_unserved),
]


@pytest.mark.parametrize(("check", "doctor"), DOCTORED_SIGHTS)
async def test_what_members_see_wrongly_is_found(
    database: Database, check: str, doctor: Callable[[Evidence], Evidence]
) -> None:
    assert {finding.check for finding in audit(doctor(await evidence_of(database)))} == {check}


async def test_cards_are_counted_where_grades_quote_nothing(database: Database) -> None:
    clean = replace(await evidence_of(database), scores_known=False)
    assert audit(clean) == []
    fewer = replace(clean, private=clean.private[1:])
    assert {finding.check for finding in audit(fewer)} == {"untold"}


REFUSAL = "지금 열려 있는 질문이 없어요."


def refused(member: MemberId, at: datetime, act: int | None = None) -> Sight:
    return Sight("no", member, REFUSAL, "", "C1", at, act)


async def test_a_refusal_excuses_one_lost_answer_of_its_member(database: Database) -> None:
    clean = await evidence_of(database)
    lost = [*clean.said, said(8, MINA, "qm01000008"), said(9, MINA, "qm01000009")]
    shown = replace(clean, said=lost, private=[*clean.private, refused(MINA, minutes(10))])
    assert [finding.check for finding in audit(shown)] == ["lost"]


@pytest.mark.parametrize(
    "sight",
    [refused(JUN, minutes(10)), refused(MINA, minutes(1)), refused(MINA, minutes(10), act=1)],
    ids=["another's", "earlier", "of another act"],
)
async def test_another_refusal_excuses_nothing(database: Database, sight: Sight) -> None:
    clean = await evidence_of(database)
    lost = [*clean.said, said(8, MINA, "qm01000008")]
    shown = replace(clean, said=lost, private=[*clean.private, sight])
    assert [finding.check for finding in audit(shown)] == ["lost"]


async def test_what_was_not_acknowledged_may_be_lost_or_stored(database: Database) -> None:
    clean = await evidence_of(database)
    unheard = [replace(one, is_acknowledged=False) for one in clean.said]
    lost = replace(said(8, MINA, "qm01000008"), is_acknowledged=False)
    assert audit(replace(clean, said=[*unheard, lost])) == []


async def test_one_text_sent_twice_may_be_in_two_rounds(database: Database) -> None:
    clean = await evidence_of(database)
    clean.said[0].act.sent.append("twice")
    await database.change(again(FIRST, attempt=2))
    both = replace(clean, ledger=await read(database, HERE), leaderboard=None)
    assert "stored twice" not in {finding.check for finding in audit(both)}


UNREST = [
    ("1 pending", of_answer(1, graded_at=None)),
    ("1 untold", of_answer(1, is_told=False)),
    ("1 between states", of_round(2, state="claimed")),
    ("1 due to close", of_round(2, closes_at=NOON)),
]


@pytest.mark.parametrize(("left", "change"), UNREST)
async def test_what_is_left_to_do_is_named(
    database: Database, left: str, change: Statement
) -> None:
    await database.change(change)
    assert await unrest(database) == left
