"""What a member sees at one glance: their numbers, each channel's question, and its settings."""

from dataclasses import replace

import pytest

from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, EVERY_DAY, Channel, ChannelId, Member, RoundState
from bot.quiz.standings.overview import NOWHERE, Panel
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, bank, texts

SORA = replace(JUN, is_admin=False)
SUNDAY = frozenset({6})


def another(name: str, **changes: object) -> Channel:
    quiet = {"weekdays": SUNDAY} | changes
    return replace(CHANNEL, id=ChannelId(f"web:{name}"), name=name, **quiet)  # type: ignore[arg-type]


async def panels(world: World, member: Member, *channels: Channel) -> list[Panel]:
    """Return what a member sees who is in the channel of the world and in these."""
    for channel in channels:
        await world.store.save_channel(channel)
    seen = [channel.id for channel in (CHANNEL, *channels)]
    run = seen if member.is_admin else ()
    return await world.quiz.overview.panels(member, seen, run)


async def today(world: World, member: Member = SORA) -> Card:
    [_, panel, *_] = await panels(world, member)
    return panel.card


def labels(card: Card) -> list[str]:
    return [action.label for action in card.actions]


async def test_open_questions_come_first_and_then_all_by_name(open_world: World) -> None:
    found = await panels(open_world, SORA, another("Zoo"), another("algo"))
    assert [panel.channel for panel in found] == [NOWHERE, CHANNEL.id, "web:algo", "web:Zoo"]


async def test_only_channels_the_member_may_see_and_that_are_on_are_shown(
    open_world: World,
) -> None:
    await open_world.store.save_channel(another("secret"))
    found = await panels(open_world, JUN, another("off", is_active=False))
    assert {panel.channel for panel in found} == {NOWHERE, CHANNEL.id}


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (MINA, "관리자에게 시작해 달라고"),
        (replace(MINA, is_admin=True), "아래에서 채널을 고르면"),
        (SORA, "Ask an admin"),
        (JUN, "Choose one below"),
    ],
)
async def test_without_a_quiz_one_card_says_how_it_starts(
    world: World, member: Member, said: str
) -> None:
    [panel] = await world.quiz.overview.panels(member, [ChannelId("web:elsewhere")])
    assert said in texts(panel.card)[-1]
    assert (panel.channel, panel.card.actions) == (NOWHERE, ())


async def test_numbers_are_one_line_for_each_channel_with_any(open_world: World) -> None:
    [none, *_] = await panels(open_world, MINA)
    assert texts(none.card) == ["아직 기록이 없어요. 오늘의 질문에 답하면 여기에 쌓여요."]
    await open_world.say(MINA, "answer", text="good reasons")
    await open_world.say(SORA, "answer", text="half right")
    [korean, *_] = await panels(open_world, MINA, another("algo"))
    [english, *_] = await panels(open_world, SORA, another("algo"))
    assert texts(korean.card) == ["#daily — 100점 · 1위 · 1일 공부 · 🔥 1일째"]
    assert texts(english.card) == ["#daily — 50 points · rank 2 · 1 day studied · 🔥 day 1"]


async def test_a_broken_streak_is_left_out(open_world: World) -> None:
    await open_world.say(SORA, "answer", text="half right")
    for _ in range(3):
        open_world.clock.advance(hours=24)
        await open_world.quiz.host.tick()
    [own, *_] = await panels(open_world, SORA)
    assert texts(own.card) == ["#daily — 50 points · rank 1 · 1 day studied"]


async def test_a_bot_that_was_away_breaks_no_streak(open_world: World) -> None:
    await open_world.say(SORA, "answer", text="half right")
    open_world.clock.advance(hours=72)
    [own, *_] = await panels(open_world, SORA)
    assert texts(own.card) == ["#daily — 50 points · rank 1 · 1 day studied · 🔥 day 1"]


async def test_open_question_is_short_and_in_the_members_language(open_world: World) -> None:
    card = await today(open_world, MINA)
    assert card.title == "🧠 #daily · ★★★☆☆ · 최적화"
    assert texts(card) == ["What about first? (ko)", "아직 답하지 않았어요"]
    assert card.footer == "내일 09:00에 풀이 공개 · 힌트 1개마다 점수가 10%씩 줄어요"
    assert labels(card) == ["답하기", "힌트", "순위"]


@pytest.mark.parametrize(
    ("timezone", "closes"),
    [(None, "tomorrow at 09:00"), ("America/New_York", "tomorrow at 19:00"), ("odd", "tomorrow")],
)
async def test_when_the_question_closes_is_told_by_the_members_clock(
    open_world: World, timezone: str | None, closes: str
) -> None:
    away = replace(SORA, timezone=timezone)
    assert f"solution {closes}" in (await today(open_world, away)).footer
    [round] = await open_world.store.rounds()
    alone = await open_world.say(away, "read", round=str(round.id), question="first")
    assert f"solution {closes}" in alone.last.footer


MINAS = [(MINA, "first", "good reasons")]
ONE_RETRY = [
    (SORA, "first", "half right"),
    (SORA, "first", "bad guess"),
    (SORA, "then", "good reasons"),
]
ALL_ATTEMPTS = [(SORA, "first", text) for text in ("bad one", "bad two", "half three")]


@pytest.mark.parametrize(
    ("given", "line", "buttons"),
    [
        (MINAS, "You haven't answered yet", ["Answer", "Hint", "Leaderboard"]),
        (
            ONE_RETRY,
            "50 points · attempt 2/3 · follow-up 2/2",
            ["Answer", "Hint", "Follow-ups", "Leaderboard"],
        ),
        (ALL_ATTEMPTS, "50 points · attempt 3/3 · follow-up 1/2", ["Follow-ups", "Leaderboard"]),
    ],
    ids=["others' answers are not mine", "attempts are left", "no attempt is left"],
)
async def test_open_question_says_how_far_the_member_is(
    open_world: World, given: list[tuple[Member, str, str]], line: str, buttons: list[str]
) -> None:
    for member, question, text in given:
        await open_world.say(member, "answer", question=question, text=text)
    card = await today(open_world)
    assert texts(card)[1] == line
    assert labels(card) == buttons


async def test_answer_that_waits_for_its_grade_says_so(open_world: World) -> None:
    open_world.grader.is_away = True
    await open_world.say(SORA, "answer", text="good reasons")
    assert texts(await today(open_world))[1].startswith("being graded · attempt 1/3")


async def test_buttons_do_what_they_say_in_their_channel(open_world: World) -> None:
    [answer, hint, leaderboard] = (await today(open_world)).actions
    [form] = (await open_world.say(SORA, answer.command, **answer.args)).forms
    assert form.intro.startswith("What about first?")
    for action, title in ((hint, "💡 Hint 1/2"), (leaderboard, "🏆 Today · #daily")):
        reply = await open_world.say(SORA, action.command, **action.args)
        assert reply.last.title == title


@pytest.mark.parametrize(
    ("member", "weekdays", "line"),
    [
        (SORA, SUNDAY, "#algo · the next question comes on 2026-11-22 at 09:00"),
        (MINA, EVERY_DAY, "#algo · 다음 질문은 내일 09:00에 올라와요"),
        (SORA, frozenset(), "#algo · no questions are planned right now"),
        (MINA, frozenset(), "#algo · 지금은 질문을 쉬고 있어요"),
    ],
)
async def test_channel_without_an_open_question_is_one_line(
    open_world: World, member: Member, weekdays: frozenset[int], line: str
) -> None:
    found = await panels(open_world, member, another("algo", weekdays=weekdays))
    card = next(panel.card for panel in found if panel.channel == "web:algo")
    assert [(block.text, block.style) for block in card.blocks if block.kind == "paragraph"] == [
        (line, "muted")
    ]
    assert [action.command for action in card.actions] == ["leaderboard"]


ENDS = [RoundState.CLOSING, RoundState.CLOSED, RoundState.SKIPPING, RoundState.SKIPPED]


@pytest.mark.parametrize("end", ENDS)
async def test_question_that_ended_is_none(open_world: World, end: RoundState) -> None:
    [round] = await open_world.store.rounds()
    await open_world.store.update_round(replace(round, state=end), since=round.state)
    assert texts(await today(open_world)) == ["#daily · the next question comes tomorrow at 09:00"]


async def test_question_that_left_the_deck_is_none(open_world: World) -> None:
    smaller = open_world.with_library(Library({DEFAULT_DECK: bank()}))
    [_, panel] = await smaller.quiz.overview.panels(SORA, [CHANNEL.id])
    assert texts(panel.card) == ["#daily · the next question comes tomorrow at 09:00"]


async def test_settings_are_for_admins_alone(open_world: World) -> None:
    assert len(await panels(open_world, SORA)) == 2
    [*_, panel] = await panels(open_world, JUN)
    assert (panel.channel, panel.card.title) == (CHANNEL.id, "⚙️ #daily")
    assert texts(panel.card) == [
        "Mon Tue Wed Thu Fri Sat Sun · 09:00 Asia/Seoul · Deep learning interview · English"
    ]
    assert [action.command for action in panel.card.actions] == ["quiz settings", "quiz now"]


@pytest.mark.parametrize(
    ("admin", "said"),
    [(replace(MINA, is_admin=True), "다음 권한을 주세요: 메시지"), (JUN, "Send Messages")],
)
async def test_settings_say_what_stands_in_the_way(
    open_world: World, admin: Member, said: str
) -> None:
    shut = another("shut", trouble="forbidden send_messages")
    found = await panels(open_world, admin, shut)
    card = found[-1].card
    assert (card.title, card.tone) == ("⚙️ #shut", "partial")
    assert said in texts(card)[-1]


async def test_settings_read_the_trouble_that_the_quiz_noted(world: World) -> None:
    world.chat.unreachable.add(CHANNEL.id)
    await world.quiz.host.tick()
    [*_, panel] = await panels(world, JUN)
    assert "these permissions there: Send Messages" in texts(panel.card)[-1]
