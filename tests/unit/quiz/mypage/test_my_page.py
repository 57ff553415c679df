"""A member's own page, from the numbers to everything deleted."""

import json
from dataclasses import replace

from bot.quiz.cards import Card
from bot.quiz.mypage.rules import Scored, TopicScore, topics
from tests.unit.quiz.conftest import JUN, MINA, World, texts


async def answer_twice(world: World) -> None:
    await world.quiz.host.tick()
    for text in ("half of it", "good reasons"):
        await world.say(MINA, "answer", text=text, round="1", question="first")


def text(card: Card) -> str:
    return card.model_dump_json()


def labels(card: Card) -> list[str]:
    return [action.label for action in card.actions]


def test_the_weakest_topic_comes_first_and_best_scores_count() -> None:
    given = [("data", "a", 0.9), ("data", "a", 0.1), ("data", "b", 0.5), ("text", "c", 0.2)]
    scored = [Scored(*one, is_over=False) for one in given]
    assert topics(scored) == [TopicScore("text", 0.2, 1), TopicScore("data", 0.7, 2)]


def test_topic_returns_once_something_missed_is_over() -> None:
    full, missed = Scored("data", "a", 1.0), Scored("data", "b", 0.9)
    assert [one.returns for one in topics([full])] == [False]
    assert [one.returns for one in topics([full, missed])] == [True]
    assert [one.returns for one in topics([full, replace(missed, is_over=False)])] == [False]


def test_no_topics_without_answers() -> None:
    assert topics([]) == []


async def test_page_shows_numbers_calendar_and_topics(world: World) -> None:
    world.figures.media["calendar"] = "c.png"
    await answer_twice(world)
    card = (await world.say(MINA, "stats")).last
    kinds = [block.kind for block in card.blocks]
    assert "picture" in kinds
    assert kinds.count("meter") == 1
    assert "1일 공부해서 90점" in text(card)


async def test_weakest_topic_is_reviewed_by_its_button_until_it_goes_well(world: World) -> None:
    world.figures.media["calendar"] = "c.png"
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad one")
    only = (await world.say(MINA, "stats")).last
    assert "review" not in [action.command for action in only.actions]
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="good one")
    page = (await world.say(MINA, "stats")).last
    [review] = [action for action in page.actions if action.command == "review"]
    assert review.label == "최적화 복습하기"
    assert "‘최적화’ 쪽이 가장 약해요" in text(page)
    asked = (await world.say(MINA, review.command, **review.args)).last
    await world.say(MINA, "review answer", text="good reason", **asked.actions[0].args)
    page = (await world.say(MINA, "stats")).last
    assert "가장 약해요" not in text(page)
    assert "최적화 · 평균 100점" in text(page)
    assert "지금까지 120점" in text(page)
    assert "1일 공부해서 120점" in text(page)


async def test_every_past_answer_opens_again_with_its_whole_grade(world: World) -> None:
    await answer_twice(world)
    listed = (await world.say(MINA, "stats", what="answers")).last
    first, second = listed.actions[:2]
    assert [first.label, second.label] == ["1번 · 100점", "2번 · 50점"]
    assert first.replaces
    opened = (await world.say(MINA, first.command, **first.args)).last
    assert "good reasons" in text(opened)
    assert "point" in [block.kind for block in opened.blocks]
    assert labels(opened)[-1] == "지난 답으로"
    foreign = (await world.say(JUN, first.command, **first.args)).last
    assert "good reasons" not in text(foreign)


async def test_reviews_open_again_among_past_answers(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad one")
    world.clock.advance(hours=25)
    await world.quiz.host.tick()
    asked = (await world.say(MINA, "review")).last
    await world.say(MINA, "review answer", text="half of a review", **asked.actions[0].args)
    listed = (await world.say(MINA, "stats", what="answers")).last
    assert texts(listed) == [
        "1. 2026-11-21 · 🔁 What about first? (ko)\n2. 2026-11-20 · What about first? (ko)"
    ]
    [review, answer] = listed.actions[:2]
    opened = (await world.say(MINA, review.command, **review.args)).last
    assert opened.title == "50점 · 일부만 맞았어요"
    assert texts(opened)[:2] == ["2026-11-21 복습에서 이렇게 답했어요.", "half of a review"]
    assert labels(opened) == ["지난 답으로"]
    assert "bad one" in text((await world.say(MINA, answer.command, **answer.args)).last)
    foreign = (await world.say(JUN, review.command, **review.args)).last
    assert "half of a review" not in text(foreign)


async def test_export_gives_everything_as_a_file(world: World) -> None:
    await answer_twice(world)
    card = (await world.say(MINA, "stats", what="export")).last
    [file] = [block for block in card.blocks if block.kind == "code"]
    content = json.loads(file.text)
    assert [row["text"] for row in content["answers"]] == ["half of it", "good reasons"]
    assert content["member"] == MINA.id
    assert "UTC" in content["readme"]


async def test_nothing_is_forgotten_before_it_is_confirmed(world: World) -> None:
    await answer_twice(world)
    card = (await world.say(MINA, "stats", what="forget")).last
    assert any("올라간 그대로 남아서" in text for text in texts(card))
    danger = [action for action in card.actions if action.style == "danger"]
    assert [action.command for action in danger] == ["forget"]
    assert await world.store.kept_about(MINA.id)
    await world.say(MINA, "forget")
    assert await world.store.kept_about(MINA.id) == {}
    assert "아직 기록이 없어요" in text((await world.say(MINA, "stats")).last)
    await world.say(MINA, "answer", text="good reasons")
    assert "100점" in text((await world.say(MINA, "stats")).last)
