"""Word lists of Korean and English that the text rules need; every entry a dictionary form."""


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


# Light verbs, pronouns and degree words: they carry no idea of their own.
EMPTY_KOREAN = words(
    "하 되 있 것 수 등 때 그 이 저 이렇 그렇 어떻 같 보 주 더 좀 잘 매우 아주 많이"
)

FUNCTION_WORDS = words(
    """
    a an the is are was were be been being it its this that these those of to in on at by for from
    with as and or but so because while which who when where if then than into over there their
    they we you he she i my your his her our do does did has have had can could will would should
    may might must just also very much more most such not no nor never without only all any each
    every both some what why how ca wo
    """
)

# English verbs that are hardly ever anything else: who has one in a finite form says something.
VERBS = words(
    """
    achieve adapt add aggregate allow amplify apply assume attend avoid become behave break
    bring capture cause choose classify combine compare compress consume contain converge
    convert create decide decode decrease define denoise depend describe destroy detect
    determine diminish disable discard disturb diverge divide eliminate emphasise emphasize
    enable encode encourage enforce ensure evaluate exceed expand explain explode explore
    extract fail favour favor forget generalise generalize generate get give grow happen have
    help hide ignore improve increase induce inject introduce keep learn let lose maintain make
    maximise maximize memorise memorize merge minimise minimize move multiply need normalise
    normalize oscillate outperform overfit overwrite parallelise parallelize penalise penalize
    perform pick predict preserve prevent produce propagate provide prune punish push quantise
    quantize raise reach recognise recognize reconstruct reduce regularise regularize rely
    remain remember remove replace represent require rescale retrieve saturate say scatter see
    seem select shrink shuffle simplify solve squash stabilise stabilize stay suffer suppress
    take tell tend throw translate underfit understand use vanish vary want write yield
    """
)

# Finite forms besides: irregular pasts that are no participles, and what "mean" is as a noun.
FINITE = words(
    """
    became began broke chose did fell forgot gave grew knew means rose saw shrank took threw was
    went were wrote
    """
)

CONJUNCTIONS = words("but so while whereas because since then which though although")
DEGREES = words("far much many little few long often")

# Terms of the field that Kiwi would take apart ("음수면" as sound + surface).
NOUNS = words(
    """
    음수 양수 비선형 역전파 순전파 과적합 과소적합 활성화 편향 미분값 기울기 경사하강법 손실 가중치
    학습률 미니배치 정규화 그래디언트 시그모이드 임곗값 초평면 안장점 최솟값 최댓값 최저점 배치
    에폭 드롭아웃 어텐션 무작위
    """
)

IRREGULAR = dict(
    pair.split(":", 1)
    for pair in words(
        """
        grew:grow grown:grow fell:fall fallen:fall rose:rise risen:rise lost:lose found:find
        made:make gave:give given:give took:take went:go gone:go kept:keep learnt:learn bent:bend
        better:good best:good worse:bad worst:bad minima:minimum maxima:maximum matrices:matrix
        dying:die died:die dead:die
        """
    )
)
