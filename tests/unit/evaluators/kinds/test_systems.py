"""Which formulas count as the same, whatever they are called and however they are written."""

import pytest

from content.formula.schema import Accepted, Mistaken
from evaluators.kinds.systems import find, key_of
from tests.bank import BANK

KEYS = {id_: key_of(BANK.questions[id_].formula) for id_ in ("momentum-formula", "gan-loss")}


def verdict(question, text):
    found = find(KEYS[question], text)
    if found is None:
        return "none"
    if isinstance(found.says, Accepted):
        return "right" if found.says.worth == 1 else "part"
    return "wrong"


MOMENTUM_RIGHT = [
    "v = momentum * v - lr * g, w = w + momentum * v - lr * g",
    "v = 0*((v+g+w+η)^4)^4 + βv − ηg, w = w + v",
    "보통 SGD는 w = w - lr*g 이고, 모멘텀은 v = 0.9v - lr*g, w = w + v 예요",
    "v -> beta*v - lr*g; w -> w + v",
    "v = βv − η·g(w_t); w = w + v",
    "v = βv + g(1-β), w = w - ηv",
    "v <- beta v - eta g; w <- w + v",
    "vₜ₊₁ = βvₜ − ηgₜ, wₜ₊₁ = wₜ + vₜ₊₁",
    "v^{t+1} = βv^t − ηg^t, w^{t+1} = w^t + v^{t+1}",
    "\\[ v_t = \\gamma v_{t-1} + \\eta \\nabla_\\theta J(\\theta) \\]\n"
    "\\[ \\theta = \\theta - v_t \\]",
    "\\begin{align} v &\\leftarrow \\beta v + (1-\\beta) g \\\\ w &\\leftarrow w - \\eta v"
    " \\end{align}",
    "v \\gets \\mu v - \\alpha \\mathbf{g}, \\quad \\theta \\gets \\theta + v",
    "v = m*v - lr * dL/dw, then w = w + v (m around 0.9)",
    "v = mv - αg, w = w + v",
    "```\nv *= beta\nv += g\nw -= lr * v\n```",
    "`v = beta*v - lr*g`, `w += v`",
    "v.mul_(beta).add_(g); w.sub_(lr * v)",
    "buf.mul_(momentum).add_(grad)\nparam.add_(buf, alpha=-lr)",
    "w = w - lr*v where v = beta*v + g",
    "x_{k+1} = x_k - α∇f(x_k) + β(x_k - x_{k-1})",
    "w_new = w - lr*g + beta*(w - w_prev)",
    "새로운 속도 = 모멘텀 × 이전 속도 − 학습률 × 기울기\n새 가중치 = 이전 가중치 + 새로운 속도",
    "v′ = βv − ηg, w′ = w + v′",
    "new_v = beta*old_v - lr*g; new_w = old_w + new_v",
    "v' = βv − ηg, w' = w + v'",
    "v ← βv − η∇L(w + βv), w ← w + v (Nesterov)",
    "두 줄이에요: v ← βv − ηg; w ← w + v. β는 0.9 정도로 둬요.",
    "ｖ ＝ 0.9ｖ － lr＊g， w ＝ w ＋ v",
    "v = \\frac{9}{10} v - \\eta g, w = w + v",
    "v = β ⋅ v − η ⋅ g  →  w = w + v",
    "v ← 0.9·v − 0.1·∇L, w ← w + v (0.9는 모멘텀 계수)",
    "\\Delta w_t = -\\eta \\frac{\\partial E}{\\partial w} + \\alpha \\Delta w_{t-1},"
    " w_{t+1} = w_t + \\Delta w_t",
    "for each step:\n    v = mu * v - lr * grad\n    w += v",
    "self.v[key] = self.momentum*self.v[key] - self.lr*grads[key]\nparams[key] += self.v[key]",
    "for p in params:\n  v[p] = beta*v[p] + p.grad\n  p.data -= lr*v[p]",
    "v=βv-η∂L/∂W W=W+v",
    "v := beta·v − eta·g 다음 w := w + v",
    "velocity: v = βv − ηg; position: w = w + v",
    "$$\n\\begin{aligned}\nv_{t+1} &= \\mu v_t + g_{t+1} \\\\\np_{t+1} &= p_t -"
    " \\text{lr} \\cdot v_{t+1}\n\\end{aligned}\n$$",
]

MOMENTUM_WRONG = [
    "v -> βv + g; w -> w + ηv",
    "새 속도 = 0.9 × 이전 속도 - 학습률 × 기울기, 가중치 = 가중치 - 속도",
    "v = βv + (1−β)g², w = w − ηv",
    "v = beta*v + (1-beta)*g**2; w = w - lr*g/(sqrt(v)+eps)",
    "w = w - lr*g/sqrt(v)",
    "v = βv − ηg, w = v",
    "v = βv − ηg, w = w − v",
    "v = αv − αg, w = w + v",
    "g = βg − ηv, w = w + g",
    "v = βw − ηg, w = w + v",
    "v = βv·ηg, w = w + v",
    "v = v/β − ηg, w = w + v",
    "v = v − ηg, w = w + v",
    "v = 2v − 3g, w = w + v",
    "v = βv − ηg + v/0, w = w + v",
]

GAN_RIGHT = [
    "min max log D(x) + log(1-D(G(z)))",
    "L(D) = -1/2 E[log D(x)] - 1/2 E[log(1 - D(G(z)))], L(G) = -L(D)",
    "min G max D: log D(x) + log (1 - D(G(z)))",
    "min_θ max_φ E[log D_φ(x)] + E[log(1-D_φ(G_θ(z)))]",
    "$\\min_{\\phi}\\max_{\\psi} E[\\log D_{\\psi}(x)] + E[\\log(1-D_{\\psi}(G_{\\phi}(z)))]$",
    "min_G max_D (1/N) sum_i [log D(x_i) + log(1 - D(G(z_i)))]",
    "min_G max_D E_{x~p_data}[log D(x)] + E_{x~p_g}[log(1-D(x))]",
    "$\\min_G\\max_D \\mathbb{E}_{x\\sim p_{data}}[\\log D(x)]"
    " + \\mathbb{E}_{x\\sim p_{g}(x)}\\left[\\log(1-D(x))\\right]$",
    "\\min_G \\max_D V(D,G) = \\mathbb{E}_{x\\sim p_{data}(x)}[\\log D(x)]"
    " + \\mathbb{E}_{z\\sim p_z(z)}[\\log(1-D(G(z)))]",
    "$\\min_{G}\\max_{D} \\mathbb{E}_{x}\\left[\\log D(x)\\right]"
    " + \\mathbb{E}_{z}\\left[\\log\\left(1-D(G(z))\\right)\\right]$",
    "\\min_{\\theta_g}\\max_{\\theta_d} E[\\log D_{\\theta_d}(x)]"
    " + E[\\log(1-D_{\\theta_d}(G_{\\theta_g}(z)))]",
    "min_G max_D 𝔼[ln D(x)] + 𝔼[ln(1 − D(G(z)))]",
    "max_D min_G... 아니고 min_G max_D E_x[log D(x)] + E_z[log(1-D(G(z)))]",
    "식은 min_G max_D E_x[logD(x)] + E_z[log(1-D(G(z)))] 이에요. D는 키우고 G는 줄여요.",
    "BCE twice. D: -[log D(x) + log(1-D(G(z)))], G: -log D(G(z))",
    "판별자 손실은 -log D(x) - log(1 - D(G(z)))이고 생성자 손실은 -log D(G(z))예요.",
    "loss_D = -(torch.log(D(x)) + torch.log(1 - D(G(z)))).mean()\n"
    "loss_G = -torch.log(D(G(z))).mean()",
    "d_loss = -torch.mean(torch.log(D(x)) + torch.log(1 - D(fake)))\n"
    "g_loss = -torch.mean(torch.log(D(fake)))",
    "d_loss = F.binary_cross_entropy(D(real), ones) + F.binary_cross_entropy(D(fake), zeros)\n"
    "g_loss = F.binary_cross_entropy(D(fake), ones)",
    "minG maxD V(D,G)=Ex∼pdata(x)[logD(x)]+Ez∼pz(z)[log(1−D(G(z)))]",
    "D maximizes, G minimizes: log D(x) + log(1 - D(G(z)))",
    "errD_real = criterion(D(x), 1)\nerrD_fake = criterion(D(fake), 0)\n"
    "errD = errD_real + errD_fake\nerrG = criterion(D(fake), 1)",
    "loss_D = nn.BCELoss()(D(x), torch.ones_like(D(x)))"
    " + nn.BCELoss()(D(G(z)), torch.zeros_like(D(G(z))))\n"
    "loss_G = nn.BCELoss()(D(G(z)), torch.ones_like(D(G(z))))",
    "\\mathcal{L}_D = -\\mathbb{E}[\\log D(x)] - \\mathbb{E}[\\log(1-D(G(z)))],"
    " \\mathcal{L}_G = -\\mathbb{E}[\\log D(G(z))]",
    "L_D = -\\frac{1}{m}\\sum_{i=1}^{m} [\\log D(x_i) + \\log(1-D(G(z_i)))],"
    " L_G = -\\frac{1}{m}\\sum_{i=1}^{m} \\log D(G(z_i))",
    "d_loss = tf.reduce_mean(-tf.math.log(D(real_images)) - tf.math.log(1 - D(fake_images)))\n"
    "g_loss = tf.reduce_mean(-tf.math.log(D(fake_images)))",
    "log D(x) + log(1-D(G(z)))를 판별자는 크게, 생성자는 작게 만들어요",
    "L_D = -log(D(x) + 1e-8) - log(1 - D(G(z)) + 1e-8), L_G = -log(D(G(z)) + 1e-8)",
    "D: max log D(x) + log(1-D(G(z))), G: min log(1-D(G(z)))",
    "real_loss = criterion(D(real_images), real_labels)\nfake_loss ="
    " criterion(D(fake_images), fake_labels)\nd_loss = real_loss + fake_loss\ng_loss ="
    " criterion(D(fake_images), real_labels)",
    "\\underset{G}{\\min}\\,\\underset{D}{\\max}\\,\\mathbb{E}[\\log"
    " D(x)]+\\mathbb{E}[\\log(1-D(G(z)))]",
    "\\mathcal{L}_D = -\\frac{1}{2}\\mathbb{E}_{x}\\log D(x) -"
    " \\frac{1}{2}\\mathbb{E}_{z}\\log(1-D(G(z))), \\mathcal{L}_G = -\\mathbb{E}_z \\log"
    " D(G(z))",
    "L_D = - sum(log D(x)) - sum(log(1 - D(G(z)))), L_G = -sum(log D(G(z)))",
    "V = log D(x) + log(1-D(G(z))). G minimises this value while D maximises the same value.",
    "V = log D(x) + log(1-D(G(z))). This value is maximised by D and minimised by the generator.",
    "V = log D(x) + log(1-D(G(z))). D is trained to maximise it and G to minimise it.",
    "D maximises this value and G minimises it: log D(x) + log(1-D(G(z)))",
    "V = log D(x) + log(1-D(G(z))). 이 식을 최대화하는 건 D이고 최소화하는 쪽은 G예요.",
]

GAN_WRONG = [
    "min D max G: log D(x) + log (1 - D(G(z)))",
    "min_φ max_θ E[log D_φ(x)] + E[log(1-D_φ(G_θ(z)))]",
    "min_G max_D log(1 - D(x)) + log D(G(z))",
    "min_G max_D log G(x) + log(1 - G(D(z)))",
    "min_G max_D log D(x) * log(1 - D(G(z)))",
    "min_G max_D D(x) - D(G(z))",
    "L_D = -log D(x) - log D(G(z)), L_G = -log D(G(z))",
    "L_D = BCE(D(x), 1) + BCE(D(G(z)), 1); L_G = BCE(D(G(z)), 1)",
    "min_G max_D E_{x~p_data}[log D(x)] - E_{x~p_g}[log(1-D(x))]",
    "L_G = (G(z) - x)^2",
    "L_G = MSE(G(z), x)",
    "(G(z) - x)²",
    "d_loss = bce(real_output, 0) + bce(fake_output, 1)",
    "log D(x) + log(1-D(G(z)))를 생성자는 키우고 판별자는 줄여요",
    "D는 log D(x) + log(1-D(G(z)))를 minimize하고 G는 그걸 maximize함",
    "V = log D(x) + log(1-D(G(z))). This value is minimised by D and maximised by G.",
    "V = log D(x) + log(1-D(G(z))). 이 식을 최대화하는 건 G이고 최소화하는 건 D예요.",
]


MOMENTUM_PART = ["v = βv − ηg", "v_{t+1} = 0.9v_t + g_t 입니다", "v = beta * v + (1 - beta) * grad"]
GAN_PART = [
    "log D(x) + log(1 - D(G(z)))",
    "L_G = -log D(G(z))",
    "V = log D(x) + log(1-D(G(z))). D does not maximise this value.",
    "d_loss = (real_loss + fake_loss)/2, real_loss = BCE(D(x), 1), fake_loss = BCE(D(G(z)), 0)",
    "d_loss = bce(real_output, 1) + bce(fake_output, 0)",
    "cross_entropy(tf.ones_like(real_output), real_output)"
    " + cross_entropy(tf.zeros_like(fake_output), fake_output)",
]

MOMENTUM_NONE = [
    "β = 0.9, η = 0.01 정도로 둬요",
    "j = q * j + k; y = y - h * j",
    "L_D = -log D(x) - log(1 - D(G(z)))",
    "Momentum keeps a velocity - the old one decays, the gradient adds.",
    "v = βv − 뭔가*모르는것, w = w + v",
    "y = kx + c",
    "v v v w w w ===???",
]
GAN_NONE = [
    "D*(x) = p_data(x) / (p_data(x) + p_g(x))",
    "D는 진짜에 log D(x)를 쓰고 G는 D를 속여요",
    "The log(1 - D(G(z))) term saturates early, so D(G(z)) = 0.01 gives no signal.",
    "D는 log D(x)를 키우고, log(1 - D(G(z)))도 키워요. G는 반대예요.",
    "fake images and real images, D:G = 1:1",
    "minimax, discriminator, generator, log, cross entropy",
    "L_D = log 4 ≈ 1.386",
    "L_D = softplus(-D(x)) + softplus(D(G(z)))",
]
SAID = [
    ("momentum-formula", "right", MOMENTUM_RIGHT),
    ("momentum-formula", "wrong", MOMENTUM_WRONG),
    ("momentum-formula", "part", MOMENTUM_PART),
    ("momentum-formula", "none", MOMENTUM_NONE),
    ("gan-loss", "right", GAN_RIGHT),
    ("gan-loss", "wrong", GAN_WRONG),
    ("gan-loss", "part", GAN_PART),
    ("gan-loss", "none", GAN_NONE),
]


@pytest.mark.parametrize(
    ("question", "expected", "text"),
    [(question, expected, text) for question, expected, texts in SAID for text in texts],
)
def test_formula_is_right_or_wrong_or_half_of_it_or_none_to_judge(question, expected, text):
    assert verdict(question, text) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("v = βv + ηg, w = w + v", "up the gradient"),
        ("w = w - lr*g", "without the previous velocity"),
        ("w ← βw − ηg", "previous weight"),
        ("s = 0.9*s + 0.1*g^2, w = w - lr*g/sqrt(s+eps)", "squared gradient"),
        ("v = (1−β)v + βg, w = w − ηv", "1 − β"),
        ("v = βv + g, w = w − v", "without a learning rate"),
    ],
)
def test_mistake_is_named(text, named):
    says = find(KEYS["momentum-formula"], text).says
    assert isinstance(says, Mistaken)
    assert named in says.text.en


SMALL = "v = (1-α)v + αg, w = w - ηv"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SMALL}. α = 0.1", "right"),
        (f"{SMALL}, α는 0.1이에요", "right"),
        (f"{SMALL} (α is the share of the new gradient, 0.1 say)", "right"),
        (f"α ≈ 0.1: {SMALL}", "right"),
        (f"{SMALL} where α is 0.1 and η is 0.9", "right"),
        ("v = (1-β)v + βg, w = w - ηv, β=0.1", "right"),
        ("v = (1-α)v - ηg, w = w + v with a friction of α = 0.1", "right"),
        ("v = (1-α)v + αg with α = 0.1", "part"),
        (SMALL, "wrong"),
        (f"{SMALL}. α = 0.9", "wrong"),
        (f"{SMALL}, α = 0.1, later α = 0.9", "wrong"),
        (f"{SMALL}, η = 0.1", "wrong"),
        (f"{SMALL} where α, η = 0.1", "wrong"),
        (f"{SMALL}. α goes with the gradient. 0.1 is the decay", "wrong"),
        ("v = (1-α)v + αg, w = w + ηv, α = 0.1", "wrong"),
        ("v = (1-α)v + αg, w = w - αv, α = 0.1", "wrong"),
    ],
)
def test_system_that_needs_a_small_number_is_right_where_the_answer_gives_it(text, expected):
    assert verdict("momentum-formula", text) == expected


def test_value_that_says_how_many_times_is_no_formula():
    words = "속도는 (1-α)배 한 옛 속도에 α배 한 기울기를 더한 값이고 α는 0.1이에요."
    assert verdict("momentum-formula", words) == "none"


TEMPLATES = [
    "{v} = {b} * {v} - {e} * {g}; {w} = {w} + {v}",
    "{v} = {b} * {v} + {g}; {w} = {w} - {e} * {v}",
    "{v} = {b} * {v} + (1 - {b}) * {g}; {w} = {w} - {e} * {v}",
]
RENAMINGS = [
    dict(zip("vbewg", names.split(), strict=True))
    for names in (
        "v β η w g",
        "m β α θ g",
        "\\mathbf{v} \\mu \\varepsilon \\theta \\nabla_{\\theta}J(\\theta)",
        "buf 0.9 0.01 param param.grad",
        "속도 β 학습률 가중치 기울기",
        "self.v self.beta self.lr self.w grads",
        "q j n y g",
    )
]
WRAPPERS = ["{}", "${}$", "```\n{}\n```", "`{}`", "답은 {} 입니다.", "The update is {}, I think."]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("names", RENAMINGS, ids=lambda names: names["v"] + names["b"])
def test_names_change_nothing(template, names):
    right = template.format(**names)
    assert verdict("momentum-formula", right) == "right"
    uphill = right.replace("; {w} = {w} + ".format(**names), "; {w} = {w} - ".format(**names))
    uphill = uphill.replace("+ {g}".format(**names), "- {g}".format(**names))
    uphill = uphill.replace("+ (1", "- (1")
    assert verdict("momentum-formula", uphill) != "right"


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("spacing", [(" ", ""), (" ", "  "), (" * ", "*"), (" * ", " \\cdot ")])
def test_spaces_and_wrappers_change_nothing(wrapper, spacing):
    text = TEMPLATES[-1].format(**RENAMINGS[0]).replace(*spacing)
    assert verdict("momentum-formula", wrapper.format(text)) == "right"


SIGNED = [
    ("momentum-formula", "v = +0.9*v - lr*g; w = +w + v"),
    ("momentum-formula", "v = +β*v + g; w = +w - η*v"),
    ("momentum-formula", "v = +β*v + (1-β)*g; w = +w - η*v"),
    ("momentum-formula", "wₜ₊₁ = +wₜ - η*g + β*(+wₜ - wₜ₋₁)"),
    ("gan-loss", "min_G max_D +log(+D(x)) + log(1 - D(G(+z)))"),
    ("gan-loss", "L_D = -log D(x) - log(1 - D(G(z))); L_G = -log D(G(z))"),
    ("gan-loss", "L_D = -log D(x) - log(1 - D(G(z))); L_G = +log(1 - D(G(z)))"),
]


def one_sign_flipped():
    for question, template in SIGNED:
        indices = [at for at, sign in enumerate(template) if sign in "+-"]
        for at in indices:
            flipped = "-" if template[at] == "+" else "+"
            yield question, template[:at] + flipped + template[at + 1 :]


@pytest.mark.parametrize(("question", "text"), list(one_sign_flipped()))
def test_one_flipped_sign_is_never_right(question, text):
    assert verdict(question, text) not in ("right", "part")
