"""Cut text in which formulas stand – plain, Unicode, LaTeX or code – into tokens.

Every pattern is linear: it looks at most a fixed stretch ahead. Knows nothing of grammar.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum, auto

from content.formula.names import Names, spelled

MAX_TOKENS = 2000
_FILLER = "\x00"
_ONE_FOR_ONE = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {ord("′"): "'"}


class Mark(Enum):
    NUMBER = auto()
    NAME = auto()
    WORD = auto()
    OPERATOR = auto()
    RELATION = auto()
    OPEN = auto()
    CLOSE = auto()
    STOP = auto()
    LOW = auto()
    """A subscript, as in vₜ and v_t."""
    HIGH = auto()
    """A superscript, as in g²."""


@dataclass(frozen=True)
class MathToken:
    """A piece of text at [start, end); `glued` tells that the one before ends where it starts."""

    mark: Mark
    text: str
    start: int
    end: int
    glued: bool = False


_PATTERNS = {
    "space": r"[ \t\x00$`&]+|\\[,;:!> ]|\\q?quad\b",
    "stop": r"\n|(?<=\s)--(?=\s)|\\\\|[,;?!。，]|\.(?!\w)|[-=]>",
    "number": r"\d{1,12}(?:\.\d{1,12})?(?:[eE]-?\d\b)?|\.\d{1,12}",
    "relation": r"[-+*/]=|:=|==?|<-(?!-)|[←⟵≔⇐]|\\(?:leftarrow|gets|Leftarrow|coloneqq)\b|:",
    "method": r"\.[A-Za-z_]\w{0,30}",
    "name": r"(?:[A-Za-z]\w{0,40}\.){0,4}[A-Za-z][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,20}){0,4}"
    r"\u0302?(?:_(?=\())?\x00*",
    "change": r"(?:Δ|\\Delta\b)\s?\\?[A-Za-zθφ]{1,8}(?![A-Za-z])\x00*",
    "letter": r"[\u0370-\u03ff∇∂𝔼ℒ∑√]\u0302?\x00*",
    "command": r"\\[A-Za-z]{1,20}",
    "word": r"[가-힣ㄱ-ㅎㅏ-ㅣ]{1,40}",
    "operator": r"\*\*|[-+*/^·×⋅∙•∗|_~∼'\"]|⊙|−|–",
    "open": r"\\[{]|[(\[{]",
    "close": r"\\[}]|[)\]}]",
    "low": r"[₀-₉₊₋ₐ-ₜ]{1,8}",
    "high": r"[⁰¹²³⁴-⁹⁺⁻ᵗᵏⁿⁱ⁽⁾]{1,8}",
    "other": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{k}>{v})" for k, v in _PATTERNS.items()), re.ASCII | re.DOTALL)
_WRAPPER = re.compile(
    r"\\(?:mathbb|mathrm|mathbf|mathcal|mathit|mathsf|text|textbf|textit|textrm|operatorname\*?"
    r"|boldsymbol|bm|vec|bar|tilde)\s{0,3}\{([^{}\n]{1,40})\}"
)
_SIZES = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|nolimits|begin\{\w{1,12}\*?\}"
    r"|end\{\w{1,12}\*?\})(?![A-Za-z])"
)
_HAT = re.compile(r"\\hat\s{0,3}\{?(\w)\}?")
_EXPECTED = re.compile(
    r"(?<![A-Za-z_])(?:E|𝔼)\s?_\s?(?:\{[^{}\n]{0,60}(?:\{[^{}\n]{0,30}\}[^{}\n]{0,30}){0,4}\}"
    r"|[^\s\[\]{}()]{1,24}(?:\([a-z]\)(?=\s?[\[(]))?)"
    r"|(?<![A-Za-z_])(?:E|𝔼)[a-z](?:\s?[~∼]\s?[Pp][a-z_]{0,6}(?:\([a-z]\))?)?(?=\s?[\[{])"
)
_GENERATED = re.compile(
    r"(?<![A-Za-z])([a-z])(\s?(?:[~∼]|\\sim)\s?[Pp]_\{?(?:g|G|gen|fake|model)(?![a-z])\}?(?:\(\1\))?"
    r"[^+\n]{0,40}?\()\1(?=\))"
)
_AVERAGED = re.compile(
    r"(?:\\frac\s?\{1\}\s?\{\w\}|\\frac1\w|1\s?/\s?\w|\(\s?1\s?/\s?\w\s?\))\s?"
    r"(?:\\sum|Σ|∑|sum(?=[\s_([]))"
)
_BECOMES = re.compile(
    r"((?:^|[,;:\n]|[가-힣]\s|\band\s)[\s$`]{0,3}\\?([a-zA-Zα-ωΘ]|[a-z]{2,12})"
    r"(?:_\w|_\{[^{}\n]{1,8}\}|\([^()\n]{1,5}\)|[₀-₉₊₋ₜ]{1,3})?\s?)(?:→|[-=]>|⇒|\\(?:to|rightarrow)\b)"
    r"(?=[^,;\n→⇒>]{0,60}?\2)(?=[^,;\n→⇒>]{0,60}?[-+−])"
)
_BOLD = re.compile(r"(?<![\w)\]}])\*\*|\*\*(?![\w(\\−-])")
_GAP = r"[\s\x00{]{0,12}"
_OF = rf"(?<![A-Za-z])(?:d|∂|\\partial){_GAP}(?:[LJfECQlℒ]|[Ll]oss|[Cc]ost)(?:\([^()\n]{{1,12}}\))?"
_BY = rf"(?:d|∂|\\partial){_GAP}\\?\w{{1,8}}(?:_\{{\w{{1,6}}\}})?"
_DERIVATIVE = re.compile(
    rf"\\[dt]?frac{_GAP}{_OF}[\s\x00}}]{{0,12}}{_GAP}{_BY}[\s\x00]{{0,12}}\}}|{_OF}\s?/\s?{_BY}"
)
_SAME = {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∙": "*", "•": "*", "∗": "*", "⊙": "*",
         "**": "^"}  # fmt: skip
_COMMANDS = {"cdot": "*", "times": "*", "odot": "*", "ast": "*", "sim": "~", "mid": "|"}
_UNDERSET = re.compile(r"\\underset\s?\{\s?\\?(\w{1,8})\s?\}\s?\{\s?\\(min|max)\s?\}")
_AGES = {"이전": "old", "옛": "old", "기존": "old", "old": "old", "previous": "old", "prev": "old",
         "새": "new", "새로운": "new", "다음": "new", "new": "new", "next": "new"}  # fmt: skip
_LETTER = r"(?:\\[a-z]{2,8}|[α-ωa-z])(?:_\w)?[$`]{0,2}"
_EXPLAINED = re.compile(
    rf"(?<=[α-ωa-z0-9_}}]) (?={_LETTER}[은는])"
    rf"|(?<=[$`]) (?={_LETTER}(?:[은는]| (?:is|are|means)\b))"
)
_STEP = re.compile(r"[-+−]1(?![\d.])")


def tokens(text: str, names: Names) -> list[MathToken]:
    """Cut text into at most MAX_TOKENS tokens; offsets are those of the text."""
    smoothed = _smoothed(text)
    found: list[MathToken] = []
    at = 0
    while at < len(smoothed) and len(found) < MAX_TOKENS:
        glued = bool(found) and found[-1].end == at
        pieces, at = _next(smoothed, at, glued, names)
        if found and pieces and pieces[0].mark is Mark.NAME and found[-1].text in _AGES:
            age = _AGES[found.pop().text]
            pieces.insert(1, MathToken(Mark.LOW, age, at, at, glued=True))
        found += pieces
    return found


def _next(text: str, at: int, glued: bool, names: Names) -> tuple[list[MathToken], int]:
    """Cut the next piece off; return its tokens and where it ends."""
    if (
        names.phrases
        and not text[at - 1 : at].isalpha()
        and (name := names.phrases.match(text, at))
    ):
        return [MathToken(Mark.NAME, spelled(name[0]), at, name.end(), glued)], name.end()
    match = _TOKEN.match(text, at)
    assert match is not None
    pieces = _pieces(match, glued, names)
    return pieces, max(match.end(), pieces[-1].end if pieces else 0)


def _smoothed(text: str) -> str:
    """Take off what only sets the type; every offset stays, the gaps are filled."""
    text = text.translate(_ONE_FOR_ONE)
    text = _EXPLAINED.sub(";", text)
    text = _SIZES.sub(lambda m: _FILLER * len(m[0]), text)
    text = _WRAPPER.sub(lambda m: m[1] + _FILLER * (len(m[0]) - len(m[1])), text)
    text = _HAT.sub(lambda m: (m[1] + "\u0302").ljust(len(m[0]), _FILLER), text)
    text = _UNDERSET.sub(lambda m: f"{m[2]}_{m[1]}".ljust(len(m[0]), _FILLER), text)
    text = _BOLD.sub("  ", text)
    text = _DERIVATIVE.sub(lambda m: "∇" + _FILLER * (len(m[0]) - 1), text)
    text = _BECOMES.sub(lambda m: (m[1] + "←").ljust(len(m[0]), _FILLER), text)
    text = _GENERATED.sub(lambda m: m[1] + m[2] + "ζ", text)
    text = _AVERAGED.sub(lambda m: "∑" + _FILLER * (len(m[0]) - 1), text)
    return _EXPECTED.sub(lambda m: "E" + _FILLER * (len(m[0]) - 1), text)


def _pieces(match: re.Match[str], glued: bool, names: Names) -> list[MathToken]:
    kind, start, end = match.lastgroup, match.start(), match.end()
    text = match[0].rstrip(_FILLER)

    def one(mark: Mark, shown: str) -> list[MathToken]:
        return [MathToken(mark, shown, start, end, glued)]

    match kind:
        case "space":
            return []
        case "command" if text[1:] in _COMMANDS:
            return one(Mark.OPERATOR, _COMMANDS[text[1:]])
        case "command":
            return one(Mark.NAME, text[1:].removeprefix("var"))
        case "name":
            return _name(match, glued, names)
        case "change" | "letter":
            return one(Mark.NAME, text)
        case "operator":
            return one(Mark.OPERATOR, _SAME.get(text, text))
        case "open" | "close":
            return one(Mark[kind.upper()], text[-1])
        case "low" | "high":
            return one(Mark[kind.upper()], unicodedata.normalize("NFKC", text).replace("−", "-"))
        case "method":
            return one(Mark.OPERATOR, text)
        case "other":
            return one(Mark.STOP, text)
        case _:
            return one(Mark[str(kind).upper()], text)


def _name(match: re.Match[str], glued: bool, names: Names) -> list[MathToken]:
    """Read a run of Latin letters: a name, a name and its index, or names written together."""
    text, start = match[0].rstrip(_FILLER).removesuffix(".data"), match.start()
    base, _, index = text.partition("_")
    if "." in text or not index or names.is_known(spelled(text)):
        return _run(match, text, glued, names)
    at = start + len(base)
    if base in _AGES and names.is_known(spelled(index)):
        after = MathToken(Mark.LOW, _AGES[base], match.end(), match.end(), glued=True)
        return [MathToken(Mark.NAME, index, start, match.end(), glued), after]
    return [*_run(match, base, glued, names), _low(match.string, at + 1, at + 1 + len(index))]


def _low(string: str, start: int, end: int) -> MathToken:
    """Read an index; `t-1` written without a space is one, too."""
    step = _STEP.match(string, end)
    end = step.end() if step else end
    return MathToken(Mark.LOW, string[start:end].replace("−", "-"), start, end, glued=True)


def _run(match: re.Match[str], text: str, glued: bool, names: Names) -> list[MathToken]:
    start = match.start()
    whole = [MathToken(Mark.NAME, text, start, start + len(text), glued)]
    if len(text) == 1 or not text.isalpha() or names.is_known(spelled(text)):
        return [replace(whole[0], end=match.end())] if text == match[0].rstrip(_FILLER) else whole
    if text[:3] in ("min", "max") and text[3:] in names.players:
        player = MathToken(Mark.LOW, text[3:], start + 3, start + len(text), glued=True)
        return [MathToken(Mark.NAME, text[:3], start, start + 3, glued), player]
    if text[-1] == "t" and names.is_known(spelled(text[:-1])):
        at = start + len(text) - 1
        return [MathToken(Mark.NAME, text[:-1], start, at, glued), _low(match.string, at, at + 1)]
    found: list[MathToken] = []
    for part in names.cut(text) or ():
        at = found[-1].end if found else start
        found.append(MathToken(Mark.NAME, part, at, at + len(part), glued or bool(found)))
    return found or whole
