"""The first date of each period, and whose points count in it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.quiz.cards import Card
from bot.quiz.model import MemberId, Standing
from bot.quiz.standings import overview_view
from bot.quiz.standings import view as views
from bot.quiz.standings.handler import since
from bot.quiz.standings.numbers import Numbers
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("today", FRIDAY),
        ("week", date(2026, 11, 16)),
        ("month", date(2026, 11, 1)),
        ("all", None),
    ],
)
def test_periods_start(period: str, expected: date | None) -> None:
    assert since(period, FRIDAY) == expected


async def test_yesterdays_points_count_this_week_but_not_today(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons")
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    today = await world.say(JUN, "leaderboard", period="today")
    week = await world.say(JUN, "leaderboard", page="7")
    assert "No points yet" in today.last.model_dump_json()
    assert "100" in week.last.model_dump_json()


def standings(count: int) -> list[Standing]:
    return [
        Standing(place, MemberId(f"web:{place}"), f"member {place}", 1000 - place, 0)
        for place in range(1, count + 1)
    ]


def ranks(card: Card) -> list[str]:
    return [row[0] for block in card.blocks if block.kind == "table" for row in block.rows]


def page(number: int, reader: int = 99) -> Card:
    reading = MemberId(f"web:{reader}")
    return views.leaderboard("en", CHANNEL, "week", standings(25), reading, number)


def test_leaderboard_shows_ten_members_on_a_page_or_on_the_nearest() -> None:
    assert ranks(page(1)) == [str(n) for n in range(1, 11)]
    assert ranks(page(3)) == [str(n) for n in range(21, 26)]
    assert (page(0), page(9)) == (page(1), page(3))


@pytest.mark.parametrize(
    ("number", "reader", "shown", "mine"),
    [
        (1, 25, [*range(1, 11), "⋮", 25], 11),
        (2, 15, [*range(11, 21)], 4),
        (2, 3, [3, "⋮", *range(11, 21)], 0),
    ],
    ids=["below the page", "on the page", "above the page"],
)
def test_readers_always_see_themselves(
    number: int, reader: int, shown: list[object], mine: int
) -> None:
    card = page(number, reader)
    assert ranks(card) == [str(rank) for rank in shown]
    assert [block.highlight for block in card.blocks if block.kind == "table"] == [mine]


def test_pages_are_turned_as_far_as_they_go() -> None:
    def turns(card: Card) -> list[tuple[str, bool]]:
        return [(a.args["page"], a.disabled) for a in card.actions if "page" in a.args]

    assert turns(page(1)) == [("0", True), ("2", False)]
    assert turns(page(3)) == [("2", False), ("4", True)]


def test_nobody_has_a_rank_for_no_points() -> None:
    """A rank is drawn as a medal, which nothing earns nobody."""
    alone = [Standing(1, JUN.id, "Jun", 0, 1)]
    assert ranks(views.leaderboard("en", CHANNEL, "week", alone, JUN.id)) == ["–"]


def test_a_streak_is_shown_with_its_freezes() -> None:
    rows = [Standing(1, JUN.id, "Jun", 9, 14, 2), Standing(2, MINA.id, "민아", 8, 7, 1)]
    card = views.leaderboard("en", CHANNEL, "week", rows, JUN.id)
    [table] = [block for block in card.blocks if block.kind == "table"]
    assert [row[-1] for row in table.rows] == ["🔥 14 ❄❄", "🔥 7 ❄"]


async def test_stats_name_points_rank_and_streak(world: World) -> None:
    assert "Nothing here yet" in (await world.say(JUN, "stats")).last.model_dump_json()
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="half right")
    shown = (await world.say(JUN, "stats")).last.model_dump_json()
    assert "50 points so far. Nobody else has answered here yet." in shown
    assert "1 day in a row" in shown


@pytest.mark.parametrize(
    ("rank", "members", "level", "english", "korean"),
    [
        (1, 1, 1, "Nobody else has answered here yet.", "여기서 답한 사람은 아직 나뿐"),
        (1, 2, 2, "You and one other member are level.", "2명 모두 점수가 같아요."),
        (1, 5, 5, "All 5 of you are level.", "5명 모두 점수가 같아요."),
        (1, 5, 2, "You're tied for rank 1 of 5.", "5명 중 공동 1위예요."),
        (3, 5, 1, "You're ranked 3 of 5.", "5명 중 3위예요."),
    ],
    ids=["alone", "two level", "all level", "some level", "on their own rank"],
)
def test_stats_say_where_points_put_one_among_others(
    rank: int, members: int, level: int, english: str, korean: str
) -> None:
    mine = Numbers(100, rank, 1, 0, 1, 1, members, level)
    assert f"100 points so far. {english}" in texts(views.stats("en", mine))
    assert any(
        f"지금까지 100점을 모았어요. {korean}" in said for said in texts(views.stats("ko", mine))
    )


async def test_stats_count_those_who_are_level(world: World) -> None:
    await world.quiz.host.tick()
    for member in (JUN, MINA):
        await world.say(member, "answer", text="good reasons")
    assert "100 points so far. You and one other member are level." in texts(
        (await world.say(JUN, "stats")).last
    )


def test_numbers_without_a_point_name_no_rank_no_streak_and_no_day() -> None:
    none = Numbers(points=0, rank=2, streak=0, freezes=0, longest=3, studied=0, members=2, level=1)
    shown = views.stats("en", none).model_dump_json()
    assert "No points yet." in shown
    assert "0 days" not in shown
    assert "No streak right now (best: 3)." in shown
    assert (
        "No streak yet. A day counts once an answer earns 50 points, or a review more than 0."
        in texts(views.stats("en", replace(none, longest=0)))
    )
    assert "rank" not in overview_view.numbers("en", [(CHANNEL, none)]).model_dump_json()


async def test_the_question_that_is_open_from_yesterday_counts_as_todays(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons")
    world.clock.advance(hours=20)
    today = await world.say(JUN, "leaderboard", period="today")
    assert "100" in today.last.model_dump_json()
