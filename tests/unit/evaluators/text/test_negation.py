"""Which words stand under a negation."""

import pytest

from evaluators.text.negation import denied


@pytest.fixture
def read(analyzer):
    def of(text):
        tokens = analyzer.tokens(text.lower())
        return {tokens[index].form for index in denied(tokens)}

    return of


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("ReLU는 포화된다", set()),
        ("ReLU는 포화되지 않는다", {"포화"}),
        ("기울기가 안 사라진다", {"사라지"}),
        ("기울기가 사라지지 못한다", {"사라지"}),
        ("규제 장치가 아니다", {"장치"}),
        ("손실이 줄어들지 않는다", {"줄어들"}),
        ("it saturates", set()),
        ("it doesn't saturate", {"saturat"}),
        ("it never saturates", {"saturat"}),
        ("gradient never fails to not vanish", {"fail", "vanish"}),
        ("the loss does not increase", {"increas"}),
        ("a non-linear map", {"linear"}),
        ("뉴런을 무작위로 끈다", set()),
        ("비대칭 행렬", {"대칭"}),
        ("without activation", {"activat"}),
        ("no information", {"informat"}),
        ("no, it loses information", set()),
        ("no because it loses information", set()),
        ("it escapes instead of getting stuck", {"gett"}),
        ("uphill rather than down", {"down"}),
        ("instead, the loss falls", set()),
        ("기울기 말고 반대쪽으로", {"기울기"}),
        ("시그모이드 대신 ReLU", {"시그모이드"}),
        ("라고 말하고 끝난다", set()),
    ],
)
def test_denied(read, text, under):
    assert read(text) == under
