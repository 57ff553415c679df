"""The public card of a week's recap, and the chart on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.i18n.messages import say
from bot.quiz.cards import Block, Card, Column, Paragraph, Picture, Table, shortened
from bot.quiz.figures import Bar, BarChart
from bot.quiz.model import Channel
from bot.quiz.recaps.model import Recap, Result
from bot.quiz.recaps.rules import Improved, Moved
from bot.quiz.rounds.question_view import leaderboard_action, topic
from content.schema import Language, Question

ROWS = 5
MAX_BARS = 7
MAX_NAME_CHARS = 90
MAX_BAR_NAME = 16


@dataclass(frozen=True, slots=True)
class Liked:
    """A question, the day that asked it, and how many liked it in a week."""

    question: Question
    asked: date
    likes: int


@dataclass(frozen=True, slots=True)
class Week:
    """All that a recap tells; `asked` are its main questions with how they went."""

    standings: Sequence[Moved]
    improved: Improved | None = None
    hardest: tuple[Question, Result] | None = None
    liked: Liked | None = None
    weak: Sequence[tuple[str, float]] = ()
    asked: Sequence[tuple[Question, Result]] = ()
    members: int = 0


def recap(channel: Channel, recap: Recap, week: Week, picture: str | None) -> Card:
    """Return the recap; `picture` is the id of its chart."""
    language = channel.language
    blocks: list[Block] = [_standings(language, week.standings)]
    blocks += [Paragraph(text=line) for line in _facts(language, week)]
    drawn = chart(language, week)
    if drawn and picture:
        blocks.append(Picture(media=picture, alt=_alt(drawn)))
    return Card(
        title=say(language, "recap-title", since=_day(recap.since), until=_day(recap.until)),
        blocks=tuple(blocks),
        footer=say(language, "recap-footer", members=week.members),
        actions=(leaderboard_action(language, "week"),),
        tone="good",
    )


def _day(day: date) -> str:
    return f"{day:%m-%d}"


def _standings(language: Language, standings: Sequence[Moved]) -> Table:
    columns = (
        Column(title=say(language, "column-rank"), align="right", medals=True),
        Column(title=say(language, "column-name")),
        Column(title=say(language, "column-points"), align="right"),
        Column(title=say(language, "column-moved"), align="right"),
    )
    rows = tuple(
        (str(one.rank), one.name, str(one.points), _movement(language, moved.by))
        for moved in standings[:ROWS]
        for one in (moved.standing,)
    )
    return Table(columns=columns, rows=rows)


def _movement(language: Language, by: int | None) -> str:
    if by is None:
        return say(language, "recap-new")
    return f"▲{by}" if by > 0 else f"▼{-by}" if by < 0 else "–"


def _facts(language: Language, week: Week) -> list[str]:
    facts = []
    if week.improved:
        name, points = week.improved.name, week.improved.points
        facts.append(say(language, "recap-improved", name=name, points=points))
    if week.hardest:
        question, result = week.hardest
        text = shortened(question.text[language], MAX_NAME_CHARS)
        facts.append(say(language, "recap-hardest", question=text, points=round(result.mean)))
    if week.liked:
        facts.append(_liked(language, week.liked))
    if week.weak:
        topics = ", ".join(
            say(language, "recap-topic", topic=topic(language, name), points=round(mean))
            for name, mean in week.weak
        )
        facts.append(say(language, "recap-weak", topics=topics))
    return facts


def _liked(language: Language, liked: Liked) -> str:
    """Name a question with its day, which is before the week if it was revealed as that began."""
    text = shortened(liked.question.text[language], MAX_NAME_CHARS)
    return say(language, "recap-liked", question=text, day=_day(liked.asked), likes=liked.likes)


def chart(language: Language, week: Week) -> BarChart | None:
    """Return the chart of how the week's questions went; in a small team of who earned how much.

    A single bar is no chart.
    """
    return _asked(language, week) or _earned(language, week.standings)


def _asked(language: Language, week: Week) -> BarChart | None:
    hardest = week.hardest[1] if week.hardest else None
    bars = tuple(
        Bar(
            name=_bar(language, question, result),
            value=result.mean / 100,
            label=say(language, "recap-points", points=round(result.mean)),
            is_marked=result == hardest,
        )
        for question, result in week.asked[-MAX_BARS:]
    )
    return BarChart(title=say(language, "recap-chart"), bars=bars) if len(bars) > 1 else None


def _earned(language: Language, standings: Sequence[Moved]) -> BarChart | None:
    """Return a chart with ranks, which tell the bars of names that no font of ours can draw."""
    shown = [moved.standing for moved in standings[:ROWS]]
    bars = tuple(
        Bar(
            name=f"{one.rank}. {shortened(one.name, MAX_BAR_NAME)}",
            value=one.points / shown[0].points,
            label=say(language, "recap-points", points=one.points),
        )
        for one in shown
    )
    return BarChart(title=say(language, "recap-earned"), bars=bars) if len(bars) > 1 else None


def _bar(language: Language, question: Question, result: Result) -> str:
    day = say(language, f"day-{result.round.local_date.weekday()}")
    return f"{day} · {topic(language, question.topic)}"


def _alt(chart: BarChart) -> str:
    return f"{chart.title}: " + ", ".join(f"{bar.name} {bar.label}" for bar in chart.bars)
