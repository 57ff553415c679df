"""A chat of KakaoTalk, copied out of its window or exported, without names, times and notices."""

import re

from content.importers import turns

_CLOCK = r"(?:(?:오전|오후|AM|PM)\s?)?\d{1,2}:\d{2}(?:\s?(?:AM|PM))?"
_DATE = (
    r"(?:\d{4}년 ?\d{1,2}월 ?\d{1,2}일|\d{4}\. ?\d{1,2}\. ?\d{1,2}\.|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?: at)?)"
)
_WEEKDAY = r"(?:[월화수목금토일]요일|[A-Z][a-z]{2,5}day)"
_MESSAGES = (
    re.compile(rf"\[(?P<who>.{{1,60}}?)\] \[{_CLOCK}\](?:\s(?P<text>.*)|$)"),
    re.compile(rf"{_DATE},?\s{_CLOCK}, (?P<who>.{{1,60}}?) :(?:\s(?P<text>.*)|$)"),
)
_AROUND = re.compile(
    rf"-{{5,}}\s?(?:{_DATE}|{_WEEKDAY},).{{0,30}}?\s?-{{5,}}"
    rf"|{_DATE},? ?{_WEEKDAY}|{_WEEKDAY}, {_DATE}"
    rf"|{_DATE},?\s{_CLOCK}(?:, .*)?|.{{1,60}} 카카오톡 대화|저장한 날짜 ?: .*|Date Saved ?: .*"
    r"|.{1,60}님[이을] .{0,200}?(?:들어왔|나갔|초대했|내보냈)습니다\.?"
    r"|.{1,60} (?:joined|left) (?:this|the) (?:chatroom|chat)\.?"
)
_SHOWN = re.compile(
    r"(?:사진|동영상|이모티콘|샵검색|삭제된 메시지입니다\.?|파일: .*|Photos?|Video|Emoticons?)"
    r"(?: ?\d{1,3}(?:장|개))?"
)


def read(text: str) -> str:
    """Return the chat with each question and each answer behind a label; other text as it was."""
    lines = text.split("\n")
    if not any(map(_is_message, lines)):
        return text
    lines = ["" if _is_around(line) else line for line in lines]
    said = [
        turn._replace(said=["" if _SHOWN.fullmatch(line.strip()) else line for line in turn.said])
        for turn in turns.cut(lines, *_MESSAGES)
    ]
    return "\n".join(turns.posed(lines, said))


def _is_message(line: str) -> bool:
    return any(one.fullmatch(line) for one in _MESSAGES)


def _is_around(line: str) -> bool:
    return not _is_message(line) and _AROUND.fullmatch(line.strip()) is not None
