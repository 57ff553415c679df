"""What somebody means who types in their own conversation with the bot: mostly a quiz elsewhere."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.platforms.shared.text import clip
from bot.quiz import commands
from bot.quiz.cards import MAX_ACTIONS, Action
from bot.quiz.commands import Scope, Who
from bot.quiz.errors import Refusal
from bot.quiz.model import DIRECT_MESSAGE, ChannelId, Invocation, Membership
from bot.quiz.store import Store

MAX_LABEL = 75


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was asked, as it is asked in another place, and what that is called."""

    place: str
    asked: Invocation


Visit = Callable[[ChannelId], Awaitable[Elsewhere | None]]


class DirectCommands:
    """Takes commands to the channels that their members may mean."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def meant(self, asked: Invocation, user: str, visit: Visit) -> Invocation:
        """Return what is asked as if it were typed where it belongs: here, or in a channel.

        `visit` takes it to a channel; None if `user` can't see that.

        Raises:
            Refusal: it may belong in several channels, of which they choose one.
        """
        command = commands.command(asked.command)
        scope = command.scope_of(asked.args)
        if command.who is Who.ADMIN or scope is Scope.NOTHING:
            return asked
        has_own = await self._store.channel(asked.channel) is not None
        if has_own and scope is Scope.CHANNEL:
            return asked
        found = await self._places(user, scope, visit)
        if has_own:
            others = [one for one in found if one.asked.member.id != asked.member.id]
            found = [Elsewhere(DIRECT_MESSAGE, asked), *others][:MAX_ACTIONS]
        if len(found) > 1:
            raise Refusal("which-place", actions=[_action(one) for one in found])
        return found[0].asked if found else asked

    async def _places(self, user: str, scope: Scope, visit: Visit) -> list[Elsewhere]:
        """Return where something may belong: what is of a member, in one channel of each."""
        known = await self._store.memberships(user)
        if scope is Scope.MEMBER:
            return await _visited(known, visit, lambda one: one.member)
        answered = [one for one in known if one.has_answered]
        return await _visited(answered, visit) or await _visited(known, visit)


async def _visited(
    memberships: Iterable[Membership],
    visit: Visit,
    once: Callable[[Membership], str] = lambda one: one.channel.id,
) -> list[Elsewhere]:
    """Return the first places that can be seen, one for each of what `once` returns."""
    found: dict[str, Elsewhere] = {}
    for one in memberships:
        if once(one) not in found and (there := await visit(one.channel.id)):
            found[once(one)] = there
        if len(found) == MAX_ACTIONS:
            break
    return list(found.values())


def _action(one: Elsewhere) -> Action:
    return Action(
        label=clip(one.place, MAX_LABEL),
        command=one.asked.command,
        args=dict(one.asked.args),
        channel=one.asked.channel,
    )
