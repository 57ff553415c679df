"""Cards of a member's own page: their numbers, calendar, topics and past answers."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import ceil

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Code, Meter, Paragraph, Picture, shortened
from bot.quiz.model import Answer, Member
from bot.quiz.mypage.model import Past, PastDay, Rows
from bot.quiz.mypage.rules import TopicScore
from bot.quiz.paging import turns
from bot.quiz.review.model import Review
from bot.quiz.rounds.question_view import leaderboard_action, topic
from bot.quiz.standings import view as standings_views
from bot.quiz.standings.numbers import Numbers
from content.schema import Language, Question

MAX_TOPICS = 5
PAGE_ANSWERS = 5
MAX_QUESTION_CHARS = 80
MAX_SAID_CHARS = 300
REVIEWED = "🔁 "


def page(
    language: Language,
    mine: Numbers | None,
    days: Mapping[date, PastDay],
    calendar: str | None,
    topics: Sequence[TopicScore],
) -> Card:
    """Return a member's own page in a channel; `calendar` is the id of its picture."""
    numbers = standings_views.stats(language, mine)
    if mine is None:
        return numbers.model_copy(update={"actions": (*numbers.actions, *_data(language))})
    blocks: list[Block] = [*numbers.blocks]
    if calendar:
        blocks.append(Picture(media=calendar, alt=calendar_alt(language, days)))
        blocks.append(Paragraph(text=say(language, "mypage-legend"), style="muted"))
    blocks += _topics(language, topics)
    review = _review(language, _weakest(topics))
    answers = Action(
        label=say(language, "mypage-answers"),
        command="stats",
        args={"what": "answers"},
        style="secondary" if review else "primary",
        replaces=True,
    )
    actions = (*review, answers, leaderboard_action(language, "week"), *_data(language))
    return numbers.model_copy(update={"blocks": tuple(blocks), "actions": actions})


def calendar_alt(language: Language, days: Mapping[date, PastDay]) -> str:
    """Return what the calendar shows, in words."""
    studied = sum(day.is_study for day in days.values())
    points = sum(day.points for day in days.values())
    return say(language, "mypage-calendar", days=studied, points=points)


def _topics(language: Language, topics: Sequence[TopicScore]) -> list[Block]:
    if not topics:
        return []
    bars: list[Block] = [
        Meter(
            fraction=min(1.0, one.score),
            label=say(
                language,
                "mypage-topic",
                topic=topic(language, one.topic),
                score=round(100 * one.score),
                questions=one.questions,
            ),
        )
        for one in topics[:MAX_TOPICS]
    ]
    heading = Paragraph(text=say(language, "mypage-topics"), style="strong")
    weakest = _weakest(topics)
    if weakest is None:
        return [heading, *bars]
    named = say(language, "mypage-weakest", topic=topic(language, weakest.topic))
    return [heading, *bars, Paragraph(text=named)]


def _weakest(topics: Sequence[TopicScore]) -> TopicScore | None:
    """Return the topic that goes worst; none where all go as well as it."""
    is_one = len(topics) > 1 and topics[0].score < topics[-1].score
    return topics[0] if is_one else None


def _review(language: Language, weakest: TopicScore | None) -> tuple[Action, ...]:
    if weakest is None or not weakest.returns:
        return ()
    label = say(language, "review-topic", topic=topic(language, weakest.topic))
    review = Action(label=label, command="review", args={"topic": weakest.topic}, style="primary")
    return (review,)


def _data(language: Language) -> tuple[Action, ...]:
    return tuple(
        Action(label=say(language, f"mypage-{what}"), command="stats", args={"what": what})
        for what in ("export", "forget")
    )


def _back(language: Language, label: str, **args: str) -> Action:
    return Action(label=say(language, label), command="stats", args=args, replaces=True)


def answers(
    language: Language, past: Sequence[tuple[Past, Question | None]], page: int = 1
) -> Card:
    """Return one page of a member's answers, the newest first; each has a button that opens it."""
    pages = max(1, ceil(len(past) / PAGE_ANSWERS))
    page = min(max(1, page), pages)
    shown = past[PAGE_ANSWERS * (page - 1) : PAGE_ANSWERS * page]
    lines = [
        _line(language, PAGE_ANSWERS * (page - 1) + place, *one)
        for place, one in enumerate(shown, start=1)
    ]
    opening = [
        Action(
            label=say(
                language,
                "mypage-open",
                place=PAGE_ANSWERS * (page - 1) + place,
                score=round(100 * one.score),
            ),
            command="stats",
            args={"review" if one.is_review else "answer": str(one.answer), "page": str(page)},
            replaces=True,
        )
        for place, (one, _) in enumerate(shown, start=1)
    ]
    turned = turns(language, "stats", page, has_more=page < pages, what="answers")
    return Card(
        title=say(language, "mypage-answers-title"),
        blocks=(Paragraph(text="\n".join(lines) or say(language, "stats-none")),),
        actions=(*opening, *turned, _back(language, "mypage-back")),
    )


def _line(language: Language, place: int, past: Past, question: Question | None) -> str:
    asked = say(language, "mypage-gone")
    if question:
        asked = shortened(question.text[language], MAX_QUESTION_CHARS)
    day = past.day if past.is_review else past.round.local_date
    return f"{place}. {day.isoformat()} · {REVIEWED if past.is_review else ''}{asked}"


def opened(language: Language, grade: Card | None, answer: Answer, page: int) -> Card:
    """Return the card of a past answer: what was said, and its whole grade where that is known."""
    what = "mypage-reviewed" if isinstance(answer, Review) else "mypage-said"
    said = (
        Paragraph(text=say(language, what, date=answer.study_date.isoformat()), style="muted"),
        Paragraph(text=shortened(answer.text, MAX_SAID_CHARS), style="quote")
        if answer.text
        else Paragraph(text=say(language, "mypage-not-kept")),
    )
    back = _back(language, "mypage-back-to-answers", what="answers", page=str(page))
    if grade is None:
        score = round(100 * answer.grade.score) if answer.grade else 0
        title = say(language, "grade-score", score=score)
        gone = Paragraph(text=say(language, "mypage-gone"), style="muted")
        return Card(title=title, blocks=(*said, gone), actions=(back,))
    return grade.model_copy(
        update={"blocks": (*said, *grade.blocks), "actions": (*grade.actions, back)}
    )


def export(member: Member, rows: Rows, now: datetime) -> Card:
    """Return a card with everything kept about a member as a file."""
    language, text = member.language, export_text(member, rows, now)
    return Card(
        title=say(language, "mypage-export-title"),
        blocks=(
            Paragraph(text=say(language, "mypage-export-about")),
            Code(text=text, name=f"quizmaster-{now.date().isoformat()}.json"),
        ),
    )


def export_text(member: Member, rows: Rows, now: datetime) -> str:
    """Return everything kept about a member as JSON."""
    content = {
        "readme": say(member.language, "mypage-export-readme"),
        "exported_at": now.isoformat(),
        "member": member.id,
        **rows,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def confirmation(language: Language) -> Card:
    """Return the card that asks before everything is deleted."""
    texts = ("goes", "stays", "public", "final")
    return Card(
        title=say(language, "mypage-forget-title"),
        blocks=tuple(Paragraph(text=say(language, f"mypage-forget-{text}")) for text in texts),
        actions=(
            Action(label=say(language, "mypage-forget-now"), command="forget", style="danger"),
            Action(label=say(language, "mypage-export"), command="stats", args={"what": "export"}),
        ),
    )


def forgotten(language: Language) -> Card:
    """Return what is said once everything is deleted."""
    return Card(
        blocks=(Paragraph(text=say(language, "mypage-forgotten")),),
        tone="notice",
    )
