"""Who wants what large or small: min_G max_D, `D maximizes X`, `D는 X를 최대화`.

Knows nothing of what X is.
"""

from collections.abc import Collection, Mapping, Sequence

from content.formula.names import Names, spelled
from content.formula.tokens import Mark, MathToken

_EXTREMA = {"min": 1, "argmin": 1, "max": -1, "argmax": -1}
_DOWN = ("minimi", "최소화", "줄이", "줄여", "줄입", "낮추", "작게")
_UP = ("maximi", "최대화", "키우", "키워", "키웁", "높이", "크게")
_DENIED = ("하지", "우지", "이지", "추지")
_NOT = frozenset({"not", "never", "t"})
_NEAR = 4
_DETERMINERS = frozenset({"this", "that", "the", "same", "whole", "very"})
_NOUNS = frozenset({"value", "objective", "function", "expression", "quantity", "sum", "formula",
                    "v", "score", "equation", "loss", "criterion"})  # fmt: skip
_CLEFT = frozenset({"건", "것은", "게", "것이", "쪽은", "쪽이", "쪽"})


def direction(token: MathToken) -> int:
    """Return 1 for a word that makes small, -1 for one that makes large, 0 for any other."""
    word = token.text.casefold()
    if token.mark not in (Mark.NAME, Mark.WORD) or any(one in word for one in _DENIED):
        return 0
    return _EXTREMA.get(word, 0) or int(word.startswith(_DOWN)) - int(word.startswith(_UP))


def is_verb(token: MathToken) -> bool:
    """Tell a verb of direction, which has a subject, from the sign min or max."""
    return token.text.casefold() not in _EXTREMA


def player_before(tokens: Sequence[MathToken], at: int, names: Names) -> str:
    """Return the player that the words just before `at` name: D in `D wants to maximize`."""
    for token in reversed(tokens[max(at - _NEAR, 0) : at]):
        if token.mark is Mark.STOP:
            break
        if spelled(token.text) in names.players:
            return spelled(token.text)
    return ""


def bearers(tokens: Sequence[MathToken], names: Names) -> Mapping[str, str]:
    """Return the player whose function bears each index: D for φ in `D_φ(x)`."""
    found: dict[str, str] = {}
    for at, token in enumerate(tokens):
        if (player := spelled(token.text)) in names.players:
            after = [one for one in tokens[at + 1 : at + 4] if one.text not in ("_", "{")]
            if after and after[0].mark in (Mark.LOW, Mark.NAME):
                found[spelled(after[0].text)] = player
    return found


def is_denied(tokens: Sequence[MathToken], at: int) -> bool:
    """Tell whether the verb at `at` has a `not` before it, as in `D does not maximize`."""
    return any(one.text in _NOT for one in tokens[max(at - 2, 0) : at])


def player_after(tokens: Sequence[MathToken], at: int, names: Names) -> tuple[str, int]:
    """Return the player behind a verb, and where it ends: `maximized by D`, `최대화하는 건 D`."""
    linked = at
    if _is_word(tokens, at, _CLEFT) and tokens[at - 1].text.endswith("는"):
        linked = at + 1
    elif _is_word(tokens, at, {"by"}):
        linked = at + 1 + _is_word(tokens, at + 1, {"the"})
    if at < linked < len(tokens) and spelled(tokens[linked].text) in names.players:
        return spelled(tokens[linked].text), linked + 1
    return "", at


def reference_end(tokens: Sequence[MathToken], at: int) -> int:
    """Return where words end that mean what was written before: `it`, `this value`."""
    end = at
    while _is_word(tokens, end, _DETERMINERS):
        end += 1
    if end > at and _is_word(tokens, end, _NOUNS):
        return end + 1
    return at + 1 if _is_word(tokens, at, {"it", "this", "that"}) else at


def _is_word(tokens: Sequence[MathToken], at: int, words: Collection[str]) -> bool:
    return at < len(tokens) and tokens[at].text.casefold() in words


def direction_after(
    tokens: Sequence[MathToken], at: int, loss: str, names: Names
) -> tuple[int, int]:
    """Return the direction that the words just after give a loss, and where they end.

    No direction, and `at`, when there is none or somebody else's is meant.
    """
    for index, token in enumerate(tokens[at : at + _NEAR], at):
        player = spelled(token.text)
        if token.mark is Mark.STOP or spelled(names.players.get(player, loss)) != loss:
            break
        if found := direction(token):
            return found, index + 1
    return 0, at


def loss_of(names: Names, player: str, sign: int) -> str:
    """Return whose loss it is: with a player nobody knows, that of whoever usually plays so."""
    usual = names.losses[sign < 0 :]
    return spelled(names.players.get(player, usual[0] if usual else ""))
