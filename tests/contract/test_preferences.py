"""What members have chosen for themselves, and how they are spoken to then."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.quiz.model import MemberId
from bot.quiz.preferences.model import Preferences
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from tests.samples import JUN, MINA, NOON

ALL = Preferences("en", ZoneInfo("America/New_York"), time(21, 0), may_quote=True)


async def test_nothing_is_chosen_until_somebody_chooses(store: Store) -> None:
    assert await store.preferences(MINA.id) == Preferences()
    assert await store.preferences(MemberId("web:nobody")) == Preferences()


async def test_choices_come_back_and_are_replaced(store: Store) -> None:
    for chosen in (ALL, Preferences(), ALL):
        await store.save_preferences(MINA.id, chosen, None)
        assert await store.preferences(MINA.id) == chosen
    assert await store.preferences(JUN.id) == Preferences()


async def test_member_is_known_by_their_choices_and_by_their_platform_without(
    store: Store,
) -> None:
    await store.save_preferences(MINA.id, ALL, None)
    chosen = replace(MINA, language="en", timezone="America/New_York")
    assert await store.member(MINA.id) == chosen
    told = replace(MINA, timezone="Asia/Seoul")
    assert await store.remember(told) == chosen
    assert await store.member(MINA.id) == chosen
    await store.save_preferences(MINA.id, Preferences(), None)
    assert await store.member(MINA.id) == replace(MINA, timezone="Asia/Seoul")


async def test_time_zone_stays_when_the_platform_does_not_tell_it(store: Store) -> None:
    await store.remember(replace(MINA, timezone="Asia/Seoul"))
    await store.remember(MINA)
    assert await store.member(MINA.id) == replace(MINA, timezone="Asia/Seoul")


async def test_choices_are_those_of_a_known_member(store: Store) -> None:
    with pytest.raises(UnknownReference):
        await store.save_preferences(MemberId("web:nobody"), ALL, None)


async def test_a_language_is_chosen_and_all_else_stays(store: Store) -> None:
    await store.save_preferences(MINA.id, ALL, NOON)
    await store.save_language(MINA.id, "ko")
    await store.save_language(JUN.id, "en")
    assert await store.preferences(MINA.id) == replace(ALL, language="ko")
    assert await store.preferences(JUN.id) == Preferences(language="en")
    [due] = await store.reminders(NOON, 2)
    assert due.at == NOON
