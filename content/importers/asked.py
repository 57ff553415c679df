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
_BULLET = re.compile(r"(?m)^\s*[-*+]\s+(?=\S)")
_SIGN = r"(?:[✅☑✔✓⭕]\ufe0f?|[(（\[](?:correct(?: answer)?|right|answer|정답|답)[)）\]])"
_RIGHT = re.compile(rf"\s*{_SIGN}(?!\S)", re.IGNORECASE)
_BEGINS = r"(?m)^([ \t]*(?:[-*+][ \t]+)?)"
_SIGN_FIRST = re.compile(rf"{_BEGINS}({_SIGN})[ \t]*({_MARK}.*)$", re.IGNORECASE)
_BOLD = re.compile(
    rf"{_BEGINS}(?:\*\*({_MARK}[^*\n]+)\*\*|({_MARK}[ \t]*)\*\*([^*\n]+)\*\*)[ \t]*$"
)
_BOX = re.compile(r"[ \t]*(?:[-*+][ \t]+)?\[([ xX])\][ \t]+(\S.*)")
_CHOOSES_BOX = re.compile(r"(?i)\bwhich\b|어느|무엇|것은|모두")
_SEQUENCES = ("①②③④⑤⑥⑦⑧⑨", "ABCDE", "123456789")
MIN_CHOICES = 2
MAX_CHOICES = 9


def is_about_code(question: str) -> bool:
    """Tell a question about code that it shows from one that wants some written."""
    return _ABOUT_CODE.search(question) is not None and not _WRITES.search(question)


def chooses(question: str) -> bool:
    """Tell a question that wants one of several chosen."""
    return _CHOOSES.search(question) is not None


def choices(text: str) -> dict[str, str]:
    """Return choices by their marks, where a text is nothing else: a line goes on with none."""
    if len(text) > MAX_TEXT:
        return {}
    text = _BULLET.sub("", text).strip()
    found = list(_CHOICE.finditer(text))
    marks = "".join(one["mark"].strip("()（）.").upper() for one in found)
    is_list = len(found) >= MIN_CHOICES
    is_whole = is_list and found[0].start() == 0 and found[-1].end() == len(text)
    if not is_whole or not any(sequence.startswith(marks) for sequence in _SEQUENCES):
        return {}
    return dict(zip(marks, (one["text"] for one in found), strict=True))


def unmarked(text: str) -> tuple[str, list[str]]:
    """Return choices without the signs at the right ones, such as ✅ or `(correct)`, and those."""
    signed = _SIGN_FIRST.sub(r"\1\3 \2", text)
    if len(_BOLD.findall(signed)) == 1:
        signed = _BOLD.sub(r"\1\2\3\4 ✅", signed)
    found = [one["text"] for one in _CHOICE.finditer(_BULLET.sub("", signed))]
    right = [_RIGHT.sub("", one) for one in found if _RIGHT.search(one)]
    return (_RIGHT.sub("", signed), right) if len(found) >= MIN_CHOICES else (text, [])


def pose(item: Item) -> None:
    """Put the choices right below a question to it, and let the answer say the one it names.

    Numbered lines are choices only below a question that has one chosen: else they answer it.
    """
    _tick(item)
    item.text, right = unmarked(item.text)
    most = min(len(item.notes), MAX_CHOICES)
    tried = [(n, *unmarked("\n".join(item.notes[:n]))) for n in range(most, 0, -1)]
    count, below, marked = next((one for one in tried if choices(one[1])), (0, "", []))
    found = choices(below)
    item.answers = item.answers or right or marked
    chosen = [_chosen(answer, found) for answer in item.answers]
    if not found or not (marked or any(chosen) or chooses(item.text) or "C" in found):
        return
    item.text = f"{item.text}\n{below}"
    item.answers = [one or own for one, own in zip(chosen, item.answers, strict=True)]
    del item.notes[:count]


def _tick(item: Item) -> None:
    """Put boxes right below a question to it, without their ticks, where it wants one chosen."""
    boxes = [_BOX.fullmatch(line) for line in "".join(item.notes[:1]).split("\n")]
    found = [(one[1], one[2]) for one in boxes if one]
    if not MIN_CHOICES <= len(found) == len(boxes) or not _CHOOSES_BOX.search(item.text):
        return
    item.text = "\n".join([item.text, *(f"- {text}" for _, text in found)])
    ticked = [text for tick, text in found if tick != " "]
    item.answers = item.answers or ([", ".join(ticked)] if ticked else [])
    del item.notes[0]


def _chosen(answer: str, found: dict[str, str]) -> str | None:
    named = _CHOSEN.fullmatch(answer.strip())
    return found.get(named[1].upper()) if named else None
