"""The leaderboard card: always shows the reader, even when they are not on the page."""

from collections.abc import Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Column, Paragraph, Table
from bot.quiz.commands import PERIODS
from bot.quiz.model import Channel, MemberId, Standing
from content.schema import Language

PAGE_ROWS = 10


def leaderboard(
    language: Language,
    channel: Channel,
    period: str,
    standings: Sequence[Standing],
    reader: MemberId,
) -> Card:
    title = say(language, "leaderboard-title", period=say(language, f"period-{period}"))
    blocks: list[Block] = [_table(language, standings, reader)]
    if not standings:
        blocks = [Paragraph(text=say(language, "leaderboard-empty"))]
    return Card(
        title=f"{title} · #{channel.name}",
        blocks=tuple(blocks),
        footer=_distance(language, standings, reader),
        actions=tuple(
            Action(
                label=say(language, f"period-{choice}"),
                command="leaderboard",
                args={"period": choice},
                style="primary" if choice == period else "secondary",
            )
            for choice in PERIODS
        ),
    )


def _table(language: Language, standings: Sequence[Standing], reader: MemberId) -> Table:
    page = list(standings[:PAGE_ROWS])
    rows = [_row(language, standing, reader) for standing in page]
    mine = next((s for s in standings if s.member == reader), None)
    if mine and mine not in page:
        rows += [("⋮", "", "", ""), _row(language, mine, reader)]
        page += [mine, mine]
    highlight = page.index(mine) if mine in page[:PAGE_ROWS] else len(rows) - 1 if mine else None
    return Table(
        columns=(
            Column(title=say(language, "column-rank"), align="right"),
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


def stats(language: Language, mine: Standing | None, days: int, streak: int, longest: int) -> Card:
    """Return the card of a member's own numbers in a channel."""
    lines = [
        say(language, "stats-streak", days=streak, longest=longest),
        say(language, "stats-days", days=days),
    ]
    if mine:
        lines.insert(0, say(language, "stats-points", points=mine.points, rank=mine.rank))
    else:
        lines = [say(language, "stats-none")]
    return Card(
        title=say(language, "stats-title"),
        blocks=tuple(Paragraph(text=line) for line in lines),
        actions=(
            Action(
                label=say(language, "action-leaderboard"),
                command="leaderboard",
                args={"period": "week"},
            ),
        ),
    )
