"""Cards of a question: the public post, a follow-up, a hint, and the form to answer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.i18n.messages import messages, say
from bot.quiz.answering.progress import Step
from bot.quiz.cards import (
    MAX_ABOUT_CHARS,
    Action,
    Block,
    Card,
    Form,
    InputField,
    Paragraph,
    Picture,
    shortened,
)
from bot.quiz.model import Channel, Round, RoundState
from bot.quiz.predictions.model import PREDICT
from content.schema import DemoRef, Language, Question
from evaluators.grade import MAX_ANSWER_CHARS

HOURS_OF_LATER_DAYS = 48


def question_args(round: Round, question: Question) -> dict[str, str]:
    return {"round": str(round.id), "question": question.id}


def board(
    channel: Channel,
    round: Round,
    main: Question,
    members: int,
    now: datetime,
    figure: str | None = None,
) -> Card:
    """Return the public card of a round, as it stands now; `figure` is the id of its picture."""
    language = channel.language
    return Card(
        title=title(language, round.local_date, main),
        blocks=asked(language, main, figure),
        footer=" · ".join(_facts(channel, round, main, members, now)),
        actions=(
            *board_actions(
                language,
                round,
                main,
                takes_answers=round.state.takes_points,
                has_follow_ups=bool(main.follow_ups),
            ),
            *language_actions(language, "read", round, main),
        ),
        thread=f"{round.local_date.isoformat()} · {main.text[language]}",
    )


def title(language: Language, day: date, main: Question) -> str:
    """Return the title of the question of a day, which tells what it is about and no more."""
    return say(
        language,
        "question-title",
        date=day.isoformat(),
        stars=stars(main.difficulty),
        topic=topic(language, main.topic),
    )


def private_board(
    language: Language,
    zone: ZoneInfo,
    round: Round,
    main: Question,
    now: datetime,
    figure: str | None = None,
) -> Card:
    """Return a round's question as one member reads it alone, in their language, by their clock."""
    facts = []
    if main.hints and round.state.takes_points:
        facts.append(say(language, "hint-price"))
    if round.state.takes_points:
        closes = when(language, round.closes_at, now, zone)
        facts.append(say(language, "question-closes", when=closes))
    return Card(
        title=title(language, round.local_date, main),
        blocks=asked(language, main, figure),
        footer=" · ".join(facts),
        actions=(
            *board_actions(
                language,
                round,
                main,
                takes_answers=round.state.takes_points,
                has_follow_ups=bool(main.follow_ups),
            ),
            *language_actions(language, "read", round, main, replaces=True),
        ),
    )


def asked(language: Language, question: Question, figure: str | None) -> tuple[Block, ...]:
    """Return the text of a question, with its figure if it has one."""
    text = Paragraph(text=question.text[language], style="strong")
    if figure is None or question.figure is None:
        return (text,)
    return (text, Picture(media=figure, alt=_named(language, "figure", question.figure)))


def _facts(
    channel: Channel, round: Round, main: Question, members: int, now: datetime
) -> list[str]:
    language = channel.language
    facts = []
    if main.follow_ups:
        facts.append(say(language, "question-follow-ups", count=len(main.follow_ups)))
    if main.hints and round.state.takes_points:
        facts.append(say(language, "hint-price"))
    facts.append(say(language, "question-answered", count=members))
    if round.state in (RoundState.CLOSING, RoundState.CLOSED):
        facts.append(say(language, "question-closed"))
    elif round.state in (RoundState.SKIPPING, RoundState.SKIPPED):
        facts.append(say(language, "question-skipped"))
    else:
        closes = when(language, round.closes_at, now, channel.timezone)
        facts.append(say(language, "question-closes", when=closes))
    return facts


def board_actions(
    language: Language, round: Round, main: Question, *, takes_answers: bool, has_follow_ups: bool
) -> tuple[Action, ...]:
    """Return the buttons of a round, for all its members or as far as one of them is."""
    actions = []
    if takes_answers:
        actions.append(answer_action(language, round, main))
        actions += hint_actions(language, round, main)
    if has_follow_ups:
        actions.append(follow_ups_action(language, round))
    actions.append(leaderboard_action(language, "today"))
    if main.demo:
        actions += demo_actions(language, main.demo)
    return tuple(actions)


def language_actions(
    language: Language, command: str, round: Round, question: Question, *, replaces: bool = False
) -> list[Action]:
    """Return the button that shows a question in the other language, if it has both."""
    if question.text.ko == question.text.en:
        return []
    other: Language = "en" if language == "ko" else "ko"
    return [
        Action(
            label=say(other, f"language-{other}"),
            command=command,
            args=question_args(round, question) | {"language": other},
            replaces=replaces,
        )
    ]


def hint_actions(language: Language, round: Round, question: Question) -> list[Action]:
    """Return the button that takes a hint; none where there is no hint."""
    args = question_args(round, question)
    hint = Action(label=say(language, "action-hint"), command="hint", args=args)
    return [hint] if question.hints else []


def answer_action(language: Language, round: Round, question: Question) -> Action:
    return Action(
        label=say(language, "action-answer"),
        command="answer",
        args=question_args(round, question),
        style="primary",
    )


def follow_ups_action(language: Language, round: Round) -> Action:
    """Return the button that opens the follow-up the member is at, whichever that is."""
    return Action(
        label=say(language, "action-follow-ups"), command="next", args={"round": str(round.id)}
    )


def leaderboard_action(language: Language, period: str) -> Action:
    return Action(
        label=say(language, "action-leaderboard"), command="leaderboard", args={"period": period}
    )


def demo_actions(language: Language, demo: DemoRef) -> list[Action]:
    """Return the buttons of a question's demo: run it, and where its deck says so, predict it."""
    args = {"name": demo.name, "settings": PREDICT}
    predict = Action(label=say(language, "action-predict"), command="demo", args=args)
    return [demo_action(language, demo), *([predict] if demo.predict else [])]


def demo_action(language: Language, demo: DemoRef) -> Action:
    settings = " ".join(f"{name}={value}" for name, value in demo.params.items())
    return Action(
        label=say(language, "action-demo"),
        command="demo",
        args={"name": demo.name} | ({"settings": settings} if settings else {}),
    )


def own_values_action(language: Language, demo: DemoRef) -> Action:
    """Return the button that asks for the demo's values, starting with the question's."""
    args = {"name": demo.name} | {name: str(value) for name, value in demo.params.items()}
    return Action(label=say(language, "action-own-values"), command="demo form", args=args)


def follow_up(language: Language, round: Round, step: Step, figure: str | None = None) -> Card:
    """Return a follow-up as the member who reached it sees it; `figure` is its picture's id."""
    question = step.question
    blocks: list[Block] = []
    if question.lead:
        blocks.append(Paragraph(text=question.lead[language], style="muted"))
    blocks += asked(language, question, figure)
    return Card(
        title=say(language, "follow-up-title", place=step.number, total=step.total),
        blocks=tuple(blocks),
        footer=say(language, "hint-price") if _has_hints(round, question) else "",
        actions=_follow_up_actions(language, round, question),
    )


def follow_up_notice(language: Language, round: Round, step: Step) -> Card:
    """Return a follow-up as the thread sees it once somebody got there.

    Its buttons are for whoever is that far.
    """
    told = ["follow-up-notice", *(["hint-price"] if _has_hints(round, step.question) else [])]
    return Card(
        title=say(language, "follow-up-title", place=step.number, total=step.total),
        blocks=(Paragraph(text=step.question.text[language], style="strong"),),
        footer=" ".join(say(language, message) for message in told),
        actions=_follow_up_actions(language, round, step.question),
    )


def _follow_up_actions(language: Language, round: Round, question: Question) -> tuple[Action, ...]:
    actions = [answer_action(language, round, question)]
    if _has_hints(round, question):
        actions += hint_actions(language, round, question)
    if question.demo:
        actions += demo_actions(language, question.demo)
    return tuple(actions)


def _has_hints(round: Round, question: Question) -> bool:
    """Tell whether hints may be taken: once a round is closed, its solutions say more."""
    return round.state.takes_points and bool(question.hints)


def answer_form(
    language: Language,
    round: Round,
    question: Question,
    attempts_left: int,
    now: datetime,
    *,
    text: str = "",
) -> Form:
    """Return the form to answer a question, which says how long that counts."""
    return Form(
        title=say(language, "answer-form-title"),
        command="answer",
        args=question_args(round, question),
        intro=f"{question.text[language]}\n\n{time_left(language, round, now)}",
        fields=(
            InputField(
                name="text",
                label=say(language, "answer-form-label", left=attempts_left),
                kind="paragraph",
                placeholder=say(language, "answer-form-placeholder"),
                value=text,
                max_length=MAX_ANSWER_CHARS,
            ),
        ),
        submit=say(language, "answer-form-submit"),
    )


def time_left(language: Language, round: Round, now: datetime) -> str:
    """Return in words how long answers to a round earn points."""
    left = round.closes_at - now
    if left <= timedelta() or not round.state.takes_points:
        return say(language, "time-over")
    hours, minutes = divmod(left // timedelta(minutes=1), 60)
    if hours >= HOURS_OF_LATER_DAYS:
        return say(language, "time-left-days", days=hours // 24, hours=hours % 24)
    if hours:
        return say(language, "time-left-hours", hours=hours, minutes=minutes)
    return say(language, "time-left-minutes", minutes=max(minutes, 1))


def hint(language: Language, round: Round, question: Question, taken: int) -> Card:
    """Return the hints a member has taken so far."""
    shown = question.hints[:taken]
    actions = [answer_action(language, round, question)]
    has_more = taken < len(question.hints)
    if has_more:
        actions.append(
            Action(
                label=say(language, "action-more-hint"),
                command="hint",
                args=question_args(round, question),
            )
        )
    return Card(
        about=shortened(question.text[language], MAX_ABOUT_CHARS),
        title=say(language, "hint-title", taken=taken, total=len(question.hints)),
        blocks=tuple(Paragraph(text=text[language]) for text in shown),
        footer=say(language, "hint-price" if has_more else "hint-last"),
        actions=tuple(actions),
    )


def stars(difficulty: int) -> str:
    return "★" * difficulty + "☆" * (5 - difficulty)


def topic(language: Language, slug: str) -> str:
    """Return a topic's name; one a team made up reads as its own words."""
    return _named(language, "topic", slug)


def _named(language: Language, kind: str, slug: str) -> str:
    message = f"{kind}-{slug}"
    return say(language, message) if message in messages(language) else slug.replace("-", " ")


def when(language: Language, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a local time in words: today, tomorrow, or the date."""
    local = moment.astimezone(zone)
    today = now.astimezone(zone).date()
    clock = local.strftime("%H:%M")
    if local.date() == today:
        return say(language, "when-today", time=clock)
    if local.date() == today + timedelta(days=1):
        return say(language, "when-tomorrow", time=clock)
    return say(language, "when-date", date=local.date().isoformat(), time=clock)
