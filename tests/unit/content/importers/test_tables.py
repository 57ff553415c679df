import json
from typing import Any

import pytest

from content.exporters import csv
from content.importers.item import BadInput
from content.importers.report import Event
from content.loader import load
from content.schema import LANGUAGES, Bilingual, Language
from tests.unit.content.conftest import Deck, Text
from tests.unit.content.exporters.samples import bank_of, filled, make
from tests.unit.content.importers.lists import SHAPES, TYPED, Lists, found, imported, outline


def test_a_sheet_is_read_by_its_korean_or_english_headers(lists: Lists) -> None:
    for header in ("parent,question,answer,keywords", "상위 질문,질문,모범답안,키워드"):
        (path,) = lists(
            a_csv=f'{header}\n,왜 섞나요?,"순서를 잊게,\n하려고요",순서;편향\n'
            "왜 섞나요?,Why seed it?,,\n"
        )
        result = imported(path)
        assert outline(result) == {"왜 섞나요?": ["Why seed it?"]}
        main = found(result, "왜 섞나요?")
        assert main.references.ko == ("순서를 잊게,\n하려고요",)
        assert [one.text.ko for one in main.key_points] == ["순서", "편향"]


def test_a_column_of_follow_ups_hangs_them_on_its_row(lists: Lists) -> None:
    sheet = (
        "번호,문제 내용,모범 답안,꼬리Q\n1,왜 섞나요?,순서를 배우지 않아요.,언제 섞나요?\n"
        "2,왜 패딩하나요?,크기가 남아요.,\n"
    )
    first, second = imported(*lists(a_csv=sheet)).questions
    assert [one.text.ko for one in first.follow_ups] == ["언제 섞나요?"]
    assert second.follow_ups == ()


def test_answers_that_no_follow_up_can_be_told_for_are_told(lists: Lists) -> None:
    sheet = (
        "질문,꼬리질문1,꼬리질문1 답변,꼬리질문2,꼬리질문2 답변\n왜 덧대나요?,얼마나?,,언제?,늘\n"
    )
    result = imported(*lists(a_csv=sheet))
    assert outline(result) == {"왜 덧대나요?": ["얼마나?", "언제?"]}
    told = {entry.text: entry.because("en") for entry in result.report.of(Event.SKIPPED)}
    assert told == {"늘": "belongs to no question"}


def test_a_parent_may_be_named_by_id_and_stand_below(lists: Lists) -> None:
    (path,) = lists(
        a_tsv="id\tquestion\tparent\nseed\tWhy seed?\tshuffle\nshuffle\tWhy shuffle?\t\n"
    )
    (main,) = imported(path).questions
    assert (main.id, [child.id for child in main.follow_ups]) == ("shuffle", ["seed"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,town,job\nx,y,z\n", "a.csv: holds no column of questions"),
        ("{", "a.json:1: is not JSON"),
        ('[\n{"question": "Why?"},\n{]', "a.json:3: is not JSON"),
        ("[" * 100_000, "a.json: is nested too deeply"),
        ('["why?"]', "a.json:1: is not a list of questions"),
    ],
    ids=lambda value: value[:24],
)
def test_a_list_that_makes_no_sense_is_refused(text: str, message: str, lists: Lists) -> None:
    (path,) = lists(**{message.partition(":")[0].replace(".", "_"): text})
    with pytest.raises(BadInput) as caught:
        imported(path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("question,parent\nWhy?,Nowhere\n", 2, "follows from a question that is not here"),
        ("question,parent\nWhy?,How?\nHow?,Why?\n", 2, "follows from itself"),
        ('question,parent\n"Why\nso?",\n\nHow?,x\n', 5, "follows from a question that is not"),
        ("id,question\none,Why?\none,How?\n", 3, "its id 'one' is already on line 2"),
        ("id,question\n../../x,Why?\n", 2, "its id '../../x' is not of"),
        ('question\nWhy?\n"open\nHow?\n', 3, "is no row of a table"),
        ("id,parent,topic,difficulty,text_en\none,,cnn,3,Why?\ntwo,,cnn,9,How?\n", 3, "difficulty"),
        ('[\n{"q": "Why?"},\n{"text": {"ko": "x"}}]', 3, "id: "),
        ('[\n{"q": "Why?"},\n{"number": 12}]', 3, "has no question"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_bad_row_is_told_and_the_others_are_read(
    text: str, line: int, why: str, lists: Lists
) -> None:
    (path,) = lists(**{"a_json" if text.startswith("[") else "a_csv": text})
    result = imported(path)
    assert result.questions
    (entry,) = [*result.report.of(Event.DOUBT), *result.report.of(Event.SKIPPED)]
    assert (entry.place.line, entry.because("en")[: len(why)]) == (line, why)


def test_json_objects_nest_or_name_their_parent(lists: Lists) -> None:
    (path,) = lists(
        a_json=json.dumps(
            [
                {"question": "Why clip?", "answers": ["One.", "Two."], "follow_ups": ["Where?"]},
                {"질문": "왜 자르나요?", "parent": "Why clip?"},
                {"answer": "no question"},
            ],
            indent=1,
        )
    )
    result = imported(path)
    assert outline(result) == {"Why clip?": ["Where?", "왜 자르나요?"]}
    assert found(result, "Why clip?").references.en == ("One.", "Two.")
    assert [entry.because("en") for entry in result.report.of(Event.SKIPPED)] == ["has no question"]


def test_json_under_names_that_nobody_knows_is_told_by_what_it_holds(lists: Lists) -> None:
    held: list[dict[str, Any]] = [
        {"_id": {"$oid": "65b2f0c1e4b0"}, "body": "What is a mask?", "ideal": "What hides tokens."},
        {"body": "Why scale?", "ideal": "So that the softmax keeps a slope.", "lvl": "junior"},
    ]
    held[1]["deeper"] = [{"body": "By what?", "ideal": "By the root of d."}]
    (path,) = lists(a_json=json.dumps({"cards": held}))
    assert [(one.text.en, one.references.en) for one in imported(path).every] == [
        ("What is a mask?", ("What hides tokens.",)),
        ("Why scale?", ("So that the softmax keeps a slope.",)),
        ("By what?", ("By the root of d.",)),
    ]
    assert [len(main.follow_ups) for main in imported(path).questions] == [0, 1]


def test_of_two_columns_without_known_names_the_one_that_does_not_ask_answers(lists: Lists) -> None:
    (path,) = lists(a_tsv="What is the rank of a vector?\tOne\nWhich norm is L2?\tThe Euclidean\n")
    assert [one.references.en for one in imported(path).every] == [("One",), ("The Euclidean",)]
    (path,) = lists(
        b_csv="Frage,Antwort\nWhat is the rank of a vector?,One\nWhich norm is L2?,Two\n"
    )
    assert [one.references.en for one in imported(path).every] == [("One",), ("Two",)]


def test_a_field_of_json_that_is_not_read_is_told_once() -> None:
    told = imported(SHAPES / "quiz.json").report.of(Event.SKIPPED)
    assert [(entry.text, entry.because("en")) for entry in told] == [
        ("seen", "is a column that isn't used"),
        ("choices", "is a column that isn't used"),
    ]


def test_our_own_form_comes_back_as_it_was(lists: Lists, deck: Deck, question: Text) -> None:
    child = "follow_ups:\n  - {id: child, topic: cnn, text: {ko: 자식, en: Child}, kind: open}\n"
    mains = load(deck(a=question("one") + child)).mains()
    data = {"name": "x [y]", "questions": [one.model_dump(mode="json") for one in mains]}
    (path,) = lists(a_json=json.dumps(data))
    assert imported(path).questions == mains


@pytest.mark.parametrize("text", TYPED)
def test_our_own_sheet_comes_back_as_it_was(lists: Lists, text: str) -> None:
    main = filled(text).model_copy(update={"follow_ups": (make("child"),)})
    (path,) = lists(a_csv=csv.export(bank_of(main), ("ko", "en")))
    assert imported(path).questions == (main,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_one_language_gives_it_for_both(lists: Lists, language: Language) -> None:
    (path,) = lists(a_csv=csv.export(bank_of(filled("Why?")), (language,)))
    (main,) = imported(path).questions
    assert main.text == main.hints[0] == Bilingual(ko="Why?", en="Why?")
    assert main.references[language]
    assert not all((main.references.ko, main.references.en))


def test_the_number_of_a_part_in_front_of_a_question_is_no_part_of_it(lists: Lists) -> None:
    (path,) = lists(a_csv="question,answer\n1-1. Why pad?,It keeps the size.\n2.1) Why skip?,x\n")
    assert list(outline(imported(path))) == ["Why pad?", "Why skip?"]
