"""What can go wrong in compute, as one sentence in Korean and English; knows nothing of HTTP."""

import reprlib
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from compute.api import ParamSpec, Problem
from content.schema import Bilingual

_MAX_SHOWN, _MAX_LISTED = 40, 12
_ALMOST = 0.85
_LISTS = {
    "ints": ("정수", "whole numbers"),
    "floats": ("숫자", "numbers"),
    "choices": ("선택지", "of the listed choices"),
}


class ComputeError(Exception):
    """Root of what compute raises."""


class Refused(ComputeError):
    """The request cannot be met; `status` is the HTTP status that says so."""

    def __init__(self, status: int, code: str, ko: str, en: str) -> None:
        self.status = status
        self.problem = Problem(code=code, message=Bilingual(ko=ko, en=en))
        super().__init__(en)


def shown(value: Any) -> str:
    """Return a short form of what was given, safe for any size or nesting."""
    try:
        text = f"‘{value}’" if isinstance(value, str) else reprlib.repr(value)
    except ValueError:  # an int with more digits than Python agrees to print
        text = "…"
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"


def nearest(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return a Korean and an English hint naming what was probably meant, or what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=_ALMOST)
    if not close:
        close = get_close_matches(name, names, n=3, cutoff=0.5)
        close += [one for one in names if len(name) >= 3 and name in one and one not in close]
    if close:
        listed = ", ".join(close[:_MAX_LISTED])
        return f"혹시 {listed}인가요?", f"Did you mean {listed}?"
    if len(names) > _MAX_LISTED:
        return f"모두 {len(names)}개가 있어요.", f"There are {len(names)} to pick from."
    listed = ", ".join(names)
    return f"이 가운데 골라 주세요: {listed}.", f"Pick one of {listed}."


def unknown_demo(name: str, known: Iterable[str]) -> Refused:
    ko, en = nearest(name, known)
    given = shown(name)
    return Refused(
        404, "unknown_demo", f"{given} 데모는 없어요. {ko}", f"There's no demo {given}. {en}"
    )


def unknown_figure(name: str, known: Iterable[str]) -> Refused:
    ko, en = nearest(name, known)
    given = shown(name)
    return Refused(
        404, "unknown_figure", f"{given} 그림은 없어요. {ko}", f"There's no figure {given}. {en}"
    )


def unknown_param(demo: str, name: str, known: Iterable[str]) -> Refused:
    ko, en = nearest(name, known)
    return Refused(
        422,
        "unknown_param",
        f"{demo} 데모에 {shown(name)} 값은 없어요. {ko}",
        f"{demo} has no setting {shown(name)}. {en}",
    )


def unknown_preset(demo: str, name: Any, known: Iterable[str]) -> Refused:
    ko, en = nearest(str(name)[:_MAX_SHOWN], known)
    return Refused(
        422,
        "unknown_preset",
        f"{demo} 데모에 {shown(name)} 프리셋은 없어요. {ko}",
        f"{demo} has no preset {shown(name)}. {en}",
    )


def bad_param(spec: ParamSpec, given: Any) -> Refused:
    """Say what `spec` allows and what was given instead."""
    ko, en = _rule(spec, given)
    ask_ko, ask_en = _range(spec)
    return Refused(
        422,
        "bad_param",
        f"이 데모에서 {spec.name} 값은 {ko} (지금 {shown(given)}). {ask_ko}",
        f"{spec.name} has to be {en} here (it's {shown(given)}). {ask_en}",
    )


def _rule(spec: ParamSpec, given: Any) -> tuple[str, str]:
    if spec.type == "choice":
        return "정해진 것 중 하나여야 해요", "one of the listed choices"
    if spec.type == "bool":
        return "켜기나 끄기여야 해요", "on or off"
    if spec.type == "text":
        return "정해진 꼴이어야 해요", "in the agreed form"
    if spec.type in _LISTS:
        ko, en = _LISTS[spec.type]
        return (
            f"쉼표로 나눈 {ko} {spec.most}개까지여야 해요",
            f"up to {spec.most} {en}, with commas",
        )
    number = _as_number(given)
    if number is not None and spec.minimum is not None and number < spec.minimum:
        return f"{spec.minimum:g} 이상이어야 해요", f"at least {spec.minimum:g}"
    if number is not None and spec.maximum is not None and number > spec.maximum:
        return f"{spec.maximum:g} 이하여야 해요", f"at most {spec.maximum:g}"
    return (
        ("정수여야 해요", "a whole number") if spec.type == "int" else ("숫자여야 해요", "a number")
    )


def _range(spec: ParamSpec) -> tuple[str, str]:
    if spec.type == "text":
        return f"{spec.default}처럼 써 주세요.", f"Write it like {spec.default}."
    if spec.choices:
        listed = ", ".join(spec.choices)
        return f"{listed} 가운데 다시 골라 주세요.", f"Pick {listed}."
    if spec.type == "bool":
        return "true나 false로 다시 골라 주세요.", "Pick true or false."
    low, high = spec.minimum, spec.maximum
    return f"{low:g}–{high:g} 사이로 다시 골라 주세요.", f"Pick a value from {low:g} to {high:g}."


def _as_number(given: Any) -> float | None:
    try:
        return None if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        return None
    except OverflowError:
        return float("inf") if given > 0 else float("-inf")


def unknown_job() -> Refused:
    return Refused(
        404,
        "not_found",
        "찾는 데모 결과가 없어요. 번호를 확인하거나 데모를 다시 돌려 주세요.",
        "There's no such demo result. Check its number, or run the demo again.",
    )


def not_yours() -> Refused:
    return Refused(
        403,
        "not_yours",
        "이 데모는 시작한 사람만 멈출 수 있어요.",
        "Only the person who started this demo can stop it.",
    )


def too_many_jobs(limit: int) -> Refused:
    return Refused(
        429,
        "too_many_jobs",
        f"한 사람이 동시에 돌릴 수 있는 데모는 {limit}개예요. 하나가 끝나면 다시 시도해 주세요.",
        f"One person can run {limit} demos at a time. Try again when one has finished.",
    )


def too_many_in_channel(limit: int) -> Refused:
    return Refused(
        429,
        "too_many_jobs",
        f"한 채널에서 동시에 돌릴 수 있는 데모는 {limit}개예요. 하나가 끝나면 다시 시도해 주세요.",
        f"One channel can run {limit} demos at a time. Try again when one has finished.",
    )


def nothing_yet() -> Refused:
    return Refused(
        404,
        "nothing_yet",
        "아직 돌려 본 데모가 없어요. /demo 로 하나 골라 보세요.",
        "You haven't run a demo yet. Pick one with /demo.",
    )


def queue_full() -> Refused:
    return Refused(
        503,
        "queue_full",
        "기다리는 데모가 너무 많아요. 조금 뒤에 다시 시도해 주세요.",
        "Too many demos are waiting. Please try again in a little while.",
    )


def grader_loading() -> Refused:
    return Refused(
        503,
        "grader_loading",
        "채점기가 아직 준비 중이에요. 잠시 뒤에 다시 시도해 주세요.",
        "The grader is still getting ready. Please try again in a moment.",
    )


def grader_failed() -> Refused:
    return Refused(
        503,
        "grader_failed",
        "채점기를 불러오지 못했어요. 관리자가 서비스 로그를 확인해야 해요.",
        "The grader couldn't be loaded. An admin has to look at the service's log.",
    )


def grader_busy() -> Refused:
    return Refused(
        503,
        "grader_busy",
        "채점이 밀려 있어요. 잠시 뒤에 다시 시도해 주세요.",
        "The grader has too much to do. Please try again in a moment.",
    )


def unauthorized() -> Refused:
    return Refused(
        401,
        "unauthorized",
        "서비스 토큰이 없거나 맞지 않아요. QUIZMASTER_COMPUTE_TOKEN을 확인해 주세요.",
        "The service token is missing or wrong. Check QUIZMASTER_COMPUTE_TOKEN.",
    )


def too_large(limit_bytes: int) -> Refused:
    size = limit_bytes // 2**20
    return Refused(
        413,
        "too_large",
        f"요청이 너무 커요. {size} MiB보다 작게 나눠서 보내 주세요.",
        f"The request is too large. Send less than {size} MiB at a time.",
    )


def malformed(where: str = "") -> Refused:
    """Say that the body cannot be read, or which field of it is wrong."""
    if not where:
        return Refused(
            400,
            "bad_json",
            "요청을 읽을 수 없어요. 올바른 JSON인지 확인해 주세요.",
            "The request can't be read. Check that it is valid JSON.",
        )
    return Refused(
        422,
        "bad_request",
        f"요청의 {where} 값이 올바르지 않아요. 형식과 길이를 확인해 주세요.",
        f"The request's {where} isn't right. Check its type and length.",
    )


def no_such_page(status: int) -> Refused:
    """Word an address or method that the service does not have."""
    return Refused(
        status,
        "not_found" if status == 404 else "bad_method",
        "이 주소로는 할 수 있는 일이 없어요. 주소를 확인해 주세요.",
        "There's nothing to do at this address. Check it and try again.",
    )


def internal() -> Refused:
    return Refused(
        500,
        "internal",
        "서비스 안에서 문제가 생겼어요. 잠시 뒤에 다시 시도해 주세요.",
        "Something went wrong inside the service. Please try again in a moment.",
    )


def crashed() -> Bilingual:
    return Bilingual(
        ko="데모가 돌다가 갑자기 멈췄어요. 다른 데모에는 영향이 없으니 다시 시도해 주세요.",
        en="The demo stopped unexpectedly. Nothing else is affected, so please try again.",
    )


def out_of_memory() -> Bilingual:
    return Bilingual(
        ko="데모가 쓸 수 있는 메모리를 넘어서 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.",
        en="The demo needed more memory than it may use. Run it again with smaller values.",
    )


def started_programs() -> Bilingual:
    return Bilingual(
        ko="데모가 다른 프로그램이나 네트워크를 쓰려고 해서 멈췄어요. 관리자에게 알려 주세요.",
        en="The demo reached for another program or the network, so it was stopped."
        " Please tell an admin.",
    )


def filled_the_disk() -> Bilingual:
    return Bilingual(
        ko="데모가 디스크에 너무 많이 써서 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.",
        en="The demo wrote too much to the disk. Run it again with smaller values.",
    )


def too_slow(limit_s: float) -> Bilingual:
    return Bilingual(
        ko=f"데모가 {limit_s:g}초 안에 끝나지 않아 멈췄어요. 값을 더 작게 해서 다시 돌려 주세요.",
        en=f"The demo didn't finish within {limit_s:g} s, so it was stopped. Try smaller values.",
    )


def restarted() -> Bilingual:
    return Bilingual(
        ko="데모 서비스가 다시 시작되면서 이 데모가 끊겼어요. 한 번 더 돌려 주세요.",
        en="The demo service restarted while this demo was waiting or running. Run it once more.",
    )
