"""Find idioms in an answer, whether it is code, prose or prose with code in it.

Follows all ways a blank can be filled at once, so that no text makes it slow; nothing is run.
Knows nothing of questions and grades.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from content.idiom import CLOSING, OPENING, Blank, Part, Pattern, compiled, is_word, tokens

Span = tuple[int, int]
pattern = lru_cache(maxsize=2000)(compiled)


class CodeText:
    """A text read as code: its words and signs, and which brackets belong together."""

    def __init__(self, text: str) -> None:
        """Read a text in lower case; spans are offsets into it."""
        self._tokens = tokens(text)
        self._forms = [token.form for token in self._tokens]
        self._places: dict[str, list[int]] = {}
        for index, form in enumerate(self._forms):
            self._places.setdefault(form, []).append(index)
        self._closing = dict(_pairs(self._forms))
        self._opening = {closing: opening for opening, closing in self._closing.items()}

    def find(self, wanted: Pattern) -> list[Span]:
        """Return where an idiom stands, from its receiver on."""
        if any(isinstance(part, str) and part not in self._places for part in wanted.parts):
            return []
        first, *rest = wanted.parts
        parts = rest if first is Blank.NAME else wanted.parts
        starts = self._places.get(parts[0], []) if isinstance(parts[0], str) else []
        if first is Blank.NAME:
            starts = [index for index in starts if index and self._ends_name(index - 1)]
        found = []
        for start in starts:
            if ends := self._ends(parts, start):
                begin = self._tokens[self._receiver(start)].start
                found.append((begin, self._tokens[max(ends) - 1].end))
        return found

    def _ends_name(self, index: int) -> bool:
        return is_word(self._forms[index]) or index in self._opening

    def _receiver(self, index: int) -> int:
        """Return where the name, call or chain of names that a token belongs to begins."""
        while index > 0 and self._tokens[index - 1].end == self._tokens[index].start:
            is_name, before = is_word(self._forms[index]), self._forms[index - 1]
            if before == "." or (is_word(before) and not is_name):
                index -= 1
            elif index - 1 in self._opening and not is_name:
                index = self._opening[index - 1]
            else:
                break
        return index

    def _ends(self, parts: Iterable[Part], start: int) -> set[int]:
        at = {start}
        for part in parts:
            at = self._after(part, at)
            if not at:
                break
        return at

    def _after(self, part: Part, at: set[int]) -> set[int]:
        """Return all places where one part may end, having begun at one of `at`."""
        if isinstance(part, str):
            return {index + 1 for index in at if self._form(index) == part}
        if part is Blank.NAME:
            return {end for index in at for end in self._names(index)}
        if part is Blank.RECEIVER:
            ends = {end for index in at for end in self._names(index)}
            return at | {end + 1 for end in ends if self._form(end) == "."}
        if part is Blank.LATER_ARGUMENTS:
            return at | self._inside({index for index in at if self._form(index) == ","})
        inside = self._inside(at)
        if part is Blank.EARLIER_ARGUMENTS:
            return at | {index + 1 for index in inside if self._form(index) == ","}
        return inside

    def _form(self, index: int) -> str:
        return self._forms[index] if index < len(self._forms) else ""

    def _names(self, index: int) -> Iterator[int]:
        """Yield every end of a name or group with the attributes, calls and items after it."""
        if index in self._closing:
            end = self._closing[index] + 1
        elif (form := self._form(index)) and is_word(form):
            end = index + 1
        else:
            return
        yield end
        while True:
            if end in self._closing and self._form(end) != "{":
                end = self._closing[end] + 1
            elif self._form(end) == "." and (name := self._form(end + 1)) and is_word(name):
                end += 2
            else:
                return
            yield end

    def _inside(self, at: set[int]) -> set[int]:
        """Return the places from any of `at` to the end of the bracket around it."""
        seen: set[int] = set()
        for index in at:
            while index not in seen:
                seen.add(index)
                form = self._form(index)
                if not form or form in CLOSING:
                    break
                if form in OPENING:
                    if index not in self._closing:
                        break
                    index = self._closing[index]
                index += 1
        return seen


def _pairs(forms: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield opening and closing brackets that belong together; the others are mere signs."""
    opened: list[tuple[int, str]] = []
    for index, form in enumerate(forms):
        if form in OPENING:
            opened.append((index, OPENING[form]))
        elif opened and form == opened[-1][1]:
            yield opened.pop()[0], index
