"""What admins take back of what members did, and what of it can be undone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.quiz.audit.view import sentence
from bot.quiz.cards import Action, Card
from bot.quiz.demos.model import DemoRun
from bot.quiz.errors import DemosUnavailable
from bot.quiz.model import Address, ChannelId, EventId
from bot.quiz.predictions.model import POINTS, NewPrediction
from bot.quiz.preferences.model import Preferences
from bot.quiz.review.model import NewReview, Outcome, ReviewCard
from content.schema import Bilingual
from tests.samples import a_grade
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts
from tests.unit.quiz.demos.test_demos import CURVE

FAR_FUTURE = date(9999, 12, 31)
DONE = DemoRun("abc", "relu-curve-fit", "done", caption=Bilingual(ko="맞았어요.", en="It fits."))


async def press(world: World, card: Card, label: str) -> Card:
    """Let the admin press a button, and return the card that comes."""
    [action] = [one for one in card.actions if one.label == label]
    return (await world.say(JUN, action.command, **action.args)).last


async def noted(world: World) -> list[str]:
    return [
        sentence("en", one, {MINA.id: MINA.name})
        for one in await world.store.entries(CHANNEL.id, 9)
    ]


@pytest.fixture
async def card(open_world: World) -> Card:
    """The admin's card of 민아, who has answered."""
    await open_world.say(MINA, "answer", text="good one")
    listed = (await open_world.say(JUN, "quiz members")).last
    return await press(open_world, listed, "민아")


async def test_admin_sees_what_counts_and_nothing_that_was_written_in_private(card: Card) -> None:
    assert card.title == "👤 민아 · #daily"
    assert texts(card) == ["1. What about first?", "2026-11-20 · attempt 1 · 100 points"]
    assert "good one" not in card.model_dump_json()


async def test_points_are_taken_back_and_given_again(open_world: World, card: Card) -> None:
    counted = await open_world.store.scores(CHANNEL.id, None, FAR_FUTURE)
    void = await press(open_world, card, "Don't count 1")
    assert texts(void)[1].endswith("doesn't count (it was worth 100)")
    assert await open_world.store.scores(CHANNEL.id, None, FAR_FUTURE) == []
    again = await press(open_world, void, "Count 1 again")
    assert texts(again) == texts(card)
    assert await open_world.store.scores(CHANNEL.id, None, FAR_FUTURE) == counted
    assert await noted(open_world) == [
        "let an answer of 민아 count again (100 points): What about first?",
        "took an answer of 민아 out of the count (100 points): What about first?",
    ]


async def given_back_and_again(world: World, kind: str, asked: str, value: int) -> list[str]:
    """Take what comes first in the list out of the count, and undo it; return what is noted."""
    card = (await world.say(JUN, "quiz member", who=MINA.id)).last
    assert texts(card)[0] == f"1. {asked}"
    assert texts(card)[1].endswith(f" · {kind} · {value} points")
    counted = await world.store.scores(CHANNEL.id, None, FAR_FUTURE)
    void = await press(world, card, "Don't count 1")
    assert texts(void)[1].endswith(f"doesn't count (it was worth {value})")
    left = sum(one.points for one in await world.store.scores(CHANNEL.id, None, FAR_FUTURE))
    assert left == counted[0].points - value
    assert texts(await press(world, void, "Count 1 again")) == texts(card)
    assert await world.store.scores(CHANNEL.id, None, FAR_FUTURE) == counted
    return await noted(world)


async def test_points_of_a_review_are_taken_back_and_given_again(
    open_world: World, card: Card
) -> None:
    [round] = await open_world.store.rounds()
    now = open_world.clock.now()
    due = ReviewCard(MINA.id, round.question, CHANNEL.id, round.id, "f", {}, now, number=2)
    await open_world.store.keep_card(due)
    later = now.date() + timedelta(days=1)
    new = NewReview(EventId("r1"), due, "a review", later, now)
    review = await open_world.store.add_review(new)
    outcome = Outcome(a_grade(), 10, is_study=True, card=replace(due, number=3), at=now)
    await open_world.store.grade_review(review.id, outcome)
    told = await given_back_and_again(open_world, "review 2", "What about first?", 10)
    assert told == [
        "let a review of 민아 count again (10 points): What about first?",
        "took a review of 민아 out of the count (10 points): What about first?",
    ]


@pytest.mark.parametrize("is_away", [False, True])
async def test_points_of_a_guess_are_taken_back_and_given_again(
    open_world: World, card: Card, is_away: bool
) -> None:
    now = open_world.clock.now()
    asked = NewPrediction(EventId("p1"), CHANNEL.id, CURVE.name, {}, now)
    prediction = await open_world.store.predict(asked)
    day = now.date() + timedelta(days=1)
    await open_world.store.guess(prediction.id, MINA.id, "up", day)
    await open_world.store.settle(prediction.id, "j", "up")
    open_world.demos.offer([CURVE], [])
    if is_away:
        open_world.demos.fail(DemosUnavailable())
    title = CURVE.name if is_away else CURVE.title["en"]
    told = await given_back_and_again(open_world, "guess before a demo", title, POINTS)
    assert told == [
        f"let a guess of 민아 count again ({POINTS} points): {title}",
        f"took a guess of 민아 out of the count ({POINTS} points): {title}",
    ]


async def test_whatever_a_member_has_answered_can_be_turned_to_and_taken_back(
    open_world: World,
) -> None:
    for question in ("first", "then", "finally"):
        for text in ("bad one", "half of it"):
            await open_world.say(MINA, "answer", question=question, text=text)
    card = (await open_world.say(JUN, "quiz member", who=MINA.id)).last
    assert texts(card)[0] == "1. What about finally?"
    older = await press(open_world, card, "More →")
    assert texts(older)[4:] == ["3. What about first?", "2026-11-20 · attempt 1 · 10 points"]
    void = await press(open_world, older, "Don't count 2")
    assert texts(void)[3].endswith("doesn't count (it was worth 45)")
    assert [one.label for one in void.actions if one.disabled] == ["More →"]
    assert texts(await press(open_world, void, "← Previous")) == texts(card)
    muted = await press(open_world, void, "Mute")
    assert texts(muted)[1:] == texts(void)


async def test_muted_members_get_their_text_back_and_nothing_is_kept_of_it(
    open_world: World, card: Card
) -> None:
    muted = await press(open_world, card, "Mute")
    assert texts(muted)[0] == "Muted in this channel."
    refused = (await open_world.say(MINA, "answer", text="half of it")).last
    assert refused.sentence is not None
    assert refused.sentence.startswith("관리자가 이 채널의 퀴즈 참여를")
    assert texts(refused)[1] == "half of it"
    suggested = {"question": "왜 그럴까요?", "reference": "그래서요", "key_points": ""}
    given_back = (await open_world.say(MINA, "question suggest", **suggested)).last
    assert texts(given_back)[1] == "왜 그럴까요?\n\n그래서요"
    given_back = (await open_world.say(MINA, "dispute", answer="1", reason="맞게 썼어요")).last
    assert texts(given_back)[1] == "맞게 썼어요"
    assert await open_world.store.disputes(CHANNEL.id) == []
    for command in ("answer", "hint", "next"):
        assert (await open_world.say(MINA, command)).last.sentence == refused.sentence
    [round] = await open_world.store.rounds()
    assert len(await open_world.store.answers(round=round.id)) == 1
    assert len(await open_world.store.entries(CHANNEL.id, 9)) == 1
    listed = (await open_world.say(JUN, "quiz members")).last
    assert listed.actions[0].label == "민아 (muted)"
    assert (await open_world.say(MINA, "stats")).last.sentence is None
    await press(open_world, muted, "Unmute")
    await open_world.say(MINA, "answer", question="first", text="half of it")
    assert len(await open_world.store.answers(round=round.id)) == 2


def public(world: World) -> Card:
    """Return what stands in the message of the shared result."""
    [shared] = [one.card for one in world.chat.messages if one.key == "demo:abc"]
    return shared


async def test_shared_result_is_hidden_and_shown_again(open_world: World, card: Card) -> None:
    open_world.demos.offer([], [DONE])
    await open_world.say(MINA, "demo share", job="abc")
    shared = public(open_world)
    hidden = await press(
        open_world, (await open_world.say(JUN, "quiz member", who=MINA.id)).last, "Hide 2"
    )
    assert texts(public(open_world)) == ["An admin has hidden this message."]
    assert (await open_world.say(MINA, "demo share", job="abc")).last.sentence is not None
    assert texts(public(open_world)) == ["An admin has hidden this message."]
    await press(open_world, hidden, "Show 2 again")
    assert public(open_world) == shared


async def test_quoted_answer_is_hidden_in_the_solution(open_world: World) -> None:
    await open_world.store.remember(MINA)
    await open_world.store.save_preferences(MINA.id, Preferences(may_quote=True), None)
    await open_world.say(MINA, "answer", text="good one to quote")
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()

    def revealed() -> str:
        [card] = [one.card for one in open_world.chat.messages if one.key == "reveal:1"]
        return card.model_dump_json()

    assert "good one to quote" in revealed()
    card = (await open_world.say(JUN, "quiz member", who=MINA.id)).last
    assert "good one to quote" in texts(card)[2]
    assert texts(card)[3] == f"{open_world.clock.now():%Y-%m-%d} · everyone can see it"
    hidden = await press(open_world, card, "Hide 2")
    assert "good one to quote" not in revealed()
    assert "An admin has hidden this message." in revealed()
    await press(open_world, hidden, "Show 2 again")
    assert "good one to quote" in revealed()


async def test_a_press_that_is_served_again_ends_what_it_began(
    open_world: World, card: Card
) -> None:
    open_world.demos.offer([], [DONE])
    await open_world.say(MINA, "demo share", job="abc")
    [share] = await open_world.store.shares(CHANNEL.id, MINA.id, 1)
    entry = (await open_world.say(JUN, "quiz hide", event="press", share=str(share.id))).last
    # As if the bot had ended before it changed the message.
    await open_world.chat.post(Address(CHANNEL.id), share.new.card, share.new.key)
    again = (await open_world.say(JUN, "quiz hide", event="press", share=str(share.id))).last
    assert again == entry
    assert texts(public(open_world)) == ["An admin has hidden this message."]
    assert len(await noted(open_world)) == 1


async def test_what_is_of_another_channel_or_gone_is_left_alone(
    open_world: World, card: Card
) -> None:
    await open_world.store.save_channel(replace(CHANNEL, id=ChannelId("web:other")))
    for command, args in {
        "quiz void": {"answer": "987"},
        "quiz hide": {"share": "987"},
        "quiz mute": {"who": "web:nobody"},
    }.items():
        assert (await open_world.say(JUN, command, **args)).last.sentence is not None
        refused = (await open_world.say(MINA, command, **args)).last.sentence
        assert refused is not None
        assert "관리자" in refused
    assert await noted(open_world) == []


async def test_members_are_listed_by_pages_and_by_name(open_world: World) -> None:
    for number in range(10):
        someone = replace(MINA, id=f"web:m{number}", name=f"member {number}")  # type: ignore[arg-type]
        await open_world.say(someone, "answer", text=f"good {number}")
    first = (await open_world.say(JUN, "quiz members")).last
    assert len(first.actions) == 10
    last = await press(open_world, first, first.actions[-1].label)
    assert _names(last.actions) == ["member 1", "member 0"]
    for name in ("ber 7", "@member 7"):
        named = (await open_world.say(JUN, "quiz members", name=name)).last
        assert _names(named.actions) == ["member 7"]
    nobody = (await open_world.say(JUN, "quiz members", name="소라")).last
    assert texts(nobody) == ["Nobody of that name has taken part."]


def _names(actions: tuple[Action, ...]) -> list[str]:
    return [one.label for one in actions if one.command == "quiz member"]
