"""Find the equations in a text: with a target, as min max of something, or bare.

Knows nothing of which equations are right.
"""

from content.formula.cursor import Unreadable
from content.formula.expressions import Apply, Equation, Expression, Symbol, negative
from content.formula.games import (
    bearers,
    direction,
    direction_after,
    is_denied,
    is_verb,
    loss_of,
    player_after,
    player_before,
    reference_end,
)
from content.formula.names import Names, spelled
from content.formula.parser import IN_PLACE, Parser, joined
from content.formula.tokens import Mark, MathToken, tokens

MAX_EQUATIONS = 10
BARE = Symbol("")
UNREAD = Symbol("?")
_UPDATES = {"+=": "+", "-=": "-", "*=": "*", "/=": "/"}
_PARTICLES = ("은", "는", "이", "가")


def equations(text: str, names: Names) -> list[Equation]:
    """Return the first MAX_EQUATIONS equations of a text.

    One whose right side can't be read has the value UNREAD; other text is passed over.
    """
    return Reader(text, names).equations()[:MAX_EQUATIONS]


class Reader(Parser):
    """Goes through a text once; `_spoken` is what `it` would mean: what was last written.

    `_waiting` are the players of `D는 최대화, G는 최소화: X` before there is an X.
    """

    def __init__(self, text: str, names: Names) -> None:
        super().__init__(tokens(text, names), names)
        self._bearers = bearers(self.tokens, names)
        self._losses = frozenset(map(spelled, names.losses))
        self._spoken: Expression | None = None
        self._waiting: list[tuple[str, int]] = []

    def equations(self) -> list[Equation]:
        found: list[Equation] = []
        while not self.is_spent and len(found) < MAX_EQUATIONS:
            start = self.at
            self.begin()
            try:
                found += self._statement()
            except Unreadable:
                self.at = start
                found += self._unread()
            self.at = max(self.at, start + 1)
        return found

    def _statement(self) -> list[Equation]:
        """Read one statement from here; raises Unreadable when none stands here."""
        first = self.peek()
        if direction(first):
            return self._game(first)
        if self.starts_equation():
            return [self._assignment(first)]
        return [self._bare(first)]

    def _unread(self) -> list[Equation]:
        first = self.peek()
        if not self.starts_equation():
            return []
        ahead = self.tokens[self.at :]
        if next(one for one in ahead if one.mark is Mark.RELATION).text == ":":
            return []
        return [Equation(Symbol(spelled(first.text)), UNREAD, first.start, first.end)]

    def _assignment(self, first: MathToken) -> Equation:
        before = self.tokens[max(self.at - 1, 0)]
        target = self._target()
        relation = self.take().text
        if relation == ":" and target.name not in self._names.roles:
            raise Unreadable
        sign = direction(before) or direction(self.peek()) if relation == ":" else 0
        if direction(self.peek()):
            self.take()
        value = self.expression()
        if relation == ":" and not isinstance(value, Apply):
            raise Unreadable
        if relation in _UPDATES:
            value = joined(_UPDATES[relation], target, value)
        self._skip_chain()
        loss = self._losses.intersection(self._names.roles.get(target.name, ()))
        if loss:
            return self._directed(target, next(iter(loss)), value, first, sign)
        self._spoken = value
        return Equation(target, value, first.start, self._end())

    def _target(self) -> Symbol:
        """Read a name with its indices; the arguments in V(D, G) say nothing more."""
        name = self.take().text.split(".")[-1]
        target = self.indexed(name)
        while not self.is_next(Mark.RELATION):
            self.take()
        return target

    def _skip_chain(self) -> None:
        """Leave out what a chain a = b = c goes on to say."""
        while self.is_next(Mark.RELATION) and not self.is_next(Mark.RELATION, ":"):
            self.take()
            self.expression()

    def _end(self) -> int:
        return self.tokens[self.at - 1].end

    def _directed(
        self, target: Symbol, loss: str, value: Expression, first: MathToken, sign: int = 0
    ) -> Equation:
        """Read whether the words around a value say that it is to be large."""
        after, self.at = direction_after(self.tokens, self.at, loss, self._names)
        sign = sign or after
        if sign:
            self._spoken = value
        return Equation(target, _signed(value, sign), first.start, self._end(), bool(sign))

    def _game(self, first: MathToken) -> list[Equation]:
        """Read min_G max_D X: each player's loss is X, or −X for the one who wants it large."""
        start = self.at
        players: list[tuple[str, int]] = []
        while not self.is_spent and (sign := direction(self.tokens[self.at])):
            player = self._marked(self.take())
            after, self.at = player_after(self.tokens, self.at, self._names)
            player = player or after or player_before(self.tokens, start, self._names)
            players.append((player, sign))
        told = is_verb(first)
        if told:
            if not players[0][0] or is_denied(self.tokens, start):
                raise Unreadable
            self.at = reference_end(self.tokens, self.at)
        if self.is_next(Mark.RELATION, ":"):
            players, self._waiting = [*self._waiting, *players], []
        elif told and not self._is_value_next() and self._spoken is None:
            self._waiting += players
            raise Unreadable
        value = self._played(told)
        losses = [
            (loss_of(self._names, player, sign), _signed(value, sign)) for player, sign in players
        ]
        end = self._end()
        return [Equation(Symbol(loss), one, first.start, end, told) for loss, one in losses if loss]

    def _marked(self, extremum: MathToken) -> str:
        """Read the player that min or max bears, as an index or a name: min_G, `min G`."""
        name = self.indexed("").name
        token, after = self.peek(), self.peek(1)
        is_player = spelled(token.text) in self._names.players
        is_applied = after.mark is Mark.OPEN and after.glued
        if is_player and not (name or is_applied or is_verb(extremum)):
            name = spelled(self.take().text)
        return self._bearers.get(name, name)

    def _is_value_next(self) -> bool:
        """Tell whether a formula may stand here, rather than words."""
        token = self.peek()
        if token.mark is Mark.NAME:
            return self.starts_equation() or self._may_begin(token)
        return token.mark is Mark.OPEN or token.text in ("+", "-", "=", ":")

    def _played(self, told: bool) -> Expression:
        """Read what a game is about: an expression, or what was written before."""
        start = self.at
        if told and self._spoken is not None and not self._is_value_next():
            return self._spoken
        try:
            if self.starts_equation():
                self._target()
            if self.is_next(Mark.RELATION):
                self.take()
            value = self.expression()
            self._skip_chain()
        except Unreadable:
            value = UNREAD
        if isinstance(value, Apply):
            self._spoken = value
            return value
        if self._spoken is None:
            raise Unreadable
        self.at = start
        return self._spoken

    def _bare(self, first: MathToken) -> Equation:
        start, target = self.at, _updated(first)
        if first.mark is Mark.NAME and not (target or self._may_begin(first)):
            raise Unreadable
        value = self.expression()
        if not isinstance(value, Apply) or self.is_next(Mark.RELATION) or self._is_multiple():
            raise Unreadable
        if player := player_before(self.tokens, start, self._names):
            at = self.at
            loss = loss_of(self._names, player, 1)
            directed = self._directed(Symbol(loss), loss, value, first)
            if self.at > at:
                return directed
        self._spoken = value
        return Equation(target or self._topic(start), value, first.start, self._end())

    def _is_multiple(self) -> bool:
        """Tell whether a value only says how many times: `(1-α)배 한 옛 속도`."""
        after = self.peek()
        return after.glued and after.text.startswith("배")

    def _may_begin(self, first: MathToken) -> bool:
        """Tell whether a name begins a bare expression rather than a sentence."""
        second = self.peek(1)
        return (second.text == "(" and second.glued) or self.is_symbol(first)

    def _topic(self, at: int) -> Symbol:
        """Return what the sentence is about: the loss in `판별자 손실은 X`."""
        before = self.tokens[max(at - 2, 0) : at]
        if len(before) < 2 or before[1].text not in _PARTICLES:
            return BARE
        name = spelled(before[0].text)
        is_role = name in self._names.roles and name not in self._names.functions
        return Symbol(name) if is_role else BARE


def _updated(first: MathToken) -> Symbol | None:
    """Return what a call in place changes: v in v.mul_(beta)."""
    path = first.text.split(".")
    return Symbol(spelled(path[-2])) if len(path) > 1 and path[-1] in IN_PLACE else None


def _signed(value: Expression, sign: int) -> Expression:
    return negative(value) if sign < 0 else value
