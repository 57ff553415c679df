"""The way into the core: one invocation in, cards or a form out, whatever the platform."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from structlog.contextvars import bind_contextvars

from bot.i18n.messages import say
from bot.quiz import commands
from bot.quiz.cards import Card, Form, Option, Paragraph
from bot.quiz.channels import channel_name
from bot.quiz.commands import Command, Who
from bot.quiz.errors import (
    AttachmentGone,
    ChannelUnreachable,
    DemoRefused,
    DemosUnavailable,
    ListRefused,
    QuizError,
    Refusal,
    ReplyUnreachable,
    StoreAway,
)
from bot.quiz.model import ChannelId, Invocation, Member
from bot.quiz.ports import Reply
from bot.quiz.rounds import trouble_view as trouble_views
from bot.quiz.store import Channels, Members
from content.schema import Language

log = logging.getLogger(__name__)

Handler = Callable[[Invocation, Reply], Awaitable[None]]
Completer = Callable[[Language, Mapping[str, str], str, ChannelId], Awaitable[list[Option]]]
MAX_OPTIONS = 25
NOWHERE = ChannelId("")


class Known(Members, Channels, Protocol):
    """Who and what is known of."""


class Dispatcher:
    """Checks an invocation against the command list, then hands it to the command's handler."""

    def __init__(
        self,
        known: Known,
        handlers: Mapping[str, Handler],
        completers: Mapping[str, Completer],
    ) -> None:
        missing = {command.name for command in commands.COMMANDS} ^ handlers.keys()
        if missing:
            raise ValueError(f"commands and handlers differ: {sorted(missing)}")
        self._known = known
        self._handlers = handlers
        self._completers = completers

    async def handle(
        self, invocation: Invocation, reply: Reply, rest: Callable[[], None] = lambda: None
    ) -> None:
        """Serve one invocation; whatever goes wrong, the member reads one clear sentence.

        `rest` is called before a long wait.

        Raises:
            StoreAway: nothing can be kept now; serve it again later.
            ReplyUnreachable: the member could not be shown what came of it; likewise.
        """
        bind_contextvars(channel=invocation.channel, member=invocation.member.id)
        language = invocation.member.language
        reply = shown = _Shown(reply, language, rest)
        try:
            command = commands.command(invocation.command)
            member = await self._known.remember(invocation.member)
            invocation, language = replace(invocation, member=member), member.language
            shown.language = language
            self._authorise(command, invocation)
            args = commands.check_args(command, invocation.args)
            invocation = replace(invocation, args=args)
            await self._handlers[command.name](invocation, reply)
        except (StoreAway, ReplyUnreachable):
            raise
        except Refusal as refusal:
            await reply.show(refusal_card(language, refusal))
        except DemoRefused as refused:
            await reply.show(notice(refused.reason[language]))
        except ListRefused as refused:
            await reply.show(notice(refused.reason[language]))
        except AttachmentGone:
            await reply.show(notice(say(language, "error-attachment-gone")))
        except DemosUnavailable:
            await reply.show(notice(say(language, "error-demos-unavailable")))
        except ChannelUnreachable as exc:
            log.warning("%s failed: %s", invocation.command, exc)
            channel = await self._known.channel(invocation.channel)
            name = channel.name if channel else channel_name(invocation)
            await reply.show(notice(trouble_views.sentence(language, name, exc)))
        except QuizError:
            log.exception("%s failed", invocation.command)
            await reply.show(notice(say(language, "error-unavailable")))
        except Exception:
            log.exception("%s broke", invocation.command)
            await reply.show(notice(say(language, "error-unexpected")))

    async def refuse(self, member: Member, refusal: Refusal, reply: Reply) -> None:
        """Tell a member, in the language they chose, why there is nothing to serve.

        Raises:
            StoreAway: what they chose can't be known now.
        """
        await reply.show(refusal_card(await self.language_of(member), refusal))

    async def language_of(self, member: Member) -> Language:
        """Return the language that a member chose, or else the one they come with.

        Raises:
            StoreAway: what they chose can't be known now.
        """
        return (await self._known.member(member.id) or member).language

    def _authorise(self, command: Command, invocation: Invocation) -> None:
        if command.who is Who.ADMIN and not invocation.member.is_admin:
            raise Refusal("error-admins-only")

    async def complete(
        self,
        language: Language,
        command: Command,
        args: Mapping[str, str],
        param: str,
        typed: str,
        channel: ChannelId = NOWHERE,
        most: int = MAX_OPTIONS,
    ) -> list[Option]:
        """Return suggestions for a parameter, given what is typed of it so far."""
        spec = command.param(param)
        if spec is None:
            return []
        if spec.choices:
            found = [Option(value=choice, label=choice) for choice in spec.choices]
            return [option for option in found if typed.lower() in option.value]
        completer = self._completers.get(spec.completes or "")
        try:
            if completer is None:
                return []
            return (await completer(language, args, typed, channel))[:most]
        except QuizError as exc:
            log.info("nothing completes %s: %s", command.name, exc)
            return []


class _Shown(Reply):
    """A reply whose own failure is no trouble of any channel; forms go in the member's language."""

    def __init__(self, reply: Reply, language: Language, rest: Callable[[], None]) -> None:
        self._reply = reply
        self.language = language
        self._rest = rest

    async def show(self, card: Card, key: str | None = None) -> None:
        with _own_failures():
            await self._reply.show(card, key)

    async def ask(self, form: Form) -> None:
        with _own_failures():
            await self._reply.ask(form.model_copy(update={"language": self.language}))

    def rest(self) -> None:
        self._rest()


@contextmanager
def _own_failures() -> Iterator[None]:
    try:
        yield
    except ChannelUnreachable as exc:
        raise ReplyUnreachable(str(exc), exc.reason, exc.missing) from exc


def notice(text: str) -> Card:
    """Return a card that says one thing."""
    return Card(blocks=(Paragraph(text=text),), tone="notice")


def refusal_card(language: Language, refusal: Refusal) -> Card:
    """Return a card that says why a request is not met."""
    card = notice(say(language, refusal.message, **refusal.variables))
    return card.model_copy(update={"actions": refusal.actions})


def given_back(language: Language, refusal: Refusal, text: str) -> Card:
    """Return a card that says why a text was not taken, with the text, so that it is not lost."""
    card = refusal_card(language, refusal)
    quote = Paragraph(text=text, style="quote")
    return card.model_copy(update={"blocks": (*card.blocks, quote)})


def asked_again(language: Language, form: Form, refusal: Refusal, field: str = "") -> Form:
    """Return a form that says why it was not taken.

    `field` is what that is about, unless the refusal itself knows.
    """
    sentence = say(language, refusal.message, **refusal.variables)
    return form.refused(sentence, refusal.field or field)
