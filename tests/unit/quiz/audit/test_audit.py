"""What the audit list tells of settings, and who reads it."""

from dataclasses import fields, replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from bot.quiz.audit.changes import changes
from bot.quiz.audit.model import AuditEntry
from bot.quiz.audit.view import sentence
from bot.quiz.model import (
    Channel,
    ChannelId,
    DailyQuiz,
    DayOff,
    EventId,
    MemberId,
    Ping,
    WorkspaceId,
)
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, MORNING, World, texts

EVENT = EventId("e1")
UNTOLD = {"is_active", "late_h", "id", "workspace", "name", "admin", "trouble", "since"}
OTHERS = Channel(
    id=ChannelId("web:other"),
    workspace=WorkspaceId("other"),
    name="other",
    language="ko",
    timezone=ZoneInfo("UTC"),
    at=time(7, 40),
    weekdays=frozenset({0}),
    decks=("modern",),
    topics=frozenset({"data"}),
    levels=frozenset({2}),
    late_h=1,
    reminder_h=3,
    takes_drafts=True,
    is_active=False,
    more=(DailyQuiz(1, time(20, 0), ("deep-learning",)),),
    days_off=(DayOff(date(2026, 12, 25), date(2026, 12, 25)),),
    holidays="KR",
    ping=Ping("7", "@study"),
    admin=MemberId("web:jun"),
    trouble="gone",
)
SETTINGS = {"at": "7:30", "timezone": "Asia/Seoul", "weekdays": "0,1", "decks": "deep-learning"}


def lines(language: str, before: Channel | None, after: Channel) -> list[str]:
    found = changes(before, after, JUN.id, EVENT, MORNING)
    return [sentence(language, entry, {}) for entry in found]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted({field.name for field in fields(Channel)} - UNTOLD))
def test_every_setting_that_changes_is_told(name: str) -> None:
    changed = replace(CHANNEL, **{name: getattr(OTHERS, name)})
    assert len(lines("ko", CHANNEL, changed)) == len(lines("en", CHANNEL, changed)) == 1


def test_what_admins_do_not_set_is_not_told() -> None:
    changed = replace(CHANNEL, **{name: getattr(OTHERS, name) for name in UNTOLD})
    assert lines("en", CHANNEL, changed) == []
    assert lines("en", CHANNEL, CHANNEL) == []


def test_an_offset_is_not_told_as_its_opposite() -> None:
    changed = replace(CHANNEL, timezone=ZoneInfo("Etc/GMT-9"))
    assert lines("en", CHANNEL, changed)[0].endswith("→ UTC+9")


def test_a_pause_that_ends_on_its_first_day_is_told_as_that_day() -> None:
    day = MORNING.date()
    paused = replace(CHANNEL, days_off=(DayOff(day, None, is_pause=True),))
    resumed = replace(CHANNEL, days_off=(DayOff(day, day, is_pause=True),))
    assert lines("en", paused, resumed) == ["Pause: 2026-11-20 – until resumed → 2026-11-20"]


def test_change_is_told_in_the_words_of_its_reader() -> None:
    changed = replace(CHANNEL, at=time(7, 30), topics=frozenset({"optimization"}), language="ko")
    assert lines("en", CHANNEL, changed) == [
        "Time: 09:00 → 07:30",
        "Language: English → 한국어",
        "Topics: all → Optimisation",
    ]
    assert lines("ko", CHANNEL, changed)[0] == "올리는 시각: 09:00 → 07:30"
    assert lines("ko", None, CHANNEL) == ["이 채널에서 퀴즈를 시작했어요"]


async def test_admin_reads_who_changed_what_newest_first(world: World) -> None:
    for at in ("7:30", "8:00"):
        await world.say(JUN, "quiz settings", **SETTINGS | {"at": at})
    read = (await world.say(JUN, "quiz audit")).last
    assert read.title == "🗒️ Changes · #daily"
    assert texts(read) == [
        "2026-11-20 09:00 · Jun",
        "Time: 07:30 → 08:00",
        "2026-11-20 09:00 · Jun",
        "Days: Mon Tue Wed Thu Fri Sat Sun → Mon Tue",
        "2026-11-20 09:00 · Jun",
        "Time: 09:00 → 07:30",
    ]
    refused = (await world.say(MINA, "quiz audit")).last
    assert refused.sentence is not None


async def test_setting_the_same_again_is_no_change(world: World) -> None:
    for event in ("e1", "e1", "e2"):
        await world.say(JUN, "quiz settings", event=event, **SETTINGS)
    assert len(await world.store.entries(CHANNEL.id, 10)) == 2


async def test_long_list_has_pages(world: World) -> None:
    assert texts((await world.say(JUN, "quiz audit")).last) == ["Nothing's been changed yet."]
    await world.store.record(
        *(
            AuditEntry(EventId(f"e{n}"), CHANNEL.id, MINA.id, MORNING, "audit-set-up")
            for n in range(10)
        )
    )
    first = (await world.say(JUN, "quiz audit")).last
    assert [action.disabled for action in first.actions] == [True, False]
    last = (await world.say(JUN, "quiz audit", **first.actions[1].args)).last
    assert (len(texts(first)), len(texts(last))) == (16, 4)
    assert [action.disabled for action in last.actions] == [False, True]
    assert texts(last)[0] == "2026-11-20 09:00 · somebody who's gone"


def test_entry_of_a_newer_version_is_shown_by_its_name() -> None:
    assert sentence(
        "en", AuditEntry(EVENT, CHANNEL.id, JUN.id, MORNING, "audit-of-tomorrow"), {}
    ) == ("audit-of-tomorrow")


def test_who_is_forgotten_is_told_of_as_koreans_do() -> None:
    entry = AuditEntry(EVENT, CHANNEL.id, JUN.id, MORNING, "audit-mute", {"member": MINA.id})
    assert sentence("ko", entry, {MINA.id: "민아"}) == "‘민아’ 님의 참여를 멈췄어요"
    assert sentence("ko", entry, {}) == "기록을 지운 분의 참여를 멈췄어요"
