"""The cards that ask an admin before an open round is closed early, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.i18n.messages import say
from bot.quiz.cards import Action, Card, Paragraph
from bot.quiz.model import Channel, Round
from bot.quiz.rounds.question_view import when
from content.schema import Language, Question


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that is open, its question if that is still there, and how many have answered."""

    round: Round
    main: Question | None
    members: int


def ask_first(
    language: Language, channel: Channel, still_open: Sequence[OpenRound], now: datetime
) -> Card:
    """Return what is open and what closing it means, with the one button that goes on."""
    return _asked(language, channel, still_open, now, "now")


def ask_to_skip(language: Language, channel: Channel, newest: OpenRound, now: datetime) -> Card:
    """Return what would be dropped, with the one button that goes on."""
    return _asked(language, channel, [newest], now, "skip")


def _asked(
    language: Language,
    channel: Channel,
    still_open: Sequence[OpenRound],
    now: datetime,
    what: Literal["now", "skip"],
) -> Card:
    blocks: list[Paragraph] = []
    for one in still_open:
        if one.main is not None:
            blocks.append(Paragraph(text=one.main.text[language], style="quote"))
        closes = when(language, one.round.closes_at, now, channel.timezone)
        blocks.append(Paragraph(text=say(language, "now-open", count=one.members, when=closes)))
    return Card(
        title=say(language, f"{what}-title"),
        blocks=(*blocks, Paragraph(text=say(language, f"{what}-lost"))),
        actions=(
            Action(
                label=say(language, f"action-yes-{what}"),
                command=f"quiz {what}",
                args={"over": str(still_open[-1].round.id)},
                style="primary",
                replaces=True,
            ),
        ),
        tone="notice",
    )
