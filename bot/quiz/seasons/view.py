"""Cards and the form of seasons: before one starts, its podium, and the archive."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Column, Form, InputField, Paragraph, Table
from bot.quiz.model import Channel, MemberId, Standing
from bot.quiz.paging import turns
from bot.quiz.seasons.model import MAX_NAME_CHARS, Season
from content.schema import Language

PODIUM_RANKS = 3
MAX_PODIUM = 5
PAGE_ROWS = 10


def season_form(language: Language, name: str) -> Form:
    return Form(
        title=say(language, "season-form-title"),
        command="quiz season",
        intro=say(language, "season-form-intro"),
        fields=(
            InputField(
                name="name",
                label=say(language, "season-name"),
                value=name,
                max_length=MAX_NAME_CHARS,
            ),
        ),
        submit=say(language, "season-form-submit"),
    )


def ask_first(
    language: Language, channel: Channel, old: str, new: str, first: date, *, has_open: bool
) -> Card:
    """Return what will happen, with the button that makes it so."""
    last = "season-will-end-later" if has_open else "season-will-end"
    said = [
        say(language, last, name=old),
        say(language, "season-will-begin", name=new, date=first.isoformat()),
        say(language, "season-will-keep"),
    ]
    start = Action(
        label=say(language, "action-season-start"),
        command="quiz season start",
        args={"name": new},
        style="primary",
        replaces=True,
    )
    return Card(
        title=f"{say(language, 'season-ask')} · {channel.title}",
        blocks=tuple(Paragraph(text=text) for text in said),
        actions=(start,),
        tone="notice",
    )


def started(language: Language, season: Season) -> Card:
    first = season.first.isoformat() if season.first else ""
    name = called(language, season)
    text = Paragraph(text=say(language, "season-started", name=name, date=first))
    return Card(blocks=(text,), tone="good")


def podium(
    channel: Channel, season: Season, standings: Sequence[Standing], following: Season | None
) -> Card:
    """Return the public card of a season's end: who came first, second and third."""
    language = channel.language
    first = [one for one in standings if one.rank <= PODIUM_RANKS][:MAX_PODIUM]
    blocks: list[Block] = [Table(columns=_columns(language), rows=tuple(map(_row, first)))]
    blocks.append(Paragraph(text=say(language, "season-members", members=len(standings))))
    if following and following.first:
        name, day = called(language, following), following.first.isoformat()
        blocks.append(Paragraph(text=say(language, "season-next", name=name, date=day)))
    return Card(
        title=say(language, "season-podium", name=called(language, season)),
        blocks=tuple(blocks),
        footer=say(language, "season-kept"),
        actions=(_open(season, say(language, "action-season-standings"), replaces=False),),
        tone="good",
    )


def archive(
    language: Language,
    season: Season,
    kept: Sequence[Season],
    standings: Sequence[Standing],
    reader: MemberId,
    page: int,
) -> Card:
    """Return a page of a season's standings as they stood; `kept` are the seasons there are."""
    pages = max(1, ceil(len(standings) / PAGE_ROWS))
    page = max(1, min(page, pages))
    shown = list(standings[PAGE_ROWS * (page - 1) : PAGE_ROWS * page])
    mine = next((one for one in standings if one.member == reader), None)
    rows = [_row(one) for one in shown]
    if mine and mine not in shown:
        rows += [("⋮", "", ""), _row(mine)]
    own = (shown.index(mine) if mine in shown else len(rows) - 1) if mine else None
    table = Table(columns=_columns(language), rows=tuple(rows), highlight=own)
    nobody = Paragraph(text=say(language, "season-nobody"))
    return Card(
        title=f"🏆 {called(language, season)}",
        blocks=(table if rows else nobody,),
        footer=_days(language, season),
        actions=(
            *_beside(language, season, kept),
            *turns(language, "leaderboard", page, has_more=page < pages, season=str(season.id)),
        ),
    )


def _columns(language: Language) -> tuple[Column, ...]:
    return (
        Column(title=say(language, "column-rank"), align="right", medals=True),
        Column(title=say(language, "column-name")),
        Column(title=say(language, "column-points"), align="right"),
    )


def _row(standing: Standing) -> tuple[str, ...]:
    return str(standing.rank), standing.name, str(standing.points)


def _days(language: Language, season: Season) -> str:
    last = season.last.isoformat() if season.last else ""
    if season.first is None:
        return say(language, "season-until", last=last)
    return say(language, "season-days", first=season.first.isoformat(), last=last)


def _beside(language: Language, season: Season, kept: Sequence[Season]) -> list[Action]:
    """Return the buttons to the seasons before and after, and back to the one that is running."""
    at = next(place for place, one in enumerate(kept) if one.id == season.id)
    beside = [("←", one) for one in kept[at - 1 : at]] if at else []
    beside += [("→", one) for one in kept[at + 1 : at + 2]]
    back = Action(
        label=say(language, "period-season"),
        command="leaderboard",
        args={"period": "all"},
        replaces=True,
    )
    turned = [_open(one, f"{arrow} {called(language, one)}") for arrow, one in beside]
    return [*turned, back]


def _open(season: Season, label: str, *, replaces: bool = True) -> Action:
    args = {"season": str(season.id)}
    return Action(label=label, command="leaderboard", args=args, replaces=replaces)


def last_season_action(language: Language, kept: Sequence[Season]) -> list[Action]:
    """Return the button that opens the archive, where there is one."""
    return [_open(kept[-1], say(language, "action-last-season"))] if kept else []


def called(language: Language, season: Season) -> str:
    return season.name or numbered(language, season.number)


def numbered(language: Language, number: int) -> str:
    return say(language, "season-number", number=number)
