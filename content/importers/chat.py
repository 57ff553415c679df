"""What messengers and note apps put around a text that was copied out of them."""

import re

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
MIN_MESSAGES = 3


def cleaned(text: str) -> str:
    """Return the text with every line where it was, but without names, times, comments, pages."""
    if len(_KAKAO.findall(text)) >= MIN_MESSAGES:
        text = _DAY.sub("", _KAKAO.sub("", text))
    if len(_SPEAKER.findall(text)) >= MIN_MESSAGES:
        text = _SPEAKER.sub("", text)
    return _PAGE.sub("", _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text))
