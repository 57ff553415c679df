"""Cards of the overview, short: those of all channels stand one below the other."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.i18n.messages import say
from bot.quiz.answering import progress
from bot.quiz.answering.progress import Step
from bot.quiz.answering.scoring import MAX_ATTEMPTS
from bot.quiz.cards import Card, Paragraph
from bot.quiz.model import Answer, Channel, Round
from bot.quiz.rounds import settings_view as settings_views
from bot.quiz.rounds import trouble_view as trouble_views
from bot.quiz.rounds.question_view import board_actions, leaderboard_action, stars, topic, when
from bot.quiz.rounds.schedule import next_due
from bot.quiz.standings.numbers import Numbers
from bot.quiz.standings.streak_view import streak_line
from content.schema import Language, Question


def numbers(language: Language, mine: Sequence[tuple[Channel, Numbers]]) -> Card:
    """Return the member's own numbers, one line for each channel they have any in."""
    lines = [_line(language, channel, own) for channel, own in mine]
    return Card(
        title=say(language, "stats-title"),
        blocks=tuple(Paragraph(text=line) for line in lines or [say(language, "stats-none")]),
    )


def _line(language: Language, channel: Channel, own: Numbers) -> str:
    facts = [say(language, "grade-score", score=own.points)]
    if own.points:
        facts.append(say(language, "overview-rank", rank=own.rank))
    facts.append(say(language, "overview-studied", days=own.studied))
    if own.streak:
        facts.append(streak_line(language, own.streak, own.freezes))
    return f"{channel.title} — {' · '.join(facts)}"


def question(
    language: Language,
    channel: Channel,
    round: Round,
    main: Question,
    mine: Sequence[Answer],
    now: datetime,
    zone: ZoneInfo,
) -> Card:
    """Return a channel's open question and how far the member is; `mine` are their answers."""
    attempts = [answer for answer in mine if answer.question == main.id]
    step = progress.current(main, mine)
    closes = when(language, round.closes_at, now, zone)
    facts = [say(language, "question-closes", when=closes)]
    if main.hints and len(attempts) < MAX_ATTEMPTS:
        facts.append(say(language, "hint-price"))
    return Card(
        title=f"🧠 {channel.title} · {stars(main.difficulty)} · {topic(language, main.topic)}",
        blocks=(
            Paragraph(text=main.text[language], style="strong"),
            Paragraph(text=" · ".join(_progress(language, attempts, step))),
        ),
        footer=" · ".join(facts),
        actions=board_actions(
            language,
            round,
            main,
            takes_answers=len(attempts) < MAX_ATTEMPTS,
            has_follow_ups=step.is_follow_up,
        ),
    )


def _progress(language: Language, attempts: Sequence[Answer], step: Step) -> list[str]:
    """Return the best score so far, the attempts it took, and the follow-up reached."""
    if not attempts:
        return [say(language, "overview-not-answered")]
    scores = [attempt.grade.score for attempt in attempts if attempt.grade]
    facts = [
        say(language, "grade-score", score=round(100 * max(scores)))
        if scores
        else say(language, "overview-grading"),
        say(language, "grade-attempt", attempt=len(attempts), total=MAX_ATTEMPTS),
    ]
    if step.is_follow_up:
        facts.append(say(language, "overview-follow-up", place=step.number, total=step.total))
    return facts


def quiet(language: Language, channel: Channel, now: datetime, zone: ZoneInfo) -> Card:
    """Return the line of a channel without an open question: when the next one comes."""
    name = channel.title
    due = next_due(channel, now)
    if due is None:
        line = say(language, "overview-none-planned", channel=name)
    else:
        moment = when(language, due.at, now, zone)
        line = say(language, "overview-next", channel=name, when=moment)
    return Card(
        blocks=(Paragraph(text=line, style="muted"),),
        actions=(leaderboard_action(language, "week"),),
    )


def settings(language: Language, channel: Channel) -> Card:
    """Return what is set in a channel and what stands in its way, for an admin."""
    blocks = [Paragraph(text=" · ".join(settings_views.facts(language, channel)))]
    trouble = trouble_views.noted(language, channel)
    if trouble:
        blocks.append(Paragraph(text=trouble, style="strong"))
    return Card(
        title=f"⚙️ {channel.title}",
        blocks=tuple(blocks),
        actions=(settings_views.settings_action(language), settings_views.post_action(language)),
        tone="partial" if trouble else "plain",
    )


def start(language: Language, *, is_admin: bool) -> Card:
    """Return the card of a member whose channels have no quiz yet: how it starts."""
    how = "overview-start-admin" if is_admin else "overview-start-member"
    return Card(
        title=say(language, "overview-start-title"),
        blocks=(
            Paragraph(text=say(language, "overview-start-about")),
            Paragraph(text=say(language, how)),
        ),
    )
