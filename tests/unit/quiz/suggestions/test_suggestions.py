"""Questions that members suggest: stored, graded by their own reference, decided once, asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.audit.view import sentence
from bot.quiz.cards import Card, Form
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, ChannelId, EventId, Member, MemberId
from bot.quiz.suggestions import asking
from bot.quiz.suggestions import rules as suggestions
from bot.quiz.suggestions.handler import MAX_OF_CHANNEL, MAX_OF_MEMBER
from bot.quiz.suggestions.model import (
    Decision,
    NewSuggestion,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
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
ANOTHER = {"question": "And what about this one?"}
DECISIONS = ["question approve", "question edit", "question reject"]
PENDING, APPROVED, REJECTED, *_ = SuggestionState


@pytest.fixture(autouse=True)
async def jun_set_the_channel_up(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))


@pytest.fixture
async def suggestion(world: World) -> Suggestion:
    """What Mina suggests."""
    return await suggest(world)


async def suggest(world: World, member: Member = MINA, **texts: str) -> Suggestion:
    await world.say(member, "question suggest", **TEXTS | texts)
    return (await world.store.suggestions(PENDING))[-1]


async def press(world: World, member: Member, what: str, one: Suggestion, **args: str) -> FakeReply:
    which = {"suggestion": str(one.id), "revision": str(one.revision)}
    return await world.say(member, f"question {what}", **which, **args)


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


def filled(form: Form) -> dict[str, str]:
    return {field.name: field.value for field in form.fields}


async def stored(world: World, suggestion: Suggestion) -> Suggestion:
    found = await world.store.suggestion(suggestion.id)
    assert found is not None
    return found


async def test_form_asks_for_question_reference_and_key_points(world: World) -> None:
    [form] = (await world.say(MINA, "question suggest")).forms
    assert filled(form) == {"question": "", "reference": "", "key_points": ""}
    assert [field.required for field in form.fields] == [True, True, False]


async def test_suggestion_is_stored_and_graded_as_an_answer_to_itself(world: World) -> None:
    card = (await world.say(ALEX, "question suggest", event="e", **TEXTS)).last
    [suggestion] = await world.store.suggestions(PENDING)
    assert (suggestion.author, suggestion.channel) == (ALEX.id, CHANNEL.id)
    assert suggestion.wording == Wording(
        TEXTS["question"], TEXTS["reference"], ("early variance", "small steps first")
    )
    assert world.grader.batches == [[TEXTS["reference"]]]
    assert card.title == "📝 Got your suggestion"
    assert TEXTS["question"] in said(card)
    assert "100 points" in said(card)
    assert f"met: the reason\n{TEXTS['reference']}" in said(card)


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"reference": "bad " * 9}, ["missed: the reason", "doesn't cover every key point"]),
        ({"question": "what about FIRST"}, ["similar question already: “What about first?”"]),
    ],
    ids=["a missed key point", "a similar question"],
)
async def test_author_is_told_what_is_wrong(
    world: World, changes: dict[str, str], sentences: list[str]
) -> None:
    reply = await world.say(ALEX, "question suggest", **TEXTS | changes)
    assert {key for key, _ in reply.cards} == {"suggestion:1"}
    for line in sentences:
        assert line in said(reply.last)


async def test_without_a_grader_it_is_stored_not_approved_and_graded_later(world: World) -> None:
    world.grader.is_away = True
    reply = await world.say(ALEX, "question suggest", **TEXTS)
    assert "hasn't been graded yet" in said(reply.last)
    [waiting] = await world.store.suggestions(PENDING)
    card = (await press(world, JUN, "approve", waiting)).last
    assert "The grader is taking a break, so this can't be approved yet" in said(card)
    assert await stored(world, waiting) == waiting
    world.grader.is_away = False
    assert "100 points" in said((await world.say(JUN, "question review")).last)


async def test_admin_who_set_the_channel_up_hears_of_it(
    world: World, suggestion: Suggestion
) -> None:
    [card] = world.told(JUN)
    assert (card.title, card.footer) == ("📝 A question was suggested", "suggested by 민아")
    assert buttons(card) == DECISIONS


async def test_channel_that_nobody_set_up_tells_nobody(world: World) -> None:
    await world.store.save_channel(CHANNEL)
    await suggest(world)
    assert world.chat.messages == []


async def test_neither_admin_nor_author_has_to_be_in_reach(world: World) -> None:
    world.chat.refuse_to |= {JUN.id, ALEX.id}
    reply = await world.say(ALEX, "question suggest", **TEXTS)
    assert reply.last.title == "📝 Got your suggestion"
    [suggestion] = await world.store.suggestions(PENDING)
    assert (await press(world, JUN, "approve", suggestion)).last.title == "📝 Approved"


async def test_redelivered_event_changes_nothing_and_once_decided_shows_nothing(
    world: World,
) -> None:
    for _ in range(2):
        await world.say(MINA, "question suggest", event="again", **TEXTS)
    [suggestion] = await world.store.suggestions(PENDING)
    assert len(world.told(JUN)) == 1
    await press(world, JUN, "approve", suggestion)
    assert (await world.say(MINA, "question suggest", event="again", **TEXTS)).cards == []


@pytest.mark.parametrize(
    ("what", "line"),
    [("approve", "approved a suggested question"), ("reject", "rejected a suggested question")],
)
async def test_the_audit_list_tells_who_decided(
    world: World, suggestion: Suggestion, what: str, line: str
) -> None:
    args = {"reason": ""} if what == "reject" else {}
    for _ in range(2):
        await press(world, JUN, what, suggestion, **args)
    [entry] = await world.store.entries(CHANNEL.id, 9)
    assert entry.by == JUN.id
    assert sentence("en", entry, {}) == f"{line}: {TEXTS['question']}"


async def test_same_words_sent_again_are_one_suggestion(world: World) -> None:
    for author in (MINA, MINA, ALEX, MINA):
        await suggest(world, author)
    waiting = await world.store.suggestions(PENDING)
    assert [one.author for one in waiting] == [MINA.id, ALEX.id]


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
    assert filled(form) == typed
    assert await world.store.suggestions(PENDING) == []


async def test_one_member_does_not_fill_the_list(world: World) -> None:
    for number in range(MAX_OF_MEMBER):
        texts = TEXTS | {"question": f"Is this question number {number}?"}
        await world.say(ALEX, "question suggest", event=f"e{number}", **texts)
    opened = await world.say(ALEX, "question suggest")
    assert (opened.forms, "5 suggestions waiting" in said(opened.last)) == ([], True)
    [form] = (await world.say(ALEX, "question suggest", **TEXTS)).forms
    assert form.error.startswith("You have 5 suggestions")
    assert filled(form) == TEXTS
    again = await world.say(ALEX, "question suggest", event="e4", **texts)
    assert again.last.title == "📝 Got your suggestion"
    assert (await world.say(MINA, "question suggest")).forms


async def test_list_of_a_channel_has_an_end(world: World) -> None:
    for number in range(MAX_OF_CHANNEL):
        await suggest(world, Member(MemberId(f"web:{number}"), SPACE, "A", "en"))
    opened = await world.say(ALEX, "question suggest")
    assert "100 suggestions waiting in this channel" in said(opened.last)


async def test_admin_goes_through_what_waits_oldest_first(world: World) -> None:
    assert (await world.say(JUN, "question review")).last.sentence == "No suggestions are waiting."
    first, second = await suggest(world), await suggest(world, ALEX, **ANOTHER)
    card = (await world.say(SORA, "question review")).last
    assert card.title == "📝 Suggestion 1 of 2"
    assert TEXTS["question"] in said(card)
    assert buttons(card) == DECISIONS
    card = (await press(world, JUN, "approve", first)).last
    assert (card.footer, buttons(card)) == ("1 more is waiting", ["question review"])
    card = (await press(world, JUN, "approve", second)).last
    assert (card.footer, buttons(card)) == ("no more suggestions", ["question approved"])


@pytest.mark.parametrize("what", ["review", "approve", "edit", "reject"])
async def test_only_admins_decide(world: World, suggestion: Suggestion, what: str) -> None:
    args = {} if what == "review" else {"suggestion": str(suggestion.id), "revision": "0"}
    reply = await world.say(ALEX, f"question {what}", **args)
    assert reply.last.sentence == "Only admins can do this."
    assert await stored(world, suggestion) == suggestion


@pytest.mark.parametrize("what", ["approve", "edit", "reject"])
async def test_suggestion_of_another_channel_is_out_of_reach(world: World, what: str) -> None:
    other = replace(CHANNEL, id=ChannelId("web:other"))
    await world.store.save_channel(other)
    await world.store.remember(ALEX)
    wording = Wording(TEXTS["question"], TEXTS["reference"])
    elsewhere = await world.store.suggest(
        NewSuggestion(EventId("x"), other.id, ALEX.id, wording, MORNING)
    )
    for id in (str(elsewhere.id), "987654", "9" * 18):
        reply = await world.say(JUN, f"question {what}", suggestion=id, revision="0")
        assert reply.last.sentence == "This suggestion isn't there any more."
    assert await stored(world, elsewhere) == elsewhere


async def test_approved_question_is_told_asked_answered_and_solved_like_any_other(
    world: World, suggestion: Suggestion
) -> None:
    reply = await press(world, JUN, "approve", suggestion)
    assert reply.last.title == "📝 Approved"
    [told] = world.told(MINA)
    assert told.title == "📝 제안한 질문이 채택됐어요"
    assert TEXTS["question"] in said(told)
    await world.post_now()
    board = [card for card in public(world) if card.title.startswith("🧠")][-1]
    assert TEXTS["question"] in said(board)
    assert board.title.endswith("By members")
    grade = await world.say(ALEX, "answer", text="good because of the variance")
    assert grade.last.title.startswith("100 points")
    await world.post_now()
    [solution] = [card for card in public(world) if TEXTS["reference"] in said(card)]
    assert "suggested by 민아" in said(solution)


async def test_author_who_approves_their_own_hears_it_once(world: World) -> None:
    await press(world, JUN, "approve", await suggest(world, JUN))
    assert [card.title for card in world.told(JUN)] == ["📝 A question was suggested"]


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("bad because of everything", "take them out: the reason"),
        ("half of a reason, and no more", ""),
        ("poison " * 4, ""),
    ],
    ids=["scores too little", "weak", "cannot be graded"],
)
async def test_suggestion_whose_reference_does_not_hold_is_not_approved(
    world: World, reference: str, why: str
) -> None:
    suggestion = await suggest(world, reference=reference)
    card = (await press(world, JUN, "approve", suggestion)).last
    assert card.blocks[0].kind == "paragraph"
    assert "can't be approved yet" in card.blocks[0].text
    assert card.blocks[0].text.endswith(why)
    assert buttons(card) == DECISIONS
    assert await stored(world, suggestion) == suggestion


@pytest.mark.parametrize("what", ["approve", "reject"])
async def test_second_admin_hears_who_decided(
    world: World, suggestion: Suggestion, what: str
) -> None:
    await press(world, SORA, "approve", suggestion)
    reply = await press(world, JUN, what, suggestion)
    assert reply.last.sentence == "Sora has already approved this one."
    assert len(world.told(MINA)) == 1


async def test_decision_made_during_the_check_stands(
    world: World, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade = world.grader.grade

    async def decided_meanwhile(requests: Sequence[GradeRequest]) -> list[Grade | None]:
        monkeypatch.setattr(world.grader, "grade", grade)
        await press(world, SORA, "reject", suggestion, reason="")
        return await grade(requests)

    monkeypatch.setattr(world.grader, "grade", decided_meanwhile)
    reply = await press(world, JUN, "approve", suggestion)
    assert reply.last.sentence == "Sora has already rejected this one."
    assert (await stored(world, suggestion)).state is REJECTED


@pytest.mark.parametrize(("what", "said"), [("approve", "approved"), ("reject", "rejected")])
async def test_who_decided_and_is_forgotten_is_somebody_who_is_gone(
    world: World, suggestion: Suggestion, what: str, said: str
) -> None:
    await press(world, JUN, what, suggestion, **({"reason": ""} if what == "reject" else {}))
    await world.say(JUN, "forget")
    late = (await press(world, SORA, "approve", suggestion)).last
    assert late.sentence == f"Somebody who's gone has already {said} this one."


async def test_approved_questions_are_there_after_a_restart(
    world: World, suggestion: Suggestion
) -> None:
    await press(world, JUN, "approve", suggestion)
    await suggest(world, ALEX, **ANOTHER)
    library = Library({DEFAULT_DECK: DECK})
    await asking.restore(world.store, library)
    asked = [main.id for main in library.askable(CHANNEL)]
    assert asked == [f"suggested-{suggestion.id}", "first", "second"]


async def test_reason_is_asked_for_and_comes_back_where_it_is_too_long(
    world: World, suggestion: Suggestion
) -> None:
    [form] = (await press(world, JUN, "reject", suggestion)).forms
    assert (form.intro, form.fields[0].required) == (TEXTS["question"], False)
    [form] = (await press(world, JUN, "reject", suggestion, reason="r" * 301)).forms
    assert (form.fields[0].value, "301" in form.error) == ("r" * 301, True)
    assert (await stored(world, suggestion)).is_pending


async def test_author_reads_the_reason_and_keeps_their_words(world: World) -> None:
    reply = await press(world, JUN, "reject", await suggest(world, ALEX), reason=" too easy ")
    assert reply.last.title == "📝 Rejected"
    [card] = world.told(ALEX)
    assert "The admin's reason: too easy" in said(card)
    assert TEXTS["reference"] in said(card)
    assert buttons(card) == ["question suggest"]


async def test_rejected_question_needs_no_reason_and_is_never_asked(world: World) -> None:
    suggestion = await suggest(world, ALEX)
    await press(world, JUN, "reject", suggestion, reason="")
    [card] = world.told(ALEX)
    assert "reason" not in said(card)
    assert (await stored(world, suggestion)).state is REJECTED
    for _ in range(3):
        await world.post_now()
    assert all(TEXTS["question"] not in said(card) for card in public(world))


async def test_edited_suggestion_is_checked_again(world: World) -> None:
    weak = await suggest(world, reference="bad because of everything")
    [form] = (await press(world, JUN, "edit", weak)).forms
    assert filled(form) == {
        "question": TEXTS["question"],
        "reference": "bad because of everything",
        "key_points": "early variance\nsmall steps first",
    }
    reply = await press(world, JUN, "edit", weak, **TEXTS)
    assert "100 points" in said(reply.last)
    edited = await stored(world, weak)
    assert edited.wording == replace(weak.wording, reference=TEXTS["reference"])
    assert (await press(world, JUN, "approve", edited)).last.title == "📝 Approved"


@pytest.mark.parametrize("what", ["approve", "reject", "edit"])
async def test_nobody_decides_on_a_wording_they_have_not_seen(
    world: World, suggestion: Suggestion, what: str
) -> None:
    await press(world, SORA, "edit", suggestion, **TEXTS | {"question": "Anything else at all?"})
    edited = await stored(world, suggestion)
    typed = {"approve": {}, "reject": {"reason": "too long"}, "edit": TEXTS}[what]
    reply = await press(world, JUN, what, suggestion, **typed)
    assert await stored(world, suggestion) == edited
    if what == "approve":
        assert "has been edited in the meantime" in (reply.last.sentence or "")
        return
    [form] = reply.forms
    assert "has been edited in the meantime" in form.error
    assert form.args["revision"] == "1"
    assert filled(form) == typed


async def test_wording_that_changes_while_it_is_checked_is_not_approved(
    world: World, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = world.store.decide

    async def edited_meanwhile(read: Suggestion, decision: Decision, entry: AuditEntry) -> bool:
        await world.store.revise(read.id, replace(read.wording, reference="bad and unchecked"))
        return await decide(read, decision, entry)

    monkeypatch.setattr(world.store, "decide", edited_meanwhile)
    reply = await press(world, JUN, "approve", suggestion)
    assert "has been edited in the meantime" in (reply.last.sentence or "")
    assert (await stored(world, suggestion)).is_pending


async def test_edit_that_comes_after_the_decision_is_refused(
    world: World, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    revise = world.store.revise

    async def decided_meanwhile(id: SuggestionId, wording: Wording) -> bool:
        await press(world, SORA, "reject", suggestion, reason="")
        return await revise(id, wording)

    monkeypatch.setattr(world.store, "revise", decided_meanwhile)
    reply = await press(world, JUN, "edit", suggestion, **TEXTS | {"question": "Anything else?"})
    assert reply.last.sentence == "Sora has already rejected this one."
    assert (await stored(world, suggestion)).wording == suggestion.wording


async def test_refused_edit_keeps_what_was_typed(world: World, suggestion: Suggestion) -> None:
    typed = TEXTS | {"question": "Why?"}
    [form] = (await press(world, JUN, "edit", suggestion, **typed)).forms
    assert filled(form) == typed
    assert form.args == {"suggestion": str(suggestion.id), "revision": "0"}
    assert await stored(world, suggestion) == suggestion


@pytest.mark.parametrize(
    ("reference", "counts"),
    [("학습률을 크게 잡을 수 있어요", (1, 0)), ("larger learning rates work", (0, 1))],
    ids=["ko", "en"],
)
def test_question_stands_in_the_language_it_was_written_in(
    reference: str, counts: tuple[int, int]
) -> None:
    wording = Wording(TEXTS["question"], reference, ("one point", "another"))
    suggestion = Suggestion(
        SuggestionId(7), EventId("e"), CHANNEL.id, MINA.id, wording, APPROVED, created_at=MORNING
    )
    one = suggestions.question(suggestion, "민아")
    assert (len(one.references.ko), len(one.references.en)) == counts
    assert one.text.ko == one.text.en == TEXTS["question"]


def test_reading_strips_bullets_blank_lines_and_repeats() -> None:
    points = "• one idea\n\n  2) two ideas \none idea\n-5 is negative"
    wording = suggestions.read(TEXTS | {"key_points": points})
    assert wording.key_points == ("one idea", "two ideas", "-5 is negative")


def test_reading_needs_both_texts() -> None:
    with pytest.raises(Refusal, match="error-suggestion-reference"):
        suggestions.read({"question": TEXTS["question"]})


def test_a_point_that_says_something_else_is_another(suggestion: Suggestion) -> None:
    def ids(*points: str) -> list[str]:
        wording = replace(suggestion.wording, key_points=points)
        return [
            one.id for one in suggestions.rubric(replace(suggestion, wording=wording)).key_points
        ]

    first, second = ids("early variance", "small steps first")
    assert ids("small steps first", "early variance") == [second, first]
    assert not set(ids("early variances", "small steps")) & {first, second}


@pytest.mark.parametrize("what", ["approve", "reject"])
async def test_nobody_is_told_what_became_of_the_suggestion_of_who_is_forgotten(
    world: World, suggestion: Suggestion, what: str
) -> None:
    await world.say(MINA, "forget")
    told = len(world.chat.messages)
    reply = await press(
        world, JUN, what, suggestion, **({"reason": ""} if what == "reject" else {})
    )
    assert reply.last.title.startswith("📝")
    assert len(world.chat.messages) == told
    await world.say(JUN, "question approved")
    await asking.restore(world.store, library := Library({DEFAULT_DECK: DECK}))
    credits = [main.explanation for main in library.askable(CHANNEL) if "suggested" in main.id]
    assert credits == ([None] if what == "approve" else [])


async def test_a_credit_goes_with_an_author_whom_somebody_else_forgets(
    world: World, suggestion: Suggestion
) -> None:
    await press(world, JUN, "approve", suggestion)
    library = Library({DEFAULT_DECK: DECK})
    kept_up = asking.KeptUp(world.store, library, world.clock)
    await kept_up.keep_up()
    assert "민아" in library.askable(CHANNEL)[0].model_dump_json()
    await world.store.forget(MINA.id)
    await kept_up.keep_up()
    assert "민아" not in library.askable(CHANNEL)[0].model_dump_json()
