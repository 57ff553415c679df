"""What members choose for themselves, and what they read from then on."""

from tests.scenarios.group import Group


async def test_a_member_chooses_the_language_they_read(group: Group) -> None:
    async with group.bot():
        opened = await group.mina.type("/settings me")
        sent = await opened.submit(language=["en"], timezone="", reminder=["21"])
        saved = await sent.shown("Language: English")
        assert "21:00 (Asia/Seoul)" in saved.text
        await (await group.mina.type("/help")).shown("Help")
        await (await group.mina.type("/question review")).shown("Only admins can do this")
