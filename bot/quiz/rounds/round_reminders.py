"""Reminders: one line in the thread of a round before it closes, and how they are set."""

from collections.abc import Mapping

from bot.i18n.messages import say
from bot.quiz.calendar.days_off import is_off
from bot.quiz.cards import Card, Form, InputField, Option, Paragraph
from bot.quiz.commands import MAX_PING, REMINDERS
from bot.quiz.library import Library
from bot.quiz.model import Address, Channel, Round, RoundState
from bot.quiz.ports import Chat, Clock
from bot.quiz.rounds import schedule
from bot.quiz.rounds.question_view import answer_action, when
from bot.quiz.store import Store
from content.schema import Language


class RoundReminders:
    """Reminds each round's thread once."""

    def __init__(self, store: Store, chat: Chat, library: Library, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._clock = clock

    async def post(self, channel: Channel, round: Round) -> None:
        """Remind a thread, but not on a day off; after a crash in between, the same message is
        only drawn again.
        """
        main, today = self._library.main(round), schedule.local_date(channel, self._clock.now())
        if main is not None and not is_off(channel, today):
            answers = await self._store.answers(round=round.id)
            members = len({answer.member for answer in answers})
            language = channel.language
            closes = when(language, round.closes_at, self._clock.now(), channel.timezone)
            text = say(language, "reminder", when=closes, count=members)
            card = Card(
                blocks=(Paragraph(text=text),), actions=(answer_action(language, round, main),)
            )
            await self._chat.post(
                Address(channel.id, thread=round.message), card, f"reminder:{round.id}"
            )
        await self._store.remind(round.id, None)

    async def reset(self, channel: Channel) -> None:
        """Have the rounds that are open reminded as it is set now, unless that is over."""
        now = self._clock.now()
        for round in await self._store.rounds(channel=channel.id, states=[RoundState.OPEN]):
            at = schedule.reminding(channel, round.closes_at, now)
            await self._store.remind(round.id, at)


def values_of(channel: Channel, *, has_pings: bool) -> dict[str, str]:
    """Return what the fields start with; that of the ping only where there are pings."""
    values = {"hours": str(channel.reminder_h)}
    return values | ({"ping": channel.ping.name if channel.ping else ""} if has_pings else {})


def form(language: Language, values: Mapping[str, str]) -> Form:
    """Return the form in which an admin says how long before the close to remind, and whom the
    daily question calls; a field without a value is left out.
    """
    options = (
        Option(value=hours, label=say(language, "reminder-hours", hours=int(hours)))
        for hours in REMINDERS
    )
    hours = InputField(
        name="hours",
        label=say(language, "reminder-label"),
        kind="choice",
        value=values["hours"],
        options=tuple(options),
    )
    ping = InputField(
        name="ping",
        label=say(language, "ping-label"),
        placeholder=say(language, "ping-example"),
        value=values.get("ping", ""),
        required=False,
        max_length=MAX_PING,
    )
    has_pings = "ping" in values
    return Form(
        title=say(language, "reminder-and-ping-title" if has_pings else "reminder-title"),
        command="quiz reminders",
        fields=(hours, ping) if has_pings else (hours,),
        submit=say(language, "settings-submit"),
    )
