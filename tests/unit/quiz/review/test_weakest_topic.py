"""The way from a member's page to the review of their weakest topic."""

from bot.quiz.model import RoundState
from tests.unit.quiz.conftest import MINA, World, texts


async def test_page_leads_to_the_review_of_the_weakest_topic(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "answer", text="bad one", question="first")
    alone = (await world.say(MINA, "stats")).last
    assert "review" not in [one.command for one in alone.actions]
    world.clock.advance(hours=25)
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="half of it", question="second")
    assert await world.states() == [RoundState.CLOSED, RoundState.OPEN]
    card = (await world.say(MINA, "stats")).last
    [weakest] = [one for one in card.actions if one.command == "review"]
    assert weakest.args == {"topic": "optimization"}
    asked = (await world.say(MINA, weakest.command, **weakest.args)).last
    assert "What about first? (ko)" in texts(asked)
