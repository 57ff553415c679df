import re
from typing import Any

import pytest

from content.exporters.markdown import export
from content.loader import Bank
from tests.unit.content.exporters.rendered import RENDERER, seen
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make


def test_a_main_question_is_a_heading_and_its_follow_up_one_below() -> None:
    main = make("main", "왜?", follow_ups=[make("child", "그래서?")])
    headings = re.findall("^#.*$", export(bank_of(main), "Deck", ["ko"]), re.MULTILINE)
    assert headings == ["# Deck", "## 왜?", "### 그래서?"]


def test_facts_stand_on_lines_with_labels() -> None:
    main = make(
        "main",
        key_points=[{"id": "one", "text": {"ko": "하나", "en": "One"}, "weight": 1.5}],
        references={"ko": ["답"], "en": ["First", "Second"]},
        explanation={"ko": "설명", "en": "Because"},
        hints=[{"ko": "힌트", "en": "Think"}],
        misconceptions=[{"text": {"ko": "틀림", "en": "Wrong"}, "why": {"ko": "왜", "en": "No"}}],
        sources=[{"title": "A book", "url": "https://a.example/b"}],
        demo={"name": "gd-1d", "params": {"lr": 0.1}},
        figure="curve",
    )
    text = export(bank_of(main), "Deck", ["en"])
    assert [line.rstrip() for line in text.splitlines() if line][2:] == [
        "**ID:** `main` · optimization · concept · difficulty 3/5",
        "**Hint:** Think",
        "**Key point (×1.5):** One",
        "**Answer:** First",
        "**Answer:** Second",
        "**Explanation:** Because",
        "**Misconception:** Wrong",
        "**Why:** No",
        "**Source:** A book <https://a.example/b>",
        '**Demo:** `gd-1d` `{"lr": 0.1}`',
        "**Figure:** `curve`",
    ]


def test_each_label_starts_a_line_when_shown() -> None:
    answers = {"references": {"en": ["First", "Second"]}}
    page = RENDERER.render(export(bank_of(make("main", **answers)), "Deck", ["en"]))
    assert "Answer:</strong> First<br />\n<strong>Answer:</strong> Second" in page


def test_a_label_is_in_the_language_of_its_text() -> None:
    answers = {"references": {"ko": ["답"], "en": ["It"]}}
    text = export(bank_of(make("main", "왜?", en="Why?", **answers)), "Deck", ["ko", "en"])
    assert "## 왜?\n\n**Question:** Why?\n" in text
    assert "\n**모범 답안:** 답  \n**Answer:** It\n" in text


def test_a_text_and_its_translation_stand_together() -> None:
    hints = [{"ko": "하나", "en": "One"}, {"ko": "둘", "en": "Two"}]
    text = export(bank_of(make("main", hints=hints)), "Deck", ["ko", "en"])
    assert re.findall("하나|One|둘|Two", text) == ["하나", "One", "둘", "Two"]


def test_a_language_left_out_is_nowhere() -> None:
    assert not re.search("[가-힣]", export(bank_of(make("main", "질문")), "Deck", ["en"]))


@pytest.mark.parametrize(
    ("text", "fields", "written"),
    [
        ("```\nx = 1\n```\nWhat is x?", {}, "## main\n\n```\nx = 1\n```\nWhat is x?\n"),
        ("One\nTwo\nThree", {}, "## One\n\nTwo  \nThree\n"),
        (
            "왜?",
            {"references": {"ko": ["```\nx = 1\n```"]}},
            "\n**모범 답안:**\n\n```\nx = 1\n```\n",
        ),
        (
            "왜?",
            {"sources": [{"title": "Book", "url": "https://a.example/<b>c"}]},
            "** Book <https://a.example/%3Cb%3Ec>\n",
        ),
    ],
    ids=["code at the head", "a long question", "code for an answer", "an address with marks"],
)
def test_text_of_many_forms_has_its_place(text: str, fields: dict[str, Any], written: str) -> None:
    assert written in export(bank_of(make("main", text, **fields)), "Deck", ["ko"])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_keeps_its_outline(text: str) -> None:
    document = export(bank_of(filled(text)), text, ["ko", "en"])
    page = seen(document)
    assert [tag for tag in page.tags if tag.startswith("h")] == ["h1", "h2", "h3"]
    assert set(page.tags) <= {"h1", "h2", "h3", "p", "br", "code", "pre", "strong", "a"}
    assert page.tags.count("a") == 2
    assert page.tags.count("strong") == len(re.findall(r"^\*\*", document, re.MULTILINE))


@pytest.mark.parametrize("label", ["Answer", "answer", "Key point (×2)", "모범 답안", "**Answer"])
def test_a_text_forges_no_line_with_a_label(label: str) -> None:
    assert f"\n{label}:" not in export(bank_of(make("main", f"Why?\n{label}: no")), "D", ["ko"])


def test_an_empty_deck_is_its_title() -> None:
    assert export(Bank(), "Deck", ["ko", "en"]) == "# Deck\n"
