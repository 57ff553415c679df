"""Questions that members suggest: stored, graded by their own reference, decided once, asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.quiz.cards import Card
from bot.quiz.errors import Refusal
from bot.quiz.library import PACKAGED_DECK, Library
from bot.quiz.model import (
    ChannelId,
    Decision,
    EventId,
    Member,
    MemberId,
    NewSuggestion,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.quiz.suggestions import rules as suggestions
from bot.quiz.suggestions.handler import MAX_OF_CHANNEL, MAX_OF_MEMBER
from evaluators.grade import Grade, GradeRequest
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, MINA, MORNING, SPACE, World

ALEX = Member(MemberId("web:alex"), SPACE, "Alex", "en")
SORA = Member(MemberId("web:sora"), SPACE, "Sora", "en", is_admin=True)
TEXTS = {
    "question": "Why does a warm-up help Adam?",
    "reference": "good because early variance estimates are poor.",
    "key_points": "- early variance\n2. small steps first",
}
PENDING, APPROVED, REJECTED = SuggestionState


@pytest.fixture(autouse=True)
async def jun_set_the_channel_up(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))


async def suggest(world: World, member: Member = MINA, **texts: str) -> Suggestion:
    await world.say(member, "question suggest", **TEXTS | texts)
    return (await world.store.suggestions(PENDING))[-1]


async def press(world: World, member: Member, what: str, one: Suggestion, **args: str) -> FakeReply:
    which = {"suggestion": str(one.id), "revision": str(one.revision)}
    return await world.say(member, f"question {what}", **which, **args)


def told(world: World, member: Member) -> list[Card]:
    return [said.card for said in world.chat.messages if said.to.only == member.id]


def public(world: World) -> list[Card]:
    return [posted.card for posted in world.chat.messages if posted.to.only is None]


def said(card: Card) -> str:
    """Return all that a card says, a line for each part."""
    lines = [card.title]
    for block in card.blocks:
        match block.kind:
            case "paragraph":
                lines.append(block.text)
            case "point":
                lines += [f"{block.mark}: {block.text}", block.quote or "", block.note or ""]
            case "meter":
                lines.append(block.label)
    return "\n".join([*lines, card.footer])


def buttons(card: Card) -> list[str]:
    return [action.command for action in card.actions]


async def stored(world: World, suggestion: Suggestion) -> Suggestion:
    found = await world.store.suggestion(suggestion.id)
    assert found is not None
    return found


async def test_form_asks_for_question_reference_and_key_points(world: World) -> None:
    [form] = (await world.say(MINA, "question suggest")).forms
    fields = [(field.name, field.required, field.value) for field in form.fields]
    assert fields == [
        ("question", True, ""),
        ("reference", True, ""),
        ("key_points", False, ""),
    ]


async def test_what_was_typed_is_stored(world: World) -> None:
    suggestion = await suggest(world)
    assert (suggestion.author, suggestion.channel) == (MINA.id, CHANNEL.id)
    assert suggestion.wording == Wording(
        TEXTS["question"], TEXTS["reference"], ("early variance", "small steps first")
    )


async def test_author_sees_what_was_taken_and_how_it_is_graded(world: World) -> None:
    reply = await world.say(ALEX, "question suggest", **TEXTS)
    text = said(reply.last)
    assert reply.last.title == "📝 Got your suggestion"
    assert TEXTS["question"] in text
    assert TEXTS["reference"] in text
    assert "100 points" in text
    assert f"met: the reason\n{TEXTS['reference']}" in text
    assert {key for key, _ in reply.cards} == {"suggestion:1"}


async def test_reference_is_graded_as_an_answer_to_its_own_question(world: World) -> None:
    await suggest(world)
    assert world.grader.batches == [[TEXTS["reference"]]]


async def test_missed_key_point_is_told(world: World) -> None:
    reply = await world.say(ALEX, "question suggest", **TEXTS | {"reference": "bad " * 9})
    text = said(reply.last)
    assert "missed: the reason" in text
    assert "doesn't cover every key point" in text


async def test_stored_before_it_is_graded(world: World) -> None:
    world.grader.is_away = True
    reply = await world.say(ALEX, "question suggest", **TEXTS)
    assert "hasn't been graded yet" in said(reply.last)
    assert len(await world.store.suggestions(PENDING)) == 1


async def test_similar_question_is_named(world: World) -> None:
    reply = await world.say(ALEX, "question suggest", **TEXTS | {"question": "what about FIRST"})
    assert "similar question already: “What about first?”" in said(reply.last)


async def test_admin_who_set_the_channel_up_hears_of_it(world: World) -> None:
    await suggest(world)
    [card] = told(world, JUN)
    assert card.title == "📝 A question was suggested"
    assert card.footer == "suggested by 민아"
    assert buttons(card) == ["question approve", "question edit", "question reject"]


async def test_channel_that_nobody_set_up_tells_nobody(world: World) -> None:
    await world.store.save_channel(CHANNEL)
    await suggest(world)
    assert world.chat.messages == []


async def test_admin_out_of_reach_costs_the_author_nothing(world: World) -> None:
    world.chat.refuse_to.add(JUN.id)
    reply = await world.say(ALEX, "question suggest", **TEXTS)
    assert reply.last.title == "📝 Got your suggestion"


async def test_redelivered_event_changes_nothing(world: World) -> None:
    for _ in range(2):
        await world.say(MINA, "question suggest", event="again", **TEXTS)
    assert len(await world.store.suggestions(PENDING)) == 1
    assert len(told(world, JUN)) == 1


async def test_same_words_sent_again_are_one_suggestion(world: World) -> None:
    for author in (MINA, MINA, ALEX, MINA):
        await suggest(world, author)
    waiting = await world.store.suggestions(PENDING)
    assert [one.author for one in waiting] == [MINA.id, ALEX.id]


async def test_event_redelivered_after_the_decision_shows_nothing(world: World) -> None:
    await world.say(MINA, "question suggest", event="again", **TEXTS)
    [suggestion] = await world.store.suggestions(PENDING)
    await press(world, JUN, "approve", suggestion)
    reply = await world.say(MINA, "question suggest", event="again", **TEXTS)
    assert reply.cards == []


async def test_needs_a_channel_with_a_quiz(world: World) -> None:
    world.store._channels.clear()
    assert "hasn't started" in said((await world.say(ALEX, "question suggest")).last)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("question", "Why?", "A question takes 10–500 characters (yours has 4)."),
        ("question", " \n\x1b[31m ", "A question takes 10–500 characters (yours has 0)."),
        ("question", "q" * 501, "A question takes 10–500 characters (yours has 501)."),
        ("reference", "because", "20–2,000 characters (yours has 7)."),
        ("reference", "r" * 2001, "20–2,000 characters (yours has 2,001)."),
        ("key_points", "two\na", "2–200 characters on a line (one of yours has 1)"),
        ("key_points", "p" * 201, "(one of yours has 201)"),
        ("key_points", "\n".join(f"point {n}" for n in range(7)), "up to 6 key points"),
    ],
)
async def test_form_comes_back_with_what_was_typed(
    world: World, name: str, text: str, sentence: str
) -> None:
    typed = TEXTS | {name: text}
    [form] = (await world.say(ALEX, "question suggest", **typed)).forms
    assert sentence in form.error
    assert {field.name: field.value for field in form.fields} == typed
    assert await world.store.suggestions(PENDING) == []


async def test_one_member_does_not_fill_the_list(world: World) -> None:
    for number in range(MAX_OF_MEMBER):
        await suggest(world, ALEX, question=f"Is this question number {number}?")
    opened = await world.say(ALEX, "question suggest")
    assert (opened.forms, "5 suggestions waiting" in said(opened.last)) == ([], True)
    [form] = (await world.say(ALEX, "question suggest", **TEXTS)).forms
    assert (form.fields[0].value, form.error[:22]) == (
        TEXTS["question"],
        "You have 5 suggestions",
    )
    assert (await world.say(MINA, "question suggest")).forms


async def test_list_of_a_channel_has_an_end(world: World) -> None:
    for number in range(MAX_OF_CHANNEL):
        author = Member(MemberId(f"web:{number}"), SPACE, "A", "en")
        await suggest(world, author)
    opened = await world.say(ALEX, "question suggest")
    assert "100 suggestions waiting in this channel" in said(opened.last)


async def test_last_one_that_fits_may_be_delivered_again(world: World) -> None:
    for number in range(MAX_OF_MEMBER):
        texts = TEXTS | {"question": f"Is this question number {number}?"}
        await world.say(ALEX, "question suggest", event=f"e{number}", **texts)
    reply = await world.say(ALEX, "question suggest", event="e4", **texts)
    assert reply.last.title == "📝 Got your suggestion"


async def test_oldest_comes_first_with_how_many_wait(world: World) -> None:
    await suggest(world)
    await suggest(world, ALEX, question="And what about this one?")
    card = (await world.say(SORA, "question review")).last
    assert card.title == "📝 Suggestion 1 of 2"
    assert TEXTS["question"] in said(card)
    assert buttons(card) == ["question approve", "question edit", "question reject"]


async def test_nothing_waits(world: World) -> None:
    card = (await world.say(JUN, "question review")).last
    assert card.sentence == "No suggestions are waiting."


async def test_reference_is_graded_again_when_the_grader_is_back(world: World) -> None:
    world.grader.is_away = True
    await suggest(world)
    world.grader.is_away = False
    assert "100 points" in said((await world.say(JUN, "question review")).last)


@pytest.mark.parametrize("what", ["review", "approve", "edit", "reject"])
async def test_only_admins_decide(world: World, what: str) -> None:
    suggestion = await suggest(world)
    args = {} if what == "review" else {"suggestion": str(suggestion.id), "revision": "0"}
    reply = await world.say(ALEX, f"question {what}", **args)
    assert reply.last.sentence == f"Only admins can use /question {what}."
    assert await stored(world, suggestion) == suggestion


@pytest.mark.parametrize("what", ["approve", "edit", "reject"])
async def test_suggestion_of_another_channel_is_out_of_reach(world: World, what: str) -> None:
    elsewhere = await elsewhere_suggested(world)
    for id in (str(elsewhere.id), "987654", "9" * 18):
        reply = await world.say(JUN, f"question {what}", suggestion=id, revision="0")
        assert reply.last.sentence == "This suggestion isn't there any more."
    assert await stored(world, elsewhere) == elsewhere


async def elsewhere_suggested(world: World) -> Suggestion:
    other = replace(CHANNEL, id=ChannelId("web:other"))
    await world.store.save_channel(other)
    await world.store.remember(ALEX)
    wording = Wording(TEXTS["question"], TEXTS["reference"])
    new = NewSuggestion(EventId("x"), other.id, ALEX.id, wording, world.clock.now())
    return await world.store.suggest(new)


async def test_question_is_asked_answered_and_solved_like_any_other(world: World) -> None:
    suggestion = await suggest(world)
    reply = await press(world, JUN, "approve", suggestion)
    assert reply.last.title == "📝 Approved"
    await world.say(JUN, "quiz now")
    board = [card for card in public(world) if card.title.startswith("🧠")][-1]
    assert TEXTS["question"] in said(board)
    assert board.title.endswith("By members")
    grade = await world.say(ALEX, "answer", text="good because of the variance")
    assert grade.last.title.startswith("100 points")
    await world.say(JUN, "quiz now")
    [solution] = [card for card in public(world) if TEXTS["reference"] in said(card)]
    assert "suggested by 민아" in said(solution)


async def test_author_hears_of_it_in_their_language(world: World) -> None:
    suggestion = await suggest(world)
    await press(world, JUN, "approve", suggestion)
    [card] = told(world, MINA)
    assert card.title == "📝 제안한 질문이 채택됐어요"
    assert TEXTS["question"] in said(card)


async def test_author_out_of_reach_does_not_hinder_it(world: World) -> None:
    world.chat.refuse_to.add(MINA.id)
    suggestion = await suggest(world)
    reply = await press(world, JUN, "approve", suggestion)
    assert reply.last.title == "📝 Approved"


async def test_author_who_approves_their_own_hears_it_once(world: World) -> None:
    suggestion = await suggest(world, JUN)
    await press(world, JUN, "approve", suggestion)
    assert [card.title for card in told(world, JUN)] == ["📝 A question was suggested"]


async def test_reference_that_scores_too_little_is_refused(world: World) -> None:
    suggestion = await suggest(world, reference="bad because of everything")
    card = (await press(world, JUN, "approve", suggestion)).last
    assert card.blocks[0].kind == "paragraph"
    assert "can't be approved yet" in card.blocks[0].text
    assert card.blocks[0].text.endswith("take them out: the reason")
    assert buttons(card) == ["question approve", "question edit", "question reject"]
    assert await stored(world, suggestion) == suggestion


@pytest.mark.parametrize("reference", ["half of a reason, and no more", "poison " * 4])
async def test_weak_or_ungradable_reference_is_refused(world: World, reference: str) -> None:
    suggestion = await suggest(world, reference=reference)
    card = (await press(world, JUN, "approve", suggestion)).last
    assert "can't be approved yet" in said(card)
    assert await stored(world, suggestion) == suggestion


async def test_nothing_is_approved_unchecked(world: World) -> None:
    world.grader.is_away = True
    suggestion = await suggest(world)
    card = (await press(world, JUN, "approve", suggestion)).last
    assert "The grader is taking a break, so this can't be approved yet" in said(card)
    assert (await stored(world, suggestion)).state is PENDING


async def test_next_one_is_a_press_away(world: World) -> None:
    first = await suggest(world)
    second = await suggest(world, ALEX, question="And what about this one?")
    card = (await press(world, JUN, "approve", first)).last
    assert (card.footer, buttons(card)) == ("1 more is waiting", ["question review"])
    card = (await press(world, JUN, "approve", second)).last
    assert (card.footer, buttons(card)) == ("no more suggestions", [])


@pytest.mark.parametrize("what", ["approve", "edit", "reject"])
async def test_second_admin_hears_who_decided(world: World, what: str) -> None:
    suggestion = await suggest(world)
    await press(world, SORA, "approve", suggestion)
    reply = await press(world, JUN, what, suggestion)
    assert reply.last.sentence == "Sora has already approved this one."
    assert len(told(world, MINA)) == 1


async def test_decision_made_during_the_check_stands(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestion = await suggest(world)
    grade = world.grader.grade

    async def decided_meanwhile(requests: Sequence[GradeRequest]) -> list[Grade | None]:
        monkeypatch.setattr(world.grader, "grade", grade)
        await press(world, SORA, "reject", suggestion, reason="")
        return await grade(requests)

    monkeypatch.setattr(world.grader, "grade", decided_meanwhile)
    reply = await press(world, JUN, "approve", suggestion)
    assert reply.last.sentence == "Sora has already rejected this one."
    assert (await stored(world, suggestion)).state is REJECTED


async def test_approved_questions_are_there_after_a_restart(world: World) -> None:
    suggestion = await suggest(world)
    await press(world, JUN, "approve", suggestion)
    await suggest(world, ALEX, question="And what about this one?")
    library = Library({PACKAGED_DECK: DECK})
    await suggestions.restore(world.store, library)
    asked = [main.id for main in library.askable(CHANNEL)]
    assert asked == [f"suggested-{suggestion.id}", "first", "second"]


async def test_reason_is_asked_for(world: World) -> None:
    suggestion = await suggest(world)
    [form] = (await press(world, JUN, "reject", suggestion)).forms
    assert (form.intro, form.fields[0].required) == (TEXTS["question"], False)
    assert (await stored(world, suggestion)).is_pending


async def test_author_reads_the_reason_and_keeps_their_words(world: World) -> None:
    suggestion = await suggest(world, ALEX)
    reply = await press(world, JUN, "reject", suggestion, reason=" too easy ")
    assert reply.last.title == "📝 Rejected"
    [card] = told(world, ALEX)
    assert "The admin's reason: too easy" in said(card)
    assert TEXTS["reference"] in said(card)
    assert buttons(card) == ["question suggest"]


async def test_no_reason_is_fine(world: World) -> None:
    suggestion = await suggest(world, ALEX)
    await press(world, JUN, "reject", suggestion, reason="")
    [card] = told(world, ALEX)
    assert "reason" not in said(card)
    assert (await stored(world, suggestion)).state is REJECTED


async def test_overlong_reason_comes_back(world: World) -> None:
    suggestion = await suggest(world)
    [form] = (await press(world, JUN, "reject", suggestion, reason="r" * 301)).forms
    assert (form.fields[0].value, "301" in form.error) == ("r" * 301, True)
    assert (await stored(world, suggestion)).is_pending


async def test_rejected_question_is_never_asked(world: World) -> None:
    suggestion = await suggest(world)
    await press(world, JUN, "reject", suggestion, reason="")
    for _ in range(3):
        await world.say(JUN, "quiz now")
    assert all(TEXTS["question"] not in said(card) for card in public(world))


async def test_form_holds_what_there_is(world: World) -> None:
    suggestion = await suggest(world)
    [form] = (await press(world, JUN, "edit", suggestion)).forms
    assert {field.name: field.value for field in form.fields} == {
        "question": TEXTS["question"],
        "reference": TEXTS["reference"],
        "key_points": "early variance\nsmall steps first",
    }


async def test_edited_suggestion_is_checked_again(world: World) -> None:
    suggestion = await suggest(world, reference="bad because of everything")
    reply = await press(world, JUN, "edit", suggestion, **TEXTS)
    assert "100 points" in said(reply.last)
    assert (await stored(world, suggestion)).wording.reference == TEXTS["reference"]
    edited = await stored(world, suggestion)
    assert (await press(world, JUN, "approve", edited)).last.title == "📝 Approved"


@pytest.mark.parametrize("what", ["approve", "reject", "edit"])
async def test_nobody_decides_on_a_wording_they_have_not_seen(world: World, what: str) -> None:
    seen = await suggest(world)
    await press(world, SORA, "edit", seen, **TEXTS | {"question": "Anything else at all?"})
    edited = await stored(world, seen)
    typed = {"approve": {}, "reject": {"reason": "too long"}, "edit": TEXTS}[what]
    reply = await press(world, JUN, what, seen, **typed)
    assert await stored(world, seen) == edited
    if what == "approve":
        assert "has been edited in the meantime" in (reply.last.sentence or "")
        return
    [form] = reply.forms
    assert "has been edited in the meantime" in form.error
    assert form.args["revision"] == "1"
    assert {field.name: field.value for field in form.fields} == typed


async def test_wording_that_changes_while_it_is_checked_is_not_approved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestion = await suggest(world)
    decide = world.store.decide

    async def edited_meanwhile(read: Suggestion, decision: Decision) -> bool:
        await world.store.revise(read.id, replace(read.wording, reference="bad and unchecked"))
        return await decide(read, decision)

    monkeypatch.setattr(world.store, "decide", edited_meanwhile)
    reply = await press(world, JUN, "approve", suggestion)
    assert "has been edited in the meantime" in (reply.last.sentence or "")
    assert (await stored(world, suggestion)).is_pending


async def test_edit_that_comes_after_the_decision_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestion = await suggest(world)
    revise = world.store.revise

    async def decided_meanwhile(id: SuggestionId, wording: Wording) -> bool:
        await press(world, SORA, "reject", suggestion, reason="")
        return await revise(id, wording)

    monkeypatch.setattr(world.store, "revise", decided_meanwhile)
    reply = await press(world, JUN, "edit", suggestion, **TEXTS | {"question": "Anything else?"})
    assert reply.last.sentence == "Sora has already rejected this one."
    assert (await stored(world, suggestion)).wording == suggestion.wording


async def test_refused_edit_keeps_what_was_typed(world: World) -> None:
    suggestion = await suggest(world)
    typed = TEXTS | {"question": "Why?"}
    [form] = (await press(world, JUN, "edit", suggestion, **typed)).forms
    assert {field.name: field.value for field in form.fields} == typed
    assert form.args == {"suggestion": str(suggestion.id), "revision": "0"}
    assert await stored(world, suggestion) == suggestion


def test_question_stands_in_the_language_it_was_written_in() -> None:
    for reference, ko, en in [
        ("학습률을 크게 잡을 수 있어요", 1, 0),
        ("larger learning rates work", 0, 1),
    ]:
        one = suggestions.question(suggestion_of(reference), "민아")
        assert (len(one.references.ko), len(one.references.en)) == (ko, en)
        assert one.text.ko == one.text.en == TEXTS["question"]


def suggestion_of(reference: str) -> Suggestion:
    wording = Wording(TEXTS["question"], reference, ("one point", "another"))
    return Suggestion(
        SuggestionId(7), EventId("e"), CHANNEL.id, MINA.id, wording, APPROVED, created_at=MORNING
    )


def test_reading_strips_bullets_blank_lines_and_repeats() -> None:
    points = "• one idea\n\n  2) two ideas \none idea\n-5 is negative"
    wording = suggestions.read(TEXTS | {"key_points": points})
    assert wording.key_points == ("one idea", "two ideas", "-5 is negative")


def test_reading_needs_both_texts() -> None:
    with pytest.raises(Refusal, match="error-suggestion-reference"):
        suggestions.read({"question": TEXTS["question"]})
