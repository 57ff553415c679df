"""Seasons: what starting one asks and does, when the old one ends, and how it is looked up."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card, Table
from bot.quiz.model import EventId
from bot.quiz.seasons.model import SeasonState
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, read, texts
from tests.unit.quiz.cuts import AFTER, CUT, Scene, cut_off, tick

TODAY = MORNING.date()
TOMORROW = TODAY + timedelta(days=1)


async def start(world: World, name: str = "Winter") -> Card:
    asked = await world.say(JUN, "quiz season", name=name)
    button = asked.last.actions[0]
    return (await world.say(JUN, button.command, **button.args)).last


async def board(world: World, **args: str) -> Card:
    return (await world.say(JUN, "leaderboard", **args)).last


def rows(card: Card) -> list[tuple[str, ...]]:
    return [row for block in card.blocks if isinstance(block, Table) for row in block.rows]


def podiums(world: World) -> list[Card]:
    return [said.card for said in world.chat.messages if said.key.startswith("season:")]


async def test_the_form_proposes_a_name_and_refuses_what_is_none(world: World) -> None:
    form = (await world.say(JUN, "quiz season")).forms[0]
    assert form.fields[0].value == "Season 2"
    for bad in ("  ", "x" * 41):
        refused = await world.say(JUN, "quiz season", name=bad)
        assert "up to 40 characters" in refused.forms[0].error


async def test_it_says_first_what_will_happen(open_world: World) -> None:
    asked = (await open_world.say(JUN, "quiz season", name="Winter")).last
    assert asked.title == f"🏁 Start a new season? · {CHANNEL.title}"
    ends, begins, stays = texts(asked)
    assert "“Season 1”, ends once the open question closes" in ends
    assert begins.startswith(f"“Winter” begins on {TOMORROW}")
    assert "under “Last season”" in stays
    assert await open_world.store.seasons(CHANNEL.id) == []


async def test_only_admins_start_one(world: World) -> None:
    for command in ("quiz season", "quiz season start"):
        assert "Winter" not in str((await world.say(MINA, command, name="Winter")).last)
    assert await world.store.seasons(CHANNEL.id) == []


async def test_the_open_question_still_counts_for_the_season_that_ends(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half a reason")
    await start(open_world)
    await open_world.say(MINA, "answer", text="good reason")
    assert podiums(open_world) == []
    open_world.clock.advance(days=1)
    for _ in range(2):
        await open_world.quiz.host.tick()
    [podium] = podiums(open_world)
    assert podium.title == "🏆 Season 1: the final podium"
    assert rows(podium) == [("1", "민아", "100"), ("2", "Jun", "50")]
    assert f"Next up: “Winter”, from {TOMORROW}" in texts(podium)
    keys = [said.key for said in open_world.chat.messages if said.to.thread is None]
    assert keys.index("season:1") < keys.index("round:2")


async def test_the_leaderboard_shows_a_season_from_its_first_day_on(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half a reason")
    await start(open_world)
    before = await board(open_world, period="all")
    assert before.title.startswith("🏆 Season 1")
    assert [row[2] for row in rows(before)] == ["50"]
    open_world.clock.advance(days=1)
    after = await board(open_world, period="all")
    assert after.title.startswith("🏆 Winter")
    assert rows(after) == []


async def test_points_count_from_zero_and_streaks_go_on(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="good reason")
    await start(open_world)
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    await open_world.say(JUN, "answer", text="half a reason")
    running = await board(open_world, period="all")
    assert running.title.startswith("🏆 Winter")
    assert [row[2] for row in rows(running)] == ["50"]
    assert "2" in rows(running)[0][3]
    assert "This season" in [action.label for action in running.actions]


async def test_seasons_that_are_over_can_be_looked_up(open_world: World) -> None:
    await open_world.say(MINA, "answer", text="good reason")
    await start(open_world)
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    running = await board(open_world, period="all")
    last = next(one for one in running.actions if one.label == "Last season")
    kept = await board(open_world, **last.args)
    assert (kept.title, rows(kept)) == ("🏆 Season 1", [("1", "민아", "100")])
    assert "no such season" in str(await board(open_world, season="2"))
    assert "no such season" in str(await board(open_world, season="999"))


async def test_between_questions_it_begins_today_and_ends_the_other_at_once(
    open_world: World,
) -> None:
    await open_world.say(MINA, "answer", text="good reason")
    await open_world.store.save_channel(replace(CHANNEL, weekdays=frozenset({TODAY.weekday()})))
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    asked = await open_world.say(JUN, "quiz season", name="Winter")
    assert "“Season 1”, ends now" in " ".join(texts(asked.last))
    await start(open_world)
    assert [rows(podium) for podium in podiums(open_world)] == [[("1", "민아", "100")]]
    assert (await open_world.store.seasons(CHANNEL.id))[1].first == TOMORROW


async def test_a_season_begins_once_a_day_and_pressing_twice_is_one(open_world: World) -> None:
    first = await start(open_world)
    again = await open_world.say(JUN, "quiz season start", name="Winter")
    assert texts(again.last) == texts(first)
    other = await open_world.say(JUN, "quiz season start", name="Spring")
    assert f"A season begins on {TOMORROW} already" in str(other.last)
    assert len(await open_world.store.seasons(CHANNEL.id)) == 2


async def test_the_audit_list_tells_who_started_it(open_world: World) -> None:
    await start(open_world)
    [entry] = await open_world.store.entries(CHANNEL.id, 9)
    assert (entry.by, entry.what) == (JUN.id, "audit-season")
    read_by = await open_world.say(JUN, "quiz audit")
    assert f"started the season “Winter” (from {TOMORROW})" in texts(read_by.last)


async def test_a_season_in_which_nobody_scored_has_no_podium(open_world: World) -> None:
    await start(open_world)
    open_world.clock.advance(days=1, minutes=10)
    await open_world.quiz.host.tick()
    assert podiums(open_world) == []
    states = [season.state for season in await open_world.store.seasons(CHANNEL.id)]
    assert states == [SeasonState.OVER, SeasonState.RUNNING]


async def test_what_was_begun_in_time_counts_for_the_season_that_ends(open_world: World) -> None:
    await open_world.say(JUN, "answer", text="half a reason")
    await start(open_world)
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    open_world.clock.advance(minutes=9)
    begun = {"round": "1", "question": "first", "in_time": "yes"}
    await open_world.say(MINA, "answer", text="good reason", **begun)
    open_world.clock.advance(minutes=1)
    await open_world.quiz.host.tick()
    [podium] = podiums(open_world)
    assert rows(podium) == [("1", "민아", "100"), ("2", "Jun", "50")]
    old, _ = await open_world.store.seasons(CHANNEL.id)
    assert [one.points for one in await open_world.store.archived(old.id)] == [100, 50]


class Ending(Scene):
    """A season that ends with the round that Mina answered; it is the morning after."""

    async def begin(self) -> None:
        await super().begin()
        [(answer, _), *_] = await self.store.pending(1)
        grade = read("good")
        assert grade
        await self.store.grade(answer.id, grade, 90, MORNING)
        entry = AuditEntry(EventId("s"), CHANNEL.id, MINA.id, MORNING, "audit-season")
        assert await self.store.start_season(CHANNEL.id, "Winter", TOMORROW, entry)
        self.clock.advance(days=1)


@CUT
@AFTER
async def test_an_end_that_was_cut_off_is_archived_and_told_once(
    error: type[BaseException], comes_after: bool
) -> None:
    async for at, scene in cut_off(Ending, tick, error, comes_after=comes_after):
        scene.clock.advance(hours=1)
        await scene.host().tick()
        old, new = await scene.store.seasons(CHANNEL.id)
        assert (old.state, new.state) == (SeasonState.OVER, SeasonState.RUNNING), at
        assert [one.points for one in await scene.store.archived(old.id)] == [90], at
        told = [said.card for said in scene.chat.messages if said.key == old.key]
        assert [rows(card) for card in told] == [[("1", "민아", "90")]], at
    assert at >= (5 if comes_after else 8)
