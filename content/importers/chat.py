"""What messengers and note apps put around a text that was copied out of them."""

import re
from collections import Counter

from content.importers.fields import split_fields
from content.importers.wording import asks_last, is_placeholder

_KAKAO = re.compile(r"(?m)^\[[^\[\]\n]{1,40}\] \[(?:오전|오후|AM|PM) ?\d{1,2}:\d{2}\] ")
_TIME = r"(?:(?:오전|오후) ?)?\d{1,2}:\d{2}(?: ?[AaPp][Mm])?"
_SPEAKER = re.compile(
    rf"(?m)^(?:\S[^\n]{{0,40}}?(?: {{2,}}| [—–] )(?:[^\n:]{{1,20}} )?{_TIME}|\[{_TIME}\])"
    r"(?: ?\((?:edited|수정됨|편집됨)\))?[ \t]*$"
)
_DAY = re.compile(r"(?m)^-{5,} ?\d{4}년 .{1,20} ?-{5,}$")
_COMMENT = re.compile(r"(?m)%%[^%\n]{1,500}%%|^%%\n(?:.*\n){0,50}?%%$")
_PAGE = re.compile(
    r"(?m)^[ \t\f]*(?:Page \d+ of \d+|- ?\d+ ?-|-{0,5} ?(?:Slide|슬라이드) ?\d+ ?-{0,5})[ \t]*$"
)
_ZOOM = re.compile(
    r"(?m)^\d{1,2}:\d{2}(?::\d{2})?[ \t]+From[ \t]+(\S[^\n]{0,40}?)[ \t]+to[ \t]+[^\n:]{1,40}:"
    r"[ \t]*(\n?)[ \t]*",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?P<who>[^\W\d_][^\n:：?!.,]{0,19}?) ?[:：]\s+(?P<text>\S.*)")
MIN_MESSAGES = 3
MOSTLY = 0.8


def cleaned(text: str) -> str:
    """Return the text with every line where it was, but without names, times, comments, pages."""
    if len(_KAKAO.findall(text)) >= MIN_MESSAGES:
        text = _DAY.sub("", _KAKAO.sub("", text))
    if len(_SPEAKER.findall(text)) >= MIN_MESSAGES:
        text = _SPEAKER.sub("", text)
    text = _conversation(_ZOOM.sub(r"\2\1: ", text))
    return _PAGE.sub("", _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text))


def _conversation(text: str) -> str:
    """Label what several people say by name: what one asks, and what the others answer."""
    lines = text.split("\n")
    said = [_SAID.fullmatch(line) for line in lines]
    times = Counter(one["who"] for one in said if one)
    is_one = (
        len(times) > 1
        and max(times.values()) > 1
        and times.total() >= max(MIN_MESSAGES, MOSTLY * sum(map(bool, map(str.strip, lines))))
        and all(split_fields(f"{who}: x")[0][0] is None for who in times)
    )
    if not is_one or not any(one and asks_last(one["text"], plainly=True) for one in said):
        return text
    asker, label = "", ""
    for at, one in enumerate(said):
        if one and asks_last(one["text"], plainly=one["who"] != asker):
            asker, label, lines[at] = one["who"], "A: ", f"Q: {one['text']}"
        elif one and (one["who"] == asker or is_placeholder(one["text"])):
            lines[at] = ""
        elif one:
            lines[at], label = f"{label}{one['text']}", ""
    return "\n".join(lines)
