"""What members guess of demos, in SQL."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Row, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import ChannelId, MemberId
from bot.quiz.predictions.model import (
    POINTS,
    Guess,
    NewPrediction,
    Prediction,
    PredictionId,
    Predictions,
)
from bot.store.engine import Part
from bot.store.person_days import Day, lock, recount
from bot.store.tables import guesses, members, predictions

_others = predictions.alias()
_is_known = exists().where(
    _others.c.channel == predictions.c.channel,
    _others.c.demo == predictions.c.demo,
    _others.c.id != predictions.c.id,
    _others.c.outcome != "",
)
ASKED = select(predictions, _is_known.label("is_known"))


class SqlPredictions(Part, Predictions):
    async def predict(self, new: NewPrediction) -> Prediction:
        values = asdict(new) | {"job": "", "outcome": ""}
        insert = self._database.insert(predictions).values(values)
        await self._database.change(insert.on_conflict_do_nothing(index_elements=["event"]))
        [row] = await self._database.fetch(ASKED.where(predictions.c.event == new.event))
        return _prediction(row)

    async def prediction(self, id: PredictionId) -> Prediction | None:
        rows = await self._database.fetch(ASKED.where(predictions.c.id == id))
        return _prediction(rows[0]) if rows else None

    async def guess(
        self, prediction: PredictionId, member: MemberId, choice: str, day: date
    ) -> bool:
        async def work(connection: AsyncConnection) -> bool:
            found = (await connection.execute(_held(prediction))).one()
            if found.outcome:
                return False
            values = {
                "prediction": prediction,
                "member": member,
                "channel": found.channel,
                "choice": choice,
                "study_date": day,
                "value": 0,
            }
            insert = self._database.insert(guesses).values(values)
            chosen = {"choice": choice, "study_date": day}
            keys = ["prediction", "member"]
            await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=chosen))
            # Who guesses takes part here, and what a linked person has earned elsewhere counts.
            await recount(connection, {Day(found.channel, member, day)})
            return True

        return await self._database.write(work)

    async def guesses(self, prediction: PredictionId) -> list[Guess]:
        query = (
            select(guesses.c.member, members.c.name, guesses.c.choice, guesses.c.value)
            .join(members, members.c.id == guesses.c.member)
            .where(guesses.c.prediction == prediction)
            .order_by(guesses.c.id)
        )
        return [Guess(*row) for row in await self._database.fetch(query)]

    async def settle(self, prediction: PredictionId, job: str, outcome: str) -> Prediction:
        async def work(connection: AsyncConnection) -> Prediction:
            found = (await connection.execute(_held(prediction))).one()
            if not found.outcome:
                this = predictions.c.id == prediction
                values = {"job": job, "outcome": outcome}
                await connection.execute(update(predictions).where(this).values(values))
                if not found.is_known:
                    await _pay(connection, prediction, outcome)
            return _prediction((await connection.execute(_held(prediction))).one())

        return await self._database.write(work)


def _held(prediction: PredictionId) -> Any:
    """Return a prediction, which nobody else guesses or settles meanwhile."""
    return ASKED.where(predictions.c.id == prediction).with_for_update()


async def _pay(connection: AsyncConnection, prediction: PredictionId, outcome: str) -> None:
    """Give right guesses their points, but for those of members whose day has them already."""
    is_right = (guesses.c.prediction == prediction, guesses.c.choice == outcome)
    whose = await connection.execute(select(guesses.c.member).where(*is_right))
    await lock(connection, list(whose.scalars()))
    others = guesses.alias()
    is_paid = select(others.c.id).where(
        others.c.member == guesses.c.member, others.c.paid_on == guesses.c.study_date
    )
    first = update(guesses).where(*is_right, ~is_paid.exists())
    paid = first.values(value=POINTS, paid_on=guesses.c.study_date)
    rows = await connection.execute(
        paid.returning(guesses.c.channel, guesses.c.member, guesses.c.study_date)
    )
    await recount(connection, {Day(*row) for row in rows})


def _prediction(row: Row[Any]) -> Prediction:
    return Prediction(
        PredictionId(row.id),
        ChannelId(row.channel),
        row.demo,
        row.params,
        row.job,
        row.outcome,
        bool(row.is_known),
    )
