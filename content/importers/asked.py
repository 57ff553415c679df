"""What belongs to a question though it stands below it: the code it is about, and choices."""

import re

_WRITES = re.compile(r"(?i)\b(?:write|implement|create)\b|작성|구현")
_ABOUT_CODE = re.compile(
    r"(?i)\b(?:this|following)\b.{0,20}\b(?:code|snippet|function|query|program|loop|script)\b"
    r"|\b(?:does|will|would|with|of) this\b|(?:다음|아래|이) ?(?:코드|함수|쿼리|프로그램|스크립트)"
)
_CHOICE = re.compile(r"[ \t]*(?P<mark>[①-⑳]|[(（]?[A-Ea-e1-9][)）.])[ \t]*(?P<text>\S.*)")
_CHOSEN = re.compile(r"[(（]?([①-⑳]|[A-Ea-e1-9])[)）.]?번?")
MIN_CHOICES = 2


def is_about_code(question: str) -> bool:
    """Tell a question about code that it shows from one that wants some written."""
    return _ABOUT_CODE.search(question) is not None and not _WRITES.search(question)


def chosen(answer: str, choices: str) -> str | None:
    """Return the choice that an answer names by its mark alone, or None.

    `choices` is what stands between question and answer, a choice a line.
    """
    named = _CHOSEN.fullmatch(answer.strip())
    found = [_CHOICE.fullmatch(line) for line in choices.split("\n") if line.strip()]
    if named is None or len(found) < MIN_CHOICES:
        return None
    texts = {one["mark"].strip("()（）."): one["text"] for one in found if one}
    return texts.get(named[1]) if len(texts) == len(found) else None
