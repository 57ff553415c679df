"""What is told of a line or of a whole list: a message, to be said in either language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.importers.texts import say
from content.schema import Language

MAX_VARIABLE = 1000
"""Characters of a variable that are said: Fluent fails at 2,500, and lists hold longer names."""


@dataclass(frozen=True, init=False)
class Why:
    """The id of a message in `texts`, and its variables.

    A variable that differs by language, such as a place, is a message itself.
    """

    id: str
    variables: "Mapping[str, str | int | Why]" = field(hash=False)

    def __init__(self, id: str, /, **variables: "str | int | Why") -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "variables", variables)

    def said(self, language: Language) -> str:
        """Return the message in that language.

        Raises:
            LookupError: there is no such message, or a variable of it was not given.
        """
        variables = {
            name: one.said(language) if isinstance(one, Why) else _shown(one)
            for name, one in self.variables.items()
        }
        return say(language, self.id, **variables)


def _shown(value: str | int) -> str | int:
    if isinstance(value, int) or len(value) <= MAX_VARIABLE:
        return value
    return f"{value[: MAX_VARIABLE - 1]}…"
