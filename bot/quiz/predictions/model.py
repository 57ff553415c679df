"""Predictions: a channel guesses what a demo will show before it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType, Protocol

from bot.quiz.model import ChannelId, EventId, MemberId
from content.schema import ParamValue

PredictionId = NewType("PredictionId", int)

PREDICT = "predict"
"""What is typed for a demo's values to have its channel predict it."""
POINTS = 5
"""What a member's first right guess of a day is worth, of what their channel didn't know."""


@dataclass(frozen=True)
class NewPrediction:
    event: EventId
    channel: ChannelId
    demo: str
    params: Mapping[str, ParamValue]
    at: datetime


@dataclass(frozen=True)
class Prediction:
    """What a channel was asked. Once the demo has run, `outcome` is the right choice.

    One that `is_known` has run there before, when it was asked another time, and earns nothing.
    """

    id: PredictionId
    channel: ChannelId
    demo: str
    params: Mapping[str, ParamValue]
    job: str = ""
    outcome: str = ""
    is_known: bool = False

    @property
    def key(self) -> str:
        return f"prediction:{self.id}"


@dataclass(frozen=True)
class Guess:
    """What a member chose, the last time they did; `value` is the points it earned."""

    member: MemberId
    name: str
    choice: str
    value: int = 0


class Predictions(Protocol):
    """What members guess of demos. A guess counts until the demo has run, and no longer."""

    async def predict(self, new: NewPrediction) -> Prediction:
        """Keep what a channel is asked; the same event is kept once."""
        ...

    async def prediction(self, id: PredictionId) -> Prediction | None: ...

    async def guess(
        self, prediction: PredictionId, member: MemberId, choice: str, day: date
    ) -> bool:
        """Keep what a member chooses on a local date; False if the demo has run already."""
        ...

    async def guesses(self, prediction: PredictionId) -> Sequence[Guess]:
        """Return what members chose, in the order in which they first did."""
        ...

    async def settle(self, prediction: PredictionId, job: str, outcome: str) -> Prediction:
        """Keep what the demo showed, the first time, and give the right guesses their points.

        A member is given points for one guess a day, and for none that is known.
        """
        ...
