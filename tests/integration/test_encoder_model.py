"""The encoder that ships in the repository, loaded the way any sentence-transformers model is."""

from pathlib import Path

import numpy as np
import pytest

MODEL = Path(__file__).parents[2] / "evaluators" / "models" / "bilingual-static"
MAX_MB = 16

TRANSLATIONS = [
    (
        "Dropout randomly turns off neurons so that the network does not overfit.",
        "드롭아웃은 뉴런을 무작위로 꺼서 신경망이 과적합되지 않게 합니다.",
    ),
    (
        "The learning rate decides how large each step of gradient descent is.",
        "학습률은 경사 하강법의 한 걸음이 얼마나 큰지를 정한다.",
    ),
    (
        "A convolution layer shares the same weights at every position of the image.",
        "합성곱 층은 이미지의 모든 위치에서 같은 가중치를 공유한다.",
    ),
    ("The weather is nice today.", "오늘 날씨가 좋네요."),
]


@pytest.fixture(scope="module")
def model():
    transformers = pytest.importorskip("sentence_transformers")
    return transformers.SentenceTransformer(str(MODEL), device="cpu", local_files_only=True)


@pytest.mark.parametrize(
    "text",
    [
        "과적합을 막으려면 어떻게 해야 하나요?",
        "How do you prevent overfitting?",
        "BatchNorm은 internal covariate shift를 줄인다",
        "∂L/∂w = σ(x)·(1−σ(x)) ≤ ½",
        "과적합 " * 2000,
    ],
    ids=["korean", "english", "mixed", "formula", "very long"],
)
def test_text_becomes_a_finite_unit_vector(model, text):
    vector = model.encode(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "text", ["", "   \n", "😀🎉", "\u200b"], ids=["empty", "blank", "emoji", "zero width"]
)
def test_text_without_words_becomes_zeros(model, text):
    assert not model.encode([text, "과적합"])[0].any()
    assert not model.encode(text).any()


def test_unknown_characters_drop_out(model):
    plain, decorated = model.encode(["과적합은 나쁘다", "과적합은 나쁘다 😀"])
    assert plain @ decorated == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("variant", "plain"),
    [
        ("ＢＡＴＣＨ　ｎｏｒｍａｌｉｚａｔｉｏｎ", "batch normalization"),
        ("BATCH Normalization", "batch normalization"),
        ("ＧＰＵ는 빠르다", "GPU는 빠르다"),
    ],
    ids=["full width", "upper case", "full width in Korean"],
)
def test_letter_form_does_not_change_the_vector(model, variant, plain):
    assert np.array_equal(*model.encode([variant, plain]))


@pytest.mark.parametrize("row", range(len(TRANSLATIONS)))
def test_translation_is_nearest(model, row):
    english, korean = zip(*TRANSLATIONS, strict=True)
    assert (model.encode(list(korean)) @ model.encode(english[row])).argmax() == row


def test_batch_gives_the_same_vectors_as_single_texts(model):
    texts = [text for pair in TRANSLATIONS for text in pair]
    assert np.allclose(model.encode(texts), [model.encode(text) for text in texts], atol=1e-5)


def test_folder_is_small():
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) < MAX_MB * 1e6
