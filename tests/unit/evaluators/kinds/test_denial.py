"""Sentences that speak for a piece of code, and sentences that speak against it."""

import pytest

from evaluators.kinds.denial import is_denied, is_doubted
from evaluators.text.plain import plain


def denied(sentence: str) -> bool:
    text = plain(sentence).text
    start = text.index("x.f()")
    return is_denied(text, start, start + len("x.f()"))


@pytest.mark.parametrize(
    "sentence",
    [
        *("x.f()를 호출하면 안 된다", "x.f()를 쓰면 절대 안 돼요", "x.f() 쓰지 마세요"),
        *("x.f()를 호출하지 않습니다", "x.f()는 안 쓴다"),
        *("x.f()는 굳이 쓸 필요 없어요", "x.f()는 소용없어요"),
        *("x.f() 말고 y.g()", "x.f() 대신 y.g()를 쓴다", "`x.f()`가 아니라 y.g()"),
        *("x.f()로 바꾸지 말고 그냥 예측해요", "x.f() 사용 금지", "x.f() 없이도 잘 돼요"),
        *("don't call x.f()", "never use x.f() here", "you shouldn't use `x.f()`"),
        *("you do not need to call x.f()", "there's no need for x.f()", "x.f() is not needed"),
        *("use y.g() instead of x.f()", "rather than x.f(), use y.g()", "y.g(), not x.f()"),
        *("it works without x.f()", "x.f() isn't required", "x.f() should not be called"),
        *("x.f()는 틀려요", "틀린 코드: x.f()", "잘못된 예는 `x.f()`", "This is wrong: x.f()"),
        *("not x.f() but y.g()", "I don't think it is x.f()", "you do not mean that we need x.f()"),
    ],
)
def test_denied(sentence: str) -> None:
    assert denied(sentence)
    assert is_doubted(sentence) or "need" in sentence or "필요" in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        *("x.f()", "x.f()를 호출해요", "틀린 예측은 x.f()로 줄여요"),
        *("x.f()를 잊으면 안 돼요", "x.f()를 빼먹으면 안 됩니다"),
        *("x.f()를 호출하지 않으면 틀려요", "x.f()를 안 부르면 결과가 달라져요"),
        *("x.f()를 부르고 y.g()는 쓰지 않아요", "y.g() 대신 x.f()를 써요"),
        *("y.g()가 아니라 x.f()를 불러요", "y.g()는 쓰지 말고 x.f()를 불러요"),
        "x.f()로 평균을 고정해 배치에 영향받지 않게 해요",
        *("don't forget to call x.f()", "don't forget x.f()", "never skip x.f()"),
        *("if you don't call x.f(), it breaks", "use x.f() instead of y.g()"),
        *("don't call y.g(), call x.f()", "y.g() isn't enough. call x.f()"),
        *("not only x.f() but also y.g()", "x.f() is not optional"),
        *("don't call y.g() but x.f()", "it should not be y.g() but x.f()"),
        *("rather than y.g() we need x.f()", "without y.g() it takes x.f()"),
    ],
)
def test_not_denied(sentence: str) -> None:
    assert not denied(sentence)


@pytest.mark.parametrize(
    "sentence", ["with torch.no_grad(): y = model(x)", "g.eval()을 부르면 고정돼요"]
)
def test_a_plain_sentence_is_not_doubted(sentence: str) -> None:
    assert not is_doubted(sentence)
