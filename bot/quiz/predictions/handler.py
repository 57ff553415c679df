"""Predict first, then run: a channel is asked, members choose, and the run shows who is right."""

from dataclasses import dataclass

from bot.quiz.channels import channel_of
from bot.quiz.demos import view as demo_views
from bot.quiz.demos.model import DemoOrder, DemoRun, Demos, plain
from bot.quiz.errors import Refusal
from bot.quiz.model import Address, Channel, ChannelId, Invocation
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.predictions import view as views
from bot.quiz.predictions.model import NewPrediction, Prediction, PredictionId
from bot.quiz.rounds import schedule
from bot.quiz.store import Store
from content.demo import DemoSpec, PredictionQuestion

SEED = 0
NOTHING = "none"
"""The outcome of a run that bears out no choice."""


@dataclass(frozen=True)
class OpenPrediction:
    """A prediction, where it was asked, and the demo with its choices."""

    asked: Prediction
    channel: Channel
    demo: DemoSpec
    prediction: PredictionQuestion


class Predicting:
    """Handlers of `demo NAME predict` and of what the buttons of its card do."""

    def __init__(self, demos: Demos, store: Store, chat: Chat, clock: Clock) -> None:
        self._demos = demos
        self._store = store
        self._chat = chat
        self._clock = clock

    async def ask(self, invocation: Invocation, reply: Reply) -> None:
        """Ask the channel what a demo will show."""
        name = invocation.args["name"]
        channel = await channel_of(invocation, self._store)
        demo, prediction = await self._known(name)
        new = NewPrediction(
            invocation.event, channel.id, demo.name, prediction.params, self._clock.now()
        )
        asked = await self._store.predict(new)
        card = views.question(channel.language, demo, prediction, asked)
        await self._chat.post(Address(channel.id), card, asked.key)
        await reply.show(views.posted(invocation.member.language))

    async def guess(self, invocation: Invocation, reply: Reply) -> None:
        """Keep what a member chooses; the last choice before the run counts."""
        found = await self._open(invocation)
        choice, language = invocation.args["choice"], invocation.member.language
        if choice not in found.prediction.choices:
            raise Refusal("error-prediction-gone")
        day = schedule.local_date(found.channel, self._clock.now())
        if not await self._store.guess(found.asked.id, invocation.member.id, choice, day):
            raise Refusal("error-prediction-over")
        await reply.show(views.guessed(language, found.prediction.choices[choice][language]))

    async def run(self, invocation: Invocation, reply: Reply) -> None:
        """Run the demo and tell the channel who was right, once somebody has guessed.

        One that has run is only told again.
        """
        found = await self._open(invocation)
        if not await self._store.guesses(found.asked.id):
            raise Refusal("error-nobody-guessed")
        language = invocation.member.language
        if found.asked.job and (ran := await self._demos.finished(found.asked.job)):
            await self._reveal(found, ran)
            await reply.show(views.result_posted(language))
            return
        title = found.demo.title[language]
        reply.rest()
        async for run in self._demos.run(_order(found, invocation)):
            if run.state == "done":
                await self._reveal(found, run)
                await reply.show(views.result_posted(language))
            elif run.state in ("failed", "cancelled"):
                await reply.show(demo_views.ended(language, run, title))
            else:
                await reply.show(demo_views.running(language, run, title))

    async def _reveal(self, found: OpenPrediction, run: DemoRun) -> None:
        settled = await self._store.settle(found.asked.id, run.job, run.outcome or NOTHING)
        run = await self._demos.finished(settled.job) or run
        guesses = await self._store.guesses(settled.id)
        card = views.reveal(found.channel.language, run, found.demo, settled.outcome, guesses)
        place = Address(found.channel.id)
        await self._chat.post(place, card, f"{settled.key}:reveal")
        if message := await self._chat.find(place, settled.key):
            over = views.question(found.channel.language, found.demo, found.prediction, settled)
            await self._chat.edit(place, message, over)

    async def _open(self, invocation: Invocation) -> OpenPrediction:
        given = invocation.args["prediction"]
        asked = await self._store.prediction(PredictionId(int(given)))
        channel = await self._store.channel(asked.channel if asked else ChannelId(""))
        if asked is None or channel is None or asked.channel != invocation.channel:
            raise Refusal("error-prediction-gone")
        return OpenPrediction(asked, channel, *await self._known(asked.demo))

    async def _known(self, name: str) -> tuple[DemoSpec, PredictionQuestion]:
        demos = {demo.name: demo for demo in await self._demos.demos()}
        demo = demos.get(name)
        if demo is None:
            raise Refusal("error-unknown-demo", name=name[:48])
        if demo.prediction is None:
            raise Refusal("error-no-prediction", name=name)
        return demo, demo.prediction


def _order(found: OpenPrediction, invocation: Invocation) -> DemoOrder:
    return DemoOrder(
        name=found.demo.name,
        params={name: plain(value) for name, value in found.asked.params.items()},
        seed=SEED,
        member=invocation.member.id,
        channel=found.channel.id,
        language=found.channel.language,
    )
