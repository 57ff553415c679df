"""What can go wrong with a request, as exceptions the dispatcher turns into one clear sentence."""

from content.schema import Bilingual


class QuizError(Exception):
    """Something went wrong in the quiz."""


class Refusal(QuizError):
    """A request that cannot be met, for a reason the member should read.

    `message` is the id of a text in the message files; `args` fill its variables.
    """

    def __init__(self, message: str, **args: str | int | float) -> None:
        super().__init__(message, args)
        self.message = message
        self.variables = args


class GraderUnavailable(QuizError):
    """The grader cannot be reached now; the answer stays pending."""


class DemosUnavailable(QuizError):
    """The demo service cannot be reached now."""


class ChannelUnreachable(QuizError):
    """The platform does not let the bot post in this channel."""


class DemoRefused(QuizError):
    """The demo service refuses these params; `reason` is one sentence per language."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason
