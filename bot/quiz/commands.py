"""The one list of what members can do. Every platform derives its own form from it.

A button or a form invokes the same commands with arguments preset; commands that only make sense
that way are not `typed`. Help and parameter texts are messages named `help-<command>` and
`param-<command>-<param>` (spaces become dashes).
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Literal

from bot.quiz.errors import Refusal
from content.schema import LANGUAGES

MAX_SHOWN = 40
QUOTES = "\"'“”„‟‘’‚‛"
ALIKE = 0.7


class Who(StrEnum):
    EVERYONE = "everyone"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Param:
    """A typed parameter. `rest` takes everything to the end of the line, spaces included.

    `completes` names the list that completion offers. One that is not `typed` is only ever
    preset by a button or filled in a form. In what is `verbatim`, quotes around it belong to it.
    """

    name: str
    type: Literal["text", "int", "choice"] = "text"
    choices: tuple[str, ...] = ()
    rest: bool = False
    required: bool = False
    completes: Literal["demo", "demo-param", "timezone", "question"] | None = None
    max_length: int = 200
    typed: bool = True
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a member can do.

    `form_unless` names the parameter whose absence makes the first response a form (some
    platforms must know at once). `extra` lets further arguments through: a demo's own params. One
    that `runs_live` shows how far a demo is, and then what came of it.
    """

    name: str
    params: tuple[Param, ...] = ()
    who: Who = Who.EVERYONE
    typed: bool = True
    form_unless: str | None = None
    extra: bool = False
    runs_live: bool = False

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "-")

    def param(self, name: str) -> Param | None:
        return next((param for param in self.params if param.name == name), None)

    def opens_form(self, args: Mapping[str, str]) -> bool:
        return self.form_unless is not None and self.form_unless not in args


OFF, PLATFORM, NO, YES = "off", "platform", "no", "yes"
HOURS = tuple(str(hour) for hour in range(24))
REMINDERS = ("0", "1", "2", "3", "6", "12")
MAX_PING = 120
PERIODS = ("today", "week", "month", "all")
MAX_EXTRA_ARGS = 32
_UNBOUNDED = 10**9  # an overlong text is refused by its own rule, which gives the text back
_ROUND = Param("round", type="int", typed=False)
_QUESTION = Param("question", max_length=100, typed=False)
_ASKED = (
    Param("round", type="int", required=True, typed=False),
    Param("question", required=True, max_length=100, typed=False),
)
_LANGUAGE = Param("language", type="choice", choices=LANGUAGES, typed=False)
_REVIEW = (
    Param("question", max_length=100, required=True, typed=False),
    Param("number", type="int", required=True, typed=False),
)
_SUGGESTION = (
    Param("suggestion", type="int", required=True, typed=False),
    Param("revision", type="int", required=True, typed=False),
)
_WORDING = tuple(
    Param(name, max_length=_UNBOUNDED, typed=False)
    for name in ("question", "reference", "key_points")
)

_MEMBER = Param("who", required=True, max_length=200, typed=False)
_UNDO = Param("undo", type="choice", choices=("yes",), typed=False)
_PAGE = Param("page", type="int", typed=False)
_DISPUTE = Param("dispute", type="int", required=True, typed=False)
_REASON = Param("reason", max_length=_UNBOUNDED, typed=False)

COMMANDS: tuple[Command, ...] = (
    Command(
        "answer",
        (
            Param("text", rest=True, max_length=_UNBOUNDED, verbatim=True),
            _ROUND,
            _QUESTION,
            Param("in_time", type="choice", choices=("yes",), typed=False),
        ),
        form_unless="text",
    ),
    Command("hint", (_ROUND, _QUESTION)),
    Command(
        "leaderboard",
        (
            Param("period", type="choice", choices=PERIODS),
            _PAGE,
            Param("season", type="int", typed=False),
        ),
    ),
    Command(
        "stats",
        (
            Param("what", type="choice", choices=("answers", "export", "forget")),
            Param("page", type="int", typed=False),
            Param("answer", type="int", typed=False),
            Param("review", type="int", typed=False),
        ),
    ),
    Command("review", (Param("topic", max_length=100, typed=False),)),
    Command(
        "demo",
        (
            Param("name", completes="demo", max_length=48),
            Param("settings", rest=True, completes="demo-param", max_length=1000, verbatim=True),
        ),
        extra=True,
        runs_live=True,
    ),
    Command(
        "settings me",
        (
            Param("language", type="choice", choices=(PLATFORM, *LANGUAGES), typed=False),
            Param("timezone", completes="timezone", max_length=64, typed=False),
            Param("reminder", type="choice", choices=(OFF, *HOURS), typed=False),
            Param("quote", type="choice", choices=(NO, YES), typed=False),
        ),
        form_unless="language",
    ),
    Command("question suggest", _WORDING, form_unless="question"),
    Command("question mine", (_PAGE,)),
    Command("question review", who=Who.ADMIN),
    Command("question approved", (_PAGE,), who=Who.ADMIN),
    Command(
        "question import",
        (
            Param("file", max_length=4000, typed=False),
            Param("deck", max_length=40, typed=False),
        ),
        who=Who.ADMIN,
        form_unless="file",
    ),
    Command(
        "import save",
        (Param("id", required=True, max_length=64, typed=False),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("quiz now", (Param("over", type="int", typed=False),), who=Who.ADMIN),
    Command("quiz skip", who=Who.ADMIN),
    Command(
        "quiz settings",
        (
            Param("at", max_length=20, typed=False),
            Param("timezone", completes="timezone", max_length=64),
            Param("weekdays", max_length=40, typed=False),
            Param("language", type="choice", choices=("ko", "en"), typed=False),
            Param("decks", max_length=4000, typed=False),
            Param("deck", max_length=100, typed=False),
        ),
        who=Who.ADMIN,
        form_unless="at",
    ),
    Command(
        "quiz decks",
        (Param("decks", max_length=4000, typed=False),),
        who=Who.ADMIN,
        typed=False,
        form_unless="decks",
    ),
    Command(
        "quiz questions",
        (
            Param("topics", max_length=1000, typed=False),
            Param("levels", max_length=20, typed=False),
        ),
        who=Who.ADMIN,
        form_unless="levels",
    ),
    Command("quiz times", who=Who.ADMIN),
    Command(
        "quiz reminders",
        (
            Param("hours", type="choice", choices=REMINDERS, typed=False),
            Param("ping", max_length=MAX_PING, typed=False),
        ),
        who=Who.ADMIN,
        form_unless="hours",
    ),
    Command(
        "quiz plan",
        (Param("question", rest=True, completes="question"),),
        who=Who.ADMIN,
    ),
    Command("quiz calendar", who=Who.ADMIN),
    Command(
        "calendar edit",
        (
            Param("days", max_length=_UNBOUNDED, typed=False),
            Param("holidays", max_length=64, typed=False),
        ),
        who=Who.ADMIN,
        typed=False,
        form_unless="days",
    ),
    Command(
        "quiz pause",
        (Param("until", rest=True, max_length=40),),
        who=Who.ADMIN,
        form_unless="until",
    ),
    Command("quiz resume", who=Who.ADMIN),
    Command(
        "plan add",
        (
            Param("question", completes="question", typed=False),
            Param("date", max_length=20, typed=False),
        ),
        who=Who.ADMIN,
        typed=False,
        form_unless="date",
    ),
    Command(
        "plan remove",
        (Param("date", required=True, max_length=20, typed=False),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("quiz disputes", who=Who.ADMIN),
    Command(
        "quiz members",
        (
            Param("name", rest=True, max_length=80),
            _PAGE,
        ),
        who=Who.ADMIN,
    ),
    Command(
        "quiz season",
        (Param("name", max_length=_UNBOUNDED, typed=False),),
        who=Who.ADMIN,
        form_unless="name",
    ),
    Command(
        "quiz season start",
        (Param("name", required=True, max_length=40, typed=False),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("quiz audit", (_PAGE,), who=Who.ADMIN),
    Command("help", (Param("about", rest=True, max_length=48),)),
    Command(
        "quiz times add",
        (
            Param("at", max_length=20, typed=False),
            Param("decks", max_length=4000, typed=False),
        ),
        who=Who.ADMIN,
        typed=False,
        form_unless="at",
    ),
    Command(
        "quiz times remove",
        (Param("slot", type="int", required=True, typed=False),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("forget", typed=False),
    Command(
        "review answer",
        (*_REVIEW, Param("text", rest=True, max_length=_UNBOUNDED, typed=False)),
        typed=False,
        form_unless="text",
    ),
    Command("review hint", (*_REVIEW, Param("count", type="int", typed=False)), typed=False),
    Command("next", (_ROUND, _QUESTION), typed=False),
    Command("read", (*_ASKED, _LANGUAGE), typed=False),
    Command("solution", (*_ASKED, _LANGUAGE), typed=False),
    Command(
        "answer elsewhere",
        (
            Param("round", type="int", required=True, typed=False),
            Param("answer", type="int", required=True, typed=False),
        ),
        typed=False,
    ),
    Command("explanation", _ASKED, typed=False),
    Command("like", (*_ASKED[:1], _UNDO), typed=False),
    Command("question withdraw", _SUGGESTION[:1], typed=False),
    Command("question retire", (*_SUGGESTION, _PAGE, _UNDO), who=Who.ADMIN, typed=False),
    Command("question approve", _SUGGESTION, who=Who.ADMIN, typed=False),
    Command(
        "question edit",
        (*_SUGGESTION, *_WORDING),
        who=Who.ADMIN,
        typed=False,
        form_unless="question",
    ),
    Command(
        "question reject",
        (*_SUGGESTION, _REASON),
        who=Who.ADMIN,
        typed=False,
        form_unless="reason",
    ),
    Command(
        "dispute",
        (Param("answer", type="int", typed=False), _ROUND, _QUESTION, _REASON),
        typed=False,
        form_unless="reason",
    ),
    Command(
        "dispute accept",
        (
            _DISPUTE,
            Param("score", max_length=20, typed=False),
            Param("points", max_length=2000, typed=False),
            _REASON,
        ),
        who=Who.ADMIN,
        typed=False,
        form_unless="score",
    ),
    Command("dispute keep", (_DISPUTE, _REASON), who=Who.ADMIN, typed=False, form_unless="reason"),
    Command("quiz member", (_MEMBER, _PAGE), who=Who.ADMIN, typed=False),
    Command("quiz mute", (_MEMBER, _UNDO, _PAGE), who=Who.ADMIN, typed=False),
    Command(
        "quiz void",
        (
            *(Param(kind, type="int", typed=False) for kind in ("answer", "review", "guess")),
            _UNDO,
            _PAGE,
        ),
        who=Who.ADMIN,
        typed=False,
    ),
    Command(
        "quiz hide",
        (Param("share", type="int", required=True, typed=False), _UNDO, _PAGE),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("demo form", (Param("name", max_length=48),), typed=False, form_unless="", extra=True),
    Command("demo code", (Param("job", required=True),), typed=False),
    Command("demo more", (Param("job", required=True),), typed=False),
    Command(
        "prediction guess",
        (
            Param("prediction", type="int", required=True),
            Param("choice", required=True, max_length=48),
        ),
        typed=False,
    ),
    Command(
        "prediction run",
        (Param("prediction", type="int", required=True),),
        typed=False,
        runs_live=True,
    ),
    Command("demo cancel", (Param("job", required=True),), typed=False),
    Command("demo share", (Param("job", required=True),), typed=False),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def command(name: str) -> Command:
    """Return the command of this name.

    Raises:
        Refusal: there is none.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise Refusal("error-unknown-command", name=name[:MAX_SHOWN]) from None


def runs_live(name: str) -> bool:
    """Tell whether there is a command of this name, and it runs a demo."""
    return name in _BY_NAME and _BY_NAME[name].runs_live


def typed() -> tuple[Command, ...]:
    return tuple(command for command in COMMANDS if command.typed)


def parse(line: str) -> tuple[Command, dict[str, str]]:
    """Read a typed line such as "/demo relu-curve-fit units=16" into a command and arguments.

    Raises:
        Refusal: no command, an unknown one or a word too many.
    """
    words = line.strip().removeprefix("/")
    if not words:
        raise Refusal("error-no-command")
    known = sorted((c for c in typed()), key=lambda c: -len(c.name))
    for candidate in known:
        head, rest = words[: len(candidate.name)], words[len(candidate.name) :]
        if head.lower() == candidate.name and (not rest or rest[0].isspace()):
            return candidate, _arguments(candidate, rest.strip())
    near = nearest(words, [command.name for command in known])
    said = " ".join(words.split()[: near.count(" ") + 1 if near else 1])[:MAX_SHOWN]
    if near:
        raise Refusal("error-mistyped-command", name=said, nearest=near)
    raise Refusal("error-unknown-command", name=said)


def nearest(typed: str, names: Sequence[str]) -> str | None:
    """Return the command that was probably meant, with one word or two."""
    words = typed[: 2 * MAX_SHOWN].lower().split()
    for count in (2, 1):
        said = " ".join(words[:count])
        alike = [name for name in names if name.count(" ") == count - 1]
        if found := get_close_matches(said, alike, 1, ALIKE):
            return found[0]
    return None


def _arguments(command: Command, text: str) -> dict[str, str]:
    args: dict[str, str] = {}
    for param in (param for param in command.params if param.typed):
        if not text:
            return args
        said, text = (text, "") if param.rest else _first_word(text)
        args[param.name] = _meant(param, said)
    if text:
        raise Refusal("error-too-many-words", name=command.name, extra=text[:40])
    return args


def _first_word(text: str) -> tuple[str, str]:
    word, _, rest = text.partition(" ")
    return word, rest.strip()


def _meant(param: Param, said: str) -> str:
    """Return a typed value as its command takes it."""
    if param.verbatim:
        return said
    is_quoted = len(said) > 2 and said[0] in QUOTES and said[-1] in QUOTES
    value = said[1:-1].strip() if is_quoted else said
    return value.lower() if param.type == "choice" else value


def check_args(command: Command, args: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments if each is known, within bounds and of its type.

    Raises:
        Refusal: naming the first one that is not.
    """
    if len(args) > len(command.params) + MAX_EXTRA_ARGS:
        raise Refusal("error-too-many-params", command=command.name)
    for name in args:
        if command.param(name) is None and not command.extra:
            raise Refusal("error-unknown-param", name=name[:MAX_SHOWN], command=command.name)
    for param in command.params:
        value = args.get(param.name)
        if value is None or value == "":
            if param.required:
                raise Refusal("error-missing-param", name=param.name)
        else:
            _check_value(param, value)
    return dict(args)


def _check_value(param: Param, value: str) -> None:
    if len(value) > param.max_length:
        raise Refusal("error-too-long", name=param.name, limit=param.max_length, given=len(value))
    if param.type == "choice" and value not in param.choices:
        raise Refusal("error-not-a-choice", given=value[:40], choices=", ".join(param.choices))
    if param.type == "int" and not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Refusal("error-not-a-number", name=param.name, given=value[:40])


def split_settings(text: str) -> dict[str, str]:
    """Read "units=16 target='sin'" into {"units": "16", "target": "sin"}.

    Raises:
        Refusal: a word is not of the form key=value.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise Refusal("error-bad-setting", given=text[:40]) from None
    settings: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not (key and equals and value):
            raise Refusal("error-bad-setting", given=word[:40])
        settings[key] = value
    return settings
