"""Letters of other scripts that look Latin, put right inside words that are otherwise Latin."""

import re

_PAIRS = (
    ("авекмнорстухАВЕКМНОРСТУХіІјЈѕЅԁһ", "aBeKMHopcTyxABEKMHOPCTYXiIjJsSdh"),  # Cyrillic
    ("οΟαΑΒΕΖΗΙΚΜΝΡΤΥΧνρυ", "oOaABEZHIKMNPTYXvpu"),  # Greek
)
LATIN = {
    ord(odd): plain for odds, plains in _PAIRS for odd, plain in zip(odds, plains, strict=True)
}

_ODD = "".join(map(chr, LATIN))
_WORD = re.compile(rf"[A-Za-z{_ODD}]+")
_SUSPECT = re.compile(rf"[{_ODD}]")


def repair(text: str) -> tuple[str, dict[int, list[str]]]:
    """Return the repaired text, and the words that changed by line (counted from 1).

    A word counts as Latin when it holds a Latin letter. One made of odd letters alone does when
    it stands between Latin words on its line and no word of its own script is near; Greek letters
    that stand alone are symbols.
    """
    repairs: dict[int, list[str]] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _SUSPECT.search(line):
            lines[number - 1], words = _repair_line(line)
            if words:
                repairs[number] = words
    return "\n".join(lines), repairs


def _repair_line(line: str) -> tuple[str, list[str]]:
    changed: list[str] = []
    foreign = re.search(r"[а-яё]", _mixed_out(line)) is not None

    def mend(match: re.Match[str]) -> str:
        word = match[0]
        start, end = match.span()
        touching = line[max(0, start - 1) : start] + line[end : end + 1]
        if not _SUSPECT.search(word) or re.search(r"[^\W\d_]", _no_hangul(touching)):
            return word
        latin = re.search(r"[A-Za-z]", word) is not None
        cyrillic = re.fullmatch(r"[\u0400-\u04ff]+", word) is not None
        if (latin and len(word) > 1 and not _is_formula(word)) or (cyrillic and not foreign):
            changed.append(word)
            return word.translate(LATIN)
        return word

    return _WORD.sub(mend, line), changed


def _is_formula(word: str) -> bool:
    """Tell a symbol beside a letter, such as αx, from a misspelt word."""
    return len(word) < 4 and re.search(r"[\u0370-\u03ff]", word) is not None


def _mixed_out(line: str) -> str:
    """Return the line without the words that could be misspelt Latin."""
    return re.sub(rf"(?<!\w)[A-Za-z{_ODD}]+(?!\w)", "", _no_hangul(line))


def _no_hangul(text: str) -> str:
    return re.sub(r"[\uac00-\ud7a3\u3131-\u318e]", " ", text)
