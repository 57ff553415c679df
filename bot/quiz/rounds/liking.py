"""Members like the question of a round once it is revealed."""

from bot.quiz.channels import channel_of
from bot.quiz.errors import Refusal
from bot.quiz.model import Invocation, RoundId
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import reveal_view as views
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost
from bot.quiz.store import Store


class Liking:
    """Handler of `like`: pressed twice it counts once; what it shows has the way back."""

    def __init__(self, store: Store, host: RoundHost, clock: Clock) -> None:
        self._store = store
        self._host = host
        self._clock = clock

    async def like(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        round = await self._store.round(RoundId(int(invocation.args["round"])))
        if round is None or round.channel != channel.id or round.state.takes_points:
            raise Refusal("error-not-revealed")
        member, is_liked = invocation.member, "undo" not in invocation.args
        if is_liked:
            day = schedule.local_date(channel, self._clock.now())
            await self._store.like(round.id, member.id, day)
        else:
            await self._store.unlike(round.id, member.id)
        self._host.revealed(round.id)
        await reply.show(views.liked(member.language, round, is_liked))
