"""Answers in disguise: what a denial, a shuffle or a list of terms makes of them, and what a
number, a bullet or a remark in front of them doesn't.

The wordings differ from those that the benchmark games graders with.
"""

from collections.abc import Sequence
from random import Random

from content.schema import LANGUAGES, Rubric
from evaluators.training.judge.examples import (
    CONTRADICTED,
    STATED,
    UNADDRESSED,
    Claim,
    Example,
)

DENIED_BEFORE = (
    "다음 설명은 사실이 아니에요: ",
    "이렇게 말하는 건 틀렸어요. ",
    "아래 내용은 전부 거짓입니다. ",
    "흔히 하는 오해인데 맞지 않아요: ",
    "다음 주장에는 동의하지 않아요 - ",
    "절대 이렇지 않습니다: ",
    "The following is not true: ",
    "None of this is correct: ",
    "People claim this, but they are mistaken: ",
    "I disagree with this statement: ",
    "This is a false explanation. ",
    "It is not the case that ",
)
DENIED_AFTER = (
    " 라는 말은 사실이 아닙니다.",
    " 라고 하면 틀린 답이에요.",
    " 하지만 지금까지 쓴 건 다 거짓말이에요.",
    " ...는 전부 잘못된 설명이고 실제로는 그렇지 않아요.",
    " 방금 말한 건 모두 반대로 이해한 거예요.",
    " None of that is true.",
    " But everything I just said is incorrect.",
    " That whole explanation is a common mistake.",
    " - no, that is wrong, it does not work like this.",
    " At least that is the myth; in fact it isn't so.",
)
UNCHANGED_BEFORE = (
    "3. ",
    "Q2) ",
    "답: ",
    "답변 12: ",
    "A: ",
    "My answer: ",
    "answer 7 - ",
    "- ",
    "* ",
    "• ",
    "음.. ",
    "제 생각에는 ",
    "틀릴 수도 있지만, ",
    "자신은 없는데요, ",
    "I may be wrong, but ",
    "Not sure, but I think ",
    "Don't quote me on this: ",
    "많이들 헷갈리는데, ",
    "Many people get this wrong. ",
)
UNCHANGED_AFTER = (
    "",
    "",
    "",
    " 맞나요?",
    " (틀렸으면 알려 주세요)",
    " is that right?",
    " 다르게 알고 있는 사람도 있지만 그건 틀렸어요.",
    " Anyone who says otherwise is wrong.",
)
_DENIED, _SHUFFLED, _DRESSED = 0.12, 0.08, 0.15
_FEWEST_WORDS = 6
_OF_TEXTS = 0.3


def disguised(examples: Sequence[Example], random: Random) -> list[Example]:
    """Return a choice of the examples in disguise, with what that makes of their claims."""
    found = []
    for one in examples:
        chance = random.random()
        if chance < _DENIED:
            found.append(_denied(one, random))
        elif chance < _DENIED + _SHUFFLED:
            found.append(_shuffled(one, random))
        elif chance < _DENIED + _SHUFFLED + _DRESSED:
            found.append(_dressed(one, random))
    return [one for one in found if one.claims]


def empty(rubrics: Sequence[Rubric], random: Random) -> list[Example]:
    """Return what says nothing however much it sounds like it: terms, questions and nudges."""
    found = []
    for rubric in rubrics:
        nudges = [point.nudge for point in rubric.key_points if point.nudge]
        terms = [term for point in rubric.key_points for term in point.terms]
        random.shuffle(terms)
        asked = [text[random.choice(LANGUAGES)] for text in (rubric.text, *nudges)]
        for text in (", ".join(terms[:12]), " ".join(asked[1:]), random.choice(asked)):
            if text and random.random() < _OF_TEXTS:
                claims = tuple(
                    Claim(point.text[random.choice(LANGUAGES)], UNADDRESSED)
                    for point in rubric.key_points
                )
                found.append(Example(text, claims, source="texts"))
    return [one for one in found if one.claims]


def _denied(example: Example, random: Random) -> Example:
    """Deny all of an answer: what it stated it contradicts, and of the rest one can't tell."""
    if random.random() < 0.5:
        text = random.choice(DENIED_BEFORE) + example.answer
    else:
        text = example.answer + random.choice(DENIED_AFTER)
    turned = {STATED: CONTRADICTED, UNADDRESSED: UNADDRESSED}
    claims = tuple(
        Claim(one.text, turned[one.target], weight=one.weight)
        for one in example.claims
        if one.target in turned
    )
    return Example(text, claims, example.question, "disguises")


def _shuffled(example: Example, random: Random) -> Example:
    """Shuffle an answer's words, so that nothing is said any more."""
    words = example.answer.split()
    if len(words) < _FEWEST_WORDS:
        return Example(example.answer, ())
    random.shuffle(words)
    claims = tuple(Claim(one.text, UNADDRESSED, weight=one.weight) for one in example.claims)
    return Example(" ".join(words), claims, example.question, "disguises")


def _dressed(example: Example, random: Random) -> Example:
    """Put around an answer what changes nothing of what it says."""
    text = random.choice(UNCHANGED_BEFORE) + example.answer + random.choice(UNCHANGED_AFTER)
    claims = tuple(Claim(one.text, one.target, weight=one.weight) for one in example.claims)
    return Example(text, claims, example.question, "disguises")
