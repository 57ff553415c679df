"""Draws the numbers of a parametric question, so that everyone in a round gets the same ones.

What a file says is not trusted: expressions may only do bounded arithmetic, and placeholders may
only name a number and say how it is written.
"""

import ast
import hashlib
import math
import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from simpleeval import InvalidExpression, SimpleEval

from content.amount import Amount, Calculation, Slip, SlipRule
from content.base import Bilingual
from content.schema import Question

FILLED = ("text", "lead", "references", "key_points", "misconceptions", "hints", "explanation")
TRIES = 100
ROUNDING = 0.01

Number = int | float
_LARGEST = 1e15
_LARGEST_EXPONENT = 16
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?::(,?(?:\.\d[f%])?))?")
_NODES = (
    ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Call, ast.IfExp, ast.BinOp, ast.UnaryOp,
    ast.BoolOp, ast.Compare, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip


class DrawingError(ValueError):
    """The numbers of a question cannot be drawn; `field` is the path to what is wrong."""

    def __init__(self, field: tuple[int | str, ...], message: str) -> None:
        super().__init__(message)
        self.field = field


def draw(question: Question, seed: str | None) -> Question:
    """Return the question with its own numbers and those of its follow-ups filled in.

    One seed draws the same numbers everywhere and always.

    Args:
        seed: what the numbers depend on; None takes the default of each.

    Raises:
        DrawingError: an expression, a condition or a placeholder makes no sense.
    """
    follow_ups = []
    for index, child in enumerate(question.follow_ups):
        with _inside("follow_ups", index):
            follow_ups.append(draw(child, seed))
    question = question.model_copy(update={"follow_ups": tuple(follow_ups)})
    if question.calculation is None:
        return question
    return _drawn(question, question.calculation, None if seed is None else f"{seed}/{question.id}")


@contextmanager
def _inside(*path: int | str) -> Iterator[None]:
    try:
        yield
    except DrawingError as exc:
        raise DrawingError((*path, *exc.field), exc.args[0]) from None


def _drawn(question: Question, calculation: Calculation, seed: str | None) -> Question:
    """Draw until the quantities meet every condition and all can be worked out and written."""
    for attempt in range(TRIES if seed is not None else 0):
        drawn = {
            name: _pick(f"{seed}/{attempt}/{name}", choices)
            for name, choices in calculation.draw.items()
        }
        try:
            return _with(question, calculation, drawn)
        except DrawingError:
            continue
    return _with(question, calculation, {name: row[0] for name, row in calculation.draw.items()})


def _with(question: Question, calculation: Calculation, drawn: Mapping[str, Number]) -> Question:
    with _inside("calculation"):
        numbers = _worked_out(calculation, drawn)
        amount = _amount(calculation, numbers)
    return _filled(question, numbers, amount)


def _pick(key: str, choices: Sequence[Number]) -> Number:
    """Pick by the highest hash (Thaler & Ravishankar, 1998).

    So another choice on the list, or another order, seldom changes what an open round has drawn.
    """
    return max(choices, key=lambda one: hashlib.sha256(f"{key}/{one}".encode()).digest())


def _worked_out(calculation: Calculation, drawn: Mapping[str, Number]) -> dict[str, Number]:
    numbers = dict(drawn)
    for name, expression in calculation.let.items():
        with _inside("let", name):
            if name in numbers:
                raise DrawingError((), f"{name!r} is given twice")
            numbers[name] = evaluate(expression, numbers)
    for index, condition in enumerate(calculation.where):
        with _inside("where", index):
            if not evaluate(condition, numbers):
                raise DrawingError((), f"{condition!r} does not hold for the first choices")
    return numbers


def _amount(calculation: Calculation, numbers: Mapping[str, Number]) -> Amount:
    """Return what the numbers come to; a slip that happens to be right or double is none."""
    with _inside("value"):
        value = evaluate(calculation.value, numbers)
    slack = abs(value) * calculation.tolerance
    slips: dict[Number, Slip] = {}
    for index, rule in enumerate(calculation.slips):
        with _inside("slips", index):
            slip = _slip(rule, numbers)
        if abs(slip.value - value) > slack:
            slips.setdefault(slip.value, slip)
    rounding = slack + abs(value) * ROUNDING
    return Amount(
        low=value - slack,
        high=value + slack,
        near=(value - rounding, value + rounding),
        units=calculation.units,
        symbol=calculation.symbol,
        others=calculation.others,
        slips=tuple(slips.values()),
    )


def _slip(rule: SlipRule, numbers: Mapping[str, Number]) -> Slip:
    with _inside("value"):
        value = evaluate(rule.value, numbers)
    why = _fill(rule.why.model_dump(), numbers, ("why",))
    return Slip(value=value, why=Bilingual.model_validate(why))


def evaluate(expression: str, numbers: Mapping[str, Number]) -> Number:
    """Work out an expression of + - * / // % ** round min max, comparisons and `a if b else c`.

    Raises:
        DrawingError: it says something else, names an unknown number, or gets out of bounds.
    """
    try:
        evaluator = SimpleEval(_OPERATORS, _FUNCTIONS, dict(numbers))
        return _bounded(evaluator.eval(expression, previously_parsed=_parsed(expression)))
    except DrawingError:
        raise
    except InvalidExpression as exc:
        raise DrawingError((), f"{expression!r} cannot be worked out: {exc}") from exc
    except (SyntaxError, ArithmeticError, TypeError, ValueError, RecursionError) as exc:
        reason = "is not an expression" if isinstance(exc, SyntaxError) else f"fails: {exc}"
        raise DrawingError((), f"{expression!r} {reason}") from exc


@lru_cache(maxsize=1024)
def _parsed(expression: str) -> ast.expr:
    tree = ast.parse(expression.strip(), mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            raise DrawingError((), f"{expression!r} is more than arithmetic")
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise DrawingError((), f"{expression!r} holds {node.value!r}, which is no number")
    return tree.body


def _bounded(value: Any) -> Number:
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > _LARGEST:
        raise ValueError(f"{value:.3g} is no number of a usual size")
    return value


def _power(base: Number, exponent: Number) -> Any:
    if abs(exponent) > _LARGEST_EXPONENT:
        raise ValueError(f"the exponent {exponent} is too large")
    return _bounded(_bounded(base) ** exponent)


def _rounded(value: Number, digits: int = 0) -> Number:
    if abs(digits) > _LARGEST_EXPONENT:
        raise ValueError(f"{digits} digits are too many")
    return round(value, digits)


def _times(a: Number, b: Number) -> Number:
    return _bounded(a * b)


_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: _times, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: _power,
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_FUNCTIONS = {"round": _rounded, "min": min, "max": max, "abs": abs}


def _filled(question: Question, numbers: Mapping[str, Number], amount: Amount) -> Question:
    data = question.model_dump(exclude={"calculation", "follow_ups"})
    data |= {name: _fill(data[name], numbers, (name,)) for name in FILLED}
    data |= {"amount": amount, "follow_ups": question.follow_ups}
    try:
        return Question.model_validate(data)
    except ValidationError as exc:
        detail = exc.errors(include_url=False)[0]
        raise DrawingError(detail["loc"], f"{detail['msg']} once its numbers are drawn") from exc


def _fill(value: Any, numbers: Mapping[str, Number], path: tuple[int | str, ...]) -> Any:
    """Fill in every text of a tree of mappings and lists."""
    if isinstance(value, str):
        with _inside(*path):
            filled = _PLACEHOLDER.sub(lambda match: _written(match[1], numbers), value)
            if "{" in filled or "}" in filled:
                raise DrawingError((), "has a brace that belongs to no placeholder")
            return filled
    if isinstance(value, dict):
        return {name: _fill(one, numbers, (*path, name)) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_fill(one, numbers, (*path, index)) for index, one in enumerate(value))
    return value


def _written(placeholder: str, numbers: Mapping[str, Number]) -> str:
    """Write a number as `name`, `name:,`, `name:.1f`, `name:,.1f` or `name:.0%` asks for."""
    match = _NAMED.fullmatch(placeholder)
    if match is None or match[1] not in numbers:
        raise DrawingError((), f"{{{placeholder}}} names no number of the calculation")
    number, form = numbers[match[1]], match[2] or ""
    if "." in form:
        return format(number, form)
    return format(round(number, 9), form).removesuffix(".0")
