"""A place in a row of tokens, and how far it may go on: bounded in length and in steps.

Knows nothing of expressions.
"""

from content.formula.tokens import Mark, MathToken

MAX_STEPS = 6000
MAX_GROUP = 24
MAX_LENGTH = 240
_END = MathToken(Mark.STOP, "", 0, 0)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Unreadable(ValueError):
    """What stands here is no formula that can be read."""


class Cursor:
    """Takes tokens one by one; `at` is the next one, `steps` counts all that were looked at."""

    def __init__(self, tokens: list[MathToken]) -> None:
        self.tokens = tokens
        self.at = 0
        self.steps = 0
        self._limit = MAX_LENGTH

    def begin(self) -> None:
        """Allow another statement its length."""
        self._limit = self.at + MAX_LENGTH

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing is left to read, or no steps to read it with."""
        return self.at >= len(self.tokens) or self.steps > MAX_STEPS

    def peek(self, ahead: int = 0) -> MathToken:
        """Return a token that is next, or a stop without text behind the last."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else _END

    def take(self) -> MathToken:
        """Return the next token and pass it; raises Unreadable at the end or a bound."""
        self.steps += 1
        if self.at >= len(self.tokens) or self.at > self._limit or self.steps > MAX_STEPS:
            raise Unreadable
        self.at += 1
        return self.tokens[self.at - 1]

    def is_next(self, mark: Mark, *texts: str) -> bool:
        token = self.peek()
        return token.mark is mark and (not texts or token.text in texts)

    def close(self, opening: MathToken) -> None:
        """Take the bracket that closes `opening`; raises Unreadable when another token stands."""
        if self.take().text != _CLOSING[opening.text]:
            raise Unreadable

    def starts_equation(self, ahead: int = 0) -> bool:
        """Tell whether a name stands here with a relation sign after it and its indices."""
        if self.peek(ahead).mark is not Mark.NAME:
            return False
        self.steps += 1
        at: int | None = self.at + ahead + 1
        while at is not None and at < min(len(self.tokens), self.at + MAX_GROUP):
            token = self.tokens[at]
            if token.mark is Mark.RELATION:
                return True
            if token.mark in (Mark.LOW, Mark.HIGH) or token.text == "'":
                at += 1
            elif token.text in ("_", "^"):
                at = self.group_end(at + 1)
            elif token.mark is Mark.OPEN and token.glued and token.text != "{":
                at = self.group_end(at)
            else:
                return False
        return False

    def skip_group(self) -> None:
        """Pass the token or the group here; raises Unreadable when it ends far away."""
        end = self.group_end(self.at)
        if end is None:
            raise Unreadable
        self.at = end

    def group_end(self, at: int) -> int | None:
        """Return where the token or the group at `at` ends; None if that is far away."""
        level = 0
        for index in range(at, min(at + MAX_GROUP, len(self.tokens))):
            self.steps += 1
            level += {Mark.OPEN: 1, Mark.CLOSE: -1}.get(self.tokens[index].mark, 0)
            if level <= 0:
                return index + 1
        return None
