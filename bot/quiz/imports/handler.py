"""Lists that an admin sends into the chat: read, told about, and made a deck when they say so."""

import re

from bot.quiz.audit.model import AuditEntry
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.imports import view as views
from bot.quiz.imports.model import Importer
from bot.quiz.model import Attachment, Invocation
from bot.quiz.ports import Attachments, Clock, Reply
from bot.quiz.store import Store

MAX_BYTES = 5_000_000
MAX_NAME = 40
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_OF_A_NAME = re.compile(r"[^a-z0-9]+")


class Importing:
    """Handlers of `question import` and of the button that makes the deck."""

    def __init__(
        self, store: Store, importer: Importer, attachments: Attachments, clock: Clock
    ) -> None:
        self._store = store
        self._clock = clock
        self._importer = importer
        self._attachments = attachments

    async def take(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or read the file that came with it and tell what is in it."""
        _admit(invocation)
        language, args = invocation.member.language, invocation.args
        if "file" not in args:
            name = _suggested(invocation.channel_name)
            await reply.ask(views.import_form(language, name))
            return
        deck = args.get("deck", "").strip()
        try:
            attachment = _attachment(args["file"])
            if not _NAME.fullmatch(deck):
                raise Refusal("error-bad-deck-name", field="deck", given=deck)
            if self._importer.is_taken(deck):
                raise Refusal("error-deck-taken", field="deck")
        except Refusal as refusal:
            form = views.import_form(language, deck)
            await reply.ask(asked_again(language, form, refusal))
            return
        key = f"import:{invocation.event}"
        await reply.show(views.reading(language, attachment.name), key)
        content = await self._attachments.fetch(invocation.channel, attachment)
        found = await self._importer.read(attachment.name, content, deck)
        await reply.show(views.report(language, attachment.name, found), key)

    async def save(self, invocation: Invocation, reply: Reply) -> None:
        _admit(invocation)
        deck = await self._importer.publish(invocation.args["id"])
        if deck is None:
            raise Refusal("error-import-gone")
        if await self._store.channel(invocation.channel) is not None:
            entry = AuditEntry.of(invocation, self._clock.now(), "audit-import", deck=deck)
            await self._store.record(entry)
        await reply.show(views.saved(invocation.member.language, deck))


def _admit(invocation: Invocation) -> None:
    """Let only those make decks who run a channel: all that the bot serves can choose them.

    Raises:
        Refusal: it is somebody's own conversation.
    """
    if invocation.is_direct:
        raise Refusal("error-import-direct")


def _suggested(channel: str) -> str:
    """Return a name for the deck, made of the channel's."""
    return _NOT_OF_A_NAME.sub("-", channel.lower()).strip("-")[:MAX_NAME].strip("-") or "my-team"


def _attachment(field: str) -> Attachment:
    """Read what a form's file came back as.

    Raises:
        Refusal: there is none, or it is too large.
    """
    try:
        attachment = Attachment.of_field(field)
    except (ValueError, TypeError):
        raise Refusal("error-no-file", field="file") from None
    if attachment.size > MAX_BYTES:
        raise Refusal("error-file-too-large", field="file", limit=MAX_BYTES // 1_000_000)
    return attachment
