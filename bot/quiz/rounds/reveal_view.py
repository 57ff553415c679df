"""The public cards at a round's end: key points with how many met each, a model answer, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n.messages import say
from bot.quiz.answering.progress import Step, neighbours
from bot.quiz.cards import Action, Block, Card, Meter, Paragraph, shortened
from bot.quiz.model import Answer, Channel, Round, Standing
from bot.quiz.rounds.question_view import (
    demo_actions,
    language_actions,
    own_values_action,
    question_args,
    topic,
    when,
)
from bot.quiz.rounds.schedule import Upcoming
from bot.quiz.rounds.tally import Tally, tally
from content.schema import KeyPoint, Language, Question

DAY_RANKS = 3
ROW = 5
MANY_POINTS = 4
MAX_NAME_CHARS = 20
SHORT_CHARS = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """An answer that may be shown to all, and whose it is."""

    name: str
    text: str


def reveal(
    channel: Channel,
    round: Round,
    question: Question,
    answers: Sequence[Answer],
    day: Sequence[Standing],
    now: datetime,
    *,
    likes: int = 0,
    quote: Quote | None = None,
    upcoming: Upcoming | None = None,
) -> Card:
    """Return the reveal of the round's main question, with the day's ranking.

    It fits a phone's screen; the question itself stands above, where the thread begins. `likes` is
    how many members like it.
    """
    language = channel.language
    return Card(
        title=say(language, "reveal-title"),
        blocks=(
            *_solution(language, question, tally(answers), quote),
            *_ranking(language, day),
        ),
        footer=_upcoming(channel, upcoming, now),
        actions=_row(language, round, question, likes),
        tone="plain",
    )


def _row(language: Language, round: Round, question: Question, likes: int) -> tuple[Action, ...]:
    """Return the buttons; where a row has no room for all, the explanation leads to follow-ups."""
    follow_ups = _follow_ups(language, round, question)
    others = (
        *_actions(language, round, question),
        *language_actions(language, "solution", round, question),
    )
    has_room = 1 + len(follow_ups) + len(others) <= ROW
    return (_like(language, round, likes), *(follow_ups if has_room else ()), *others)


def _like(language: Language, round: Round, likes: int) -> Action:
    label = say(language, "action-like", likes=likes)
    return Action(label=label, command="like", args={"round": str(round.id)})


def liked(language: Language, round: Round, is_liked: bool) -> Card:
    """Return what a member reads who likes a question, or does no more."""
    said = say(language, "liked" if is_liked else "liked-no-more")
    undo = Action(
        label=say(language, "action-unlike"),
        command="like",
        args={"round": str(round.id), "undo": "yes"},
        replaces=True,
    )
    actions = (undo,) if is_liked else ()
    return Card(blocks=(Paragraph(text=said),), actions=actions, tone="notice")


def _follow_ups(language: Language, round: Round, question: Question) -> list[Action]:
    """Return the button that shows whoever presses it the follow-ups' solutions."""
    if not question.follow_ups:
        return []
    args = question_args(round, question.follow_ups[0])
    return [Action(label=say(language, "action-solutions"), command="solution", args=args)]


def solution(
    language: Language,
    round: Round,
    main: Question,
    step: Step,
    answers: Sequence[Answer],
) -> Card:
    """Return what a question of a round was about, with buttons to those beside it.

    One member sees it alone; `answers` are all that were given to the question.
    """
    question = step.question
    title = say(language, "reveal-title")
    if step.is_follow_up:
        title = say(language, "reveal-follow-up-title", place=step.number, total=step.total)
    turns = [_turn(language, round, step, one) for one in neighbours(main, step)]
    return Card(
        title=title,
        blocks=(_asked(language, question), *_solution(language, question, tally(answers), None)),
        actions=(
            *turns,
            *_actions(language, round, question),
            *language_actions(language, "solution", round, question, replaces=True),
        ),
    )


def _turn(language: Language, round: Round, here: Step, there: Step) -> Action:
    """Return the button that turns a solution to the one beside it."""
    name = say(language, "which-main")
    if there.is_follow_up:
        name = say(language, "which-follow-up", place=there.number, total=there.total)
    return Action(
        label=f"{name} →" if there.number > here.number else f"← {name}",
        command="solution",
        args=question_args(round, there.question),
        replaces=True,
    )


def explanation(language: Language, round: Round, question: Question) -> Card:
    """Return what a reveal has no room for: the explanation, and where to read more."""
    blocks = [_asked(language, question)]
    if _leaves_out_bonus(question):
        blocks += [_bonus(language, point) for point in question.key_points if not point.needed]
    if question.explanation:
        blocks.append(Paragraph(text=question.explanation[language]))
    return Card(
        title=say(language, "explanation-title"),
        blocks=tuple(blocks),
        footer=_sources(language, question),
        actions=(*_follow_ups(language, round, question), *_demo_actions(language, question)),
    )


def _asked(language: Language, question: Question) -> Paragraph:
    return Paragraph(text=question.text[language], style="strong")


def _leaves_out_bonus(question: Question) -> bool:
    """Tell whether a reveal has room for the needed points alone."""
    needed = sum(point.needed for point in question.key_points)
    return 0 < needed < len(question.key_points) > MANY_POINTS


def _bonus(language: Language, point: KeyPoint) -> Paragraph:
    return Paragraph(text=f"• {say(language, 'grade-bonus', text=point.text[language])}")


def _actions(language: Language, round: Round, question: Question) -> tuple[Action, ...]:
    args = question_args(round, question)
    more = Action(label=say(language, "action-explanation"), command="explanation", args=args)
    disagree = Action(label=say(language, "action-dispute"), command="dispute", args=args)
    is_folded = _is_folded(language, question) or _leaves_out_bonus(question) or question.sources
    demo = demo_actions(language, question.demo) if question.demo else []
    return (*([more] if is_folded else []), *demo, disagree)


def _demo_actions(language: Language, question: Question) -> tuple[Action, ...]:
    if question.demo is None:
        return ()
    return (*demo_actions(language, question.demo), own_values_action(language, question.demo))


def _is_folded(language: Language, question: Question) -> bool:
    """Tell whether a long explanation waits behind its button, after a model answer."""
    told = question.explanation
    return bool(told and len(told[language]) > SHORT_CHARS and question.references.all())


def _solution(
    language: Language, question: Question, counts: Tally, quote: Quote | None
) -> tuple[Block, ...]:
    blocks = _points(language, question, counts)
    if model := question.references[language] or question.references.all():
        blocks.append(Paragraph(text=say(language, "reveal-model-answer", text=model[0])))
    if question.explanation and not _is_folded(language, question):
        blocks.append(Paragraph(text=question.explanation[language]))
    blocks += _misconception(language, counts)
    if quote:
        text = shortened(quote.text)
        said = say(language, "reveal-best-answer", name=_name(quote.name), text=text)
        blocks.append(Paragraph(text=said, style="quote"))
    return tuple(blocks)


def _points(language: Language, question: Question, counts: Tally) -> list[Block]:
    blocks: list[Block] = []
    told = [one for one in question.key_points if one.needed or not _leaves_out_bonus(question)]
    if question.enough:
        bonuses = sum(not point.needed for point in told)
        said = say(language, "reveal-enough", count=question.enough, bonuses=bonuses)
        blocks.append(Paragraph(text=said))
    for point in told:
        text = point.text[language]
        if not point.needed:
            text = say(language, "grade-bonus", text=text)
        if not counts.tells:
            blocks.append(Paragraph(text=f"• {text}"))
            continue
        met = counts.met[point.id]
        share = say(language, "reveal-met", met=met, members=counts.members)
        blocks.append(Meter(fraction=met / counts.members, label=f"{text} · {share}"))
    return blocks


def _misconception(language: Language, counts: Tally) -> list[Block]:
    common = counts.believed
    if common is None:
        return []
    said = say(language, "reveal-misconception", text=common.text[language])
    return [Paragraph(text=said, style="quote"), Paragraph(text=common.why[language])]


def _name(name: str) -> str:
    return shortened(name, MAX_NAME_CHARS)


def _ranking(language: Language, day: Sequence[Standing]) -> list[Block]:
    """Return the first of the day in a line, for the leaderboard is a button away."""
    if not day:
        return []
    ranks = " · ".join(
        say(language, "reveal-rank", rank=one.rank, name=_name(one.name), points=one.points)
        for one in day[:DAY_RANKS]
    )
    return [Paragraph(text=say(language, "reveal-day", ranks=ranks))]


def _upcoming(channel: Channel, upcoming: Upcoming | None, now: datetime) -> str:
    if upcoming is None or upcoming.question is None:
        return ""
    language, about = channel.language, upcoming.question.topic
    moment = when(language, upcoming.due.at, now, channel.timezone)
    return say(language, "reveal-next", when=moment, topic=topic(language, about))


def _sources(language: Language, question: Question) -> str:
    titles = " · ".join(source.title for source in question.sources)
    return say(language, "reveal-sources", titles=titles) if titles else ""
