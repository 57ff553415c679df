"""Compare a member's equations with those a question lists, whatever the symbols are called.

Knows nothing of scores or of the text the equations came from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

from content.formula.equations import BARE, equations
from content.formula.expressions import Equation
from content.formula.names import Names, spelled
from content.formula.schema import Accepted, Formula, Mistaken
from content.formula.stated import stated
from evaluators.kinds.algebra import Atom, Atoms, Residues, outputs

MAX_TRIALS = 600
MAX_WINDOW = 6
_JUST_BELOW_RIGHT = 0.999


@dataclass(frozen=True)
class Listed:
    """A system that the question lists."""

    says: Accepted | Mistaken
    equations: tuple[Equation, ...]
    targets: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """A question's formula, read once."""

    formula: Formula
    names: Names
    systems: tuple[Listed, ...]
    numbers: frozenset[str]
    functions: frozenset[str]


@dataclass(frozen=True)
class Found:
    """A member's equations and the listed system they are; `says` is None when they are none.

    `again` are further equations that are listed, such as a sentence beside it.
    """

    equations: tuple[Equation, ...]
    says: Accepted | Mistaken | None
    again: tuple[Equation, ...] = ()

    @property
    def start(self) -> int:
        return min(one.start for one in self.equations)

    @property
    def end(self) -> int:
        return max(one.end for one in self.equations)


@dataclass(frozen=True)
class _Window:
    """Consecutive equations of an answer, carried out."""

    equations: tuple[Equation, ...]
    values: Mapping[str, int]
    atoms: Mapping[str, frozenset[Atom]]


@dataclass(frozen=True)
class _Trial:
    """A window held against a listed system, with who plays which role."""

    window: _Window
    listed: Listed
    roles: Mapping[str, Atom]

    def agrees(self) -> bool:
        """Tell whether both come to the same at a random point."""
        expected = outputs(self.listed.equations, Residues(self.roles.__getitem__))
        values = self.window.values
        return all(values[str(self.roles[role])] == value for role, value in expected.items())

    def rank(self) -> tuple[float, int]:
        """Sort the right first, then the wrong, then the half right, and each by its length."""
        says = self.listed.says
        worth = says.worth if isinstance(says, Accepted) else _JUST_BELOW_RIGHT
        return -worth, len(self.window.equations)

    def is_given(self, numbers: Mapping[str, Sequence[Fraction]]) -> bool:
        """Tell whether the answer gives every symbol a number that makes the system right."""
        given = self.listed.says.given if isinstance(self.listed.says, Accepted) else {}
        return all(
            (values := _values(self.roles[spelled(role)], numbers))
            and all(low <= value <= high for value in values)
            for role, (low, high) in given.items()
        )

    def is_final(self, key: Key, written: Sequence[Equation]) -> bool:
        """Tell whether nothing else is made from a target, unless its name is one for its role."""
        targets = {self.roles[role] for role in self.listed.targets}
        others = (one for one in written if one.target.name not in targets)
        read = {symbol.name for one in others for symbol in one.symbols()[1:]}
        return read.isdisjoint(targets - key.names.roles.keys())

    def stands_beside(self, judged: Sequence[Equation]) -> bool:
        """Tell whether it counts beside the other equations: half a system has to be alone."""
        targets = {self.roles[role] for role in self.listed.targets}
        is_part = isinstance(self.listed.says, Accepted) and self.listed.says.worth < 1
        return not is_part or all(
            one in self.window.equations and one.target.name in targets for one in judged
        )


def key_of(formula: Formula) -> Key:
    """Read a question's formula; read again only when it changed."""
    return _read(formula.model_dump_json())


@lru_cache(maxsize=64)
def _read(serialized: str) -> Key:
    formula = Formula.model_validate_json(serialized)
    names = Names.of(formula)
    says: list[Accepted | Mistaken] = [*formula.accepted, *formula.wrong]
    listed = tuple(_listed(one, text, names) for one in says for text in one.any)
    functions = {name for one in listed for each in one.equations for name in each.functions()}
    numbers = frozenset(map(spelled, formula.numbers))
    return Key(formula, names, listed, numbers, frozenset(functions))


def _listed(says: Accepted | Mistaken, text: str, names: Names) -> Listed:
    found = tuple(equations(text, names))
    atoms = outputs(found, Atoms())
    read = {name for atom in atoms.values() for name in atom if isinstance(name, str)}
    return Listed(says, found, tuple(atoms), tuple(sorted(read - set(atoms))))


def find(key: Key, text: str) -> Found | None:
    """Return what the equations of a text amount to; None when it has none to judge.

    A system that is wholly right counts beside whatever else is written, then one known to be
    wrong, then one that is right in part and has no other equation beside it.
    """
    written = equations(text, key.names)
    asked = [one for one in written if _is_asked(key, one)]
    judged = [one for one in asked if _is_understood(key, one)]
    numbers = stated(text, key.names, key.numbers)
    trials = (
        _Trial(window, listed, roles)
        for window in _windows(written)
        for listed in key.systems
        for roles in _assignments(key, window, listed)
    )
    tried = islice(trials, MAX_TRIALS)
    agreeing = [trial for trial in tried if trial.agrees() and trial.is_given(numbers)]
    for trial in sorted(agreeing, key=_Trial.rank):
        if trial.stands_beside(judged) and trial.is_final(key, written):
            again = tuple(one for other in agreeing for one in other.window.equations)
            return Found(trial.window.equations, trial.listed.says, again)
    return Found(tuple(judged), None) if judged and judged == asked else None


def _values(atom: Atom, numbers: Mapping[str, Sequence[Fraction]]) -> Sequence[Fraction]:
    return (atom,) if isinstance(atom, Fraction) else numbers.get(atom, ())


def _windows(written: Sequence[Equation]) -> Iterator[_Window]:
    """Yield neighbouring equations, also backwards: `w = w - lr*v where v = beta*v + g`."""
    for start in range(len(written)):
        for end in range(start + 1, min(start + MAX_WINDOW, len(written)) + 1):
            chosen = tuple(written[start:end])
            for order in dict.fromkeys((chosen, chosen[::-1])):
                yield _Window(order, outputs(order, Residues()), outputs(order, Atoms()))


def _is_asked(key: Key, equation: Equation) -> bool:
    """Tell whether an equation is about what the question asks for, and more than a number."""
    atoms = outputs((equation,), Atoms())[equation.target.name]
    names = {atom for atom in atoms if isinstance(atom, str)}
    if equation.told:
        return False
    if equation.target == BARE:
        return bool(equation.functions()) and any(
            _covers(key, names, one) for one in key.systems if one.targets == (BARE.name,)
        )
    wanted = {name for listed in key.systems for name in listed.targets}
    return bool(names) and not wanted.isdisjoint(key.names.roles.get(equation.target.name, ()))


def _is_understood(key: Key, equation: Equation) -> bool:
    """Tell whether an equation is made of names and functions that the question knows."""
    if not equation.functions() <= key.functions:
        return False
    atoms = outputs((equation,), Atoms())[equation.target.name]
    return all(isinstance(atom, Fraction) or atom in key.names.roles for atom in atoms)


def _covers(key: Key, atoms: set[str], listed: Listed) -> bool:
    """Tell whether a bare expression speaks of all that a listed one does."""
    return all(
        any(role in key.names.roles.get(atom, ()) for atom in atoms) for role in listed.inputs
    )


def _assignments(key: Key, window: _Window, listed: Listed) -> Iterator[dict[str, Atom]]:
    """Yield who may play which role.

    An atom plays one at most, every name has to play, and one at least by a name of its own.
    """
    targets = [_players(key, role, window.values) for role in listed.targets]
    for assigned in product(*targets):
        atoms = frozenset().union(*(window.atoms[str(one)] for one in assigned))
        names = {atom for atom in atoms if isinstance(atom, str)} - set(assigned)
        if len(names) > len(listed.inputs):
            continue
        for read in product(*(_players(key, role, atoms) for role in listed.inputs)):
            chosen = (*assigned, *read)
            is_full = len(set(chosen)) == len(chosen) and names <= set(read)
            if is_full and any(atom in key.names.roles for atom in chosen):
                yield dict(zip((*listed.targets, *listed.inputs), chosen, strict=True))


def _players(key: Key, role: str, atoms: Mapping[str, object] | frozenset[Atom]) -> list[Atom]:
    return sorted((atom for atom in atoms if _may_play(key, atom, role)), key=str)


def _may_play(key: Key, atom: Atom, role: str) -> bool:
    if isinstance(atom, Fraction):
        return role in key.numbers and 0 < atom < 1
    if BARE.name in (atom, role):
        return atom == role
    return key.names.may_stand_for(atom, role)
