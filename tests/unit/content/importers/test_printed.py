"""Our own export as a document, read back: as it was written, and edited by hand."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.exporters.markdown import export
from content.importers.item import BadInput
from content.importers.report import Event
from content.schema import LANGUAGES, Language, Question
from tests.bank import BANK
from tests.unit.content.exporters.samples import bank_of, both, filled, make
from tests.unit.content.importers.lists import TYPED, Lists, imported

BOTH: tuple[Language, ...] = ("ko", "en")
NOT_PRINTED: Any = dict.fromkeys(("amount", "enough", "formula", "calculation"), True)
NOT_PRINTED |= {"demo": {"figures", "predict"}}
TEXTS = [
    "Answer: forged\nKey point (×2): forged\n**모범 답안:** forged\nanswer: forged",
    "**ID:** `x` · cnn · code · difficulty 3/5",
    "`x` · cnn · code · difficulty 3/5",
    "# head\n\n## head\n\nhead\n---\nhead\n===",
    "```python\nif a:\n\n\n    Answer: b\n\n# c\n```\nand\n````\n```\n````",
    "```\nx\n```",
    "$a<b$, $[x](y)$, $a<{}b$, $\\{x\\}_1$ and $$\nL = a \\\\\n    b\n$$",
    "` a `, ``b`c``, \\` and \\\\",
    "one  \ntwo   \nthree\t\n\n\n\nfour\n   \nfive",
    "a\n    b\n\tc\n \t d\te",
    "- one\n  - two\n    1. three\n+ four",
    "<b>bold</b> &lt;b&gt; &nbsp; <!-- gone -->",
    "**bold** __bold__ _it_ *it* ~~no~~ [a](b) ![a](b) <https://a.example>",
    "😀 \u200d\u00a0👩‍🔬 ＃ 전각 ‘’",
    "x\\\ny\\",
    "main",
    "main\nchild",
    "$5 and $6 | 7",
]
"""Texts that the document would lose if it were careless."""


def printed(question: Question) -> dict[str, Any]:
    """Return all that a document holds of a question."""
    data = question.model_dump(mode="json", exclude=NOT_PRINTED)
    for number, point in enumerate(data["key_points"], 1):
        point |= {"id": f"point-{number}", "terms": [], "contrasts": [], "idioms": []}
        point |= {"needed": True, "nudge": None}
    for wrong in data["misconceptions"]:
        wrong["idioms"] = []
    for source in data["sources"]:
        source["title"] = " ".join(source["title"].split())
    data["follow_ups"] = [printed(child) for child in question.follow_ups]
    return data


def alone(value: Any, language: Language) -> Any:
    """Let the texts of one language stand for both, and leave out the answers of the other."""
    if isinstance(value, list):
        return [alone(one, language) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == set(LANGUAGES):
        texts = value[language]
        is_list = isinstance(texts, list)
        return {one: [] if is_list and one != language else texts for one in LANGUAGES}
    return {name: alone(one, language) for name, one in value.items()}


def written(lists: Lists, *mains: Question, languages: Sequence[Language] = BOTH) -> Path:
    (path,) = lists(a_md=export(bank_of(*mains), "Deck", languages))
    return path


def edited(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def whys(path: Path, event: Event) -> list[str]:
    return [entry.because("en") for entry in imported(path).report.of(event)]


@pytest.mark.parametrize("languages", [("ko",), ("en",), ("ko", "en"), ("en", "ko")])
def test_the_packaged_bank_comes_back(lists: Lists, languages: tuple[Language, ...]) -> None:
    (path,) = lists(a_md=export(BANK, "deep-learning", languages))
    result = imported(path)
    wanted = [printed(main) for main in BANK.mains()]
    if len(languages) == 1:
        wanted = alone(wanted, languages[0])
    assert [printed(main) for main in result.questions] == wanted
    assert {entry.event for entry in result.report.entries} == {Event.DRAFT}


@pytest.mark.parametrize("text", TYPED + TEXTS)
def test_a_hostile_question_comes_back(lists: Lists, text: str) -> None:
    main = filled(re.sub(r"\n---\n</b>", "</b>", text))
    main = main.model_copy(update={"sources": main.sources[1:], "follow_ups": (make("child"),)})
    result = imported(written(lists, main))
    assert [printed(one) for one in result.questions] == [printed(main)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text("#*_`~|<>[]()!&;:=+-.1\\ \t\nab$$*{}A가", min_size=1).map(str.strip).filter(bool))
def test_any_answer_comes_back(lists: Lists, text: str) -> None:
    text = re.sub(r"\$\$[^$]*\$\$", "", text).strip() or "x"
    main = make("main", references={"ko": [text], "en": [text, text]}, explanation=both(text))
    (again,) = imported(written(lists, main)).questions
    assert (again.references, again.explanation) == (main.references, main.explanation)


def test_what_somebody_adds_takes_its_place(lists: Lists) -> None:
    path = written(lists, make("main", references={"en": ["One."], "ko": ["하나."]}))
    edited(path, "**Answer:** One.", "**Answer:** One.\n\nAnswer: Two, by:\n\n- a *b*\n  - c")
    edited(path, "  \n**Answer:** One.", "\n\n**Answer:** One [1](https://a.example).")
    (main,) = imported(path).questions
    assert main.references.ko == ("하나.",)
    assert main.references.en == ("One [1](https://a.example).", "Two, by:\n\n- a *b*\n  - c")


def test_a_question_deleted_is_gone(lists: Lists) -> None:
    path = written(lists, make("one"), make("two", "다른 질문", en="Another"))
    text = path.read_text("utf-8")
    path.write_text("# Deck\n\n" + text[text.index("## 다른") :], "utf-8")
    assert [one.id for one in imported(path).questions] == ["two"]


def test_a_question_added_needs_no_id(lists: Lists) -> None:
    path = written(lists, make("main", follow_ups=[make("child", "그래서?", en="So?")]))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n### Why pad?\n\nAnswer: Size.\n\n## 왜 섞나요?\n\n답: 순서를 잊게요.\n")
        file.write("\n**모범 답안:** 순서를 잊으라고요.\n")
    result = imported(path)
    main, new = result.questions
    assert [(one.id, one.topic) for one in main.follow_ups] == [
        ("child", "optimization"),
        ("why-pad", "optimization"),
    ]
    assert main.follow_ups[1].references.en == ("Size.",)
    assert (new.text.ko, new.references.ko) == (
        "왜 섞나요?",
        ("순서를 잊게요.", "순서를 잊으라고요."),
    )
    why = "has no ID line: gets an id, and the topic of the question above"
    assert whys(path, Event.DOUBT) == [why, why]


def test_a_question_at_the_top_takes_the_topic_below(lists: Lists) -> None:
    path = edited(written(lists, make("main")), "# Deck\n", "# Deck\n\n## Why pad?\n")
    assert [one.topic for one in imported(path).questions] == ["optimization"] * 2


def test_a_translation_deleted_leaves_the_other_for_both(lists: Lists) -> None:
    hints = [{"ko": "하나", "en": "One"}, {"ko": "둘", "en": "Two"}]
    path = edited(written(lists, make("main", hints=hints)), "**Hint:** One", "")
    (main,) = imported(path).questions
    assert [(one.ko, one.en) for one in main.hints] == [("하나", "하나"), ("둘", "Two")]


def test_spaces_that_an_editor_drops_change_nothing(lists: Lists) -> None:
    main = filled("One\nTwo\n\nThree").model_copy(update={"sources": (), "follow_ups": ()})
    path = written(lists, main)
    path.write_text(re.sub(r"[ \t]+\n", "\n", path.read_text("utf-8")), "utf-8")
    assert [printed(one) for one in imported(path).questions] == [printed(main)]


def test_a_source_may_be_a_link(lists: Lists) -> None:
    path = written(lists, make("main", sources=[{"title": "Book", "url": "https://a.example/b"}]))
    edited(path, "Book <https://a.example/b>", "[Page](https://a.example/p)")
    with path.open("a", encoding="utf-8") as file:
        file.write("**Source:** https://a.example/q\n\n**Source:** http://a.example\n")
    (main,) = imported(path).questions
    assert [(one.title, one.url) for one in main.sources] == [
        ("Page", "https://a.example/p"),
        ("https://a.example/q", "https://a.example/q"),
        ("http://a.example", None),
    ]


def test_what_belongs_to_no_question_is_told(lists: Lists) -> None:
    path = edited(written(lists, make("main")), "# Deck\n", "# Deck\n\nFor the team.\n")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n**Why:** No reason.\n\n---\n\n<!-- done -->\n\n# Part 2\n\nMore.\n")
    assert whys(path, Event.SKIPPED) == [
        "belongs to no question",
        "heads no question",
        "belongs to no question",
        "says why, but of no misconception",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "`two` · optimization · concept · 난이도 3/5",
            "`two` · 난이도 9/5",
            "an ID line reads `id` · topic · kind",
        ),
        ("`two` · optimization · concept", "`two` · optimization · poem", "kind: "),
        ("`gd-1d`", "gd-1d", "a demo line reads"),
        ('{"a": 1}', '{"a": }', "a demo line reads"),
        ("**이유:** 왜", "", "misconceptions.0.why: "),
    ],
)
def test_a_question_that_cannot_be_read_is_told_and_the_others_are_read(
    lists: Lists, old: str, new: str, message: str
) -> None:
    wrongs = [{"text": both("틀림"), "why": both("왜")}]
    demo = {"name": "gd-1d", "params": {"a": 1}}
    mains = [
        make("one"),
        make("two", "다른 것", misconceptions=wrongs, demo=demo),
        make("three", "셋"),
    ]
    path = edited(written(lists, *mains, languages=["ko"]), old, new)
    assert len(imported(path).questions) < len(mains)
    assert all(why.startswith(message) for why in whys(path, Event.SKIPPED))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## 질문", "### 질문", "follows from no question, taken as a main one"),
        ("`two`", "`one`", "its id 'one' is already on line 3, left out"),
    ],
)
def test_what_can_be_mended_is_told(lists: Lists, old: str, new: str, message: str) -> None:
    path = edited(written(lists, make("one"), make("two", "다른 것")), old, new)
    assert len(imported(path).questions) == 2
    assert message in whys(path, Event.DOUBT)


def test_a_text_that_no_question_can_hold_is_refused_with_its_line(lists: Lists) -> None:
    path = edited(written(lists, make("one")), "## 질문", "## 질문 " + "` `` " * 4000)
    with pytest.raises(BadInput, match=r"a\.md:3: a text is longer than 4,000"):
        imported(path)


def test_a_text_as_long_as_allowed_comes_back(lists: Lists) -> None:
    main = make("main", references={"en": ["*\n" * 1999 + "*"]})
    (again,) = imported(written(lists, main)).questions
    assert again.references == main.references


def test_a_list_that_only_looks_alike_is_read_as_before(lists: Lists) -> None:
    (path,) = lists(a_md="# Deck\n\n## Why pad?\n\nID: `7`\n\nAnswer: Size.\n")
    (main,) = imported(path).questions
    assert (main.id, main.topic) == ("why-pad", "team")
