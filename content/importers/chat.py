"""What messengers and note apps put around a text that was copied out of them."""

import re
from collections import Counter

from content.importers import kakao, turns
from content.importers.fields import split_fields
from content.importers.turns import Turn
from content.importers.wording import asks_last

_TIME = r"(?:(?:오전|오후) ?)?\d{1,2}:\d{2}(?: ?[AaPp][Mm])?"
_EDITED = r"(?: ?\((?:edited|수정됨|편집됨)\))?[ \t]*"
_SPEAKERS = (
    re.compile(
        rf"(?P<who>\S.{{0,40}}?)(?: {{2,}}| [—–] )(?:[^:]{{1,20}} )?{_TIME}{_EDITED}(?P<text>)"
    ),
    re.compile(rf"(?P<who>\S.{{0,40}}? )?\[{_TIME}\]{_EDITED}(?P<text>)"),
    re.compile(rf"\[{_TIME}\] (?P<who>[^:]{{1,40}}): (?P<text>.*)"),
)
_TIME_BELOW = re.compile(rf"(?m)^(\S[^\n?？]{{0,40}})\n[ \t]*({_TIME}[ \t]*)$")
_COMMENT = re.compile(r"(?m)%%[^%\n]{1,500}%%|^%%\n(?:.*\n){0,50}?%%$")
_PAGE = re.compile(
    r"(?m)^[ \t\f]*(?:Page \d+ of \d+|- ?\d+ ?-|-{0,5} ?(?:Slide|슬라이드) ?\d+ ?-{0,5})[ \t]*$"
)
_ZOOM = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?[ \t]+From[ \t]+(?P<who>\S.{0,40}?)[ \t]+to[ \t]+[^:]{1,40}:"
    r"[ \t]*(?P<text>.*)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?P<who>[^\W\d_][^\n:：?!.,]{0,19}?) ?[:：]\s+(?P<text>\S.*)")
MIN_TIMED = 2
MIN_MESSAGES = 3
MOSTLY = 0.8


def cleaned(text: str) -> str:
    """Return the text with every line where it was, but without names, times, comments, pages."""
    text = kakao.read(text)
    lines = _TIME_BELOW.sub(r"\n\1  \2", text).split("\n")
    said = turns.cut(lines, *_SPEAKERS, _ZOOM)
    if len(said) < MIN_TIMED and not any(map(_ZOOM.fullmatch, lines)):
        lines = text.split("\n")
        said = _conversation(lines)
    text = "\n".join(turns.posed(lines, said))
    return _PAGE.sub("", _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text))


def _conversation(lines: list[str]) -> list[Turn]:
    """Return what several people say by name, one of whom asks; nothing of any other text."""
    said = [
        Turn(one["who"], at, [one["text"]])
        for at, line in enumerate(lines)
        if (one := _SAID.fullmatch(line))
    ]
    times = Counter(turn.who for turn in said)
    is_one = (
        len(times) > 1
        and max(times.values()) > 1
        and times.total() >= max(MIN_MESSAGES, MOSTLY * sum(map(bool, map(str.strip, lines))))
        and all(split_fields(f"{who}: x")[0][0] is None for who in times)
    )
    return said if is_one and any(asks_last(turn.text, plainly=True) for turn in said) else []
