import contextlib

import pytest

from content.importers.item import BadInput
from content.importers.report import Event
from tests.unit.content.importers.lists import FILES, SHAPES, Lists, found, imported, outline


def test_numbered_questions_have_the_plus_entries_below_as_follow_ups() -> None:
    result = imported(FILES / "numbered.md")
    assert outline(result) == {
        "왜 학습률을 점점 줄이나요?": ["Warmup은 왜 하나요?", "What is a cosine schedule?"],
        "결정 트리를 설명하라": ["가지치기는 왜 하나요?", "Information gain의 수식은?"],
    }
    (answer,) = found(result, "왜 학습률").references.ko
    typed = "1. 처음에는 크게 움직이고\n2. 나중에는 `lr * 0.1`처럼 작게 움직여야 $w^*$ 근처"
    assert typed in answer
    assert found(result, "Warmup").references.ko == ("초반 기울기가 불안정하기 때문이다.",)
    assert not found(result, "결정 트리").has_reference
    assert [entry.place.line for entry in result.report.of(Event.SKIPPED)] == [1, 20]


def test_headings_nest_and_carry_keywords_answers_and_links() -> None:
    result = imported(FILES / "headings.md")
    assert outline(result) == {
        "Tokenizer란 무엇인가요?": ["Why do subwords help?"],
        "임베딩을 시각화하는 방법은?": [],
        "Beam search를 설명해 주세요": [],
        "Attention의 비용은?": [],
        "선형 attention은 왜 빠른가요?": ["근사의 대가는 무엇인가요?"],
    }
    main = found(result, "Tokenizer")
    words = ["subword", "vocabulary"]
    assert [(one.id, one.text.en) for one in main.key_points] == list(
        zip(words, words, strict=True)
    )
    assert main.references.ko == ("글자열을 토큰으로 나누는 도구입니다.",)
    assert main.explanation is not None
    assert main.explanation.ko == "- BPE: 자주 붙는 쌍을 합친다"
    assert [one.url for one in main.sources] == ["https://example.org/bpe"]


def test_answers_below_headings_keep_their_code_and_notes() -> None:
    result = imported(FILES / "headings.md")
    assert found(result, "Why do subwords").references.en == (
        "They keep rare words readable.\n\n```python\ntokens = [t for t in text.split()]\n```",
    )
    assert found(result, "Beam").references.ko == (
        "- k개의 후보를 유지한다\n- 매 단계에서 가장 좋은 것만 남긴다",
    )
    assert not found(result, "임베딩").has_reference
    doubts = [(one.place.line, one.because("en")) for one in result.report.of(Event.DOUBT)]
    assert (13, "an image is left out") in doubts


def test_a_table_of_contents_is_read_and_its_placeholders_are_not() -> None:
    result = imported(FILES / "contents.md")
    assert outline(result) == {
        "Quantization은 무엇인가요?": [],
        "Pruning과의 차이를 설명하라": ["구조적 pruning이란?"],
        "Distillation의 온도는 왜 쓰나요?": ["Teacher가 커야 하나요?"],
    }
    skipped = [(one.because("en"), one.text) for one in result.report.of(Event.SKIPPED)]
    assert [text for why, text in skipped if why == "is a placeholder"] == ["#1", "질문"]
    main = found(result, "Quantization")
    assert main.references.ko == ("> 무엇을 줄이나?\n\n가중치의 비트 수를 줄이는 일이다.",)
    sources = [(one.title, one.url) for one in main.sources]
    assert sources == [("왜 8비트인가?", "https://example.org/int8")]


def test_bare_paragraphs_that_ask_are_questions() -> None:
    result = imported(FILES / "bare.txt")
    assert list(outline(result)) == [
        "편향과 분산은 어떤 관계인가요?",
        "Explain the kernel trick.",
        "마지막으로 만든 모델은 무엇인가요? 설명해주세요",
        "왜 섞나요?",
        "언제 섞나요?",
        "얼마나 자주 섞나요?",
    ]
    assert [entry.place.line for entry in result.report.of(Event.SKIPPED)] == [7]


def test_a_list_nested_without_end_is_refused_with_its_line(lists: Lists) -> None:
    (path,) = lists(a_md="\n".join(f"{'  ' * n}- why {n}?" for n in range(500)))
    with pytest.raises(BadInput, match=r"a\.md:1\d: is nested too deeply"):
        imported(path)


def test_a_follow_up_of_nothing_is_a_question_of_its_own(lists: Lists) -> None:
    (path,) = lists(a_md="Intro.\n\n+ 왜 그런가요?\n")
    assert outline(imported(path)) == {"왜 그런가요?": []}


def test_follow_ups_of_follow_ups_are_lifted_with_a_doubt(lists: Lists) -> None:
    (path,) = lists(a_md="1. Why convolve?\n   - Why stride?\n      - Why pad then?\n")
    result = imported(path)
    assert outline(result) == {"Why convolve?": ["Why stride?", "Why pad then?"]}
    assert [one.place.line for one in result.report.of(Event.DOUBT)] == [3]


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        (
            "## Why pad?\n\nAnswer: Two reasons:\n\n- size\n- edges\n",
            (),
            ("Two reasons:\n\n- size\n- edges",),
        ),
        (
            "## Why pad?\n\nAnswer: It keeps the size.\n답: 크기가 유지돼요.\n"
            "Answer: Edges count too.\n\nThey are seen as often.\n\n### Answer\n\nSize.\n",
            ("크기가 유지돼요.",),
            ("It keeps the size.", "Edges count too.\n\nThey are seen as often.", "Size."),
        ),
        (
            "1. Why pad?\n   A: Size.\n\n   A: Edges.\n\n   They count.\n",
            (),
            ("Size.", "Edges.\n\nThey count."),
        ),
    ],
    ids=["completed by a list", "below a heading", "in a list"],
)
def test_each_label_begins_an_answer_in_its_language(
    lists: Lists, text: str, korean: tuple[str, ...], english: tuple[str, ...]
) -> None:
    (path,) = lists(a_md=text)
    references = found(imported(path), "Why pad?").references
    assert (references.ko, references.en) == (korean, english)


def test_notes_below_the_last_follow_up_may_answer_the_main_question(lists: Lists) -> None:
    (path,) = lists(a_md="## Why pad?\n\n### With what?\n\nAnswer: Zeros.\n\n- It keeps the size\n")
    (entry,) = imported(path).report.of(Event.DOUBT)
    assert entry.place.line == 3
    assert entry.because("en") == "its notes may answer the question above it"


def test_what_exceeds_the_schema_is_cut_with_a_doubt(lists: Lists) -> None:
    words = ", ".join(f"word{number}" for number in range(13))
    (path,) = lists(
        a_md=f"## Why pad?\n\nKeyword: {words}\nAnswer: {'long ' * 900}\n\n"
        "### References\n\n- [Old page](http://example.org/old)\n"
    )
    result = imported(path)
    (main,) = result.questions
    assert len(main.key_points) == 12
    assert len(main.references.en[0]) <= 4000
    assert main.references.en[0].endswith(" …")
    assert [(one.title, one.url) for one in main.sources] == [("Old page", None)]
    assert len(result.report.of(Event.DOUBT)) == 3


@pytest.mark.parametrize(
    "text", ["<div>" * 5000, "<details><summary>Why?</summary>" * 5000, "> " * 9000]
)
def test_tags_nested_without_end_are_refused(lists: Lists, text: str) -> None:
    (path,) = lists(a_md=text)
    with pytest.raises(BadInput, match=r"is nested too deeply|holds no question"):
        imported(path)


@pytest.mark.parametrize(
    "piece", ["{{c1::", "==", "**", "<details>", "a::", "1. ", "Q1. ", "| a ", "→ "]
)
def test_a_long_line_of_marks_is_read_at_once(lists: Lists, piece: str) -> None:
    (path,) = lists(a_md=f"Why pad? #card\n\n{piece * (100_000 // len(piece))}\n")
    with contextlib.suppress(BadInput):
        imported(path)


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("a_md", "#flashcards\n\nWhy pad?\n?\nTo keep it.\n\n?\nA lone answer.\n\n? :: another\n"),
        ("a_txt", "?\tA lone answer.\nWhy pad?\tTo keep it.\n"),
        ("a_csv", "front,back\nWhy pad?,To keep it.\n?,A lone answer.\n"),
    ],
)
def test_a_card_that_asks_nothing_is_told_and_left_out(name: str, cards: str, lists: Lists) -> None:
    (path,) = lists(**{name: cards})
    result = imported(path)
    assert [(main.text.en, main.references.en) for main in result.questions] == [
        ("Why pad?", ("To keep it.",))
    ]
    told = {entry.text: entry.because("en") for entry in result.report.of(Event.SKIPPED)}
    assert told["?"] == "has no question"


def test_an_answer_to_no_question_is_told_in_its_own_words(lists: Lists) -> None:
    result = imported(*lists(a_md="1. Answer: it pads.\n2. Why pad?\n"))
    assert outline(result) == {"Why pad?": []}
    told = {entry.text: entry.because("en") for entry in result.report.of(Event.SKIPPED)}
    assert told == {"Answer: it pads.": "belongs to no question"}


def test_entries_that_do_not_ask_are_told_by_their_titles() -> None:
    told = imported(SHAPES / "entries-mixed.md").report.of(Event.SKIPPED)
    assert {entry.text for entry in told} == {
        "Read the paper first",
        "Bring a laptop",
        "Evaluation",
        "held-out data",
    }


@pytest.mark.parametrize("begin", ["```python", "> ```", "- ~~~", "<!-- later", "<pre>"])
def test_code_that_never_ends_is_told_with_the_line_it_begins_on(begin: str, lists: Lists) -> None:
    (path,) = lists(a_md=f"## Why pad?\n\nSize.\n\n{begin}\nx = 1\n")
    told = {one.place.line: one.because("en") for one in imported(path).report.of(Event.DOUBT)}
    assert told[5].startswith("begins code or a comment that never ends")


@pytest.mark.parametrize("code", ["```\nx\n```", "> ~~~~\n> x\n> ~~~~~", "<!-- a\n\nb -->"])
def test_code_that_ends_is_nothing_to_tell_of(code: str, lists: Lists) -> None:
    (path,) = lists(a_md=f"## Why pad?\n\nIt keeps the size.\n\n{code}\n")
    assert not imported(path).report.entries


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        ("---\n\n## Why stride?\n\nIt skips.\n\n---\n", ["Why stride?", "Why pad?"]),
        ("---\nQ: Why stride?\nA: It skips.\n---\n", ["Why stride?", "Why pad?"]),
        ("---\ntitle: Why stride?\n---\n", ["Why pad?"]),
    ],
)
def test_a_rule_at_the_top_hides_no_question(head: str, asked: list[str], lists: Lists) -> None:
    (path,) = lists(a_md=f"{head}\n## Why pad?\n\nIt keeps the size.\n")
    assert list(outline(imported(path))) == asked


def test_entities_stand_for_their_signs_except_in_code(lists: Lists) -> None:
    asked = "- Why is a &lt; b &amp; c?&nbsp;\n- What is &quot;bias?&quot;\n\n---\n\n"
    below = "## Why `&lt;`?\n\nIt&#39;s &lt;p&gt;, not `&amp;`.\n\n```html\n&amp;\n```\n"
    result = imported(*lists(a_md=asked + below))
    assert list(outline(result)) == ["Why is a < b & c?", 'What is "bias?"', "Why `&lt;`?"]
    assert found(result, "Why `").references.en == (
        "It's <p>, not `&amp;`.\n\n```html\n&amp;\n```",
    )


def test_a_short_line_is_the_title_of_the_sentences_right_below_it(lists: Lists) -> None:
    titled = "1. Why pad?\n   To keep the size.\n2. Stride against dilation\n"
    below = "   A stride skips positions of the output.\n   Dilation spreads the filter.\n"
    (path,) = lists(a_md=f"{titled}{below}3. Batch norm and its\n   running averages\n")
    assert [(one.text.en, one.references.en) for one in imported(path).every] == [
        ("Why pad?", ("To keep the size.",)),
        (
            "Stride against dilation",
            ("A stride skips positions of the output.\nDilation spreads the filter.",),
        ),
        ("Batch norm and its running averages", ()),
    ]
