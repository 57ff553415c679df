"""The public cards at a round's end: what the right answer was, and how it went."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import MAX_QUOTE_CHARS, Card, Meter
from bot.quiz.model import (
    Answer,
    AnswerId,
    EventId,
    Member,
    MemberId,
    RoundId,
    RoundState,
    Standing,
)
from bot.quiz.moderation.model import SubmissionKind
from bot.quiz.preferences.model import Preferences
from bot.quiz.rounds import reveal_view as views
from bot.quiz.rounds.reveal_view import ROW, Quote
from bot.quiz.rounds.schedule import Due, Upcoming
from bot.quiz.rounds.tally import MIN_MEMBERS, tally
from content.schema import DemoRef, KeyPoint, Question, References
from evaluators.grade import MisconceptionFound
from tests.unit.quiz.conftest import (
    CHANNEL,
    JUN,
    MINA,
    MORNING,
    World,
    a_round,
    an_answer,
    both,
    question,
    read,
    texts,
)

CLOSED = a_round(state=RoundState.CLOSING)
WRONG = MisconceptionFound(text=both("it sums"), why=both("it doesn't"), evidence="", score=0.9)


def with_references(**references: tuple[str, ...]) -> Question:
    return question("first").model_copy(update={"references": References(**references)})


def reveal(main: Question, answers: Sequence[Answer] = (), **more: Any) -> Card:
    return views.reveal(CHANNEL, CLOSED, main, answers, [], MORNING, **more)


def given_by(who: int, text: str, *wrong: MisconceptionFound, value: int = 0) -> Answer:
    grade = read(text)
    assert grade
    told = grade.model_copy(update={"misconceptions": wrong})
    member = MemberId(f"web:{who}")
    return an_answer(id=AnswerId(who + 1), member=member, text=text, grade=told, value=value)


def test_a_model_answer_is_given_and_the_explanation_waits_behind_its_button() -> None:
    card = reveal(with_references(en=("Because.", "Another."), ko=("왜냐하면.",)))
    assert "A model answer: Because." in texts(card)
    assert "first explained" not in card.model_dump_json()
    more = card.actions[1]
    assert (more.command, more.args) == ("explanation", {"round": "1", "question": "first"})


def test_model_answer_in_the_other_language_beats_none() -> None:
    assert "A model answer: 왜냐하면." in texts(reveal(with_references(ko=("왜냐하면.",))))


def test_question_without_a_reference_is_explained_at_once() -> None:
    card = reveal(with_references())
    assert "first explained" in card.model_dump_json()
    assert [one.command for one in card.actions] == ["like", "dispute", "solution"]


def test_shares_count_the_best_attempt_of_each_member() -> None:
    answers = [given_by(who, "bad") for who in range(4)] + [given_by(0, "good")]
    [meter] = [one for one in reveal(question("first"), answers).blocks if isinstance(one, Meter)]
    assert (meter.fraction, meter.label) == (0.25, "the reason · 1 of 4")


def test_with_fewer_than_three_nobody_is_exposed() -> None:
    answers = [
        given_by(0, "good"),
        given_by(1, "bad", WRONG),
        given_by(1, "bad", WRONG),
    ]
    card = reveal(question("first"), answers)
    assert "• the reason" in texts(card)
    assert not any(isinstance(block, Meter) for block in card.blocks)
    assert "it sums" not in card.model_dump_json()


def test_the_misconception_that_most_members_stated_is_told() -> None:
    rare = WRONG.model_copy(update={"text": both("it is rare")})
    said = [(0, rare), (0, rare), (0, rare), (1, WRONG), (2, WRONG)]
    answers = [given_by(who, "bad", wrong) for who, wrong in said]
    shown = texts(reveal(question("first"), answers))
    assert "A common misconception: it sums" in shown
    assert "it doesn't" in shown


def test_no_misconception_is_told_that_nobody_stated() -> None:
    main = with_references().model_copy(update={"misconceptions": (WRONG,)})
    answers = [given_by(who, "good") for who in range(5)]
    assert "it sums" not in reveal(main, answers).model_dump_json()


def test_a_quote_is_shortened_and_named() -> None:
    shown = texts(reveal(question("first"), quote=Quote("Jun", "word " * 200)))
    [said] = [text for text in shown if text.startswith("Jun wrote: “word ")]
    assert said.endswith("…”")
    assert len(said) < MAX_QUOTE_CHARS + 20


def test_the_first_of_the_day_stand_in_a_line() -> None:
    day = [
        Standing(rank, MINA.id, name, 90, 0)
        for rank, name in ((1, "민아"), (1, "J" * 40), (3, "c"), (4, "d"))
    ]
    card = views.reveal(CHANNEL, CLOSED, question("first"), [], day, MORNING)
    assert f"Today: 1. 민아 90 · 1. {'J' * 19}… 90 · 3. c 90" in texts(card)


def test_of_many_points_a_bonus_waits_with_the_explanation() -> None:
    points = tuple(KeyPoint(id=f"p{n}", text=both(f"point {n}"), needed=n < 4) for n in range(5))
    main = question("first").model_copy(update={"key_points": points})
    assert "• point 3" in texts(reveal(main))
    assert "point 4" not in reveal(main).model_dump_json()
    assert "• Bonus: point 4" in texts(views.explanation("en", CLOSED, main))


@pytest.mark.parametrize(
    ("enough", "needed", "said"),
    [
        (1, 3, "Any one of these is enough."),
        (2, 3, "Any 2 of these are enough."),
        (1, 2, "Any one of these is enough, a bonus aside."),
    ],
)
def test_how_many_points_are_enough_is_told_before_them(
    enough: int, needed: int, said: str
) -> None:
    points = tuple(
        KeyPoint(id=f"p{n}", text=both(f"point {n}"), needed=n < needed) for n in range(3)
    )
    told = texts(reveal(question("first").model_copy(update={"key_points": points})))
    changes = {"key_points": points, "enough": enough}
    assert said not in told
    told = texts(reveal(question("first").model_copy(update=changes)))
    assert told[told.index("• point 0") - 1] == said


def test_the_next_topic_is_told_with_its_time() -> None:
    tomorrow = MORNING + timedelta(days=1)
    later = Upcoming(Due(tomorrow.date(), tomorrow), question("second"))
    assert reveal(question("first"), upcoming=later).footer.startswith(
        "Next question: tomorrow at 09:00 · "
    )
    assert reveal(question("first")).footer == ""


def test_a_button_counts_the_likes_and_all_stay_in_a_row() -> None:
    assert reveal(question("first")).actions[0].label == "👍"
    demo = question("first", question("then")).model_copy(update={"demo": DemoRef(name="x")})
    card = reveal(demo, likes=3)
    assert [(one.label, one.command) for one in card.actions[:2]] == [
        ("👍 3", "like"),
        ("Explanation", "explanation"),
    ]
    assert len(card.actions) == ROW
    assert views.explanation("en", CLOSED, demo).actions[0].command == "solution"


async def quoted_after(world: World, *said: tuple[Member, str, bool]) -> str:
    """Have members answer who do or don't let themselves be quoted; return the reveal's quote."""
    for member, text, may_quote in said:
        await world.say(member, "answer", text=text)
        await world.store.save_preferences(member.id, Preferences(may_quote=may_quote), None)
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    [card] = [one.card for one in world.chat.messages if one.key == "reveal:1"]
    return next((text for text in texts(card) if " wrote: " in text), "")


async def test_the_best_answer_of_those_who_allow_it_is_quoted(open_world: World) -> None:
    said = ((MINA, "good, I say", False), (JUN, "good\nmorning", True))
    assert await quoted_after(open_world, *said) == "Jun wrote: “good morning”"


async def test_nobody_is_quoted_who_did_not_say_so(open_world: World) -> None:
    assert await quoted_after(open_world, (MINA, "good, I say", False)) == ""


async def test_a_middling_answer_is_no_example(open_world: World) -> None:
    assert await quoted_after(open_world, (MINA, "half of it", True)) == ""


async def test_a_void_answer_is_not_quoted(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good but void")
    [answer] = await open_world.store.answers(round=RoundId(1))
    entry = AuditEntry(EventId("v"), CHANNEL.id, JUN.id, MORNING, "audit-void")
    await open_world.store.void(SubmissionKind.ANSWER, answer.id, True, entry)
    assert await quoted_after(open_world, (MINA, "half of it", True)) == ""


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["good a", "half a", "bad a"]))))
def test_a_share_never_exceeds_those_who_answered(said: list[tuple[int, str]]) -> None:
    counts = tally([given_by(who, text) for who, text in said])
    members = {who for who, _ in said}
    met = {who for who, text in said if not text.startswith("bad")}
    assert counts.members == len(members)
    assert counts.met == (Counter(why=len(met)) if met and len(members) >= MIN_MEMBERS else {})


def test_a_short_explanation_is_told_at_once() -> None:
    main = question("first").model_copy(update={"explanation": both("In short.")})
    assert "In short." in texts(reveal(main))


async def test_disagreeing_from_the_reveal_is_about_ones_own_best_answer(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="bad reason", question="first")
    await open_world.say(MINA, "answer", text="half a reason", question="first")
    about = {"round": "1", "question": "first"}
    asked = await open_world.say(MINA, "dispute", **about)
    assert asked.forms[0].args == {"answer": "2"}
    refused = await open_world.say(JUN, "dispute", **about)
    assert "haven't answered" in texts(refused.last)[0]


async def test_an_explanation_is_for_those_whose_round_is_over(open_world: World) -> None:
    about = {"round": "1", "question": "first"}
    early = await open_world.say(MINA, "explanation", **about)
    assert "first explained" not in early.last.model_dump_json()
    open_world.clock.advance(hours=24)
    await open_world.quiz.host.tick()
    shown = await open_world.say(MINA, "explanation", **about)
    assert "first explained" in shown.last.model_dump_json()
    gone = await open_world.say(MINA, "explanation", round="1", question="other")
    assert gone.last.sentence is not None
