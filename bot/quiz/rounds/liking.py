"""Members like the question of a round once it is revealed."""

from bot.quiz.errors import Refusal
from bot.quiz.model import Invocation, RoundId
from bot.quiz.place import channel_of
from bot.quiz.ports import Clock, Reply, Store
from bot.quiz.rounds import reveal_view as views
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost


class Liking:
    """Handler of `like`: a second press takes back what the first one gave."""

    def __init__(self, store: Store, host: RoundHost, clock: Clock) -> None:
        self._store = store
        self._host = host
        self._clock = clock

    async def like(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        round = await self._store.round(RoundId(int(invocation.args["round"])))
        if round is None or round.channel != channel.id or round.state.takes_points:
            raise Refusal("error-not-revealed")
        day = schedule.local_date(channel, self._clock.now())
        member = invocation.member
        is_liked = await self._store.like(round.id, member.id, invocation.event, day)
        self._host.revealed(round.id)
        await reply.show(views.liked(member.language, is_liked))
