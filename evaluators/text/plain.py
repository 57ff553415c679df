"""One spelling for many: full-width, case, spaces and invisible characters smoothed away.

Offsets into the original are kept, so that a member can be quoted in their own words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_JAMO_THAT_JOIN = range(0x1160, 0x1200)
_SAME = {"−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "`": "'"}

_LABEL = re.compile(
    r"\s*(?:(?:(?:my|the) )?answer|ans\.?|(?:제 ?|나의 )?답변?|정답)"
    r" ?(?:#|no\. ?)?\d{0,3} ?[:.)\]]\s+"
    r"|\s*a\d{0,3} ?[:)]\s+",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\s*(?:"
    r"(?:(?:저도|나도|솔직히|사실) ?,? ?)?(?:(?:잘은?|정확히는?|정확하겐|확실히는?|확실하겐) ?)?"
    r"(?:모르겠|기억(?:이|은)? ?안 ?나|확실하?(?:지(?:는|가)?|진) ?않|확실친 않|자신(?:은|이)? ?없)"
    r"(?:지만|는데요?|은데요?|으나),?\s+"
    r"|(?:제|내) 생각(?:에는?|엔),?\s+"
    r"|(?:i(?:'m| am) )?not (?:really |quite |totally |100% |entirely )?sure,? but,?\s+"
    r"|i (?:don't|do not) (?:really |quite )?(?:know|remember)(?: exactly| for sure)?,? but,?\s+"
    r"|i (?:think|guess|believe|suppose)(?: that)?,?\s+"
    r"|(?:in my opinion|imo|imho),?\s+"
    r")+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlainText:
    """A smoothed text; character i came from original[starts[i]:ends[i]]."""

    text: str
    original: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """Return the original words behind text[start:end]."""
        if start >= end:
            return ""
        return self.original[self.starts[start] : self.ends[end - 1]].strip()


def plain(original: str) -> PlainText:
    """Apply NFKC, lower case and single spaces; line breaks stay, format characters go."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(original):
        for character in _smooth(original[start:end]):
            if character.isspace() and (not characters or characters[-1].isspace()):
                if character == "\n" and characters:
                    characters[-1] = "\n"
                continue
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return PlainText("".join(characters), original, tuple(starts), tuple(ends))


def without_preface(answer: str) -> str:
    """Leave out what only says that an answer follows, or a guess: "답)", "잘 모르겠지만"."""
    for preface in (_LABEL, _HEDGE):
        if found := preface.match(answer):
            answer = answer[found.end() :]
    return answer


def _clusters(original: str) -> Iterator[tuple[int, int]]:
    """Yield a base character together with the marks and vowels that join it."""
    start = 0
    for index in range(1, len(original) + 1):
        if index == len(original) or not _joins(original[index]):
            yield start, index
            start = index


def _joins(character: str) -> bool:
    return ord(character) > 127 and (
        unicodedata.combining(character) != 0 or ord(character) in _JAMO_THAT_JOIN
    )


@lru_cache(maxsize=8192)
def _smooth(cluster: str) -> str:
    smoothed = "".join(_SAME.get(c, c) for c in unicodedata.normalize("NFKC", cluster)).lower()
    return "".join(
        "\n" if c in "\n\r\v\f\u2028\u2029" else " " if c.isspace() or _is_control(c) else c
        for c in smoothed
        if unicodedata.category(c) != "Cf"
    )


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}
