"""Days off, holidays and pauses: what is asked then, what closes when, and what admins see.

The world starts on Friday, 2026-11-20, at 09:00, as the question is due.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.calendar.days_off import paused, reason, resumed
from bot.quiz.calendar.holidays import holiday, read_country
from bot.quiz.cards import Table
from bot.quiz.errors import Refusal
from bot.quiz.model import WEEKDAYS, DailyQuiz, DayOff, Member
from bot.quiz.rounds import schedule
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts

FRIDAY = date(2026, 11, 20)
MINA_ADMIN = replace(MINA, is_admin=True)


def november(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def rows(card: object) -> dict[str, str]:
    [table] = [block for block in card.blocks if block.kind == "table"]  # type: ignore[attr-defined]
    return dict(table.rows)


async def posted_on(world: World, days: int) -> list[int]:
    """Let days pass, and return those of the month for which a question came."""
    for _ in range(days):
        world.clock.advance(hours=24)
        await world.quiz.host.tick()
    return sorted(day.day for day in await world.store.asked_days(CHANNEL.id))


async def streak(world: World) -> str:
    table = (await world.say(JUN, "leaderboard", period="all")).last.blocks[0]
    assert isinstance(table, Table)
    return table.rows[0][-1]


@pytest.mark.parametrize(
    ("member", "heads"),
    [(JUN, ["Day", "Posted at"]), (MINA_ADMIN, ["날짜", "올라오는 시각"])],
    ids=["en", "ko"],
)
async def test_times_stand_under_a_heading_that_says_so(
    world: World, member: Member, heads: list[str]
) -> None:
    card = (await world.say(member, "quiz calendar")).last
    [table] = [block for block in card.blocks if isinstance(block, Table)]
    assert [column.title for column in table.columns] == heads
    assert table.rows[0][1] == "09:00"


async def test_nothing_is_posted_on_days_off_and_what_is_open_stays_open(world: World) -> None:
    await world.quiz.host.tick()
    saved = await world.say(JUN, "calendar edit", days="11/21~11/23 team trip", holidays="")
    assert rows(saved.last)["11-21 Sat – 11-23 Mon"] == "off · team trip"
    [open_round] = await world.store.rounds()
    assert open_round.closes_at == november(24)
    await world.quiz.host.refresh_boards()
    assert "2026-11-24 at 09:00" in world.chat.messages[0].card.footer
    assert await posted_on(world, 4) == [20, 24]


async def test_days_off_in_a_row_share_one_only_for_the_same_reason(world: World) -> None:
    saved = await world.say(JUN, "calendar edit", days="11/21~22 trip\n11/23 fair", holidays="")
    off = {day: what for day, what in rows(saved.last).items() if what.startswith("off")}
    assert off == {"11-21 Sat – 11-22 Sun": "off · trip", "11-23 Mon": "off · fair"}
    assert rows(saved.last)["11-24 Tue"] == rows(saved.last)["11-25 Wed"] == "09:00"


async def test_of_today_only_what_is_still_to_come_is_listed(world: World) -> None:
    evening = DailyQuiz(2, time(20, 0), CHANNEL.decks)
    await world.store.save_channel(replace(CHANNEL, more=(evening,)))
    await world.quiz.host.tick()
    world.clock.advance(hours=1)
    days = rows((await world.say(JUN, "quiz calendar")).last)
    assert (days["11-20 Fri"], days["11-21 Sat"]) == ("20:00", "09:00, 20:00")
    world.clock.advance(hours=11)
    assert "11-20 Fri" not in rows((await world.say(JUN, "quiz calendar")).last)


async def test_holidays_of_a_country_are_off_once_chosen(world: World) -> None:
    world.clock.set(datetime(2026, 12, 24, 1, tzinfo=UTC))
    before = rows((await world.say(JUN, "quiz calendar")).last)
    assert before["12-25 Fri"] == "09:00"
    saved = await world.say(JUN, "calendar edit", days="", holidays="대한민국")
    assert rows(saved.last)["12-25 Fri"] == "off · Christmas Day"
    assert rows(saved.last)["01-01 Fri"].startswith("off · New Year")
    assert "South Korea" in saved.last.footer
    [form] = (await world.say(MINA_ADMIN, "calendar edit")).forms
    assert [field.value for field in form.fields] == ["", "대한민국"]


async def test_a_pause_lasts_until_it_is_resumed(world: World) -> None:
    await world.quiz.host.tick()
    begun = await world.say(JUN, "quiz pause", until="")
    assert "until you resume" in begun.last.model_dump_json()
    assert await posted_on(world, 4) == [20]
    world.clock.advance(hours=2)
    resumed_ = await world.say(JUN, "quiz resume")
    assert "11-24 Tue" not in rows(resumed_.last)  # its time was over
    assert "quiz resume" not in [action.command for action in resumed_.last.actions]
    assert "aren't paused" in (await world.say(JUN, "quiz resume")).last.model_dump_json()
    await world.quiz.host.tick()
    world.clock.set(november(24))
    assert await posted_on(world, 1) == [20, 25]
    assert "aren't paused" in (await world.say(JUN, "quiz resume")).last.model_dump_json()


async def test_a_pause_until_a_date_ends_by_itself(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "quiz pause", until="11/23")
    [open_round] = await world.store.rounds()
    assert open_round.closes_at == november(23)
    assert await posted_on(world, 3) == [20, 23]


async def test_no_streak_breaks_meanwhile(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons")
    await world.say(JUN, "quiz pause", until="")
    await world.say(JUN, "quiz now")
    await posted_on(world, 3)
    await world.say(JUN, "quiz resume")
    await posted_on(world, 1)
    assert await streak(world) == "🔥 1"


async def let_a_day_go_by(world: World) -> None:
    """Have Jun answer on Friday and Sunday, and not on Saturday."""
    for answers in (["good reasons"], [], ["good again"]):
        await world.quiz.host.tick()
        for text in answers:
            await world.say(JUN, "answer", text=text)
        world.clock.advance(days=1)


async def test_other_holidays_break_no_streak_of_before(world: World) -> None:
    world.clock.set(datetime(2026, 12, 24, tzinfo=UTC))
    await world.say(JUN, "calendar edit", days="", holidays="KR")
    for command, args in (
        ("answer", {"text": "good reasons"}),
        ("quiz now", {"over": "1"}),
        ("answer", {"text": "good again"}),
    ):
        await world.quiz.host.tick()
        await world.say(JUN, command, **args)
        world.clock.advance(days=1)
    await world.say(JUN, "calendar edit", days="", holidays="")
    assert await streak(world) == "🔥 2"


async def test_other_weekdays_mend_no_streak_of_before(world: World) -> None:
    await let_a_day_go_by(world)
    await world.say(JUN, "quiz settings", at="09:00", weekdays="4,6")
    assert await streak(world) == "🔥 1"


async def test_a_day_given_off_after_all_breaks_no_streak(world: World) -> None:
    await let_a_day_go_by(world)
    await world.say(JUN, "calendar edit", days="2026-11-21 storm", holidays="")
    assert await streak(world) == "🔥 2"


@pytest.mark.parametrize(
    ("days", "holidays", "said"),
    [("someday", "", "couldn't read a date"), ("", "Narnia", "holidays of “Narnia”")],
)
async def test_what_cannot_be_read_is_told_and_kept(
    world: World, days: str, holidays: str, said: str
) -> None:
    [form] = (await world.say(JUN, "calendar edit", days=days, holidays=holidays)).forms
    assert said in form.error
    assert [field.value for field in form.fields] == [days, holidays]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("11/20", "tomorrow or later"),
        ("2001-02-03", "tomorrow or later"),
        ("2031-02-03", "within the next two years"),
    ],
)
async def test_a_pause_ends_tomorrow_or_later_and_within_two_years(
    world: World, until: str, said: str
) -> None:
    [form] = (await world.say(JUN, "quiz pause", until=until)).forms
    assert said in form.error
    assert form.fields[0].value == until


async def test_no_more_days_off_are_kept_than_the_form_holds(world: World) -> None:
    days = "\n".join(f"{month}/{day} {'x' * 60}" for month in (3, 4) for day in range(1, 31))
    [form] = (await world.say(JUN, "calendar edit", days=days, holidays="")).forms
    assert "4,000 characters (4,319 now)" in form.error
    assert form.fields[0].value == days
    await world.say(JUN, "calendar edit", days=days.replace("x" * 60, "x" * 50), holidays="")
    [form] = (await world.say(JUN, "calendar edit")).forms
    assert 3700 < len(form.fields[0].value) <= form.fields[0].max_length


async def test_changes_are_in_the_audit_list(world: World) -> None:
    await world.say(JUN, "calendar edit", days="12/25 Xmas", holidays="US")
    await world.say(JUN, "quiz pause", until="")
    said = " ".join(texts((await world.say(JUN, "quiz audit")).last))
    assert "2026-12-25 Xmas" in said
    assert "United States" in said
    assert "until resumed" in said


async def test_very_many_days_off_are_listed_and_audited_as_far_as_there_is_room(
    world: World,
) -> None:
    days = "\n".join(f"2027-{month}-{day} {'x' * 40}" for month in (3, 4) for day in range(1, 31))
    saved = await world.say(JUN, "calendar edit", days=days, holidays="")
    assert "2027-03-08" in texts(saved.last)[-1]
    await world.say(JUN, "calendar edit", days="", holidays="")
    assert "2027-03-02" in " ".join(texts((await world.say(JUN, "quiz audit")).last))
    [form] = (await world.say(JUN, "calendar edit")).forms
    assert form.fields[0].value == ""


def test_names_of_days_off_win_over_holidays() -> None:
    xmas = date(2026, 12, 25)
    channel = replace(CHANNEL, holidays="KR", days_off=(DayOff(xmas, xmas, "우리 잔치"),))
    assert reason("ko", channel, xmas) == "우리 잔치"
    assert reason("ko", replace(channel, days_off=()), xmas) == "기독탄신일"
    assert holiday("US", date(2026, 7, 4), "ko") == "Independence Day"


@pytest.mark.parametrize("text", ["KR", "kr", "한국", "대한민국", "South Korea", " korea "])
def test_countries_are_read_as_people_call_them(text: str) -> None:
    assert read_country(text) == "KR"


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(Refusal):
        read_country("Narnia")


def test_a_round_closes_as_if_there_were_no_pause_without_an_end() -> None:
    channel = replace(CHANNEL, weekdays=WEEKDAYS)
    endless = paused(channel, FRIDAY, None)
    assert schedule.next_due(endless, MORNING) is None
    assert schedule.closing(endless, FRIDAY) == november(23)
    assert resumed(endless, FRIDAY, is_over=False) == channel


@given(
    zone=st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Apia", "Europe/Berlin"]),
    at=st.times(),
    start=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    offs=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=5),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
)
def test_whatever_is_off_a_round_closes_as_the_next_question_comes(
    zone: str,
    at: time,
    start: date,
    offs: list[tuple[int, int]],
    weekdays: frozenset[int],
) -> None:
    days = [
        DayOff(date.fromordinal(start.toordinal() + n), date.fromordinal(start.toordinal() + n + m))
        for n, m in offs
    ]
    channel = replace(
        CHANNEL,
        timezone=ZoneInfo(zone),
        at=at.replace(tzinfo=None),
        weekdays=weekdays,
        days_off=tuple(days),
    )
    opened = schedule.due_on(channel, start).at
    following = schedule.next_due(channel, opened)
    assert following is not None
    assert schedule.is_study_day(channel, following.local_date)
    assert not any(day.covers(following.local_date) for day in days)
    assert schedule.closing(channel, start) == following.at
    latest = schedule.latest_due(channel, following.at)
    assert latest == following


async def test_a_day_off_taken_back_asks_nothing_whose_time_is_over(world: World) -> None:
    evening = DailyQuiz(1, time(20), CHANNEL.decks)
    await world.store.save_channel(replace(CHANNEL, more=(evening,)))
    await world.say(JUN, "quiz pause", until="")
    world.clock.advance(hours=3)
    resumed_ = await world.say(JUN, "quiz resume")
    assert rows(resumed_.last)["11-20 Fri"] == "20:00"
    await world.quiz.host.tick()
    assert await world.states() == []
    world.clock.advance(hours=8)
    await world.quiz.host.tick()
    assert [one.slot for one in await world.store.rounds()] == [1]
