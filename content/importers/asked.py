"""What belongs to a question though it stands below it: the code it is about, and choices."""

import re

from content.importers.item import MAX_TEXT, Item

_WRITES = re.compile(r"(?i)\b(?:write|implement|create)\b|작성|구현")
_ABOUT_CODE = re.compile(
    r"(?i)\b(?:this|following)\b.{0,20}\b(?:code|snippet|function|query|program|loop|script)\b"
    r"|\b(?:does|will|would|with|of) this\b|(?:다음|아래|이) ?(?:코드|함수|쿼리|프로그램|스크립트)"
)
_MARK = r"(?:[①-⑳]|[(（]?[A-Ea-e1-9][)）.](?=\s))"
_CHOICE = re.compile(rf"(?:(?<=\s)|^)(?P<mark>{_MARK})\s*(?P<text>\S.*?)(?=\s+{_MARK}|\Z)")
_CHOSEN = re.compile(
    r"[(（]?([①-⑳]|[A-Ea-e1-9])(?:[)）.]?번?|[)）.:]\s+\S.*|(?<=[①-⑳])\s*\S.*)", re.DOTALL
)
_CHOOSES = re.compile(
    r"(?i)\bwhich (?:one )?of (?:these|them|the following)\b"
    r"|^(?:choose|select|pick) (?:the|one|all)\b"
    r"|다음 ?중|보기 ?(?:중|에서)|고르(?:시오|세요|면)"
    r"|(?:옳은|알맞은|않은|[적정]절한|맞는|틀린|아닌|된|올바른|먼) 것은\W*$"
)
_SEQUENCES = ("①②③④⑤⑥⑦⑧⑨", "ABCDE", "123456789")
MIN_CHOICES = 2
MAX_CHOICES = 9


def is_about_code(question: str) -> bool:
    """Tell a question about code that it shows from one that wants some written."""
    return _ABOUT_CODE.search(question) is not None and not _WRITES.search(question)


def choices(text: str) -> dict[str, str]:
    """Return choices by their marks, where a text is nothing else: a line goes on with none."""
    if len(text) > MAX_TEXT:
        return {}
    text = re.sub(r"(?m)^\s*[-*+]\s+(?=\S)", "", text).strip()
    found = list(_CHOICE.finditer(text))
    marks = "".join(one["mark"].strip("()（）.").upper() for one in found)
    is_list = len(found) >= MIN_CHOICES
    is_whole = is_list and found[0].start() == 0 and found[-1].end() == len(text)
    if not is_whole or not any(sequence.startswith(marks) for sequence in _SEQUENCES):
        return {}
    return dict(zip(marks, (one["text"] for one in found), strict=True))


def pose(item: Item) -> None:
    """Put the choices right below a question to it, and let the answer say the one it names.

    Numbered lines are choices only below a question that has one chosen: else they answer it.
    """
    most = min(len(item.notes), MAX_CHOICES)
    count = next((n for n in range(most, 0, -1) if choices("\n".join(item.notes[:n]))), 0)
    found = choices("\n".join(item.notes[:count]))
    chosen = [_chosen(answer, found) for answer in item.answers]
    if not found or not (any(chosen) or _CHOOSES.search(item.text) or "C" in found):
        return
    item.text = "\n".join([item.text, *item.notes[:count]])
    item.answers = [one or own for one, own in zip(chosen, item.answers, strict=True)]
    del item.notes[:count]


def _chosen(answer: str, found: dict[str, str]) -> str | None:
    named = _CHOSEN.fullmatch(answer.strip())
    return found.get(named[1].upper()) if named else None
