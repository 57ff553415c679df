"""The leaderboard card: always shows the reader, even when they are not on the page."""

from collections.abc import Sequence
from math import ceil

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Column, Paragraph, Table
from bot.quiz.commands import PERIODS
from bot.quiz.model import Channel, MemberId, Standing
from bot.quiz.rounds.question_view import leaderboard_action
from bot.quiz.standings.numbers import Numbers
from content.schema import Language

PAGE_ROWS = 10


def leaderboard(
    language: Language,
    channel: Channel,
    period: str,
    standings: Sequence[Standing],
    reader: MemberId,
    page: int = 1,
) -> Card:
    """Return one page of the leaderboard, counted from 1; a page that is not there is the last."""
    pages = max(1, ceil(len(standings) / PAGE_ROWS))
    page = max(1, min(page, pages))
    title = say(language, "leaderboard-title", period=say(language, f"period-{period}"))
    blocks: list[Block] = [_table(language, standings, reader, page)]
    if not standings:
        blocks = [Paragraph(text=say(language, "leaderboard-empty"))]
    return Card(
        title=f"{title} · #{channel.name}",
        blocks=tuple(blocks),
        footer=_distance(language, standings, reader),
        actions=(*_periods(language, period), *_turns(language, period, page, pages)),
    )


def _periods(language: Language, period: str) -> list[Action]:
    return [
        Action(
            label=say(language, f"period-{choice}"),
            command="leaderboard",
            args={"period": choice},
            style="primary" if choice == period else "secondary",
            replaces=True,
        )
        for choice in PERIODS
    ]


def _turns(language: Language, period: str, page: int, pages: int) -> list[Action]:
    """Return the buttons that turn the page; none where there is only one."""
    if pages == 1:
        return []
    return [
        Action(
            label=say(language, f"action-{name}"),
            command="leaderboard",
            args={"period": period, "page": str(turned)},
            disabled=not 1 <= turned <= pages,
            replaces=True,
        )
        for name, turned in (("previous", page - 1), ("following", page + 1))
    ]


def _table(language: Language, standings: Sequence[Standing], reader: MemberId, page: int) -> Table:
    shown = list(standings[PAGE_ROWS * (page - 1) : PAGE_ROWS * page])
    rows = [_row(language, standing, reader) for standing in shown]
    mine = next((s for s in standings if s.member == reader), None)
    highlight = shown.index(mine) if mine and mine in shown else None
    if mine and highlight is None:
        gap, row = ("⋮", "", "", ""), _row(language, mine, reader)
        is_above = standings.index(mine) < PAGE_ROWS * (page - 1)
        rows = [row, gap, *rows] if is_above else [*rows, gap, row]
        highlight = 0 if is_above else len(rows) - 1
    return Table(
        columns=(
            Column(title=say(language, "column-rank"), align="right", medals=True),
            Column(title=say(language, "column-name")),
            Column(title=say(language, "column-points"), align="right"),
            Column(title=say(language, "column-streak"), align="right"),
        ),
        rows=tuple(rows),
        highlight=highlight,
    )


def _row(language: Language, standing: Standing, reader: MemberId) -> tuple[str, str, str, str]:
    name = standing.name
    if standing.member == reader:
        name = say(language, "leaderboard-me", name=name)
    streak = f"🔥 {standing.streak}" if standing.streak else ""
    return str(standing.rank), name, str(standing.points), streak


def _distance(language: Language, standings: Sequence[Standing], reader: MemberId) -> str:
    mine = next((s for s in standings if s.member == reader), None)
    if mine is None:
        return say(language, "leaderboard-not-yet") if standings else ""
    above = [s for s in standings if s.points > mine.points]
    if not above:
        return ""
    gap = above[-1].points - mine.points
    return say(language, "leaderboard-gap", rank=above[-1].rank, points=gap)


def stats(language: Language, mine: Numbers | None) -> Card:
    """Return the card of a member's own numbers in a channel."""
    lines = [say(language, "stats-none")]
    if mine:
        lines = [
            say(language, "stats-points", points=mine.points, rank=mine.rank),
            say(language, "stats-streak", days=mine.streak, longest=mine.longest),
            say(language, "stats-days", days=mine.studied),
        ]
    return Card(
        title=say(language, "stats-title"),
        blocks=tuple(Paragraph(text=line) for line in lines),
        actions=(leaderboard_action(language, "week"),),
    )
