"""The double of predictions, a part of the store in memory."""

from dataclasses import dataclass, replace
from datetime import date

from bot.quiz.model import ChannelId, EventId, Member, MemberId
from bot.quiz.predictions.model import (
    POINTS,
    Guess,
    NewPrediction,
    Prediction,
    PredictionId,
    Predictions,
)


@dataclass(frozen=True)
class KeptGuess:
    """A guess as it counts for a member's day."""

    id: int
    channel: ChannelId
    member: MemberId
    choice: str
    study_date: date
    value: int = 0
    is_void: bool = False


class InMemoryPredictions(Predictions):
    """Predictions and guesses in dictionaries; the store it is a part of knows members."""

    _members: dict[MemberId, Member]

    def __init__(self) -> None:
        super().__init__()
        self._predicted: dict[EventId, Prediction] = {}
        self._guesses: dict[tuple[PredictionId, MemberId], KeptGuess] = {}

    async def predict(self, new: NewPrediction) -> Prediction:
        id = PredictionId(len(self._predicted) + 1)
        made = Prediction(id, new.channel, new.demo, new.params)
        return self._known(self._predicted.setdefault(new.event, made))

    async def prediction(self, id: PredictionId) -> Prediction | None:
        return next((self._known(one) for one in self._predicted.values() if one.id == id), None)

    def _known(self, asked: Prediction) -> Prediction:
        others = (one for one in self._predicted.values() if one.id != asked.id and one.outcome)
        where = (asked.channel, asked.demo)
        return replace(asked, is_known=any((one.channel, one.demo) == where for one in others))

    async def guess(
        self, prediction: PredictionId, member: MemberId, choice: str, day: date
    ) -> bool:
        found = await self.prediction(prediction)
        assert found
        if found.outcome:
            return False
        before = self._guesses.get((prediction, member))
        id = before.id if before else max((one.id for one in self._guesses.values()), default=0) + 1
        self._guesses[prediction, member] = KeptGuess(id, found.channel, member, choice, day)
        return True

    async def guesses(self, prediction: PredictionId) -> list[Guess]:
        return [
            Guess(member, self._members[member].name, one.choice, one.value)
            for (of, member), one in self._guesses.items()
            if of == prediction
        ]

    async def settle(self, prediction: PredictionId, job: str, outcome: str) -> Prediction:
        for event, found in self._predicted.items():
            if found.id == prediction and not found.outcome:
                self._predicted[event] = replace(found, job=job, outcome=outcome)
                if not self._known(found).is_known:
                    self._pay(prediction, outcome)
        settled = await self.prediction(prediction)
        assert settled
        return settled

    def _pay(self, prediction: PredictionId, outcome: str) -> None:
        paid = {(one.member, one.study_date) for one in self._guesses.values() if one.value}
        for (of, member), one in self._guesses.items():
            is_right = of == prediction and one.choice == outcome
            if is_right and (member, one.study_date) not in paid:
                self._guesses[of, member] = replace(one, value=POINTS)

    def forget_guesses(self, member: MemberId) -> None:
        self._guesses = {key: one for key, one in self._guesses.items() if key[1] != member}
