import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.exporters.markdown import body, export
from content.loader import Bank
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKS = "#*_`~|<>[]()!&;:=+-.1\\ \t\nab"


class Seen(HTMLParser):
    """The tags of a page and the text between them."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(RENDERER.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(text: str) -> str:
    """Return the text without white space, control characters, and what marks code."""
    return re.sub(r"[\s\x00-\x1f`]", "", text)


def test_a_main_question_is_a_heading_and_its_follow_up_one_below() -> None:
    main = make("main", "왜?", follow_ups=[make("child", "그래서?")])
    headings = re.findall("^#.*$", export(bank_of(main), "Deck", ["ko"]), re.MULTILINE)
    assert headings == ["# Deck", "## 왜?", "### 그래서?"]


def test_facts_stand_on_lines_with_labels() -> None:
    main = make(
        "main",
        key_points=[{"id": "one", "text": {"ko": "하나", "en": "One"}}],
        references={"ko": ["답"], "en": ["First", "Second"]},
        explanation={"ko": "설명", "en": "Because"},
        hints=[{"ko": "힌트", "en": "Think"}],
        misconceptions=[{"text": {"ko": "틀림", "en": "Wrong"}, "why": {"ko": "왜", "en": "No"}}],
        sources=[{"title": "A book", "url": "https://a.example/b"}],
    )
    text = export(bank_of(main), "Deck", ["en"])
    assert [line.rstrip() for line in text.splitlines() if line][2:] == [
        "`main` · optimization · concept · difficulty 3 of 5",
        "Hint: Think",
        "Keyword: One",
        "Answer: First",
        "Answer: Second",
        "Explanation: Because",
        "Misconception: Wrong",
        "Why: No",
        "Source: A book <https://a.example/b>",
    ]


def test_each_label_starts_a_line_when_shown() -> None:
    answers = {"references": {"en": ["First", "Second"]}}
    shown = RENDERER.render(export(bank_of(make("main", **answers)), "Deck", ["en"]))
    assert "Answer: First<br />\nAnswer: Second" in shown


def test_both_languages_come_in_order() -> None:
    text = export(bank_of(make("main", "왜?", en="Why?")), "Deck", ["ko", "en"])
    assert text.index("## 왜?") < text.index("Why?")


def test_a_language_left_out_is_nowhere() -> None:
    assert "질문" not in export(bank_of(make("main", "질문")), "Deck", ["en"])


def test_code_and_math_stay_as_they_were() -> None:
    text = (
        "Is `a*b*c` or ``x`y`` in $O(n_1 * n_2)$?\n\n```python\nif a < b:\n    # go\n```\n\n$$x_1$$"
    )
    shown = body(text)
    assert "`a*b*c` or ``x`y`` in $O(n_1 * n_2)$?" in shown
    assert "```\nif a < b:\n    # go\n```" in shown
    assert "$$x_1$$" in shown


def test_a_question_that_begins_with_code_is_headed_by_its_id() -> None:
    text = export(bank_of(make("main", "```\nx = 1\n```\nWhat is x?")), "Deck", ["ko"])
    assert "## main\n\n```\nx = 1\n```\n\nWhat is x?\n" in text


def test_an_answer_that_is_code_stands_below_its_label() -> None:
    text = export(bank_of(make("main", references={"ko": ["```\nx = 1\n```"]})), "Deck", ["ko"])
    assert "\nAnswer:\n\n```\nx = 1\n```\n" in text


def test_an_escaped_dollar_ends_no_math() -> None:
    assert Seen(body(r"$a\$")).text.strip() == r"$a\$"


def test_a_long_question_has_its_first_line_in_the_heading() -> None:
    assert "## One\n\nTwo  \nThree\n" in export(
        bank_of(make("main", "One\nTwo\nThree")), "Deck", ["ko"]
    )


@pytest.mark.parametrize("text", ["3 - 1 = 2", "a_b", "2 * 3", "[0, 1]", "x > 0", "C# & C++", "5%"])
def test_harmless_marks_are_left_alone(text: str) -> None:
    assert body(f"It is {text} here") == f"It is {text} here"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_text(text: str) -> None:
    seen = Seen(body(text))
    assert set(seen.tags) <= {"p", "br", "code", "pre"}
    assert plain(seen.text) == plain(text)


def test_indented_code_keeps_its_place() -> None:
    assert (
        Seen(body("if a:\n    b\n\tc")).text
        == "if a:\n\u00a0\u00a0\u00a0\u00a0b\n\u00a0\u00a0\u00a0\u00a0c\n"
    )


def test_an_address_ends_where_it_ends() -> None:
    main = make("main", sources=[{"title": "Book", "url": "https://a.example/<b>c"}])
    assert "Source: Book <https://a.example/%3Cb%3Ec>\n" in export(bank_of(main), "D", ["ko"])


def test_a_heading_keeps_the_signs_it_ends_with() -> None:
    assert Seen(f"## {body('What is ##')}").text.strip() == "What is ##"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_keeps_its_outline(text: str) -> None:
    document = export(bank_of(filled(text)), text, ["ko", "en"])
    seen = Seen(document)
    assert [tag for tag in seen.tags if tag.startswith("h")] == ["h1", "h2", "h3"]
    assert set(seen.tags) <= {"h1", "h2", "h3", "p", "br", "code", "pre", "a"}
    assert seen.tags.count("a") == 2


@pytest.mark.parametrize("label", ["Answer", "Keyword", "Source"])
def test_a_text_forges_no_line_with_a_label(label: str) -> None:
    assert f"\n{label}:" not in export(bank_of(make("main", f"Why?\n{label}: no")), "D", ["ko"])


@given(st.text(MARKS, min_size=1, max_size=40))
def test_any_text_shows_as_it_was_typed(text: str) -> None:
    seen = Seen(body(text))
    assert set(seen.tags) <= {"p", "br", "code", "pre"}
    assert plain(seen.text) == plain(text)


@given(st.text(MARKS + "$$$", min_size=1, max_size=40))
def test_math_hides_no_markup_beyond_emphasis(text: str) -> None:
    assert set(Seen(body(text)).tags) <= {"p", "br", "code", "pre", "em", "strong", "s"}


def test_an_empty_deck_is_its_title() -> None:
    assert export(Bank(), "Deck", ["ko", "en"]) == "# Deck\n"
