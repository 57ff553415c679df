"""Numbers in front of questions that Markdown does not know: `가.`, `1-1.`, and `1.Why`."""

import re
from collections.abc import Iterator

from content.importers.wording import asks

_LETTERED = re.compile(r"(?m)^[가나다라마바사아자차카타파하][.)][ \t]+(\S.*)$")
_TIGHT = re.compile(
    r"(?m)^([ \t]*(?:[-*+#>]+[ \t]*)?(?:\*\*)?(?:[QA]\.?\d{0,4}[.:：)]|\d{1,3}[.)]"
    r"|(?:질문|문제?|답변?|정답) ?\d{0,4}[.)])(?:\*\*)?)(?=[^\s\d.:)*/\\])(.*)$"
)
_NUMBERED = re.compile(
    r"(?P<begin>[ \t]*(?:[-*+>#]+[ \t]+)*)(?P<bold>\*\*)?"
    r"(?P<label>Q\.?[ \t]?|(?:질문|문제?)[ \t]?)?"
    r"(?P<number>[1-9]\d{0,2}(?:(?:[.-]\d{1,3}){1,3}|(?=[번.)）:：])))"
    r"(?P<mark>(?:번|[.)）:：])[ \t]*|[ \t]+)(?P<text>\S.*)"
)


def plain(text: str) -> str:
    """Return a list with its lines, numbered in ways that Markdown and labels know."""
    return _lettered(_nested(_spaced(text)))


def _spaced(text: str) -> str:
    """Put a space behind numbers and labels that are typed without one, where some ask."""
    asking = [asks(line, plainly=True) for _, line in _TIGHT.findall(text)]
    return _TIGHT.sub(r"\1 \2", text) if sum(asking) > 1 else text


def _lettered(text: str) -> str:
    """Number with digits, as Markdown does, what 가. 나. 다. begin and mostly asks."""
    asking = [asks(line) for line in _LETTERED.findall(text)]
    is_list = len(asking) > 1 and 2 * sum(asking) >= len(asking)
    return _LETTERED.sub(r"1. \1", text) if is_list else text


def _nested(text: str) -> str:
    """Let 1-1. and 1.1 follow from the question 1., or count the questions of a section."""
    lines = text.split("\n")
    asking = [
        (at, one)
        for at, line in enumerate(lines)
        if (one := _NUMBERED.fullmatch(line)) and ("#" in one["begin"] or _asks(one))
    ]
    nested = [one for _, one in asking if len(_levels(one)) > 1]
    if len(nested) > 1 or any(one["mark"].strip() for one in nested):
        for at, line in _renumbered(asking):
            lines[at] = line
    return "\n".join(lines)


def _renumbered(asking: list[tuple[int, re.Match[str]]]) -> Iterator[tuple[int, str]]:
    """Yield the lines whose numbers have several levels, as entries, follow-ups or questions."""
    main: list[str] = []
    for at, one in asking:
        levels, begin = _levels(one), one["begin"]
        is_below = 0 < len(main) < len(levels) and levels[: len(main)] == main
        if not is_below:
            main = levels if _asks(one) else []
        if is_below and not begin.strip() and not one["label"]:
            number = "+"
        else:
            number = "Follow-up:" if is_below else f"{one['label'] or ''}{levels[-1]}."
        if len(levels) > 1:
            yield at, f"{begin}{number} {one['bold'] or ''}{one['text']}"


def _asks(one: re.Match[str]) -> bool:
    return asks(one["text"].rstrip("* ") if one["bold"] else one["text"])


def _levels(one: re.Match[str]) -> list[str]:
    return re.split("[.-]", one["number"])
