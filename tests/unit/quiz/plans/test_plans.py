"""Planning a question for a date: found, listed, taken back, and asked on its day."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.quiz import commands
from bot.quiz.audit.model import AuditEntry
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, DailyQuiz
from bot.quiz.plans.search import Found, search
from content.schema import References
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, MORNING, World, bank, question, texts

TOMORROW = (MORNING + timedelta(days=1)).date()
DAY = TOMORROW.isoformat()


async def audited(world: World) -> list[AuditEntry]:
    return await world.store.entries(CHANNEL.id, 9)


async def test_what_is_planned_is_asked_on_its_day(open_world: World) -> None:
    await open_world.say(JUN, "plan add", question="first", date=DAY)
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    assert [one.question for one in await open_world.store.rounds()] == ["first", "first"]
    assert [entry.what for entry in await audited(open_world)] == ["audit-planned"]


async def test_a_planned_question_is_kept_for_its_day(world: World) -> None:
    await world.say(JUN, "plan add", question="first", date=DAY)
    await world.quiz.host.tick()
    assert [one.question for one in await world.store.rounds()] == ["second"]


async def test_a_question_that_is_gone_by_then_is_replaced_and_its_planner_told(
    open_world: World,
) -> None:
    await open_world.say(JUN, "plan add", question="first", date=DAY)
    other = open_world.with_library(Library({DEFAULT_DECK: bank(question("second"))}))
    open_world.clock.advance(days=1)
    for _ in range(2):
        await other.quiz.host.tick()
    assert (await open_world.store.rounds())[-1].question == "second"
    [told] = open_world.told(JUN)
    assert "no longer there" in texts(told)[0]


async def test_the_list_shows_what_is_planned_and_takes_it_back(world: World) -> None:
    assert "Nothing is planned" in (await world.say(JUN, "quiz plan")).last.model_dump_json()
    listed = (await world.say(JUN, "plan add", question="second", date=DAY)).last
    assert f"{DAY} (Sat) · What about second?" in listed.model_dump_json()
    remove = listed.actions[1]
    after = (await world.say(JUN, remove.command, **remove.args)).last
    assert "Nothing is planned. " in after.model_dump_json()
    assert await world.store.plans(CHANNEL.id, date.min) == []


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("calendar edit", {"days": "11/21 trip", "holidays": ""}),
        ("quiz pause", {"until": "11/23"}),
    ],
)
async def test_a_plan_for_a_day_that_became_one_off_is_said_to_come_to_nothing(
    open_world: World, command: str, args: dict[str, str]
) -> None:
    await open_world.say(JUN, "plan add", question="second", date=DAY)
    saved = (await open_world.say(JUN, command, **args)).last
    assert [line for line in texts(saved) if f"won't be asked: {DAY} (Sat). Plan" in line]
    [planned] = texts((await open_world.say(JUN, "quiz plan")).last)
    assert planned.endswith("\n⚠️ No question comes then, so this one won't be asked.")
    await open_world.say(JUN, "calendar edit", days="", holidays="")
    if command == "quiz pause":
        await open_world.say(JUN, "quiz resume")
    assert "won't be asked" not in (await open_world.say(JUN, "quiz plan")).last.model_dump_json()
    calendar = (await open_world.say(JUN, "quiz calendar")).last
    assert "won't be asked" not in calendar.model_dump_json()


async def test_what_was_asked_is_planned_no_more(open_world: World) -> None:
    await open_world.say(JUN, "plan add", question="first", date=DAY)
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    listed = (await open_world.say(JUN, "quiz plan")).last
    assert "Nothing is planned" in texts(listed)[0]
    paused = (await open_world.say(JUN, "quiz pause", until="")).last
    assert "won't be asked" not in paused.model_dump_json()


async def test_a_plan_for_a_time_that_was_taken_away_is_said_to_come_to_nothing(
    open_world: World,
) -> None:
    evening = DailyQuiz(1, time(20, 0), CHANNEL.decks)
    await open_world.store.save_channel(replace(CHANNEL, more=(evening,)))
    await open_world.say(JUN, "plan add", question="second", date=f"{DAY}/1")
    await open_world.say(JUN, "quiz times remove", slot="1")
    [planned] = texts((await open_world.say(JUN, "quiz plan")).last)
    assert planned.endswith("won't be asked.")


async def test_words_lead_to_the_question_and_then_to_its_date(world: World) -> None:
    both = (await world.say(JUN, "quiz plan", question="what about")).last
    assert [action.args["question"] for action in both.actions] == ["first", "second"]
    dates = (await world.say(JUN, "quiz plan", **both.actions[1].args)).last
    when = dates.actions[1]
    await world.say(JUN, when.command, **when.args)
    [plan] = await world.store.plans(CHANNEL.id, date.min)
    assert plan.question == "second"


async def test_of_several_questions_a_day_each_can_be_planned(world: World) -> None:
    evening = DailyQuiz(2, time(20, 0), CHANNEL.decks)
    await world.store.save_channel(replace(CHANNEL, more=(evening,)))
    await world.quiz.host.tick()
    dates = (await world.say(JUN, "quiz plan", question="first")).last
    today = MORNING.date()
    assert [action.label for action in dates.actions][:2] == [
        f"{today} (Fri) 20:00",
        f"{TOMORROW} (Sat) 09:00",
    ]
    when = dates.actions[0]
    listed = (await world.say(JUN, when.command, **when.args)).last
    assert f"{today} (Fri) 20:00 · What about first?" in listed.model_dump_json()
    world.clock.advance(hours=11)
    await world.quiz.host.tick()
    assert [one.question for one in await world.store.rounds()] == ["first", "first"]
    remove = listed.actions[1]
    await world.say(JUN, remove.command, **remove.args)
    assert await world.store.plans(CHANNEL.id, date.min) == []


async def test_words_of_several_questions_are_asked_about_in_the_form(world: World) -> None:
    [form] = (await world.say(JUN, "plan add", question="what", date=DAY)).forms
    assert [option.value for option in form.fields[0].options] == ["first", "second"]
    assert "2 questions" in form.error


@pytest.mark.parametrize(
    ("question", "day", "sentence"),
    [
        ("cooking", DAY, "Try other words"),
        ("first", MORNING.date().replace(year=2020).isoformat(), "Choose a day"),
        ("first", "soon", "Choose a day"),
    ],
)
async def test_what_cannot_be_planned_is_said(
    world: World, question: str, day: str, sentence: str
) -> None:
    [form] = (await world.say(JUN, "plan add", question=question, date=day)).forms
    assert sentence in form.error
    assert await world.store.plans(CHANNEL.id, date.min) == []


def test_a_search_reads_both_languages_and_prefers_an_id() -> None:
    mains = DECK.mains()
    assert [one.main.id for one in search(mains, "ABOUT (ko) second")] == ["second"]
    assert [one.main.id for one in search(mains, "First")] == ["first"]
    assert search(mains, "") == [Found(main) for main in mains]
    assert search(mains, "nothing of this") == []


def test_a_search_finds_a_follow_up_where_no_main_question_has_the_words() -> None:
    first, _ = mains = DECK.mains()
    then, finally_ = first.follow_ups
    assert search(mains, "about finally") == [Found(first, finally_)]
    assert search(mains, "THEN") == [Found(first, then)]
    assert search(mains, "about first") == [Found(first)]


async def test_words_of_a_follow_up_lead_to_the_question_before_it(world: World) -> None:
    dates = (await world.say(JUN, "quiz plan", question="about finally")).last
    assert texts(dates) == [
        "What about first? (★★★☆☆ Optimisation)\n↳ What about finally?",
    ]
    assert "once the question before it is answered" in dates.footer
    when = dates.actions[0]
    assert when.args["question"] == "first"
    listed = (await world.say(JUN, "plan add", question="finally", date=DAY)).last
    assert "once the question before it is answered" in texts(listed)[0]
    [plan] = await world.store.plans(CHANNEL.id, date.min)
    assert plan.question == "first"


async def test_words_of_several_follow_ups_show_what_was_found(world: World) -> None:
    deck = bank(question("one", question("sub-x")), question("two", question("sub-y")))
    other = world.with_library(Library({DEFAULT_DECK: deck}))
    found = (await other.say(JUN, "quiz plan", question="sub")).last
    assert [line.partition("\n")[2] for line in texts(found)] == [
        "↳ What about sub-x?",
        "↳ What about sub-y?",
    ]
    assert [action.args["question"] for action in found.actions] == ["one", "two"]


async def test_a_follow_up_that_is_never_asked_is_not_found(world: World) -> None:
    draft = question("sub-x").model_copy(update={"references": References()})
    other = world.with_library(Library({DEFAULT_DECK: bank(question("one", draft))}))
    assert "Try other words" in (await other.say(JUN, "quiz plan", question="sub-x")).last.sentence
    await world.store.save_channel(replace(CHANNEL, takes_drafts=True))
    assert "sub-x" in texts((await other.say(JUN, "quiz plan", question="sub-x")).last)[0]


async def test_completion_offers_what_holds_the_words(world: World) -> None:
    complete = world.quiz.dispatcher.complete
    plan = commands.command("quiz plan")
    [offered] = await complete("en", plan, {}, "question", "finally", CHANNEL.id)
    assert (offered.value, offered.label) == ("first", "↳ What about finally?")


async def test_a_question_asked_before_the_days_time_is_the_planned_one(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "plan add", question="first", date=DAY)
    world.clock.advance(hours=20)
    await world.post_now()
    assert (await world.store.rounds())[-1].question == "first"
    assert (await world.store.rounds())[-1].local_date == TOMORROW
