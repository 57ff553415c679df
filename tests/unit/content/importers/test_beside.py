"""Hints and asides of a list: none of them is a part of an answer."""

import pytest

from content.importers.report import Event
from content.importers.run import Imported
from tests.unit.content.importers.lists import Lists, found, imported

ANSWER = "A small share of traffic goes to the new version first."
OTHER = "Q2. What is a load balancer?\nA2. It spreads requests over several servers.\n"


def hints(result: Imported, start: str = "What is a canary?") -> list[str]:
    return [one.ko for one in found(result, start).hints]


def answer(result: Imported, start: str = "What is a canary?") -> str:
    """Return the only answer, which the key points repeat and nothing explains."""
    question = found(result, start)
    (only,) = question.references.all()
    assert question.explanation is None
    return only


def told(result: Imported) -> list[tuple[int, str, str]]:
    return [
        (one.place.line, one.text, one.because("en")) for one in result.report.of(Event.SKIPPED)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Hint: think of a mine",
        "> Hint: think of a mine",
        "**Hint:** think of a mine",
        "**Hint**: think of a mine",
        "💡 Hint: think of a mine",
        "Hint 1: think of a mine",
        "- Hint: think of a mine",
        "힌트: think of a mine",
    ],
)
def test_a_line_labelled_as_a_hint_is_one(lists: Lists, line: str) -> None:
    for text in (
        f"Q1. What is a canary?\nA1. {ANSWER}\n{line}\n\n{OTHER}",
        f"Q1. What is a canary?\nA1. {ANSWER}\n\n{line}\n\n{OTHER}",
        f"Q1. What is a canary?\n{line}\nA1. {ANSWER}\n\n{OTHER}",
        f"## What is a canary?\n\n{line}\n\n{ANSWER}\n\n## What is TLS?\n\nIt encrypts.\n",
        f"1. What is a canary?\n   {ANSWER}\n   {line}\n2. What is TLS?\n   It encrypts.\n",
    ):
        result = imported(*lists(a_md=text))
        assert (hints(result), answer(result)) == (["think of a mine"], ANSWER), text
        assert [one.text.ko for one in found(result, "What is a c").key_points] == [ANSWER]
        assert result.report.entries == []


def test_a_hint_may_ask(lists: Lists) -> None:
    (path,) = lists(
        a_md=f"What is a canary?\nHint: What did miners carry?\n{ANSWER}\n\n"
        "What is TLS?\n\n- Hint: What does the S mean?\n- It encrypts the traffic.\n"
    )
    result = imported(path)
    assert (hints(result), answer(result)) == (["What did miners carry?"], ANSWER)
    assert hints(result, "What is TLS?") == ["What does the S mean?"]
    assert len(result.every) == 2


def test_a_hint_below_its_label_or_broken_within_a_sentence_is_whole(lists: Lists) -> None:
    (path,) = lists(
        a_md="Q1. What is a canary?\nHint:\nThink of\na mine.\n"
        f"A1. {ANSWER}\n- Hint 2: think of\n  birds\n"
    )
    assert hints(imported(path)) == ["Think of\na mine.", "think of\nbirds"]


@pytest.mark.parametrize(
    "shown",
    [
        "### Hint\n\nThink.\n\n### Answer",
        "### Hint: Think.",
        "<details>\n<summary>Hint</summary>\n\nThink.\n\n</details>",
    ],
)
def test_a_heading_or_a_caption_may_hold_a_hint(lists: Lists, shown: str) -> None:
    (path,) = lists(
        a_md=f"## What is a canary?\n\n{shown}\n\n{ANSWER}\n\n## Why pad?\n\nFor the edges.\n"
    )
    result = imported(path)
    assert (hints(result), answer(result)) == (["Think."], ANSWER)


def test_a_hint_is_no_part_of_a_question_whose_words_do_not_ask(lists: Lists) -> None:
    (path,) = lists(a_md="문1) 카나리 배포의 정의\n힌트: 탄광\n답) 일부에게 먼저 내보냅니다.\n")
    result = imported(path)
    assert hints(result, "카나리 배포의 정의") == ["탄광"]
    assert found(result, "카나리").text.ko == "카나리 배포의 정의"


@pytest.mark.parametrize(
    "line",
    [
        "Tags: db, scaling",
        "Category: Databases",
        "**Category:** Databases",
        "Author: Mina",
        "Difficulty: medium-hard",
        "See also: chapter 3",
        "Note to interviewer: Look for detail.",
        "참고: 교재 3장",
        "태그: 디비",
        "출처: 면접책",
        "난이도: 중상",
        "출제 의도: 배포를 아는지",
    ],
)
def test_a_line_about_the_question_is_left_out_and_told(lists: Lists, line: str) -> None:
    said = line.rpartition(" ")[2]
    for text, number in (
        (f"Q1. What is a canary?\nA1. {ANSWER}\n{line}\n\n{OTHER}", 3),
        (f"Q1. What is a canary?\n{line}\nA1. {ANSWER}\n\n{OTHER}", 2),
        (f"1. What is a canary?\n   {ANSWER}\n   - {line}\n2. What is TLS?\n   It encrypts.\n", 3),
    ):
        result = imported(*lists(a_md=text))
        assert answer(result) == ANSWER
        ((at, shown, why),) = told(result)
        assert (at, why) == (number, "is no part of the answer, left out")
        assert said in shown


def test_a_link_to_see_is_a_source(lists: Lists) -> None:
    (path,) = lists(a_md=f"Q1. What is a canary?\nA1. {ANSWER}\nSee also: https://example.com/x\n")
    result = imported(path)
    assert [one.url for one in found(result, "What").sources] == ["https://example.com/x"]
    assert (answer(result), told(result)) == (ANSWER, [])


def test_what_stands_below_such_a_line_goes_on_with_the_answer(lists: Lists) -> None:
    (path,) = lists(a_md=f"Q1. What is a canary?\nA1. {ANSWER}\nTags: db\nIt is watched.\n")
    assert answer(imported(path)) == f"{ANSWER}\n\nIt is watched."


@pytest.mark.parametrize(
    "line",
    [
        "Pros: it is cheap",
        "Formula: y = wx",
        "장점: 값이 싸요",
        "Step 1: send it to a few",
        "Adam: adapts each step",
        "Category: a collection of objects and arrows.",
        "Level: the number of edges above it",
        "Hint at it in the name",
    ],
)
def test_other_labels_are_part_of_an_answer(lists: Lists, line: str) -> None:
    (path,) = lists(a_md=f"Q1. What is a canary?\nA1. {ANSWER}\n{line}\n\n{OTHER}")
    result = imported(path)
    assert (answer(result), hints(result), told(result)) == (f"{ANSWER}\n{line}", [], [])


def test_code_keeps_its_lines(lists: Lists) -> None:
    lines = ["```yaml", "tags: db", "author: Mina", "```"]
    for indent in ("", "     "):
        code = "\n".join(f"{indent}{line}" for line in lines)
        (path,) = lists(a_md=f"1. How is a post tagged?\n   - In its head.\n\n{code}\n")
        kept = answer(imported(path), "How")
        assert [line.strip() for line in kept.split("\n")][-4:] == lines


def test_a_column_and_a_field_may_hold_hints(lists: Lists) -> None:
    table, objects = lists(
        a_csv='Question,Answer,Hint,힌트 2\nWhy pad?,"For edges.\nTags: cnn\nHint: see",1: a,나\n',
        b_json='[{"question": "Why pool?", "answer": "To shrink.", "hints": ["one", "two"]}]',
    )
    result = imported(table, objects)
    assert hints(result, "Why pad?") == ["1: a", "나", "see"]
    assert answer(result, "Why pad?") == "For edges."
    assert hints(result, "Why pool?") == ["one", "two"]
    assert told(result) == [(2, "Tags: cnn", "is no part of the answer, left out")]


def test_a_cell_may_label_several_hints(lists: Lists) -> None:
    (path,) = lists(a_csv='question,answer,hint\nWhy pad?,For edges.,"Hint 1: one\nHint 2: two"\n')
    assert hints(imported(path), "Why pad?") == ["one", "two"]
