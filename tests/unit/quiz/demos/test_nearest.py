"""Which demos are offered for a name that none has, and the way to all of them."""

import pytest

from bot.quiz.demos.nearest import nearest
from bot.quiz.model import Member
from content.demo import DemoSpec, ParamSpec
from content.schema import Bilingual
from tests.unit.quiz.conftest import JUN, MINA, World, texts


def demo(name: str, ko: str, en: str) -> DemoSpec:
    return DemoSpec(name=name, title=Bilingual(ko=ko, en=en))


FOREST = demo("random-forest", "랜덤 포레스트", "A random forest")
GROKKING = demo("grokking", "그로킹", "Grokking")
RANK = demo("lora-rank", "LoRA의 랭크", "The rank of LoRA")
DEMOS = [GROKKING, RANK, FOREST]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("forrest", [FOREST]),
        ("lora-rnak", [RANK]),
        ("GROK", [GROKKING]),
        ("포레스트", [FOREST]),
        ("xyz", []),
        ("x" * 5000, []),
    ],
)
def test_names_and_titles_near_what_was_given_are_found(given: str, found: list[DemoSpec]) -> None:
    assert nearest(given, DEMOS) == found


def test_nothing_is_near_where_there_is_nothing() -> None:
    assert nearest("grokking", []) == []


@pytest.mark.parametrize("settings", ["", "a=1 vs a=2"], ids=["one run", "two to compare"])
async def test_an_unknown_name_offers_the_nearest_demos_and_all(
    world: World, settings: str
) -> None:
    world.demos.offer(DEMOS, [])
    card = (await world.say(JUN, "demo", name="forrest", settings=settings)).last
    assert texts(card) == [
        "There's no demo called “forrest”. Did you mean one of these?",
        "random-forest — A random forest",
    ]
    near, every = card.actions
    assert (near.label, near.command, near.args) == (
        "A random forest",
        "demo",
        {"name": "random-forest"},
    )
    assert (every.label, every.command, every.args) == ("See all demos", "demo", {})
    assert card.link
    assert card.link.path == "/d/?lang=en"
    assert world.demos.orders == []


@pytest.mark.parametrize(
    ("member", "said"), [(JUN, "no demo called “xyz”"), (MINA, "‘xyz’ 데모는")]
)
async def test_a_name_like_no_other_still_leads_to_all(
    world: World, member: Member, said: str
) -> None:
    world.demos.offer(DEMOS, [])
    card = (await world.say(member, "demo", name="xyz")).last
    assert said in texts(card)[0]
    assert [action.command for action in card.actions] == ["demo"]


@pytest.mark.parametrize("name", ["GD-1d", "gradient descent in one dimension"])
async def test_a_demo_and_its_values_may_go_by_their_titles(world: World, name: str) -> None:
    title, rate = Bilingual(ko="1차원", en="Gradient descent in one dimension"), "Learning rate"
    lr = ParamSpec(name="lr", type="float", title=Bilingual(ko="학습률", en=rate), default=0.1)
    world.demos.offer([DemoSpec(name="gd-1d", title=title, params=(lr,))], [])
    await world.say(MINA, "demo", name=name, settings="학습률=0.3")
    assert world.demos.started == [("gd-1d", {"lr": "0.3"}, 0)]
