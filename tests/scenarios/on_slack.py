"""A study group in a workspace of the fake Slack."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bot.platforms.slack.identity import member_id
from bot.platforms.slack.platform import EVENTS
from tests.scenarios.group import PATIENCE_S
from tests.slack_fake import FakeSlack
from tests.slack_study import running, study_channel
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read


def says(text: str) -> Any:
    return lambda message: text in message.text


class SlackAct:
    def __init__(self, person: "SlackPerson", interaction: Any) -> None:
        self._person = person
        self._interaction = interaction

    async def shown(self, text: str) -> Any:
        message = await self._interaction.shown(says(text), PATIENCE_S)
        assert self._person.alone_sees(message)
        return message

    async def form(self) -> str:
        await self._interaction.opened(timeout=PATIENCE_S)
        return str(self._interaction.modal)

    async def submit(self, **values: str | list[str]) -> "SlackAct":
        await self.form()
        return self._person.did(await self._person.member.submit(self._interaction, values))

    async def refused(self, why: str, kept: str, field: str = "") -> "SlackAct":
        """Slack leaves a form open, with the sentence under a field."""
        await self._interaction.acked(PATIENCE_S)
        [(place, sentence)] = self._interaction.errors.items()
        assert why in sentence
        assert field in ("", place)
        return self


class SlackPerson:
    def __init__(self, member: Any, place: Any) -> None:
        self.member = member
        self.id = member_id(member.team.id, member.id)
        self._place = place

    def did(self, interaction: Any) -> SlackAct:
        return SlackAct(self, interaction)

    def alone_sees(self, message: Any) -> bool:
        return message.ephemeral_to is self.member or message.channel is self.member.dm

    async def press(self, on: Any, label: str) -> SlackAct:
        return self.did(await self.member.press(on, label))

    async def type(self, line: str) -> SlackAct:
        return await self._type(line, self._place)

    async def write(self, line: str) -> SlackAct:
        return await self._type(line, self.member.dm)

    async def _type(self, line: str, place: Any) -> SlackAct:
        command, _, text = line.partition(" ")
        if command == "/help":
            command, text = "/quiz", f"help {text}"
        return self.did(await self.member.slash(place, command, text))

    async def told(self, text: str) -> Any:
        world = self.member.world

        def find() -> Any:
            seen = (one for one in world.touches if self.alone_sees(one) and text in one.text)
            return next(seen, None)

        return await world.changes.until(find, PATIENCE_S, text)

    async def sees(self, text: str) -> bool:
        return any(text in message.text for message in self.member.sees(self._place))


class SlackGroup:
    typos = ("/help quiz setings", "/quiz setings")

    def __init__(self, fake: FakeSlack) -> None:
        self._fake = fake
        self._team = fake.add_team("스터디")
        self._place = self._team.add_channel("딥러닝-스터디")
        self.memory = Memory()
        self.channel = study_channel(self._place, self._team)
        self.boss = self._person("지훈", "ko-KR", is_admin=True)
        self.mina = self._person("민지", "ko-KR")
        self.alex = self._person("Alex", "en-US")

    def _person(self, name: str, locale: str, is_admin: bool = False) -> SlackPerson:
        member = self._team.add_member(name, locale=locale, is_admin=is_admin)
        return SlackPerson(member, self._place)

    def pingable(self, name: str) -> str:
        self._team.groups = {name: [self.mina.member]}
        mention = f"subteam^S{name.upper()}"
        self._fake.may_mention.add(mention)
        return f"<!{mention}>"

    def bot(self) -> AbstractAsyncContextManager[Bot]:
        return running(self._fake, self._team, self.memory, DECK, read)

    async def posted(self, text: str) -> Any:
        return await self._place.message(says(text), PATIENCE_S)

    async def ran(self, text: str) -> Any:
        world = self._team.world

        def find() -> Any:
            here = (one for one in world.touches if one.channel is self._place)
            return next((one for one in here if one.is_public and text in one.text), None)

        return await world.changes.until(find, PATIENCE_S, text)

    async def replied(self, board: Any, text: str) -> Any:
        return await board.reply(says(text), PATIENCE_S)


@asynccontextmanager
async def group() -> AsyncIterator[SlackGroup]:
    async with FakeSlack(events=set(EVENTS)) as fake:
        yield SlackGroup(fake)
        assert fake.violations == []
