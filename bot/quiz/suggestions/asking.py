"""What channels ask of what members suggested: brought back at the start, and kept up with."""

import logging

from bot.quiz.errors import StoreAway
from bot.quiz.library import Library
from bot.quiz.ports import Clock
from bot.quiz.store import Store
from bot.quiz.suggestions.model import Suggestion, SuggestionState
from bot.quiz.suggestions.rules import question

log = logging.getLogger(__name__)

LOOK_S = 3.0


async def restore(store: Store, library: Library) -> None:
    """Let each channel ask what has been approved there, as when the bot starts.

    What is retired is known all the same: rounds may still be about it.
    """
    for state in (SuggestionState.APPROVED, SuggestionState.RETIRED):
        for suggestion in await store.suggestions(state):
            author = await store.member(suggestion.author)
            add(library, suggestion, author.name if author else "")


class KeptUp:
    """Lets channels ask what another process, be it a command, has let them ask since."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._seen: object = None

    async def run(self) -> None:
        """Keep up for ever."""
        while True:
            await self._clock.sleep(LOOK_S)
            try:
                await self.keep_up()
            except StoreAway as exc:
                log.warning("what else is asked since waits for the store: %s", exc)
            except Exception:
                log.exception("what else is asked since could not be looked up")

    async def keep_up(self) -> None:
        decided = await self._store.decided()
        if decided != self._seen:
            await restore(self._store, self._library)
            self._seen = decided


def add(library: Library, suggestion: Suggestion, author: str) -> None:
    """Let a channel ask a suggestion as it is worded now, or no more once it is retired."""
    is_retired = suggestion.state is SuggestionState.RETIRED
    library.add(suggestion.channel, question(suggestion, author), is_retired=is_retired)
