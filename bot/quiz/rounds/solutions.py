"""What a reveal has no room for, for whoever wants to read on."""

from bot.quiz.answering import progress
from bot.quiz.answering.progress import Step
from bot.quiz.cards import Card
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Invocation, QuestionId, Round, RoundId
from bot.quiz.ports import Reply
from bot.quiz.preferences import languages
from bot.quiz.rounds import reveal_view as views
from bot.quiz.store import Store
from content.schema import Language, Question


class Solutions:
    """Handlers of `solution` and `explanation`."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library

    async def solution(self, invocation: Invocation, reply: Reply) -> None:
        """Show one member what a question was about, be it answered or not."""
        language = await languages.chosen(invocation, self._store)
        round, main, step = await self._revealed(invocation)
        await reply.show(await self.card(language, round, main, step))

    async def card(self, language: Language, round: Round, main: Question, step: Step) -> Card:
        """Return the solution of a question as one member reads it."""
        given = await self._store.answers(round=round.id, question=QuestionId(step.question.id))
        answers = [answer for answer in given if not answer.is_void]
        return views.solution(language, round, main, step, answers)

    async def explanation(self, invocation: Invocation, reply: Reply) -> None:
        """Explain a question whose round is over."""
        round, _, step = await self._revealed(invocation)
        await reply.show(views.explanation(invocation.member.language, round, step.question))

    async def _revealed(self, invocation: Invocation) -> tuple[Round, Question, Step]:
        """Return a question that is over, with its round and main question.

        Raises:
            Refusal: it is not over yet, or not there any more.
        """
        round = await self._store.round(RoundId(int(invocation.args["round"])))
        if round is None or round.channel != invocation.channel or round.state.takes_points:
            raise Refusal("error-not-revealed")
        main = self._library.main(round)
        step = progress.step(main, invocation.args["question"]) if main else None
        if main is None or step is None:
            raise Refusal("error-question-gone")
        return round, main, step
