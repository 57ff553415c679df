"""What can go wrong in compute, as one sentence in Korean and English; knows nothing of HTTP."""

import reprlib
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from compute.api import Problem
from compute.texts import both
from content.demo import ParamSpec
from content.schema import Bilingual

_MAX_SHOWN, _MAX_LISTED = 40, 12
_ALMOST = 0.85
NO_DEMOS = "no_demos"
UNAUTHORIZED = "unauthorized"


class ComputeError(Exception):
    """Root of what compute raises."""


class Refused(ComputeError):
    """The request cannot be met; `status` is the HTTP status that says so."""

    def __init__(self, status: int, code: str, message: Bilingual, param: str = "") -> None:
        self.status = status
        self.problem = Problem(code=code, message=message, param=param)
        super().__init__(message.en)


def shown(value: Any) -> str:
    """Return a short form of what was given, safe for any size or nesting."""
    try:
        text = value if isinstance(value, str) else reprlib.repr(value)
    except ValueError:  # an int with more digits than Python agrees to print
        text = "…"
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"


def nearest(name: str, known: Iterable[str]) -> Bilingual:
    """Return a hint naming what was probably meant, or what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=_ALMOST)
    if not close:
        close = get_close_matches(name, names, n=3, cutoff=0.5)
        close += [one for one in names if len(name) >= 3 and name in one and one not in close]
    if close:
        return both("names-close", names=", ".join(close[:_MAX_LISTED]))
    if len(names) > _MAX_LISTED:
        return both("names-count", count=str(len(names)))
    return both("names-all", names=", ".join(names))


def unknown_demo(name: str, known: Iterable[str]) -> Refused:
    message = both("unknown-demo", given=shown(name), hint=nearest(name, known))
    return Refused(404, "unknown_demo", message)


def no_demos() -> Refused:
    return Refused(501, NO_DEMOS, both("no-demos"))


def unknown_figure(name: str, known: Iterable[str]) -> Refused:
    message = both("unknown-figure", given=shown(name), hint=nearest(name, known))
    return Refused(404, "unknown_figure", message)


def unknown_param(demo: str, name: str, known: Iterable[str]) -> Refused:
    message = both("unknown-param", demo=demo, given=shown(name), hint=nearest(name, known))
    return Refused(422, "unknown_param", message)


def unknown_preset(demo: str, name: Any, known: Iterable[str]) -> Refused:
    hint = nearest(str(name)[:_MAX_SHOWN], known)
    message = both("unknown-preset", demo=demo, given=shown(name), hint=hint)
    return Refused(422, "unknown_preset", message)


def bad_param(spec: ParamSpec, given: Any) -> Refused:
    """Say what `spec` allows and what was given instead."""
    message = both(
        "bad-param",
        name=spec.name,
        rule=_rule(spec, given),
        given=shown(given),
        ask=_range(spec),
    )
    return Refused(422, "bad_param", message, spec.name)


def _rule(spec: ParamSpec, given: Any) -> Bilingual:
    for number in _numbers(spec, given):
        if spec.minimum is not None and number < spec.minimum:
            return both("rule-minimum", limit=f"{spec.minimum:g}")
        if spec.maximum is not None and number > spec.maximum:
            return both("rule-maximum", limit=f"{spec.maximum:g}")
    return spec.rule or both(f"rule-{spec.type}", least=str(spec.least), most=str(spec.most))


def _range(spec: ParamSpec) -> Bilingual:
    if spec.type == "text":
        return both("ask-text", example=str(spec.default))
    if spec.choices:
        return both("ask-choices", choices=", ".join(spec.choices))
    if spec.span is None:
        return both("ask-bool")
    return both("ask-range", span=spec.span)


def _numbers(spec: ParamSpec, given: Any) -> list[float]:
    """Return the numbers that were given where the spec asks for as many; else none."""
    if spec.type in ("int", "float"):
        found = [_as_number(given)]
    elif spec.type in ("ints", "floats"):
        found = [
            _as_number(one) for one in (given.split(",") if isinstance(given, str) else [given])
        ]
    else:
        found = []
    numbers = [one for one in found if one is not None]
    return numbers if len(numbers) == len(found) and spec.least <= len(found) <= spec.most else []


def _as_number(given: Any) -> float | None:
    try:
        return None if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        return None
    except OverflowError:
        return float("inf") if given > 0 else float("-inf")


def unknown_job() -> Refused:
    return Refused(404, "not_found", both("unknown-job"))


def not_yours() -> Refused:
    return Refused(403, "not_yours", both("not-yours"))


def too_many_jobs(limit: int) -> Refused:
    return Refused(429, "too_many_jobs", both("too-many-jobs", limit=str(limit)))


def too_many_in_channel(limit: int) -> Refused:
    return Refused(429, "too_many_jobs", both("too-many-in-channel", limit=str(limit)))


def nothing_yet() -> Refused:
    return Refused(404, "nothing_yet", both("nothing-yet"))


def queue_full() -> Refused:
    return Refused(503, "queue_full", both("queue-full"))


def no_room() -> Refused:
    return Refused(503, "no_room", both("no-room"))


def grader_loading() -> Refused:
    return Refused(503, "grader_loading", both("grader-loading"))


def grader_failed() -> Refused:
    return Refused(503, "grader_failed", both("grader-failed"))


def grader_busy() -> Refused:
    return Refused(503, "grader_busy", both("grader-busy"))


def unauthorized() -> Refused:
    return Refused(401, UNAUTHORIZED, both("unauthorized"))


def too_large(limit_bytes: int) -> Refused:
    return Refused(413, "too_large", both("too-large", size=str(limit_bytes // 2**20)))


def malformed(where: str = "") -> Refused:
    """Say that the body cannot be read, or which field of it is wrong."""
    if not where:
        return Refused(400, "bad_json", both("bad-json"))
    return Refused(422, "bad_request", both("bad-request", where=where))


def no_such_page(status: int) -> Refused:
    """Word an address or method that the service does not have."""
    code = "not_found" if status == 404 else "bad_method"
    return Refused(status, code, both("no-such-page"))


def internal() -> Refused:
    return Refused(500, "internal", both("internal"))


def crashed() -> Bilingual:
    return both("crashed")


def out_of_memory() -> Bilingual:
    return both("out-of-memory")


def overreached() -> Bilingual:
    return both("overreached")


def lacks_a_file() -> Bilingual:
    return both("lacks-a-file")


def lost() -> Bilingual:
    return both("lost")


def not_fenced() -> Bilingual:
    return both("not-fenced")


def filled_the_disk() -> Bilingual:
    return both("filled-the-disk")


def too_slow(limit_s: float) -> Bilingual:
    return both("too-slow", limit=f"{limit_s:g}")


def restarted() -> Bilingual:
    return both("restarted")


def not_graded() -> str:
    """Return it in both languages, for a result does not say who reads it."""
    message = both("not-graded")
    return f"{message.ko} / {message.en}"
