"""Logs of the bot and of compute: a line each, with what it is about, and nothing that is private.

Only the trace of an error has further lines, in text, and those are indented.

What members typed and the tokens of platforms come into logs by way of errors: those are told by
their type and place alone. A member is shown as a hash that is another one after each start.
"""

import hashlib
import logging
import os
import re
import secrets
import sys
import textwrap
import threading
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.contextvars import get_contextvars

Form = Literal["text", "json"]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Event = MutableMapping[str, Any]

OURS = ("bot", "compute", "content", "evaluators")
MAX_FRAMES, MAX_ERRORS = 40, 10
REQUEST = "request_id"
MEMBER = "member"
REQUEST_HEADER = "X-Request-ID"
_KEY = secrets.token_bytes(16)
_MEMBER = re.compile(r"\b(?:discord|slack|web):(?:[\w-]+/|@)[\w-]+")
_SHARED = re.compile(r"(?:discord|slack):[\w-]+/(?!D)[\w-]+")
"""A channel of several members; Slack's ids of direct conversations begin with D."""
_SECRETS = re.compile(
    r"\bx(?:ox[a-z]|app)[\w.-]*-[\w-]+"  # tokens of Slack
    r"|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # of Discord
    r"|(?<=webhooks/)\d+/[\w-]+|(?<=interactions/)\d+/[\w-]+"
    r"|(?<=hooks\.slack\.com/)\S+|(?<=Bearer )\S+|(?<=ticket=)[\w-]+"
)


def set_up(form: Form = "text", level: Level = "WARNING") -> None:
    """Write logs to standard error; `level` is that of our own, libraries warn and no more."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(form, is_coloured=sys.stderr.isatty()))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def set_up_as_told() -> None:
    """Set logs up in a process that has no settings but those in its environment."""
    set_up("json" if os.environ.get("QUIZMASTER_LOG") == "json" else "text")


def formatter(form: Form, *, is_coloured: bool = False) -> logging.Formatter:
    """Return what makes a line of a record, whichever library it comes from."""
    text = structlog.dev.ConsoleRenderer(colors=is_coloured, pad_event_to=0)
    render = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else text
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        ],
        processors=[
            _without_what_errors_say,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_names,
            _without_controls,
            render,
        ],
    )


def request_headers() -> Mapping[str, str]:
    """Return what tells compute for which request of a member it is asked."""
    request = get_contextvars().get(REQUEST)
    return {REQUEST_HEADER: request} if request else {}


def _without_what_errors_say(_logger: Any, _method: str, event: Event) -> Event:
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else None
    if error is None:
        return event
    for one in _chain(error):
        for said in filter(None, (repr(one), str(one))):
            event["event"] = str(event["event"]).replace(said, type(one).__name__)
    event["exception"] = trace_of(error)
    return event


def trace_of(error: BaseException) -> str:
    """Return types and places of an error and of what it comes from, without what they say."""
    told = []
    for one in _chain(error):
        frames = "".join(_ends(traceback.format_tb(one.__traceback__), MAX_FRAMES))
        told.append(f"{frames}{type(one).__module__}.{type(one).__qualname__}\n")
    return "because of\n".join(_ends(told, MAX_ERRORS)).rstrip()


def _ends(parts: list[str], most: int) -> list[str]:
    """Return the first and the last parts where there are more than `most`."""
    beyond, half = len(parts) - most, most // 2
    return [*parts[:half], f"  … {beyond} more\n", *parts[-half:]] if beyond > 0 else parts


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it comes from, each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            earlier = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
            waiting += [earlier] if earlier else []
            waiting += one.exceptions[::-1] if isinstance(one, BaseExceptionGroup) else ()


def _without_names(_logger: Any, _method: str, event: Event) -> Event:
    """Hide tokens, and who somebody is."""
    for name, value in event.items():
        if name == MEMBER:
            event[name] = _hash(str(value))  # on the page a name typed, with no mark of its own
        elif isinstance(value, str) and not (name == "channel" and _SHARED.fullmatch(value)):
            event[name] = _MEMBER.sub(_hashed, _SECRETS.sub("[secret]", value))
    return event


def _without_controls(_logger: Any, _method: str, event: Event) -> Event:
    """Leave nothing that could begin a line or tell a terminal what to do."""
    for name, value in event.items():
        if name == "exception":
            lines = map(_printable, value.split("\n"))
            event[name] = textwrap.indent("\n".join(lines), "  ")
        elif isinstance(value, str):
            event[name] = _printable(value)
    return event


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def _hashed(found: re.Match[str]) -> str:
    return _hash(found[0])


def _hash(member: str) -> str:
    return f"member-{hashlib.blake2b(member.encode(), key=_KEY, digest_size=4).hexdigest()}"


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("it ended by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(raised: threading.ExceptHookArgs) -> None:
    error = raised.exc_value or raised.exc_type()
    logging.getLogger("bot").critical(
        "a thread ended by an error", exc_info=(raised.exc_type, error, raised.exc_traceback)
    )
