"""Idioms found in code, in prose and in prose with code in it."""

import time

import pytest

from evaluators.kinds.idioms import CodeText, pattern
from evaluators.text.plain import plain
from tests.bank import BANK

IDIOMS = sorted(
    {
        idiom
        for question in BANK.questions.values()
        for holder in (*question.key_points, *question.misconceptions)
        for idiom in holder.idioms
    }
)


def found(idiom: str, text: str) -> list[str]:
    source = plain(text)
    return [source.quote(*span) for span in CodeText(source.text).find(pattern(idiom))]


@pytest.mark.parametrize(
    ("idiom", "text", "quote"),
    [
        ("_.eval()", "models[0].eval()", "models[0].eval()"),
        ("_.eval()", "build(a, b).eval()", "build(a, b).eval()"),
        ("_.eval()", "call .eval() first", ".eval()"),
        ("_.eval()", "eval()을 부른다", "eval()"),
        ("_.eval()", "model.eval()을 호출", "model.eval()"),
        ("_.eval()", "model.eval()로 바꾸고", "model.eval()"),
        ("_.eval()", "모델.eval()을 호출", "모델.eval()"),
        ("_.eval()", "꼭 `model.eval()`을", "model.eval()"),
        ("_.eval()", "```python\nmodel.eval()\n```", "model.eval()"),
        ("_.eval()", "ｍｏｄｅｌ．ｅｖａｌ（）", "ｍｏｄｅｌ．ｅｖａｌ（）"),
        ("_.eval()", "Model.Eval ( )", "Model.Eval ( )"),
        ("_.no_grad()", "torch.no\\_grad()", None),
        ("_.predict(...)", "y = m.predict(x, n=(1 + 2))", "m.predict(x, n=(1 + 2))"),
        ("_.predict(...)", "predict()가 해 줘요", "predict()"),
        ("_(..., training=False, ...)", "m(f(a), training=False, k)", "m(f(a), training=False, k)"),
        ("_(..., training=False, ...)", "(training=False)", None),
        ("_(..., training=False, ...)", "model(f(training=False))", "f(training=False)"),
        ("_.trainable = False", "bn.trainable=False로 두고", "bn.trainable=False"),
        ("_.trainable = False", "bn.trainable == False", None),
        ("metrics=[..., 'mse', ...]", 'compile(metrics=["acc", "mse"])', 'metrics=["acc", "mse"]'),
        ("metrics=[..., 'mse', ...]", "metrics=['acc'], loss='mse'", None),
        ("(... + ...).backward()", "(bce + 0.1 * mse).backward()", "(bce + 0.1 * mse).backward()"),
        ("_.grad(_, _.D.weights)", "t.grad(f(x), D.weights)", "t.grad(f(x), D.weights)"),
        ("_.train() _ = _(...)", "model.train()\ny = model(x)", "model.train()\ny = model(x)"),
        ("_.train() _ = _(...)", "model.train(); y = model(x)", "model.train(); y = model(x)"),
        ("_.eval()", "eval(model)", None),
        ("_.eval()", "model.evaluate()", None),
        ("_.eval()", "model.eval", None),
        ("_.eval()", "medieval()", None),
        ("_.eval()", "model.eval(", None),
    ],
)  # fmt: skip
def test_an_idiom_is_found_where_it_stands(idiom: str, text: str, quote: str | None) -> None:
    assert found(idiom, text) == ([] if quote is None else [quote])


def test_each_place_is_found() -> None:
    assert found("_.eval()", "a.eval() 그리고 b.eval()") == ["a.eval()", "b.eval()"]


SPACED = {"(": " ( ", ")": " ) ", "=": "\n=\t", "[": "[\n", ",": " ,\n  ", ".": " ."}


@pytest.mark.parametrize(
    ("idiom", "code"),
    [
        ("_.eval()", "net.eval()"),
        ("_.f(x, 'mse', ...)", "net.f(x, 'mse', y)"),
        ("metrics=[..., 'mse', ...]", "net.compile(loss='bce', metrics=['acc', 'mse'])"),
        ("_.backward(inputs=_)", "loss.backward(inputs=list(D.parameters()))"),
    ],
)
def test_spaces_line_breaks_and_quotes_never_matter(idiom: str, code: str) -> None:
    spaced = "".join(SPACED.get(character, character) for character in code)
    fenced = f"```python\n{code}\n```"
    quoted = (code.replace("'", '"'), code.replace("'", "’"), code.replace("'", ""), f"`{code}`")
    for variant in (code, spaced, fenced, *quoted):
        assert found(idiom, variant), variant


@pytest.mark.parametrize("idiom", IDIOMS)
def test_unrelated_code_never_matches(idiom: str) -> None:
    code = """
    import csv
    def read(path, names=("a", "b")):
        with open(path, newline="") as file:
            rows = [dict(zip(names, row)) for row in csv.reader(file)]
        total = sum(float(row["a"]) - 1.5 for row in rows)
        return {"rows": rows, "mean": total / max(1, count)}
    print(read("x.csv")["mean"] + 2)
    """
    assert found(idiom, code) == []


HOSTILE = [
    "(" * 4000,
    "training=True(" * 285,
    "running_mean-(" * 285,
    "f(training=True," * 250,
    "(running_mean-" * 200 + "a)" * 600,
    "a(" * 1300 + "training=True" + ")" * 1300,
    "a." * 1990 + "eval()",
    "model.eval()" * 333,
    "f(" + "a," * 1980 + "training=True)",
    "(" + "a+" * 1980 + "a).backward()",
    "metrics=[mse," * 300,
    "gradient(a,a.D.trainable_variables" * 110 + ")" * 110,
    ".train()a=a()" * 300,
    "([{" * 1300 + "backward()+",
    "loss_g=a(b(c.detach())," * 170,
    "가(나).eval" * 570,
    "'" * 4000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_makes_it_slow(text: str) -> None:
    text = plain(text[:4000]).text
    took = []
    for _ in range(3):
        began = time.process_time()
        code = CodeText(text)
        for idiom in IDIOMS:
            code.find(pattern(idiom))
        took.append(time.process_time() - began)
    assert min(took) < 0.2
