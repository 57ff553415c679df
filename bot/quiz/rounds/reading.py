"""A round's question for one member alone, in the language they read."""

from bot.quiz.answering import progress
from bot.quiz.channels import channel_of
from bot.quiz.errors import Refusal
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import Invocation, RoundId, RoundState
from bot.quiz.ports import Clock, Reply
from bot.quiz.preferences import languages
from bot.quiz.rounds import question_view as views
from bot.quiz.rounds.solutions import Solutions
from bot.quiz.store import Store
from bot.quiz.zones import zone_of

REVEALED = (RoundState.CLOSING, RoundState.CLOSED)


class Reading:
    """Handler of `read`."""

    def __init__(
        self, store: Store, solutions: Solutions, library: Library, figures: Figures, clock: Clock
    ) -> None:
        self._store = store
        self._solutions = solutions
        self._library = library
        self._figures = figures
        self._clock = clock

    async def read(self, invocation: Invocation, reply: Reply) -> None:
        """Show the question with what one can do about it, or once it is over its solution.

        What the member reads from then on is in that language, too.
        """
        channel = await channel_of(invocation, self._store)
        round = await self._store.round(RoundId(int(invocation.args["round"])))
        main = self._library.main(round) if round and round.channel == channel.id else None
        if round is None or main is None:
            raise Refusal("error-question-gone")
        language = await languages.chosen(invocation, self._store)
        if round.state in REVEALED:
            [step, *_] = progress.steps(main)
            await reply.show(await self._solutions.card(language, round, main, step))
            return
        figure = await self._figures.figure(main.figure) if main.figure else None
        zone, now = zone_of(invocation.member, channel), self._clock.now()
        await reply.show(views.private_board(language, zone, round, main, now, figure))
