"""Members and admins who type, press and send anything, in any order, for weeks."""

import logging
from datetime import UTC, datetime
from random import Random

import pytest

from bot.i18n.messages import say
from bot.quiz import commands
from bot.quiz.cards import Action, Form
from bot.quiz.model import Member, MemberId
from content.schema import LANGUAGES
from tests.unit.quiz.conftest import JUN, MINA, SPACE, World, texts

BEFORE_DST = datetime(2026, 10, 20, tzinfo=UTC)
PEOPLE = (
    MINA,
    JUN,
    Member(MemberId("web:ann"), SPACE, "Ann", "en"),
    Member(MemberId("web:boss"), SPACE, "지훈", "ko", is_admin=True),
)
WRITTEN = (
    *("good reason", "half of it", "bad guess", "?", "", "why " * 30, "first", "then", "11/30"),
    *("2026-12-01", "12/25 성탄절", "대한민국", "America/New_York", "utc+9", "9시", "25:00"),
    *("0,1,2,3,4", "ko", "80", "왜 그럴까요?", "겨울"),
)
MINUTES = (1, 10, 60, 300, 720, 1440, 4320)
PATIENCE = 30
WENT_WRONG = {
    say(language, message)
    for language in LANGUAGES
    for message in ("error-unavailable", "error-unexpected")
}
Asked = tuple[str, dict[str, str]]


class Crowd:
    """Somebody's next act, out of what everybody was shown so far, or of nothing."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.actions: list[Action] = []
        self.forms: list[Form] = []

    def next(self) -> Asked:
        choice = self.random.random()
        if choice < 0.6 and self.actions:
            action = self.random.choice(self.actions[-PATIENCE:])
            return action.command, dict(action.args)
        if choice < 0.85 and self.forms:
            return self._filled_in(self.random.choice(self.forms[-PATIENCE:]))
        return self._typed()

    def _filled_in(self, form: Form) -> Asked:
        given = {
            field.name: self.random.choice([one.value for one in field.options] * 4 + [*WRITTEN])
            for field in form.fields
        }
        return form.command, {**form.args, **given}

    def _typed(self) -> Asked:
        command = self.random.choice(commands.COMMANDS)
        params = [one for one in command.params if one.required or self.random.random() < 0.4]
        return command.name, {one.name: self._value(one) for one in params}

    def _value(self, param: commands.Param) -> str:
        if param.type == "int":
            return str(self.random.randrange(9))
        return self.random.choice(param.choices or WRITTEN)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_they_do_each_reads_what_came_of_it(
    world: World, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    crowd = Crowd(Random(seed))
    world.clock.set(BEFORE_DST)
    for _ in range(250):
        if crowd.random.random() < 0.25:
            world.clock.advance(minutes=crowd.random.choice(MINUTES))
            await world.quiz.host.tick()
            await world.quiz.reminding.tick()
        member, (command, args) = crowd.random.choice(PEOPLE), crowd.next()
        reply = await world.ask(member, command, args)
        shown = [card for _, card in reply.cards]
        crowd.forms += reply.forms
        crowd.actions += [action for card in shown for action in card.actions]
        crowd.actions += [one for said in world.chat.messages[-3:] for one in said.card.actions]
        said = {text for card in shown for text in texts(card)}
        assert not said & WENT_WRONG, (member.name, command, args)
    assert not caplog.records
