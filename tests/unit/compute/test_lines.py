from compute.toolkit.lines import lines_of


def plain(x: int) -> int:
    # a comment of its own
    twice = 2 * x  # and one behind code

    return twice


def documented(x: int) -> int:
    """Have a docstring.

    It is of several lines.
    """
    return x


def test_blanks_comments_and_docstrings_are_no_code() -> None:
    assert lines_of(plain) == 3
    assert lines_of(documented) == 2
    assert lines_of(plain, documented) == 5
