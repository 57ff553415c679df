"""Cards of moderation. What a member wrote to the bot alone is on none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Paragraph, shortened
from bot.quiz.dispatch import notice
from bot.quiz.model import Channel, Member
from bot.quiz.moderation.model import Participant, Share, Submission, SubmissionKind
from bot.quiz.paging import turns
from content.schema import Language

PAGE = 8
MAX_NAME = 24
MAX_QUESTION = 90


@dataclass(frozen=True, slots=True)
class Seen:
    """What admins see of a member on a page, newest first: what they gave, with what was asked, and
    what is public."""

    member: Member
    is_muted: bool
    submissions: Sequence[tuple[Submission, str]]
    shares: Sequence[Share]
    page: int = 1
    has_more: bool = False


def short(text: str) -> str:
    return shortened(text, MAX_QUESTION)


def hidden(language: Language) -> Card:
    """Return what stands in the place of a public message that was hidden."""
    return notice(say(language, "moderation-hidden"))


def erased(language: Language) -> Card:
    """Return what stands in the place of a public message whose author is forgotten."""
    return notice(say(language, "moderation-erased"))


def members(
    language: Language,
    channel: Channel,
    found: Sequence[Participant],
    named: str,
    page: int,
    *,
    has_more: bool,
) -> Card:
    """Return one page of those who take part, a button each."""
    empty = say(language, "moderation-nobody-named" if named else "moderation-nobody")
    about = say(language, "moderation-choose") if found else empty
    filter = {"name": named} if named else {}
    return Card(
        title=f"{say(language, 'moderation-title')} · {channel.title}",
        blocks=(Paragraph(text=about),),
        footer=say(language, "moderation-private"),
        actions=(
            *(_participant(language, one) for one in found),
            *turns(language, "quiz members", page, has_more=has_more, **filter),
        ),
    )


def _participant(language: Language, one: Participant) -> Action:
    name = shortened(one.member.name, MAX_NAME)
    label = say(language, "moderation-muted-name", name=name) if one.is_muted else name
    return Action(label=label, command="quiz member", args={"who": one.member.id}, replaces=True)


def member(language: Language, channel: Channel, seen: Seen) -> Card:
    """Return a member's card, with a button for each thing that can be taken back or undone."""
    name = shortened(seen.member.name, MAX_NAME)
    blocks: list[Block] = []
    if seen.is_muted:
        blocks.append(Paragraph(text=say(language, "moderation-is-muted"), style="strong"))
    for number, (submission, asked) in enumerate(seen.submissions, start=1):
        blocks.append(Paragraph(text=f"{number}. {asked}"))
        blocks.append(Paragraph(text=_about(language, submission), style="muted"))
    for number, share in enumerate(seen.shares, start=len(seen.submissions) + 1):
        text = say(language, "moderation-share", share=short(_of_theirs(share.new.card)))
        blocks.append(Paragraph(text=f"{number}. {text}"))
        state = "moderation-is-hidden" if share.is_hidden else "moderation-is-public"
        day = f"{share.new.at.astimezone(channel.timezone):%Y-%m-%d}"
        blocks.append(Paragraph(text=f"{day} · {say(language, state)}", style="muted"))
    if not (seen.submissions or seen.shares):
        blocks.append(Paragraph(text=say(language, "moderation-nothing")))
    return Card(
        title=f"👤 {name} · {channel.title}",
        blocks=tuple(blocks),
        footer=say(language, "moderation-private"),
        actions=(*_voids(language, seen), *_shares(language, seen), *_rest(language, seen)),
        tone="partial" if seen.is_muted else "plain",
    )


def _of_theirs(card: Card) -> str:
    """Return what a public card shows of a member: the answer that a solution ends with, or all."""
    quotes = [
        one.text for one in card.blocks if isinstance(one, Paragraph) and one.style == "quote"
    ]
    return quotes[-1] if quotes else card.title


def voided(kind: SubmissionKind, *, is_void: bool) -> str:
    """Return what the audit list calls it to take something out of the count, or to undo that."""
    what = "audit-void" if is_void else "audit-unvoid"
    return what if kind is SubmissionKind.ANSWER else f"{what}-{kind}"


def _about(language: Language, submission: Submission) -> str:
    points = say(language, "moderation-points", points=submission.value)
    if submission.is_pending:
        points = say(language, "overview-grading")
    if submission.is_void:
        points = say(language, "moderation-is-void", points=submission.value)
    what = say(language, f"moderation-{submission.kind}", number=submission.number)
    return " · ".join([f"{submission.study_date:%Y-%m-%d}", what, points])


def _voids(language: Language, seen: Seen) -> list[Action]:
    return [
        _switch(
            language,
            "void",
            submission.is_void,
            number,
            seen,
            **{submission.kind: str(submission.id)},
        )
        for number, (submission, _) in enumerate(seen.submissions, start=1)
    ]


def _shares(language: Language, seen: Seen) -> list[Action]:
    return [
        _switch(language, "hide", share.is_hidden, number, seen, share=str(share.id))
        for number, share in enumerate(seen.shares, start=len(seen.submissions) + 1)
    ]


def _rest(language: Language, seen: Seen) -> list[Action]:
    everyone, who = say(language, "moderation-everyone"), seen.member.id
    return [
        *turns(language, "quiz member", seen.page, has_more=seen.has_more, who=who),
        _switch(language, "mute", seen.is_muted, 0, seen, who=who),
        Action(label=everyone, command="quiz members", replaces=True),
    ]


def _switch(
    language: Language, what: str, is_done: bool, number: int, seen: Seen, **args: str
) -> Action:
    """Return the button that does something, or undoes it where it is done, on the same page."""
    undo = {"undo": "yes"} if is_done else {}
    page = {"page": str(seen.page)} if seen.page > 1 else {}
    message = f"action-un{what}" if is_done else f"action-{what}"
    return Action(
        label=say(language, message, number=number),
        command=f"quiz {what}",
        args={**args, **undo, **page},
        style="secondary" if is_done else "danger",
        replaces=True,
    )
