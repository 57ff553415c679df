"""Which names a question's symbols go by, however they are spelled: β, beta, \\beta, L_D, d_loss.

Knows nothing of grammar.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from content.formula.schema import Formula

_NOT_A_NAME = re.compile(r"[\s_{}\\^()]+")
_HAT = "\u0302"
_VARIANTS = {"ϵ": "epsilon", "µ": "mu", "𝔼": "E", "ϑ": "theta", "ϕ": "phi", "Σ": "∑"}
BUILT_IN = {
    "log": "log", "ln": "log", "sqrt": "sqrt", "√": "sqrt", "exp": "exp", "abs": "abs",
    **dict.fromkeys(("E", "mean", "reducemean", "avg", "average", "∑", "sum", "reducesum"),
                    "mean"),
    **dict.fromkeys(("bce", "bceloss", "bcewithlogitsloss", "binarycrossentropy", "criterion",
                     "binarycrossentropywithlogits", "crossentropy"), "bce"),
    **dict.fromkeys(("ones", "oneslike", "valid", "reallabel", "reallabels"), "one"),
    **dict.fromkeys(("zeros", "zeroslike", "fakelabel", "fakelabels"), "zero"),
    **dict.fromkeys(("∇", "nabla", "grad", "gradient"), "grad"),
}  # fmt: skip
"""Functions that every question knows."""


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """Return one spelling of a name; a single letter keeps its case, for W may not be w."""
    letters = "".join(map(_letter, unicodedata.normalize("NFD", name).replace(_HAT, "hat")))
    bare = _NOT_A_NAME.sub("", unicodedata.normalize("NFKC", letters))
    return bare if len(bare) == 1 else bare.casefold()


def _letter(character: str) -> str:
    if character in _VARIANTS:
        return _VARIANTS[character]
    full = unicodedata.name(character, "")
    if full.startswith("GREEK SMALL LETTER ") or full.startswith("GREEK CAPITAL LETTER "):
        return full.split()[3].lower().replace("lamda", "lambda")
    return character


@dataclass(frozen=True)
class Names:
    """The roles each spelling may stand for, the functions, and who plays for which loss."""

    roles: Mapping[str, frozenset[str]]
    functions: Mapping[str, str]
    players: Mapping[str, str]
    losses: tuple[str, ...]
    phrases: re.Pattern[str] | None

    @classmethod
    def of(cls, formula: Formula) -> "Names":
        """Collect the names of a question."""
        roles: dict[str, set[str]] = {}
        for role, names in formula.roles.items():
            for name in (role, *names):
                roles.setdefault(spelled(name), set()).add(spelled(role))
        everyone = (formula.roles, formula.functions, formula.losses)
        return cls(
            {name: frozenset(found) for name, found in roles.items()},
            BUILT_IN | _inverted(formula.functions),
            _inverted(formula.losses),
            tuple(formula.losses),
            _phrases(name for each in everyone for names in each.values() for name in names),
        )

    def may_stand_for(self, name: str, role: str) -> bool:
        """Tell whether a name can play a role; a name of no role may play any."""
        return role in self.roles.get(name, (role,))

    def is_known(self, name: str) -> bool:
        return name in self.roles or name in self.functions

    def cut(self, run: str) -> list[str] | None:
        """Cut letters written together into known names (βv, mv, lrg); None if that leaves some."""
        parts: list[str] = []
        while run:
            for length in range(min(len(run), 8), 0, -1):
                if self.is_known(spelled(run[:length])):
                    parts.append(run[:length])
                    run = run[length:]
                    break
            else:
                return None
        return parts


def _inverted(canonical: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {spelled(name): key for key, names in canonical.items() for name in (key, *names)}


def _phrases(names: Iterable[str]) -> re.Pattern[str] | None:
    """Match the names that a tokenizer would cut: those of many words, and Korean ones."""
    odd = {name for name in names if re.search(r"[\s가-힣]", name)}
    if not odd:
        return None
    ordered = sorted(odd, key=len, reverse=True)
    pattern = "|".join(r"\s?".join(map(re.escape, name.split())) for name in ordered)
    return re.compile(rf"(?:{pattern})(?![A-Za-z])", re.IGNORECASE)
