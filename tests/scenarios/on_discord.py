"""A study group in a server of the fake Discord."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bot.platforms.discord.identity import member_id, workspace_id
from bot.quiz import typed_line
from tests.discord_fake import FakeDiscord
from tests.discord_study import running, study_channel
from tests.scenarios.group import PATIENCE_S
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read

MEND = "고쳐서 다시 보내기"


def says(text: str) -> Any:
    return lambda message: text in message.text


class DiscordAct:
    def __init__(self, person: "DiscordPerson", interaction: Any) -> None:
        self._person = person
        self._interaction = interaction

    async def shown(self, text: str) -> Any:
        message = await self._interaction.shown(PATIENCE_S, where=says(text))
        assert message.ephemeral_to is self._person.member
        return message

    async def form(self) -> str:
        await self._interaction.acked(PATIENCE_S)
        return str(self._interaction.modal)

    async def submit(self, **values: str | list[str]) -> "DiscordAct":
        await self.form()
        return self._person.did(await self._person.member.submit(self._interaction, values))

    async def refused(self, why: str, kept: str, field: str = "") -> "DiscordAct":
        """Discord closes a form when it is sent: a button opens it again."""
        again = await self._person.press(await self.shown(why), MEND)
        assert kept in await again.form()
        return again


class DiscordPerson:
    def __init__(self, member: Any, place: Any) -> None:
        self.member = member
        self.id = member_id(workspace_id(int(place.guild.id)), int(member.id))
        self._place = place

    def did(self, interaction: Any) -> DiscordAct:
        return DiscordAct(self, interaction)

    async def press(self, on: Any, label: str) -> DiscordAct:
        return self.did(await self.member.press(on, label))

    async def type(self, line: str) -> DiscordAct:
        return await self._type(line, self._place)

    async def write(self, line: str) -> DiscordAct:
        return await self._type(line, self.member.dm)

    async def _type(self, line: str, place: Any) -> DiscordAct:
        command, options = typed_line.parse(line)
        return self.did(await self.member.slash(place, command.name, anyway=True, **options))

    async def told(self, text: str) -> Any:
        def find() -> Any:
            return next((m for m in self._private() if text in m.text), None)

        return await self.member.user.world.changes.until(find, PATIENCE_S, text)

    def _private(self) -> list[Any]:
        messages = self.member.user.world.messages.values()
        mine = [m for m in messages if m.ephemeral_to is self.member]
        return mine + [m for m in messages if m.channel is self.member.dm]

    async def sees(self, text: str) -> bool:
        return any(text in message.text for message in self.member.sees(self._place))


class DiscordGroup:
    typos = ("/help quiz setings",)

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake
        self._guild = guild = fake.add_guild("스터디", owner="지훈", locale="ko")
        self._place = guild.add_channel("딥러닝-스터디")
        self.memory = Memory()
        self.channel = study_channel(self._place, guild)
        self.boss = self._person(guild.add_member("지훈", locale="ko", is_admin=True))
        self.mina = self._person(guild.add_member("민지", locale="ko"))
        self.alex = self._person(guild.add_member("Alex", locale="en-US"))

    def _person(self, member: Any) -> DiscordPerson:
        return DiscordPerson(member, self._place)

    def pingable(self, name: str) -> str:
        return f"<@&{self._guild.add_role(name)['id']}>"

    def bot(self) -> AbstractAsyncContextManager[Bot]:
        return running(self._fake, self.memory, DECK, read)

    async def posted(self, text: str) -> Any:
        return await self._place.message(PATIENCE_S, where=says(text))

    async def ran(self, text: str) -> Any:
        return await self.mina.told(text)

    async def replied(self, board: Any, text: str) -> Any:
        thread = next(one for one in self._place.threads if one.id == board.id)
        return await thread.message(PATIENCE_S, where=says(text))


@asynccontextmanager
async def group() -> AsyncIterator[DiscordGroup]:
    async with FakeDiscord() as fake:
        yield DiscordGroup(fake)
        assert fake.violations == []
