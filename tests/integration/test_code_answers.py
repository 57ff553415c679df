"""Answers to the questions about code, as members write them: code, prose and both."""

import pytest

from evaluators.grade import Grade, GradeRequest, Verdict
from evaluators.grader import EmbeddingGrader, load_grader
from tests.bank import BANK

BN, FREEZE, BCE = "bn-at-inference", "freeze-g-while-training-d", "bce-train-mse-monitor"

# question, answer, lowest and highest score that is fair
ANSWERS = [
    (BN, "model.eval()", 0.45, 0.75),
    (BN, "`model.eval()`", 0.45, 0.75),
    (BN, "```python\nmodel.eval()\n```", 0.45, 0.75),
    (BN, "net.eval()", 0.45, 0.75),
    (BN, "self.model.eval()", 0.45, 0.75),
    (BN, ".eval()", 0.45, 0.75),
    (BN, "모델.eval()을 부르세요", 0.45, 0.75),
    (BN, "model . eval ( )", 0.45, 0.75),
    (BN, "ｍｏｄｅｌ．ｅｖａｌ（）", 0.45, 0.75),
    (BN, "models[0].eval()", 0.45, 0.75),
    (BN, "추론 전에 model.eval()로 바꾸고 예측하면 됩니다", 0.45, 1),
    (BN, "model.eval()을 호출하고 no_grad는 쓰지 않아도 된다", 0.45, 1),
    (BN, "model.train(False)", 0.45, 0.75),
    (BN, "model.train(mode = False)", 0.45, 0.75),
    (BN, "model(x, training=False)", 0.45, 0.75),
    (BN, "y = model(x, mask=m, training = False)", 0.45, 0.75),
    (BN, "model.predict(x)", 0.45, 0.75),
    (
        BN,
        "for m in model.modules():\n    if isinstance(m, nn.BatchNorm2d):\n        m.eval()",
        0.45,
        0.75,
    ),
    (BN, "bn.trainable = False로 두고 예측해요", 0.45, 0.8),
    (BN, "y = (x - bn.running_mean) / torch.sqrt(bn.running_var + eps) * gamma + beta", 0.6, 1),
    (BN, "```python\nmodel.eval()\nwith torch.no_grad():\n    y = model(x)\n```", 0.5, 0.8),
    (BN, "model.eval() # 학습 때 모은 이동 평균과 분산을 고정해서 써요", 0.7, 1),
    (
        BN,
        "model.eval()을 호출해요. 안 그러면 함께 들어온 다른 샘플에 따라 예측이 달라져요.",
        0.6,
        1,
    ),
    (
        BN,
        "Call model.eval() before predicting. Otherwise the prediction depends on the "
        "rest of the batch.",
        0.6,
        1,
    ),
    (
        BN,
        "```python\n"
        "model.load_state_dict(torch.load(path))  # running_mean and running_var are "
        "saved with the weights\n"
        "model.eval()  # use the fixed running mean and variance from training, not the "
        "batch's statistics\n"
        "with torch.no_grad():  # only turns gradients off, it doesn't change BN's mode\n"
        "    y = model(x)  # otherwise a prediction would depend on the other samples in "
        "the batch\n"
        "```",
        0.85,
        1,
    ),
    (BN, "Don't forget to call model.eval()!", 0.45, 0.8),
    (BN, "model.eval()을 빼먹으면 안 돼요", 0.45, 0.8),
    (BN, "model.eval()을 호출하지 않으면 배치 통계를 쓰게 돼요", 0.45, 1),
    (BN, "If you don't call model.eval(), it uses batch statistics", 0.45, 1),
    (BN, "model.eval()을 호출하면 안 된다", 0, 0.35),
    (BN, "don't call model.eval()", 0, 0.35),
    (BN, "Never use model.eval() here", 0, 0.35),
    (BN, "model.eval() 대신 torch.no_grad()를 씁니다", 0, 0.35),
    (BN, "Use torch.no_grad() instead of model.eval()", 0, 0.35),
    (BN, "model.eval()은 필요 없어요", 0, 0.35),
    (BN, "model.eval()이 아니라 그냥 예측하면 돼요", 0, 0.35),
    (BN, "model.eval() is not needed", 0, 0.35),
    (BN, "torch.no_grad() 대신 model.eval()을 써야 해요", 0.45, 0.9),
    (BN, "with torch.no_grad(): y = model(x)", 0, 0.35),
    (BN, "with torch.inference_mode():\n    return model(x)", 0, 0.35),
    (BN, "model.train()\ny = model(x)", 0, 0.35),
    (BN, "y = model(x, training=True)", 0, 0.35),
    (BN, "BatchNorm2d(64, track_running_stats=False)", 0, 0.35),
    (BN, "for p in model.parameters(): p.requires_grad = False", 0, 0.35),
    (BN, "model.eval()\nbn = nn.BatchNorm2d(8, track_running_stats=False)", 0.3, 0.6),
    (BN, "model.train()\nout = model(x)\nmodel.eval()\ny = model(x)", 0.45, 0.8),
    (BN, 'y = eval("model(x)")', 0, 0.35),
    (BN, "model.evaluator()", 0, 0.35),
    (BN, "for i in range(10):\n    print(i * 2)", 0, 0.35),
    (FREEZE, "D(fake.detach())", 0.9, 1),
    (FREEZE, "fake = G(z).detach()", 0.9, 1),
    (FREEZE, "with torch.no_grad():\n    fake = G(z)", 0.9, 1),
    (FREEZE, "opt_d = torch.optim.Adam(D.parameters(), lr=2e-4)", 0.9, 1),
    (FREEZE, "opt = make(netD.parameters(), lr=2e-4)", 0.9, 1),
    (FREEZE, "clip_grad_norm_(D.parameters(), 1.0)", 0, 0.35),
    (FREEZE, "optimizerD.step()만 부르면 돼요", 0.9, 1),
    (FREEZE, "grads = tape.gradient(d_loss, discriminator.trainable_variables)", 0.6, 1),
    (FREEZE, "generator.trainable = False", 0.9, 1),
    (FREEZE, "for p in G.parameters():\n    p.requires_grad_(False)", 0.9, 1),
    (FREEZE, "fake = G(z).detach()로 끊고 opt_d.step()만 호출해요", 0.7, 1),
    (
        FREEZE,
        "```python\n"
        "opt_d = optim.Adam(D.parameters())\n"
        "opt_g = optim.Adam(G.parameters())\n"
        "d_loss = bce(D(real), ones) + bce(D(fake.detach()), zeros)\n"
        "d_loss.backward(); opt_d.step()  # D only\n"
        "g_loss = bce(D(fake), ones)  # no detach: the gradient must pass through D to "
        "reach G\n"
        "g_loss.backward(); opt_g.step()\n"
        "```",
        0.85,
        1,
    ),
    (FREEZE, "G의 출력을 detach하고 D의 옵티마이저만 step하면 됩니다", 0.7, 1),
    (FREEZE, "가짜 이미지는 detach해서 D에 넣고, step은 D의 옵티마이저로만 해요", 0.7, 1),
    (FREEZE, "Detach the fakes before D sees them and step only D's optimizer", 0.45, 1),
    (FREEZE, "진짜 이미지를 detach해서 D에 넣고 같은 옵티마이저로 step해요", 0, 0.35),
    (FREEZE, "Put the generator in eval mode so its weights don't change.", 0, 0.35),
    (FREEZE, "G.eval()", 0, 0.35),
    (FREEZE, "G.eval()을 부르면 G의 가중치가 고정돼요", 0, 0.35),
    (FREEZE, "real.detach()를 D에 넣어요", 0, 0.35),
    (FREEZE, "g_loss = bce(D(fake.detach()), ones)", 0, 0.35),
    (FREEZE, "D 학습 때 fake.detach()를 쓰면 안 돼요", 0, 0.35),
    (FREEZE, "You don't need fake.detach()", 0, 0.35),
    (FREEZE, "G.eval()\nfake = G(z).detach()", 0.9, 1),
    (FREEZE, "generator.eval() doesn't freeze it; use fake.detach()", 0.9, 1),
    (
        BCE,
        "bce.backward()\nwith torch.no_grad():\n    mse = F.mse_loss(torch.sigmoid(logits), y)",
        0.85,
        1,
    ),
    (BCE, "model.compile(loss='binary_crossentropy', metrics=['mse'])", 0.6, 1),
    (
        BCE,
        'model.compile(optimizer="adam", loss="binary_crossentropy", '
        'metrics=["accuracy", "mse"])로 하면 돼요',
        0.6,
        1,
    ),
    (
        BCE,
        "loss = F.binary_cross_entropy_with_logits(out, y); loss.backward(); mse = "
        "((out.detach().sigmoid() - y) ** 2).mean()",
        0.85,
        1,
    ),
    (BCE, "loss는 BCE로 backward하고 MSE는 detach해서 출력만 합니다", 0.4, 1),
    (BCE, "backward는 BCE에만 부르고, MSE는 기울기 없이 계산해 기록만 합니다", 0.4, 1),
    (BCE, "Only call backward on the BCE; compute the MSE under no_grad and log it.", 0.7, 1),
    (BCE, "BCE와 MSE를 합친 손실로 학습해서 MSE도 함께 줄입니다", 0, 0.35),
    (BCE, "MSE를 backward하고 BCE는 참고로만 봅니다", 0, 0.35),
    (BCE, "metrics=['mse']를 넣어요", 0.4, 0.75),
    (BCE, "bce.backward()", 0.45, 0.75),
    (BCE, "(bce + mse).backward()", 0, 0.35),
    (BCE, "loss = bce + mse\nloss.backward()", 0, 0.35),
    (BCE, "mse.backward()", 0, 0.35),
    (BCE, "model.compile(loss='mse', metrics=['binary_crossentropy'])", 0, 0.35),
    (BCE, "loss = F.binary_cross_entropy(p, y) + F.mse_loss(p, y); loss.backward()", 0, 0.35),
    (BCE, "(bce + mse).backward()는 하면 안 되고 bce.backward()만 불러요", 0.45, 0.8),
    (BCE, "(bce + mse).backward()\nwith torch.no_grad(): print(mse)", 0, 0.6),
    (BCE, "with torch.no_grad():\n    mse = F.mse_loss(logits, y)", 0.3, 0.6),
    (BCE, "bce.backward(); total += mse.item(); mse_avg = total / len(loader)", 0.7, 1),
    (BCE, "for i in range(3): print(i)", 0, 0.35),
]


@pytest.fixture(scope="module")
def grader() -> EmbeddingGrader:
    return load_grader()


def graded(grader: EmbeddingGrader, question: str, answer: str) -> Grade:
    return grader.grade([GradeRequest(question=BANK.questions[question].rubric(), answer=answer)])[
        0
    ]


@pytest.mark.parametrize(("question", "answer", "low", "high"), ANSWERS)
def test_answer_is_graded_fairly(
    grader: EmbeddingGrader, question: str, answer: str, low: float, high: float
) -> None:
    grade = graded(grader, question, answer)
    assert low <= grade.score <= high
    assert all(point.evidence in answer for point in grade.key_points if point.met)


@pytest.mark.parametrize(
    ("question", "answer", "claim"),
    [
        (BN, "with torch.no_grad():\n    y = model(x)", "no_grad()"),
        (BN, "model.train()\ny = model(x)", "incoming batch"),
        (BN, "for p in model.parameters(): p.requires_grad = False", "requires_grad"),
        (FREEZE, "G.eval()", "eval mode"),
        (FREEZE, "g_loss = bce(D(fake.detach()), ones)", "generator's step"),
        (FREEZE, "real.detach()를 D에 넣어요", "real images"),
        (BCE, "(bce + mse).backward()", "part of the loss"),
        (BCE, "model.compile(loss='mse', metrics=['binary_crossentropy'])", "part of the loss"),
        (BCE, "with torch.no_grad(): mse = F.mse_loss(logits, y)", "raw logits"),
    ],
)
def test_wrong_code_is_named(
    grader: EmbeddingGrader, question: str, answer: str, claim: str
) -> None:
    grade = graded(grader, question, answer)
    assert any(claim in wrong.text.en for wrong in grade.misconceptions)
    assert grade.verdict is not Verdict.CORRECT
