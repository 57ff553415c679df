"""The one list of what members can do. Every platform derives its own form from it.

A button or a form invokes the same commands with arguments preset; commands that only make sense
that way are not `typed`. Help and parameter texts are messages named `help-<command>` and
`param-<command>-<param>` (spaces become dashes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Literal

from bot.quiz.errors import Refusal
from content.schema import LANGUAGES

MAX_SHOWN = 40


class Who(StrEnum):
    EVERYONE = "everyone"
    ADMIN = "admin"


class Scope(StrEnum):
    """What is asked for: nothing of any quiz, all that a member does, or something of a channel."""

    NOTHING = "nothing"
    MEMBER = "member"
    CHANNEL = "channel"


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
    scope: Scope = Scope.CHANNEL

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "-")

    def param(self, name: str) -> Param | None:
        return next((param for param in self.params if param.name == name), None)

    def opens_form(self, args: Mapping[str, str]) -> bool:
        return self.form_unless is not None and self.form_unless not in args

    def scope_of(self, args: Mapping[str, str]) -> Scope:
        return Scope.MEMBER if args.get("what") in (EXPORT, FORGET) else self.scope


OFF, PLATFORM, NO, YES = "off", "platform", "no", "yes"
EXPORT, FORGET = "export", "forget"
HOURS = tuple(str(hour) for hour in range(24))
REMINDERS = ("0", "1", "2", "3", "6", "12")
MAX_PING = 120
PERIODS = ("today", "week", "month", "all")
MAX_EXTRA_ARGS = 32
_UNBOUNDED = 10**9  # an overlong text is refused by its own rule, which gives the text back
_preset = partial(Param, typed=False)
_ROUND = _preset("round", type="int")
_QUESTION = _preset("question", max_length=100)
_ASKED = (
    _preset("round", type="int", required=True),
    _preset("question", required=True, max_length=100),
)
_LANGUAGE = _preset("language", type="choice", choices=LANGUAGES)
_REVIEW = (
    _preset("question", max_length=100, required=True),
    _preset("number", type="int", required=True),
)
_SUGGESTION = (
    _preset("suggestion", type="int", required=True),
    _preset("revision", type="int", required=True),
)
_WORDING = tuple(
    _preset(name, max_length=_UNBOUNDED) for name in ("question", "reference", "key_points")
)

_MEMBER = _preset("who", required=True, max_length=200)
_UNDO = _preset("undo", type="choice", choices=("yes",))
_PAGE = _preset("page", type="int")
_DISPUTE = _preset("dispute", type="int", required=True)
_REASON = _preset("reason", max_length=_UNBOUNDED)

COMMANDS: tuple[Command, ...] = (
    Command(
        "answer",
        (
            Param("text", rest=True, max_length=_UNBOUNDED, verbatim=True),
            _ROUND,
            _QUESTION,
            _preset("in_time", type="choice", choices=("yes",)),
        ),
        form_unless="text",
    ),
    Command("hint", (_ROUND, _QUESTION)),
    Command(
        "leaderboard",
        (Param("period", type="choice", choices=PERIODS), _PAGE, _preset("season", type="int")),
    ),
    Command(
        "stats",
        (
            Param("what", type="choice", choices=("answers", EXPORT, FORGET)),
            _preset("page", type="int"),
            _preset("answer", type="int"),
            _preset("review", type="int"),
        ),
    ),
    Command("review", (_preset("topic", max_length=100),), scope=Scope.MEMBER),
    Command(
        "demo",
        (
            Param("name", completes="demo", max_length=48),
            Param("settings", rest=True, completes="demo-param", max_length=1000, verbatim=True),
        ),
        extra=True,
        runs_live=True,
        scope=Scope.NOTHING,
    ),
    Command(
        "settings me",
        (
            _preset("language", type="choice", choices=(PLATFORM, *LANGUAGES)),
            _preset("timezone", completes="timezone", max_length=64),
            _preset("reminder", type="choice", choices=(OFF, *HOURS)),
            _preset("quote", type="choice", choices=(NO, YES)),
        ),
        form_unless="language",
        scope=Scope.MEMBER,
    ),
    Command("question suggest", _WORDING, form_unless="question"),
    Command("question mine", (_PAGE,)),
    Command("question review", who=Who.ADMIN),
    Command("question approved", (_PAGE,), who=Who.ADMIN),
    Command(
        "question import",
        (_preset("file", max_length=4000), _preset("deck", max_length=40)),
        who=Who.ADMIN,
        form_unless="file",
    ),
    Command(
        "import save", (_preset("id", required=True, max_length=64),), who=Who.ADMIN, typed=False
    ),
    Command("quiz now", (_preset("over", type="int"),), who=Who.ADMIN),
    Command("quiz skip", (_preset("over", type="int"),), who=Who.ADMIN),
    Command(
        "quiz settings",
        (
            _preset("at", max_length=20),
            Param("timezone", completes="timezone", max_length=64),
            _preset("weekdays", max_length=40),
            _preset("language", type="choice", choices=("ko", "en")),
            _preset("decks", max_length=4000),
            _preset("deck", max_length=100),
        ),
        who=Who.ADMIN,
        form_unless="at",
    ),
    Command(
        "quiz decks",
        (_preset("decks", max_length=4000),),
        who=Who.ADMIN,
        typed=False,
        form_unless="decks",
    ),
    Command(
        "quiz questions",
        (_preset("topics", max_length=1000), _preset("levels", max_length=20)),
        who=Who.ADMIN,
        form_unless="levels",
    ),
    Command("quiz times", who=Who.ADMIN),
    Command(
        "quiz reminders",
        (_preset("hours", type="choice", choices=REMINDERS), _preset("ping", max_length=MAX_PING)),
        who=Who.ADMIN,
        form_unless="hours",
    ),
    Command("quiz plan", (Param("question", rest=True, completes="question"),), who=Who.ADMIN),
    Command("quiz calendar", who=Who.ADMIN),
    Command(
        "calendar edit",
        (_preset("days", max_length=_UNBOUNDED), _preset("holidays", max_length=64)),
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
        (_preset("question", completes="question"), _preset("date", max_length=20)),
        who=Who.ADMIN,
        typed=False,
        form_unless="date",
    ),
    Command(
        "plan remove", (_preset("date", required=True, max_length=20),), who=Who.ADMIN, typed=False
    ),
    Command("quiz disputes", who=Who.ADMIN),
    Command("quiz members", (Param("name", rest=True, max_length=80), _PAGE), who=Who.ADMIN),
    Command(
        "quiz season", (_preset("name", max_length=_UNBOUNDED),), who=Who.ADMIN, form_unless="name"
    ),
    Command(
        "quiz season start",
        (_preset("name", required=True, max_length=40),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("quiz audit", (_PAGE,), who=Who.ADMIN),
    Command("help", (Param("about", rest=True, max_length=48),), scope=Scope.NOTHING),
    Command(
        "quiz times add",
        (_preset("at", max_length=20), _preset("decks", max_length=4000)),
        who=Who.ADMIN,
        typed=False,
        form_unless="at",
    ),
    Command(
        "quiz times remove",
        (_preset("slot", type="int", required=True),),
        who=Who.ADMIN,
        typed=False,
    ),
    Command("forget", typed=False),
    Command(
        "review answer",
        (*_REVIEW, _preset("text", rest=True, max_length=_UNBOUNDED)),
        typed=False,
        form_unless="text",
    ),
    Command("review hint", (*_REVIEW, _preset("count", type="int")), typed=False),
    Command("next", (_ROUND, _QUESTION), typed=False),
    Command("read", (*_ASKED, _LANGUAGE), typed=False),
    Command("solution", (*_ASKED, _LANGUAGE), typed=False),
    Command(
        "answer elsewhere",
        (_preset("round", type="int", required=True), _preset("answer", type="int", required=True)),
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
        "question reject", (*_SUGGESTION, _REASON), who=Who.ADMIN, typed=False, form_unless="reason"
    ),
    Command(
        "dispute",
        (_preset("answer", type="int"), _ROUND, _QUESTION, _REASON),
        typed=False,
        form_unless="reason",
    ),
    Command(
        "dispute accept",
        (_DISPUTE, _preset("score", max_length=20), _preset("points", max_length=2000), _REASON),
        who=Who.ADMIN,
        typed=False,
        form_unless="score",
    ),
    Command("dispute keep", (_DISPUTE, _REASON), who=Who.ADMIN, typed=False, form_unless="reason"),
    Command("quiz member", (_MEMBER, _PAGE), who=Who.ADMIN, typed=False),
    Command("quiz mute", (_MEMBER, _UNDO, _PAGE), who=Who.ADMIN, typed=False),
    Command(
        "quiz void",
        (*(_preset(kind, type="int") for kind in ("answer", "review", "guess")), _UNDO, _PAGE),
        who=Who.ADMIN,
        typed=False,
    ),
    Command(
        "quiz hide",
        (_preset("share", type="int", required=True), _UNDO, _PAGE),
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


def check_args(command: Command, args: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments if each is known, within bounds and of its type.

    No choice and no number are as if they were not given.

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
    return {name: value for name, value in args.items() if value or _may_be_empty(command, name)}


def _may_be_empty(command: Command, name: str) -> bool:
    param = command.param(name)
    return param is None or param.type == "text"


def _check_value(param: Param, value: str) -> None:
    if len(value) > param.max_length:
        raise Refusal("error-too-long", name=param.name, limit=param.max_length, given=len(value))
    if param.type == "choice" and value not in param.choices:
        raise Refusal("error-not-a-choice", given=value[:40], choices=", ".join(param.choices))
    if param.type == "int" and not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Refusal("error-not-a-number", name=param.name, given=value[:40])
