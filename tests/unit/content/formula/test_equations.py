"""What is read from formulas in mixed notations, and what reading may cost at most."""

import random

import pytest

from content.formula.cursor import MAX_LENGTH, MAX_STEPS
from content.formula.equations import MAX_EQUATIONS, Reader, equations
from content.formula.expressions import Apply, Number, Symbol, parts
from content.formula.names import Names, spelled
from content.formula.parser import MAX_DEPTH
from content.formula.schema import Formula
from content.formula.tokens import MAX_TOKENS, tokens

NAMES = Names.of(
    Formula.model_validate(
        {
            "roles": {
                "v": ["velocity", "속도", "Δw"],
                "w": ["θ", "x"],
                "beta": ["β", "m"],
                "eta": ["lr", "learning rate"],
                "g": ["grad", "dw"],
                "cost": ["L_D", "D loss"],
                "gain": ["L_G"],
            },
            "functions": {"D": [], "G": []},
            "losses": {"gain": ["G"], "cost": ["D", "판별자"]},
            "accepted": [{"any": ["v = w"]}],
        }
    )
)


def shown(node):
    """Write an expression with brackets around all that has two sides."""
    if isinstance(node, Number):
        return str(node.value)
    if isinstance(node, Symbol):
        return node.name + ("" if node.step is None else f"[{node.step}]")
    if node.head in "+*/^" and len(node.args) == 2:
        return f"({shown(node.args[0])}{node.head}{shown(node.args[1])})"
    return f"{node.head}({','.join(map(shown, node.args))})"


def read(text):
    return [f"{shown(one.target)} = {shown(one.value)}" for one in equations(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v = a + b*c", "v = (a+(b*c))"),
        ("v = a - b - c", "v = ((a+-(b))+-(c))"),
        ("v = -a*b", "v = -((a*b))"),
        ("v = a*b^2", "v = (a*(b^2))"),
        ("v = a²", "v = (a^2)"),
        ("v = 0.9v", "v = (9/10*v)"),
        ("v = mv - lr g", "v = ((m*v)+-((lr*g)))"),
        ("v = learning rate * g", "v = (learningrate*g)"),
        ("속도는 β*속도 + g예요", "속도 = ((beta*속도)+g)"),
        ("v = \\beta v - \\eta \\frac{\\partial L}{\\partial \\theta}",
         "v = ((beta*v)+-((eta*grad)))"),
        ("v = \\left(\\beta - 1\\right) \\cdot v", "v = ((beta+-(1))*v)"),
        ("v = \\frac{a}{b} v", "v = ((a/b)*v)"),
        ("v = dL/dw", "v = grad"),
        ("v = ∂L/∂w + 1", "v = (grad+1)"),
        ("v = ∇_w L(w)", "v = grad"),
        ("v = ∇L(w + βv)", "v = grad((w+(beta*v)))"),
        ("v = w.grad", "v = grad"),
        ("v_t = β v_t-1", "v[0] = (beta*v[-1])"),
        ("vₜ₊₁ = β vₜ", "v[1] = (beta*v[0])"),
        ("v(t+1) = β v(t)", "v[1] = (beta*v[0])"),
        ("v[t] = β v[t-1]", "v[0] = (beta*v[-1])"),
        ("vt = β vt-1", "v[0] = (beta*v[-1])"),
        ("v_new = β v_old", "v[1] = (beta*v[-1])"),
        ("v' = β v", "v[1] = (beta*v)"),
        ("\\Delta w = β Δw", "deltaw = (beta*deltaw)"),
        ("v += g", "v = (v+g)"),
        ("v.mul_(beta).add_(g, alpha=-lr)", "v = ((v*beta)+(g*-(lr)))"),
        ("\\mathcal{L}_D = \\log D(x)", "ld = log(D(x))"),
        ("D loss: -log(1 - D(G(z)))", "dloss = -(log((1+-(D(G(z))))))"),
        ("L_D = E_{x~p_data}[log D(x)]", "ld = log(D(x))"),
        ("L_D = \\mathbb{E}_{x\\sim p_{data}(x)}[\\log D(x)]", "ld = log(D(x))"),
        ("L_D = torch.log(D(x)).mean()", "ld = log(D(x))"),
        ("L_D = \\frac{1}{m}\\sum_{i=1}^{m} \\log D(x_i)", "ld = log(D(x[0]))"),
        ("L_D = BCE(D(x), 1)", "ld = -(log(D(x)))"),
        ("L_D = F.binary_cross_entropy(D(x), torch.zeros_like(y))", "ld = -(log((1+-(D(x)))))"),
        ("L_D = nn.BCELoss()(D(x), ones)", "ld = -(log(D(x)))"),
        ("L_D = keras.losses.BinaryCrossentropy()(tf.ones_like(r), D(x))", "ld = -(log(D(x)))"),
        ("L_D = log(D(x) + 1e-8)", "ld = log(D(x))"),
        ("L_D = a = b", "ld = a"),
        ("log D(x) + 1", " = (log(D(x))+1)"),
        ("max_D log D(x)", "cost = -(log(D(x)))"),
        ("D maximizes log D(x)", "cost = -(log(D(x)))"),
        ("판별자는 log D(x)를 최소화해요", "cost = log(D(x))"),
        ("v = βv − 모르는말", "v = ?"),
        ("v = βv + g β는 모멘텀 계수", "v = ((beta*v)+g)"),
        ("$v = \\beta v + g$ β is the momentum", "v = ((beta*v)+g)"),
    ],
)  # fmt: skip
def test_reading(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v = a, w = b", ["v = a", "w = b"]),
        ("v = a b w = c", ["v = (a*b)", "w = c"]),
        ("v = a\n- w = b", ["v = a", "w = b"]),
        ("min_G max_D log D(x)", ["gain = log(D(x))", "cost = -(log(D(x)))"]),
        ("min max log D(x)", ["gain = log(D(x))", "cost = -(log(D(x)))"]),
        ("max_D V(D,G) = log D(x)", ["cost = -(log(D(x)))"]),
        ("log D(x). D maximizes it.", [" = log(D(x))", "cost = -(log(D(x)))"]),
        ("log D(x)를 D는 최대화하지 않아요", [" = log(D(x))"]),
        ("v = w (m around 0.9)", ["v = w"]),
        ("s: a", []),
        ("그냥 말이에요. Just words, a few (of them).", []),
        ("", []),
    ],
)
def test_reading_many_or_none(text, expected):
    assert read(text) == expected


def test_equation_says_where_it_stands():
    text = "그래서 **v ＝ βv − ηg** 이고, $w \\leftarrow w + v$ 입니다"
    assert [text[one.start : one.end] for one in equations(text, NAMES)] == [
        "v ＝ βv − ηg",
        "w \\leftarrow w + v",
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [("β", "beta"), ("\\beta", "β"), ("L_D", "l_{d}"), ("d_loss", "D loss"), ("x̂", "x_hat"),
     ("ϵ", "ε"), ("J^{(D)}", "J_D")],
)  # fmt: skip
def test_spellings_of_one_name(a, b):
    assert spelled(a) == spelled(b)


def test_single_letters_keep_their_case():
    assert spelled("W") != spelled("w")


HOSTILE = [
    "v = 9**9**9**9",
    "v = " + "(" * 2000 + "w" + ")" * 1990,
    "v = " + "-" * 3000 + "w",
    "v=" * 2000,
    "v = " + "+".join(["v*g"] * 900),
    "v = " + "*".join(["(v+g)"] * 600),
    "log(1-" * 600,
    "E_{" * 1300,
    "E_" + "{x" * 1900,
    "\\frac{" * 650,
    "\\mathbf{" * 480,
    "v_{t" * 1000,
    "v(t" * 1300,
    "v^" * 2000,
    "dL/" * 1300,
    "d L" * 1300,
    "\\partial" * 500,
    "a." * 2000,
    "v.mul_(" * 570,
    "9" * 4000,
    "v = 1e9" * 500,
    "min_G max_D " * 330,
    "D maximizes " * 330,
    "v (" * 1300,
    "속도" * 2000,
    "'" * 4000,
    "1/m " * 1000,
    "**" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_costs_a_bounded_number_of_steps(text):
    reader = Reader(text[:4000], NAMES)
    found = reader.equations()
    assert len(found) <= MAX_EQUATIONS + 1
    assert reader.steps <= MAX_STEPS + 2 * MAX_LENGTH
    assert all(len(list(parts(one.value))) <= 4 * MAX_LENGTH for one in found)


@pytest.mark.parametrize("depth", [10, MAX_DEPTH + 1, 100, 1900])
def test_nesting_is_bounded(depth):
    expected = "v = w" if depth < MAX_DEPTH else "v = ?"
    assert read("v = " + "(" * depth + "w" + ")" * depth)[0] == expected


def test_tokens_are_bounded():
    assert len(tokens("v+" * 4000, NAMES)) <= MAX_TOKENS + 4


def test_long_numbers_are_cut_and_powers_stay_unevaluated():
    (found,) = equations("v = 9**9**9", NAMES)
    assert isinstance(found.value, Apply)
    numbers = [one.value for one in parts(found.value) if isinstance(one, Number)]
    assert numbers == [9, 9, 9]
    assert all(
        one.value < 10**12
        for each in equations("v = " + "9" * 400 + "*w", NAMES)
        for one in parts(each.value)
        if isinstance(one, Number)
    )


HEAP = (
    "v w β eta lr g = := ← += - + * / ^ ** ( ) [ ] { } , ; . : ' _ _t _{t-1} ² ₜ \\frac \\beta "
    "\\left( 0.9 1 e9 log D( G( E[ E_{ ∇ L(w) dL/dw .mul_( min_G max_D 최대화 는 를 D\n \n ` $ 🙂"
)


@pytest.mark.parametrize("seed", range(40))
def test_any_heap_of_pieces_is_read_without_failing(seed):
    chance = random.Random(seed)
    pieces = HEAP.split(" ")
    text = "".join(chance.choice(pieces) + " " * chance.randint(0, 1) for _ in range(300))
    for one in equations(text, NAMES):
        assert 0 <= one.start < one.end <= len(text)
