"""What an idiom does to a grade, whatever the prose was worth."""

from collections.abc import Callable

import pytest

from content.schema import Bilingual, KeyPoint, Kind, Misconception, Rubric
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from evaluators.kinds.code import refine
from evaluators.text.sentences import parse
from evaluators.text.tokens import Analyzer


def both(text: str) -> Bilingual:
    return Bilingual(ko=text, en=text)


QUESTION = Rubric(
    id="switch",
    kind=Kind.CODE,
    text=both("How?"),
    key_points=(
        KeyPoint(id="switch", text=both("Switch"), idioms=("_.eval()", "_.predict(...)")),
        KeyPoint(id="detach", text=both("Detach"), idioms=("_.detach()",)),
        KeyPoint(id="reason", weight=2, text=both("Reason")),
    ),
    misconceptions=(
        Misconception(text=both("Sum"), why=both("No"), idioms=("(_ + _).backward()",)),
        Misconception(text=both("Half"), why=both("No"), idioms=("only _.no_grad(): _(...)",)),
        Misconception(
            text=both("Real"), why=both("No"), idioms=("real.detach() unless real = G(_)",)
        ),
        Misconception(text=both("Said"), why=both("No")),
    ),
)
Refined = Callable[..., Grade]


def stated(id_: str, weight: float, evidence: str | None) -> KeyPointGrade:
    """Return the grade of a point that is stated by some words, or of one that is missing."""
    state, score = (PointState.STATED, 0.8) if evidence else (PointState.MISSING, 0.0)
    return KeyPointGrade(
        id=id_, text=both(id_), weight=weight, score=score, state=state, evidence=evidence
    )


@pytest.fixture
def refined(analyzer: Analyzer) -> Refined:
    """Refine a prose grade, by default one that found nothing."""

    def one(
        answer: str, score: float = 0.0, said: str = "", enough: int | None = None, **met: str
    ) -> Grade:
        wrong = QUESTION.misconceptions[3]
        found = MisconceptionFound(text=wrong.text, why=wrong.why, evidence=said, score=0.9)
        prose = Grade(
            score=score,
            verdict=Verdict.NO_ANSWER,
            key_points=tuple(stated(p.id, p.weight, met.get(p.id)) for p in QUESTION.key_points),
            misconceptions=(found,) if said else (),
        )
        question = QUESTION.model_copy(update={"enough": enough})
        return refine(question, parse(answer, analyzer), prose)

    return one


def met(grade: Grade) -> list[str]:
    return [point.id for point in grade.key_points if point.met]


def named(grade: Grade) -> list[str]:
    return [one.text.en for one in grade.misconceptions]


def test_of_ways_that_are_each_enough_code_shows_one(refined: Refined) -> None:
    grade = refined("```python\nNet.eval()\n```", enough=1)
    assert (grade.score, [one.id for one in grade.key_points if one.needed]) == (1.0, ["switch"])
    both_ways = refined("```python\nNet.eval()\n```", enough=2)
    assert 0 < both_ways.score < 1


def test_code_alone_is_worth_the_point_that_it_shows(refined: Refined) -> None:
    grade = refined("```python\nNet.eval()\ny = 1\n```")
    assert met(grade) == ["switch"]
    assert grade.key_points[0].evidence == "Net.eval()"
    assert (grade.score, grade.verdict) == (0.25, Verdict.PARTIAL)


def test_evidence_is_the_members_own_sentence(refined: Refined) -> None:
    grade = refined("먼저 저장해요. 그다음  ＮＥＴ．eval()을 불러요! 끝.")
    assert grade.key_points[0].evidence == "그다음  ＮＥＴ．eval()을 불러요!"


def test_each_idiom_of_a_point_counts_once(refined: Refined) -> None:
    assert refined("a.eval()\nb.predict(x)").score == refined("a.eval()").score


def test_what_is_met_only_ever_adds(refined: Refined) -> None:
    reason = "Because."
    scores = [
        refined("a.eval()").score,
        refined("a.eval()\nz.detach()").score,
        refined(f"a.eval()\nz.detach()\n{reason}", reason=reason).score,
    ]
    assert scores == sorted(set(scores))
    assert scores[-1] >= 0.9


def test_where_code_shows_a_point_the_points_decide(refined: Refined) -> None:
    alone, with_reason = refined("a.eval()", score=0.9), refined("a.eval()\nWhy.", reason="Why.")
    assert alone.score < 0.9
    assert with_reason.score > alone.score


def test_prose_without_idioms_stays_as_it_is(refined: Refined) -> None:
    grade = refined("Because.", score=0.4, reason="Because.")
    assert (grade.score, grade.verdict, met(grade)) == (0.4, Verdict.NO_ANSWER, ["reason"])


def test_a_denied_idiom_meets_nothing_and_takes_back_what_prose_met(refined: Refined) -> None:
    answer = "a.eval()을 호출하면 안 된다"
    grade = refined(answer, score=0.3, switch=answer)
    assert (met(grade), grade.score) == ([], 0.3)
    assert grade.key_points[0].state is PointState.CONTRADICTED


def test_an_idiom_denied_once_still_counts_elsewhere(refined: Refined) -> None:
    assert met(refined("a.eval()은 필요 없다. b.eval()을 부른다.")) == ["switch"]


def test_wrong_code_is_named_and_earns_nothing(refined: Refined) -> None:
    answer = "(a + b).backward()"
    grade = refined(answer, score=0.5, reason=answer)
    assert (named(grade), met(grade)) == (["Sum"], [])
    assert grade.misconceptions[0].evidence == answer
    assert (grade.score, grade.verdict) == (0.0, Verdict.INCORRECT)


def test_wrong_code_holds_the_score_down(refined: Refined) -> None:
    reason = "Because."
    assert refined(f"(a + b).backward()\n{reason}", score=0.9, reason=reason).score == 0.35
    right = f"(a + b).backward()\na.eval()\nz.detach()\n{reason}"
    assert refined(right, score=0.9, reason=reason).score == 0.6


@pytest.mark.parametrize("answer", ["(a + b).backward()는 안 돼요", "never (a + b).backward()"])
def test_code_called_wrong_is_no_misconception(refined: Refined, answer: str) -> None:
    grade = refined(answer, score=0.4)
    assert (named(grade), grade.score) == ([], 0.4)


def test_a_right_idiom_inside_a_wrong_one_does_not_count(refined: Refined) -> None:
    grade = refined("d(real.detach())")
    assert (met(grade), named(grade)) == ([], ["Real"])


@pytest.mark.parametrize("made", ["real = G(z)", "real=G(noise)로 만들고"])
def test_wrong_code_that_other_code_makes_harmless_is_no_mistake(
    refined: Refined, made: str
) -> None:
    grade = refined(f"{made}\nd(real.detach())")
    assert (met(grade), named(grade)) == (["detach"], [])


def test_only_is_wrong_by_itself_and_no_harm_in_company(refined: Refined) -> None:
    alone = "with torch.no_grad(): net(x)"
    assert named(refined(alone)) == ["Half"]
    assert named(refined(f"net.eval()\n{alone}")) == []
    assert refined(f"net.eval()\n{alone}").score == refined("net.eval()").score
    assert named(refined(f"Switch it.\n{alone}", switch="Switch it.")) == []


def test_an_idiom_in_a_wrong_claim_of_the_prose_does_not_count(refined: Refined) -> None:
    answer = "net.eval()은 느려서 빼요"
    grade = refined(answer, score=0.1, said=answer)
    assert (met(grade), named(grade), grade.score) == ([], ["Said"], 0.1)


def test_a_wrong_claim_beside_the_right_idiom_limits_what_code_adds(refined: Refined) -> None:
    answer = "net.eval()\nz.detach()\nBecause. 느려요."
    assert refined(answer, said="느려요.", reason="Because.").score == 0.6
    assert refined(answer, score=0.8, said="느려요.", reason="Because.").score == 0.6


def test_points_made_of_a_reference_are_left_as_prose_found_them(analyzer: Analyzer) -> None:
    made = stated("point-1", 1, "model.eval()")
    prose = Grade(score=0.9, verdict=Verdict.CORRECT, key_points=(made,))
    bare = QUESTION.model_copy(update={"key_points": (), "misconceptions": ()})
    assert refine(bare, parse("model.eval()", analyzer), prose).key_points == (made,)
