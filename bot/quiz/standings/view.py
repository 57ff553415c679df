"""The leaderboard card: always shows the reader, even when they are not on the page."""

from collections.abc import Sequence
from math import ceil

from bot.i18n.messages import say
from bot.quiz.answering.scoring import STUDY_POINTS
from bot.quiz.cards import Action, Block, Card, Column, Paragraph, Table
from bot.quiz.commands import PERIODS
from bot.quiz.model import Channel, MemberId, Standing
from bot.quiz.paging import turns
from bot.quiz.rounds.question_view import leaderboard_action
from bot.quiz.seasons.model import Season
from bot.quiz.seasons.view import called, last_season_action
from bot.quiz.standings.numbers import Numbers
from bot.quiz.standings.streak_view import streak_cell
from content.schema import Language

PAGE_ROWS = 10
NO_RANK = "–"


def leaderboard(
    language: Language,
    channel: Channel,
    period: str,
    standings: Sequence[Standing],
    reader: MemberId,
    page: int = 1,
    seasons: Sequence[Season] = (),
) -> Card:
    """Return one page of the leaderboard.

    Once the channel has `seasons`, all time is the last of them.
    """
    pages = _pages(standings)
    page = min(max(1, page), pages)
    title = say(language, "leaderboard-title", period=_period(language, period, seasons))
    blocks: list[Block] = [_table(language, standings, reader, page)]
    if not standings:
        blocks = [Paragraph(text=say(language, "leaderboard-empty"))]
    return Card(
        title=f"{title} · {channel.title}",
        blocks=tuple(blocks),
        footer=_distance(language, standings, reader),
        actions=(
            *_periods(language, period, seasons),
            *(_last_season(language, seasons) if period == "all" else []),
            *turns(language, "leaderboard", page, has_more=page < pages, period=period),
        ),
    )


def _period(language: Language, period: str, seasons: Sequence[Season]) -> str:
    if period == "all" and seasons:
        return called(language, seasons[-1])
    return say(language, f"period-{period}")


def _last_season(language: Language, seasons: Sequence[Season]) -> list[Action]:
    return last_season_action(language, [season for season in seasons if season.is_kept])


def on_page(standings: Sequence[Standing], page: int) -> Sequence[Standing]:
    """Return the standings on a page, counted from 1; a page that is not there is the last."""
    page = min(max(1, page), _pages(standings))
    return standings[PAGE_ROWS * (page - 1) : PAGE_ROWS * page]


def _pages(standings: Sequence[Standing]) -> int:
    return max(1, ceil(len(standings) / PAGE_ROWS))


def _periods(language: Language, period: str, seasons: Sequence[Season]) -> list[Action]:
    names = {choice: f"period-{choice}" for choice in PERIODS}
    if seasons:
        names["all"] = "period-season"
    return [
        Action(
            label=say(language, names[choice]),
            command="leaderboard",
            args={"period": choice},
            style="primary" if choice == period else "secondary",
            replaces=True,
        )
        for choice in PERIODS
    ]


def _table(language: Language, standings: Sequence[Standing], reader: MemberId, page: int) -> Table:
    shown = list(on_page(standings, page))
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
    rank = str(standing.rank) if standing.points else NO_RANK
    return rank, name, str(standing.points), streak_cell(standing.streak, standing.freezes)


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
            _points(language, mine),
            say(
                language,
                "stats-streak",
                days=mine.streak,
                longest=mine.longest,
                least=STUDY_POINTS,
            ),
            say(language, "stats-freezes", freezes=mine.freezes),
        ]
        if mine.studied:
            lines.append(say(language, "stats-days", days=mine.studied))
    return Card(
        title=say(language, "stats-title"),
        blocks=tuple(Paragraph(text=line) for line in lines),
        actions=(leaderboard_action(language, "week"),),
    )


def _points(language: Language, mine: Numbers) -> str:
    """Return a member's points, and where these put them among others if there are any."""
    said = say(language, "stats-points", points=mine.points)
    if not mine.points:
        return said
    if mine.members == 1:
        place = say(language, "stats-alone")
    elif mine.level == mine.members:
        place = say(language, "stats-level", members=mine.members)
    else:
        how = "stats-rank" if mine.level == 1 else "stats-shared"
        place = say(language, how, rank=mine.rank, members=mine.members)
    return f"{said} {place}"
