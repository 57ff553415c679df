import pytest

from evaluators.thresholds import accuse_from


@pytest.mark.parametrize(
    ("share", "is_brief", "needed"),
    [
        *((0.0, False, 0.4), (0.35, False, 0.4), (0.36, False, 0.9), (1.0, False, 0.9)),
        *((0.0, True, 0.62), (0.35, True, 0.62), (0.36, True, 0.9)),
    ],
)
def test_more_is_needed_to_name_what_is_wrong_with_a_right_or_a_brief_answer(
    share, is_brief, needed
):
    assert accuse_from(share, is_brief=is_brief) == needed
