"""What every store does with channels, members and rounds, whatever it keeps them in."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import (
    MAX_DAILY,
    Channel,
    ChannelId,
    EventId,
    Member,
    MemberId,
    Membership,
    MessageId,
    NewRound,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    TimesAsked,
    WorkspaceId,
)
from bot.quiz.plans.model import Plan
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from tests.samples import (
    FOLLOW_UP,
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    QUESTION,
    RANDOM,
    SORA,
    SPACE,
    new_answer,
    new_round,
    no_round,
    open_round,
)

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
SEOUL = timezone(timedelta(hours=9))
FOR_EVER = datetime.max.replace(tzinfo=UTC)
CLAIMED, OPEN, CLOSING, SKIPPING, CLOSED, _, MISSED = RoundState
NOBODY = Member(MemberId("web:nobody"), SPACE, "Nobody", "en")
SLACK_MINA = Member(MemberId("slack:T1/U1"), WorkspaceId("slack:T1"), "Mina Kim", "en")
DISCORD_MINA = Member(MemberId("discord:1/3"), WorkspaceId("discord:1"), "mina", "ko")


async def claim(store: Store, new: NewRound, ends: RoundState | None = None) -> Round:
    claimed = await store.claim(new, ends)
    assert claimed is not None
    return claimed


async def test_it_is_known_when_a_bot_was_there_last(store: Store) -> None:
    assert await store.last_there() is None
    for at in (NOON, NOON + DAY):
        await store.note_there(at)
        assert await store.last_there() == at


async def test_a_withdrawn_claim_frees_its_slot_and_looks_at_the_channel_again(
    store: Store,
) -> None:
    await store.schedule(GENERAL, FOR_EVER)
    withdrawn = await claim(store, new_round(request="now"))
    assert withdrawn.request == "now"
    await store.withdraw(withdrawn.id)
    assert [one.state for one in await store.rounds(channel=GENERAL.id)] == [MISSED]
    assert GENERAL.id in {channel.id for channel in await store.due(NOON)}
    again = await claim(store, new_round())
    assert again.slot == 0
    await store.update_round(replace(again, state=OPEN), since=CLAIMED)
    await store.withdraw(again.id)
    assert (await store.round(again.id)) == replace(again, state=OPEN)


async def test_an_extra_round_takes_the_slot_that_a_withdrawn_one_left(store: Store) -> None:
    await store.withdraw((await claim(store, new_round(request="now"))).id)
    extra = replace(new_round(request="again"), slot=None)
    assert (await claim(store, extra)).slot == 0


async def test_a_slot_of_a_day_has_one_plan_until_it_is_taken_back(store: Store) -> None:
    first = Plan(GENERAL.id, MONDAY, QUESTION, JUN.id)
    later = Plan(GENERAL.id, MONDAY + DAY, FOLLOW_UP, JUN.id)
    entry = AuditEntry(EventId("e"), GENERAL.id, JUN.id, NOON, "audit-planned")
    evening = replace(first, question=FOLLOW_UP, slot=2)
    for plan in (later, evening, replace(first, question=FOLLOW_UP), first):
        await store.plan(plan, entry)
    await store.plan(replace(first, channel=RANDOM.id))
    assert await store.plans(GENERAL.id, MONDAY) == [first, evening, later]
    assert await store.plans(GENERAL.id, MONDAY + DAY) == [later]
    assert await store.entries(GENERAL.id, 9) == [entry]
    await store.unplan(GENERAL.id, MONDAY, 0)
    assert await store.plans(GENERAL.id, MONDAY) == [evening, later]
    assert len(await store.plans(RANDOM.id, MONDAY)) == 1


async def test_a_channel_has_something_to_do_when_a_reminder_is_due(store: Store) -> None:
    round = await open_round(store)
    for channel in (GENERAL, RANDOM):
        await store.schedule(channel, FOR_EVER)
    await store.remind(round.id, NOON)
    assert await store.unsettled(NOON - MOMENT) == []
    assert [channel.id for channel in await store.unsettled(NOON)] == [round.channel]
    await store.remind(round.id, None)
    assert await store.unsettled(NOON) == []


async def test_new_store_holds_nothing(empty: Store) -> None:
    assert await empty.channels() == []
    assert await empty.channel(GENERAL.id) is None
    assert await empty.member(MINA.id) is None
    assert await empty.linked() == {}


class TestChannelsAndMembers:
    async def test_channels_come_back_as_saved_in_order_of_id(self, store: Store) -> None:
        assert await store.channel(GENERAL.id) == GENERAL
        assert await store.channels() == [GENERAL, RANDOM]

    @pytest.mark.parametrize(
        "saved",
        [
            replace(RANDOM, name="x", decks=("math",), takes_drafts=True, is_active=False),
            replace(GENERAL, admin=JUN.id, trouble="missing post-messages 🙂"),
            replace(GENERAL, admin=NOBODY.id),
        ],
        ids=["everything", "admin and trouble", "an admin nobody remembers"],
    )
    async def test_saving_again_replaces_every_setting(self, store: Store, saved: Channel) -> None:
        for channel in (replace(saved, id=GENERAL.id), GENERAL):
            await store.save_channel(channel)
            assert await store.channels() == [channel, RANDOM]

    async def test_member_comes_back_as_last_remembered(self, store: Store) -> None:
        assert [await store.member(one.id) for one in (JUN, SORA)] == [JUN, SORA]
        changed = replace(JUN, name="준", language="ko", is_admin=False)
        await store.remember(changed)
        assert await store.member(JUN.id) == changed

    async def test_name_and_trouble_of_a_channel_change_and_nothing_else(
        self, store: Store
    ) -> None:
        for channel in (GENERAL.id, ChannelId("web:nowhere")):
            await store.rename_channel(channel, "renamed")
            await store.note_trouble(channel, "gone")
        assert await store.channels() == [replace(GENERAL, name="renamed", trouble="gone"), RANDOM]

    async def test_character_no_database_keeps_is_replaced(self, store: Store) -> None:
        await store.save_channel(replace(GENERAL, name="a\x00b", trouble="c\ud800d"))
        await store.remember(replace(MINA, name="a\x00b\ud800c"))
        kept = replace(GENERAL, name="a\ufffdb", trouble="c\ufffdd")
        assert await store.channel(GENERAL.id) == kept
        assert await store.member(MINA.id) == replace(MINA, name="a\ufffdb\ufffdc")


class TestMemberships:
    async def test_a_user_is_known_in_the_workspaces_where_they_did_something(
        self, store: Store
    ) -> None:
        here, there, strange = (WorkspaceId(name) for name in ("x:1", "x:2", "x:3"))
        one, two = (replace(GENERAL, id=ChannelId(f"x:{n}"), workspace=here) for n in (1, 2))
        far = replace(GENERAL, id=ChannelId("x:9"), workspace=there)
        for channel in (one, two, far, replace(far, id=ChannelId("x:0"), workspace=strange)):
            await store.save_channel(channel)
        mina, mina_there = (
            replace(MINA, id=MemberId(f"{place}/7"), workspace=place) for place in (here, there)
        )
        others = [MemberId(f"{here}/77"), MemberId(f"{strange}/8")]
        for member in (mina, mina_there, *(replace(MINA, id=other) for other in others)):
            await store.remember(member)
        assert await store.memberships("7") == [
            Membership(one, mina.id, has_answered=False),
            Membership(two, mina.id, has_answered=False),
            Membership(far, mina_there.id, has_answered=False),
        ]
        for channel, member in ((far, mina_there), (two, mina)):
            round = await open_round(store, channel=channel.id)
            await store.add(new_answer(round, f"in {channel.id}", member), 3)
        assert await store.memberships("7") == [
            Membership(two, mina.id, has_answered=True),
            Membership(far, mina_there.id, has_answered=True),
            Membership(one, mina.id, has_answered=False),
        ]
        assert await store.memberships("9") == []


class TestCalendar:
    async def test_rounds_that_are_not_over_close_as_the_calendar_says(self, store: Store) -> None:
        claimed = await store.claim(new_round(MONDAY, slot=1))
        assert claimed is not None
        opened = await open_round(store)
        closed = replace(await open_round(store, MONDAY - DAY), state=RoundState.CLOSED)
        await store.update_round(closed, since=RoundState.OPEN)
        later = NOON + 5 * DAY
        closes = dict.fromkeys([claimed.id, opened.id, closed.id], later)
        changed = replace(GENERAL, days_off=(), holidays="US")
        await store.save_channel(changed, closes=closes)
        assert await store.channel(GENERAL.id) == changed
        found = {one.id: one.closes_at for one in await store.rounds()}
        assert found == {claimed.id: later, opened.id: later, closed.id: closed.closes_at}

    async def test_a_calendar_set_meanwhile_is_looked_at_again(self, store: Store) -> None:
        for changed in (replace(GENERAL, days_off=()), replace(GENERAL, holidays="US")):
            await store.save_channel(changed)
            await store.schedule(GENERAL, FOR_EVER)
            assert GENERAL.id in [channel.id for channel in await store.due(NOON)]


class TestAgenda:
    async def test_channel_is_due_from_the_moment_it_is_scheduled_for(self, store: Store) -> None:
        assert await store.due(NOON) == [GENERAL, RANDOM]
        await store.schedule(GENERAL, NOON)
        await store.schedule(RANDOM, FOR_EVER)
        assert await store.due(NOON - MOMENT) == []
        assert await store.due(NOON) == [GENERAL]
        await store.save_channel(RANDOM)
        assert await store.due(NOON - MOMENT) == [RANDOM]

    async def test_schedule_of_other_times_is_not_kept(self, store: Store) -> None:
        for other in (
            replace(GENERAL, weekdays=frozenset({1})),
            replace(GENERAL, at=time(8, 31)),
            replace(GENERAL, timezone=ZoneInfo("UTC")),
            replace(GENERAL, more=()),
        ):
            await store.save_channel(other)
            await store.schedule(GENERAL, FOR_EVER)
            assert await store.due(NOON) == [other, RANDOM]
        await store.schedule(other, FOR_EVER)
        assert await store.due(NOON) == [RANDOM]

    async def test_round_claimed_with_the_schedule_closes_what_is_over_by_then(
        self, store: Store, round: Round
    ) -> None:
        lasting = await open_round(store, MONDAY + DAY)
        elsewhere = await open_round(store, channel=RANDOM.id)
        new = replace(new_round(MONDAY + DAY, slot=1), due_at=round.closes_at)
        [claimed] = await store.schedule(GENERAL, NOON + DAY, [new])
        assert await store.due(NOON) == [RANDOM]
        closing = replace(round, state=CLOSING)
        assert await store.rounds() == [closing, elsewhere, claimed, lasting]

    async def test_schedule_is_kept_where_the_round_was_claimed_before(
        self, store: Store, round: Round
    ) -> None:
        new = replace(new_round(), due_at=round.closes_at)
        assert await store.schedule(GENERAL, NOON + DAY, [new]) == []
        assert await store.due(NOON) == [RANDOM]
        assert await store.round(round.id) == round

    async def test_channel_in_trouble_is_unsettled_and_one_that_is_off_has_nothing_to_do(
        self, store: Store
    ) -> None:
        troubled = replace(RANDOM, trouble="gone")
        await store.claim(new_round())
        for channel in (troubled, replace(GENERAL, is_active=False, trouble="gone")):
            await store.save_channel(channel)
        assert await store.due(NOON) == [troubled]
        assert await store.unsettled(NOON) == [troubled]

    @pytest.mark.parametrize("state", RoundState)
    async def test_channel_is_unsettled_while_a_round_is_begun(
        self, store: Store, round: Round, state: RoundState
    ) -> None:
        await store.update_round(replace(round, state=state), since=OPEN)
        begun = (CLAIMED, CLOSING, SKIPPING)
        assert await store.unsettled(NOON) == ([GENERAL] if state in begun else [])

    async def test_channel_is_unsettled_from_the_moment_a_round_closes(
        self, store: Store, round: Round
    ) -> None:
        assert await store.unsettled(round.closes_at - MOMENT) == []
        assert await store.unsettled(round.closes_at) == [GENERAL]


class TestLinks:
    async def test_linked_members_are_one_person_under_their_first_id(self, store: Store) -> None:
        for first, second in ((SORA, JUN), (JUN, SORA)):
            await store.link(first.id, second.id)
            assert await store.linked() == {JUN.id: JUN.id, SORA.id: JUN.id}

    async def test_linking_people_makes_them_one(self, store: Store) -> None:
        for member in (SLACK_MINA, DISCORD_MINA):
            await store.remember(member)
        await store.link(MINA.id, SORA.id)
        await store.link(SLACK_MINA.id, DISCORD_MINA.id)
        assert len(set((await store.linked()).values())) == 2
        await store.link(SORA.id, SLACK_MINA.id)
        everyone = [MINA.id, SORA.id, SLACK_MINA.id, DISCORD_MINA.id]
        assert await store.linked() == dict.fromkeys(everyone, DISCORD_MINA.id)

    async def test_unlinked_member_leaves_others_linked_while_there_are_two(
        self, store: Store
    ) -> None:
        await store.link(MINA.id, JUN.id)
        await store.link(MINA.id, SORA.id)
        for linked_or_not in (JUN, JUN, NOBODY):
            await store.unlink(linked_or_not.id)
            assert await store.linked() == {MINA.id: MINA.id, SORA.id: MINA.id}
        await store.unlink(MINA.id)
        assert await store.linked() == {}

    async def test_member_linked_with_themselves_stays_alone(self, store: Store) -> None:
        await store.link(MINA.id, MINA.id)
        assert await store.linked() == {}

    async def test_linking_an_unknown_member_is_refused(self, store: Store) -> None:
        await store.link(MINA.id, JUN.id)
        for first, second in [(MINA, NOBODY), (NOBODY, MINA)]:
            with pytest.raises(UnknownReference):
                await store.link(first.id, second.id)
        assert await store.linked() == {JUN.id: JUN.id, MINA.id: JUN.id}

    async def test_links_made_at_once_make_one_person(self, store: Store) -> None:
        chain = [replace(MINA, id=MemberId(f"web:{n:02}")) for n in range(20)]
        for member in chain:
            await store.remember(member)
        pairs = zip(chain[1:], chain[:-1], strict=True)
        await asyncio.gather(*(store.link(one.id, other.id) for one, other in pairs))
        assert await store.linked() == dict.fromkeys([member.id for member in chain], "web:00")


class TestClaims:
    async def test_claim_returns_the_round_as_claimed(self, store: Store) -> None:
        new = new_round(slot=2, takes_drafts=True, request="press-1")
        round = await claim(store, new)
        assert round == Round(
            id=round.id,
            channel=new.channel,
            local_date=new.local_date,
            slot=2,
            question=new.question,
            state=CLAIMED,
            due_at=new.due_at,
            closes_at=new.closes_at,
            takes_drafts=True,
            request=EventId("press-1"),
        )
        assert await store.round(round.id) == round
        assert await store.requested(EventId("press-1")) == round
        assert await store.requested(EventId("press-2")) is None

    async def test_claim_without_a_slot_takes_the_next_of_its_date(self, store: Store) -> None:
        await open_round(store, MONDAY + DAY, slot=7)
        claims = [await claim(store, replace(new_round(), slot=None)) for _ in range(3)]
        assert [claimed.slot for claimed in claims] == [0, MAX_DAILY, MAX_DAILY + 1]

    async def test_claim_that_ends_open_rounds_ends_those_of_its_channel(
        self, store: Store
    ) -> None:
        first, second = await open_round(store), await open_round(store, MONDAY + DAY)
        elsewhere = await open_round(store, channel=RANDOM.id)
        closed = replace(await open_round(store, MONDAY - DAY), state=CLOSED)
        await store.update_round(closed, since=OPEN)
        claimed = await claim(store, new_round(slot=1), SKIPPING)
        over = claimed.due_at
        ended = [replace(one, state=SKIPPING, closes_at=over) for one in (first, second)]
        assert await store.rounds(channel=GENERAL.id) == [closed, ended[0], claimed, ended[1]]
        assert await store.round(elsewhere.id) == elsewhere

    async def test_claim_that_ends_one_open_round_leaves_the_others_open(
        self, store: Store, round: Round
    ) -> None:
        other = await open_round(store, MONDAY + DAY)
        new = new_round(slot=1)
        assert await store.claim(new, SKIPPING, over=other.id)
        assert await store.round(round.id) == round
        assert await store.round(other.id) == replace(other, state=SKIPPING, closes_at=new.due_at)

    async def test_early_end_never_gives_a_round_more_time(
        self, store: Store, round: Round
    ) -> None:
        later = replace(new_round(slot=1), due_at=round.closes_at + DAY)
        await claim(store, later, CLOSING)
        assert await store.round(round.id) == replace(round, state=CLOSING)

    async def test_refused_claim_ends_nothing(self, store: Store, round: Round) -> None:
        assert await store.claim(new_round(slot=0), CLOSING) is None
        await claim(store, new_round(slot=1, request="press-1"))
        again = replace(new_round(request="press-1"), slot=None)
        assert await store.claim(again, CLOSING) is None
        assert await store.round(round.id) == round

    async def test_slot_of_a_date_in_a_channel_is_claimed_once(
        self, store: Store, round: Round
    ) -> None:
        assert await store.claim(new_round(question=QuestionId("dropout"))) is None
        assert await store.rounds() == [round]
        for other in (new_round(slot=1), new_round(MONDAY + DAY), new_round(channel=RANDOM.id)):
            await claim(store, other)

    async def test_request_makes_one_round_and_a_refused_claim_does_not_use_it_up(
        self, store: Store, round: Round
    ) -> None:
        assert await store.claim(new_round(slot=0, request="press-1")) is None
        await claim(store, new_round(slot=1, request="press-1"))
        assert await store.claim(new_round(slot=2, request="press-1")) is None
        await claim(store, new_round(slot=2, request="press-2"))

    async def test_claim_in_an_unknown_channel_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownReference):
            await store.claim(new_round(channel=ChannelId("web:nowhere")))


class TestRounds:
    async def test_rounds_come_oldest_first_by_channel_states_and_date(self, store: Store) -> None:
        later = await open_round(store, MONDAY + DAY)
        claimed = await claim(store, new_round())
        extra = await open_round(store, slot=1)
        elsewhere = await open_round(store, channel=RANDOM.id)
        earlier = await open_round(store, MONDAY - DAY)
        here = GENERAL.id
        assert await store.rounds() == [earlier, claimed, elsewhere, extra, later]
        assert await store.rounds(channel=here) == [earlier, claimed, extra, later]
        assert await store.rounds(states=[OPEN]) == [earlier, elsewhere, extra, later]
        assert await store.rounds(states=[MISSED]) == []
        assert await store.rounds(channel=here, states=[CLAIMED]) == [claimed]
        both = [OPEN, CLAIMED]
        assert await store.rounds(channel=here, states=both) == [earlier, claimed, extra, later]
        assert await store.rounds(channel=here, since=MONDAY) == [claimed, extra, later]
        assert await store.rounds(channel=here, since=MONDAY + 2 * DAY) == []

    async def test_asked_counts_what_was_not_missed(self, store: Store, round: Round) -> None:
        again = await open_round(store, MONDAY + DAY)
        claimed = await claim(store, new_round(MONDAY + 2 * DAY, question=FOLLOW_UP))
        missed = replace(await open_round(store, MONDAY + 3 * DAY), state=MISSED)
        await store.update_round(missed, since=OPEN)
        await open_round(store, channel=RANDOM.id)
        assert await store.asked(GENERAL.id) == {
            QUESTION: TimesAsked(2, again.id),
            FOLLOW_UP: TimesAsked(1, claimed.id),
        }

    async def test_saving_keeps_state_message_and_reveal_and_nothing_else(
        self, store: Store, round: Round
    ) -> None:
        closed = replace(round, state=CLOSED, message=MessageId("17.5"), reveal=MessageId("18"))
        other = replace(closed, slot=7, question=FOLLOW_UP, due_at=NOON)
        assert await store.update_round(other, since=OPEN) is True
        stored = await store.round(round.id)
        assert stored == closed
        assert stored.state is CLOSED

    async def test_saving_over_another_state_or_no_round_changes_nothing(
        self, store: Store, round: Round
    ) -> None:
        closed = replace(round, state=CLOSED)
        assert await store.update_round(closed, since=CLAIMED) is False
        assert await store.update_round(replace(closed, id=no_round()), since=OPEN) is False
        assert await store.rounds() == [round]

    async def test_unknown_round_is_none(self, store: Store, round: Round) -> None:
        for id in (987654, 0, -1, 2**40, 2**63, -(2**70)):
            assert await store.round(RoundId(id)) is None

    async def test_times_come_back_as_the_same_moment_in_utc(self, store: Store) -> None:
        due_at = datetime(2025, 3, 10, 8, 30, 0, 123456, tzinfo=SEOUL)
        claimed = await claim(store, replace(new_round(), due_at=due_at))
        stored = await store.round(claimed.id)
        assert stored is not None
        assert stored.due_at == datetime(2025, 3, 9, 23, 30, 0, 123456, tzinfo=UTC)
