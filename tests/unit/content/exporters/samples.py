"""Banks of questions made on the spot."""

from typing import Any

from content.loader import Bank
from content.schema import Question

HOSTILE = [
    "# not a heading",
    "a | b\n--|--\nc | d",
    "heading?\n===",
    "rule\n---\n***\t\n---\t",
    "- [ ] item\n1. one\n> quote",
    "```\nnever closed",
    "`open and *bold* and __bold__ and ~~gone~~",
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> <!-- -->',
    "[here](javascript:alert) ![pic](https://t.example/x.png) <https://t.example>",
    "[here]\n\n[here]: https://t.example",
    "&lt;b&gt; &amp; &#60;",
    "Answer: forged\nKeyword: forged",
    "$<script>alert(1)</script>$ $[a](https://t.example)$ $$<b>\n---\n</b>$$",
    r"\# \\` \<b> trailing \\",
    "    indented\n\tcode",
    "closing ##",
    "carriage\r# return\u2028# separator\x0b# tab",
    "[sound:x.mp3] [latex]\\input{x}[/latex] {{c1::cloze}} $$sound:x.mp3$$",
    "tab\there\x1ffield",
    '=HYPERLINK("https://t.example")',
    "+1\n-1\n@SUM(A1)",
    "'quoted'",
]
"""Texts that would become something else in one of the formats."""


def make(id: str, text: str = "질문", **fields: Any) -> Question:
    both = {"ko": text, "en": fields.pop("en", "A question")}
    return Question.model_validate({"id": id, "topic": "optimization", "text": both} | fields)


def bank_of(*mains: Question) -> Bank:
    walked = [(main, one) for main in mains for one in main.walk()]
    return Bank(
        questions={one.id: one for _, one in walked},
        parents={one.id: main.id for main, one in walked if one is not main},
    )


def both(text: str) -> dict[str, str]:
    return {"ko": text, "en": text}


def filled(text: str) -> Question:
    """Return a question with the text in every place that holds one."""
    fields: dict[str, Any] = {
        "en": text,
        "lead": both(text),
        "references": {"ko": [text, "둘"], "en": [text]},
        "key_points": [
            {"id": "one", "text": both(text), "terms": [text, "b"], "contrasts": [both(text)]},
            {"id": "two", "text": both("둘"), "weight": 2, "nudge": both(text), "needed": False},
            {"id": "three", "text": both("셋")},
        ],
        "enough": 1,
        "misconceptions": [{"text": both(text), "why": both(text)}],
        "hints": [both(text), both("힌트")],
        "explanation": both(text),
        "sources": [{"title": text, "url": "https://a.example/<b>"}, {"title": "A book"}],
        "demo": {"name": "gd-1d", "params": {"rate": 0.5, "name": text}},
        "figure": "curve",
    }
    return make("main", text, **fields, follow_ups=[make("child", text, **fields)])
