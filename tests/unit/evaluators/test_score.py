"""The score is what the points add up to, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.schema import Bilingual, KeyPoint, Rubric
from evaluators.grade import KeyPointGrade, PointState
from evaluators.score import leave_enough, share_met, total

STATED, CONTRADICTED = PointState.STATED, PointState.CONTRADICTED
UNCLEAR, MISSING = PointState.UNCLEAR, PointState.MISSING


def point(
    state: PointState,
    sure: float | None = None,
    weight: float = 1.0,
    *,
    needed: bool = True,
    id_: str = "p",
) -> KeyPointGrade:
    given_ = {STATED: 1.0, UNCLEAR: 0.4}.get(state, 0.0) if sure is None else sure
    text = Bilingual(ko="핵심", en="point")
    return KeyPointGrade(
        id=id_, text=text, weight=weight, needed=needed, score=given_, state=state, evidence="…"
    )


def some_points() -> st.SearchStrategy[list[KeyPointGrade]]:
    one = st.builds(
        point,
        st.sampled_from([STATED, MISSING, UNCLEAR]),
        st.floats(0, 1),
        st.floats(0.5, 3),
        needed=st.booleans(),
    )
    return st.lists(one, min_size=1, max_size=8)


def sensible(points: list[KeyPointGrade]) -> bool:
    """A point is stated from one half on, as the grader sees to."""
    return all((one.score >= 0.5) == one.met for one in points)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([point(STATED), point(MISSING)], 0.5),
        ([point(STATED, weight=3), point(MISSING)], 0.75),
        ([point(STATED), point(CONTRADICTED)], 0.0),
        ([point(STATED, weight=3), point(CONTRADICTED)], 0.5),
        ([point(CONTRADICTED)], 0.0),
        ([point(STATED, 0.5)], 1.0),
        ([point(UNCLEAR, 0.5)], 0.14),
        ([point(MISSING, 0.325)], 0.07),
        ([point(MISSING, 0.15)], 0.0),
        ([point(STATED), point(MISSING, needed=False)], 1.0),
        ([point(STATED), point(MISSING), point(STATED, needed=False)], 0.6),
        ([point(MISSING, needed=False), point(STATED, needed=False)], 0.6),
        ([point(UNCLEAR, 0.5), point(STATED, needed=False)], 0.14),
    ],
)
def test_score_by_hand(points: list[KeyPointGrade], expected: float) -> None:
    assert total(points) == pytest.approx(expected)


def test_beside_a_misconception_half_is_the_most() -> None:
    assert total([point(STATED)], misconceptions=1) == 0.5
    assert total([point(MISSING)], misconceptions=1) == 0.0


@given(some_points().filter(sensible))
def test_the_score_is_never_far_from_the_share_of_points_that_are_met(
    points: list[KeyPointGrade],
) -> None:
    assert abs(total(points) - share_met(points)) <= 0.15 + 1e-9


@given(some_points().filter(sensible))
def test_all_that_is_needed_earns_nearly_everything(points: list[KeyPointGrade]) -> None:
    if share_met(points) == 1:
        assert total(points) >= 0.9


@given(some_points(), st.integers(0, 7))
def test_stating_one_more_point_never_costs(points: list[KeyPointGrade], which: int) -> None:
    row = which % len(points)
    more = [*points]
    more[row] = point(STATED, 1.0, points[row].weight, needed=points[row].needed)
    assert total(more) >= total(points) - 1e-9


def asked(enough: int | None, points: list[KeyPointGrade]) -> Rubric:
    text = points[0].text
    own = [KeyPoint(id=one.id, text=text, needed=one.needed) for one in points if one.id != "value"]
    return Rubric(id="q", text=text, key_points=tuple(own), enough=enough)


@pytest.mark.parametrize(
    ("enough", "states", "expected"),
    [
        (2, [STATED, STATED, MISSING, MISSING], 1.0),
        (2, [MISSING, STATED, MISSING, STATED], 1.0),
        (2, [STATED, STATED, STATED, MISSING], 1.0),
        (2, [STATED, MISSING, MISSING, MISSING], 0.5),
        (1, [MISSING, MISSING, MISSING, STATED], 1.0),
        (1, [MISSING, MISSING, MISSING, MISSING], 0.0),
        (1, [STATED, CONTRADICTED, MISSING, MISSING], 0.0),
        (2, [STATED, CONTRADICTED, MISSING, MISSING], 0.0),
        (3, [STATED, STATED, CONTRADICTED, MISSING], 1 / 4),
        (None, [STATED, STATED, MISSING, MISSING], 0.5),
    ],
)
def test_any_points_that_are_enough_make_a_full_answer(
    enough: int | None, states: list[PointState], expected: float
) -> None:
    points = [point(state, id_=f"p{row}") for row, state in enumerate(states)]
    question = asked(enough, points)
    left = leave_enough(points, question)
    assert total(left) == pytest.approx(expected)
    assert leave_enough(left, question) == left
    now = [one.model_copy(update={"state": STATED}) for one in left]
    assert total(leave_enough(now, question)) == 1.0


def test_what_is_likeliest_is_left_to_ask_for_and_a_bonus_stays_one() -> None:
    points = [
        point(STATED, id_="said"),
        point(MISSING, 0.1, id_="far"),
        point(UNCLEAR, 0.4, id_="near"),
        point(MISSING, needed=False, id_="bonus"),
        point(MISSING, id_="value"),
    ]
    left = leave_enough(points, asked(2, points))
    assert [one.id for one in left if one.needed] == ["said", "near", "value"]
