"""Which column is which where somebody said so, and which columns there turned out to be."""

from collections.abc import Iterable, Mapping

from content.importers.columns import plain_name
from content.importers.item import BadInput
from content.importers.report import shorten
from content.importers.why import Why

MAX_LISTED = 20


class Chosen:
    """Fields by the names of columns. Of several lists, each name has to be in one."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = {plain_name(name): field for name, field in fields.items()}
        self._given = {plain_name(name): name for name in fields}
        self._held: dict[str, str] = {}

    def meet(self, names: Iterable[str]) -> None:
        """Take note of the columns of a list."""
        self._held |= {plain_name(name): shorten(name, 40) for name in names if name.strip()}

    def check(self, file: str) -> None:
        """Refuse a name that no column met so far has.

        Raises:
            BadInput: there is such a name.
        """
        missing = [name for plain, name in self._given.items() if plain not in self._held]
        if missing and not self._held:
            raise BadInput(Why("no-columns"), file)
        if missing:
            held = ", ".join(list(self._held.values())[:MAX_LISTED])
            raise BadInput(Why("no-column", name=shorten(missing[0], 40), held=held), file)
