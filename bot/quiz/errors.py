"""What can go wrong with a request, as exceptions the dispatcher turns into one clear sentence."""

from collections.abc import Sequence
from typing import Literal

from bot.quiz.cards import Action
from bot.quiz.model import Round
from content.schema import Bilingual

Reason = Literal[
    "forbidden",
    "uninvited",
    "archived",
    "gone",
    "removed",
    "empty",
    "untagged",
    "refused",
    "away",
]


class QuizError(Exception):
    """Something went wrong in the quiz."""


class Refusal(QuizError):
    """A request that cannot be met, for a reason the member should read.

    `message` is the id of a text in the message files; `args` fill its variables. `field` names
    what it is about in a form, if only part of that; `actions` lead to what can be done instead.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str = "",
        actions: Sequence[Action] = (),
        **args: str | int | float,
    ) -> None:
        super().__init__(message, args)
        self.message = message
        self.field = field
        self.actions = tuple(actions)
        self.variables = args


class StillOpen(QuizError):
    """Another question than expected is open: `rounds` are to be asked about first."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        super().__init__(f"round {rounds[-1].id} is open")
        self.rounds = rounds


class StoreAway(QuizError):
    """Nothing can be kept or looked up now; what was kept before waits until that is over."""


class GraderUnavailable(QuizError):
    """The grader cannot be reached now; the answer stays pending."""


class GraderRefuses(GraderUnavailable):
    """The grader is there, but grades nothing for this bot until somebody sees to it."""


class AttachmentGone(QuizError):
    """A file that was sent cannot be fetched: it is gone, too large, or its platform is away."""


class ListRefused(QuizError):
    """A list that cannot be imported; `reason` is one sentence per language."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


class DemosUnavailable(QuizError):
    """The demo service cannot be reached now."""


class ChannelUnreachable(QuizError):
    """The bot cannot post in this channel.

    `reason` is why: `forbidden` (it lacks the `missing` permissions, named as the platform names
    them), `uninvited` (it is not in there), `archived` or `gone` (the channel), `removed` (the
    bot, from the workspace), `empty` (the deck holds nothing to post), `untagged` (it wants a tag
    that the bot has not), `refused` (the platform won't take it later either) or `away` (the
    platform, for a while).
    """

    def __init__(
        self,
        message: str,
        reason: Reason = "away",
        missing: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.missing = tuple(missing)


class ReplyUnreachable(ChannelUnreachable):
    """What a member was to be shown did not reach them; what they asked for was done or refused."""


class DemoRefused(QuizError):
    """The demo service refuses these params; `reason` is one sentence per language.

    `param` names the one that it is about, if it is about one.
    """

    def __init__(self, reason: Bilingual, param: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.param = param
