"""How hard a list calls a question, from 1 to 5: by stars, a number or a word."""

import re

_WORDS = {
    1: "최하",
    2: "easy beginner basic junior 쉬움 쉬운 초급 기초 하",
    3: "medium intermediate middle normal 보통 중간 중급 중",
    4: "hard difficult advanced senior 어려움 어려운 고급 심화 상",
    5: "expert 최상",
}
_LEVEL_OF = {word: level for level, words in _WORDS.items() for word in words.split()}
_NAMED = re.compile(r"(?:lv|level|난이도)[.: ]*")
_NUMBER = re.compile(r"([1-5])(?: ?/ ?5)?")
_FILLED, _EMPTY = "★⭐🌟", "☆"


def is_lone_star(said: str) -> bool:
    """Tell a mark that is as often praise."""
    return sum(map(said.count, _FILLED)) == 1 and _EMPTY not in said


def level_of(said: str) -> int | None:
    """Return the level that a mark stands for; None where it tells none."""
    said = _NAMED.sub("", said.strip().casefold(), count=1)
    stars, empty = sum(map(said.count, _FILLED)), said.count(_EMPTY)
    if stars and empty:
        return round(5 * stars / (stars + empty))
    if stars:
        return min(stars, 5)
    if number := _NUMBER.fullmatch(said):
        return int(number[1])
    return _LEVEL_OF.get(said)
