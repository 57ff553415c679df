"""What members write: each text is one of a kind, and many look like something that they are not.

A mark in each text names it, wherever the text or a piece of it turns up again.
"""

import re
from hashlib import sha256
from itertools import count
from random import Random

MARK = re.compile(r"qm[0-9a-f]{2}[0-9]{6}")
ODD = (
    "payload",
    "payload=%7B%22type%22%3A1%7D",
    'payload={"type": "block_actions"}',
    "command",
    "command=/quiz now",
    "ssl_check=1",
    "ssl_check",
    "type",
    '{"type": "url_verification", "challenge": "x"}',
    "challenge",
    "{",
    "}{",
    "a & b && c",
    "&amp; &lt;b&gt;",
    "a=1&b=2;c=3",
    "<b> + </b>",
    "100% +1 %20",
    "기울기가 1이라 줄지 않아요",
    "경사 하강법은 손실을 따라 내려가요 🙂",
    "👩‍🔬🧠 learning",
    "'; DROP TABLE answers; --",
    "\\n \\u0000 \\x",
    "token=xoxb-1 team_id=T1",
    "*bold* _it_ ~no~ `code`",
)


class Words:
    """Makes texts of one lane, by chance that can be had again."""

    def __init__(self, random: Random, lane: int) -> None:
        self._random = random
        self._marks = (f"qm{lane:02x}{number:06}" for number in count(1))

    def next(self) -> str:
        """Return a text that nobody has written before."""
        mark, odd = next(self._marks), self._random.choice(ODD)
        return self._random.choice((f"{odd} {mark}", f"{mark} {odd}", f"{odd} {mark} {odd}"))


def mark_of(text: str) -> str:
    """Return the mark in a text; empty if there is none."""
    found = MARK.search(text)
    return found[0] if found else ""


def score_of(text: str) -> float:
    """Return the score that the stand-in for compute gives a text, the same every time."""
    return int(sha256(mark_of(text).encode()).hexdigest()[:4], 16) % 101 / 100
