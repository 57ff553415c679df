"""Chats of messengers: each message by itself, and nothing of who wrote it when."""

import pytest

from content.importers.report import Event
from tests.unit.content.importers.lists import Lists, imported
from tests.unit.content.importers.test_shapes import held

TALK = [
    ("민지", "드롭아웃이 뭐예요?"),
    ("준호", "뉴런을 무작위로 꺼요"),
    ("민지", "배치 정규화는 왜 쓰나요?"),
    ("준호", "@민지 분포를 고르게 해요"),
    ("민지", "학습률이 너무 크면 어떻게 되나요?"),
]
OF_TALK = [
    {"q": "드롭아웃이 뭐예요?", "a": "뉴런을 무작위로 꺼요"},
    {"q": "배치 정규화는 왜 쓰나요?", "a": "분포를 고르게 해요"},
    {"q": "학습률이 너무 크면 어떻게 되나요?"},
]


@pytest.mark.parametrize(
    "message",
    [
        "[{who}] [오후 3:12] {text}",
        "[{who}] [3:12 PM] {text}",
        "2024년 5월 3일 오후 3:12, {who} : {text}",
        "2024. 5. 3. 오후 3:12, {who} : {text}",
        "2024. 5. 3. 15:12, {who} : {text}",
        "May 3, 2024 at 3:12 PM, {who} : {text}",
        "{who}  3:12 PM\n{text}",
        "{who}\n  3:12 PM\n{text}",
        "{who} [3:12 PM]\n{text}",
        "{who} — 2024. 5. 3. 오후 3:12\n{text}",
        "[오후 3:12] {who}: {text}",
        "15:12:01 From {who} to Everyone:\n\t{text}",
    ],
)
@pytest.mark.parametrize("count", [2, 5])
def test_each_message_asks_or_answers_without_its_name_and_time(
    message: str, count: int, lists: Lists
) -> None:
    text = "\n".join(message.format(who=who, text=text) for who, text in TALK[:count])
    (path,) = lists(a_txt=text)
    assert held(imported(path)) == OF_TALK[: (count + 1) // 2]


@pytest.mark.parametrize(
    "message", ["[민지] [오후 3:12] {}", "2024년 5월 3일 오후 3:12, 민지 : {}"]
)
def test_who_talks_to_nobody_answers_their_own_questions(message: str, lists: Lists) -> None:
    said = ("드롭아웃이 뭐예요?", "뉴런을 무작위로 꺼요", "배치 정규화는 왜 쓰나요?")
    (path,) = lists(a_txt="\n".join(map(message.format, said)))
    assert held(imported(path)) == [OF_TALK[0], {"q": "배치 정규화는 왜 쓰나요?"}]


def test_what_leads_to_a_question_in_a_message_is_left_out(lists: Lists) -> None:
    (path,) = lists(
        a_txt="[민지] [오후 3:12] 안녕하세요, 질문이 있어요\n\n드롭아웃이 뭐예요?\n"
        "[준호] [오후 3:13] 뉴런을 무작위로 꺼요\n"
    )
    assert held(imported(path)) == [OF_TALK[0]]


def test_a_label_may_stand_above_the_question_of_a_message(lists: Lists) -> None:
    (path,) = lists(a_txt="[민지] [오후 3:12] 질문:\n드롭아웃이 뭐예요?\n[준호] [오후 3:13] 꺼요\n")
    assert held(imported(path)) == [{"q": "드롭아웃이 뭐예요?", "a": "꺼요"}]


def test_a_request_asks_where_nobody_has_asked_before(lists: Lists) -> None:
    (path,) = lists(a_txt="[민지] [3:12 PM] Explain dropout.\n[민지] [3:13 PM] Explain padding.\n")
    assert held(imported(path)) == [{"q": "Explain dropout."}, {"q": "Explain padding."}]


def test_dates_notices_and_photos_of_kakaotalk_are_nobodys_words(lists: Lists) -> None:
    (path,) = lists(
        a_txt="스터디 3 카카오톡 대화\n저장한 날짜 : 2024년 5월 3일 오후 9:00\n\n"
        "2024년 5월 3일 금요일\n2024년 5월 3일 오후 3:10, 민지님이 들어왔습니다.\n"
        "2024년 5월 3일 오후 3:12, 민지 : 드롭아웃이 뭐예요?\n"
        "--------------- 2024년 5월 4일 토요일 ---------------\n영희님이 나갔습니다.\n"
        "2024년 5월 4일 오후 3:13, 준호 : 사진\n2024년 5월 4일 오후 3:13, 준호 : ㅋㅋㅋ\n"
        "2024년 5월 4일 오후 3:14, 준호 : 뉴런을\n무작위로 꺼요\n"
    )
    result = imported(path)
    assert held(result) == [{"q": "드롭아웃이 뭐예요?", "a": "뉴런을\n무작위로 꺼요"}]
    assert result.report.entries == []


def test_a_list_in_one_message_is_as_many_questions(lists: Lists) -> None:
    (path,) = lists(
        a_txt="[쌤] [오후 3:11] 안녕하세요 여러분\n[쌤] [오후 3:12] 이번 주 질문이에요\n"
        "1. 드롭아웃이 뭐예요?\n답: 뉴런을 무작위로 꺼요\n2. 배치 정규화는 왜 쓰나요?\n"
        "[준호] [오후 3:13] 분포를 고르게 해요\n"
    )
    result = imported(path)
    assert held(result) == OF_TALK[:2]
    (skipped,) = result.report.of(Event.SKIPPED)
    assert (skipped.text, skipped.place.line) == ("안녕하세요 여러분", 1)


def test_a_list_with_a_time_in_it_is_no_chat(lists: Lists) -> None:
    (path,) = lists(a_md="Lecture — 10:30\n\n1. Why pad?\n2. Why stride?\n")
    result = imported(path)
    assert held(result) == [{"q": "Why pad?"}, {"q": "Why stride?"}]
    assert [entry.text for entry in result.report.of(Event.SKIPPED)] == ["Lecture — 10:30"]


def _chat(*said: str) -> str:
    """Return messages such as `민지: …` as KakaoTalk copies them."""
    return "\n".join("[{}] [오후 3:12] {}".format(*one.split(": ", 1)) for one in said)


LABELLED = (
    "민지: 다들 오셨어요?",
    "준호: 네네",
    "민지: Q. 드롭아웃이 뭐예요?",
    "준호: A. 뉴런을 무작위로 꺼요",
    "영희: 이번 주 발표 누구예요?",
    "준호: 저예요",
    "준호: Q. 배치 정규화는 왜 쓰나요?",
    "영희: 오늘 문제 어렵지 않아요?",
    "민지: 분포를 고르게 해요",
    "민지: Q. 학습률이 너무 크면 어떻게 되나요?",
    "민지: Q. 시그모이드는 언제 쓰나요?",
)


def test_where_most_label_their_questions_all_others_are_talk(lists: Lists) -> None:
    (path,) = lists(a_txt=_chat(*LABELLED))
    assert held(imported(path)) == [*OF_TALK, {"q": "시그모이드는 언제 쓰나요?"}]


def test_a_label_of_one_among_several_makes_no_others_talk(lists: Lists) -> None:
    asked = ("민지: Q. 드롭아웃이 뭐예요?", "준호: 배치 정규화는 왜 쓰나요?")
    (path,) = lists(a_txt=_chat(*asked, "민지: Q. 학습률이 너무 크면 어떻게 되나요?"))
    assert [one["q"] for one in held(imported(path))] == [one["q"] for one in OF_TALK]


@pytest.mark.parametrize(
    "reply",
    [
        "이건 잘 모르겠어요ㅠㅠ",
        "저도 모르겠네요.. 내일 찾아볼게요",
        "A. 모르겠습니다",
        "Sorry, I don't know this one, I'll look it up",
    ],
)
def test_who_does_not_know_has_not_answered(reply: str, lists: Lists) -> None:
    asked = "민지: Q. 드롭아웃이 뭐예요?"
    (alone,) = lists(a_txt=_chat(asked, f"준호: {reply}"))
    assert held(imported(alone)) == [{"q": "드롭아웃이 뭐예요?"}]
    (path,) = lists(b_txt=_chat(asked, f"준호: {reply}", "영희: 뉴런을 무작위로 꺼요"))
    assert held(imported(path)) == OF_TALK[:1]


def test_who_is_not_sure_may_have_answered(lists: Lists) -> None:
    said = "잘 모르겠지만 뉴런을 무작위로 꺼요"
    (path,) = lists(a_txt=_chat("민지: Q. 드롭아웃이 뭐예요?", f"준호: {said}"))
    assert held(imported(path)) == [{"q": "드롭아웃이 뭐예요?", "a": said}]


def test_an_advertisement_neither_asks_nor_answers(lists: Lists) -> None:
    said = ("민지: 드롭아웃이 뭐예요?", "준호: 광고: 강의를 반값에 들어 보실래요?")
    (path,) = lists(a_txt=_chat(*said, "준호: 뉴런을 무작위로 꺼요"))
    assert held(imported(path)) == OF_TALK[:1]
