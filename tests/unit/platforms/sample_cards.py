"""Cards as members meet them, from the real views and the packaged bank, plain and extreme."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.quiz.answering import view as grade
from bot.quiz.answering.progress import Step
from bot.quiz.cards import Card, Column
from bot.quiz.demos import view as demo
from bot.quiz.model import (
    Answer,
    AnswerId,
    EventId,
    MemberId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Standing,
)
from bot.quiz.ports import DemoRun
from bot.quiz.rounds import question_view as question
from bot.quiz.rounds import reveal_view as reveal
from bot.quiz.standings import view as standings
from compute.demos.registry import DEMOS
from content.loader import load
from content.schema import LANGUAGES, Bilingual, Language, Question
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from tests.samples import GENERAL, MINA

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WIDE = "가나다라마바사아자차카타파하🦊🧠👨‍👩‍👧‍👦한글이름입니다"[:32]
HOSTILE = "**@everyone** [x](http://evil.gg)"[:32]
LONG_QUOTE = ("ReLU는 x>0이면 기울기가 1이라 *그대로* 전달되고, exp가 없어서 빨라요. " * 5)[:160]

RANK_COLUMNS = (
    Column(title="rank", align="right", medals=True),
    Column(title="name"),
    Column(title="points", align="right"),
    Column(title="streak", align="right"),
)
RANKS = (
    ("1", "민지", "412", "🔥 9"),
    ("2", "007", "98", ""),  # a tie of two, one of whom is called by digits
    ("2", "c", "98", ""),
    ("4", "⋮", "7"),  # a name that looks like the gap below it
    ("⋮", "", "", ""),
    ("114", "Alex", "0", "🔥 2"),
    ("115", "b", "", "", "surplus"),
)

BANK = load()
MAINS = BANK.mains()
DEMOS_THERE_ARE = list(DEMOS.specs)


def a_round(main: Question, state: RoundState = RoundState.OPEN) -> Round:
    return Round(
        RoundId(7), GENERAL.id, date(2026, 11, 20), 0, QuestionId(main.id), state, NOW, NOW
    )


def board(language: Language, main: Question = MAINS[0]) -> Card:
    channel = replace(GENERAL, language=language)
    return question.board(channel, a_round(main), main, 6, NOW)


def an_answer(main: Question, given: Grade) -> Answer:
    return Answer(
        AnswerId(3),
        EventId("discord:1"),
        RoundId(7),
        GENERAL.id,
        QuestionId(main.id),
        MINA.id,
        attempt=1,
        text="답",
        study_date=date(2026, 11, 20),
        at=NOW,
        grade=given,
        value=72,
    )


def a_key_point(id: str, text: Bilingual, evidence: str | None) -> KeyPointGrade:
    state = PointState.MISSING if evidence is None else PointState.STATED
    return KeyPointGrade(id=id, text=text, weight=1, score=0.9, state=state, evidence=evidence)


def a_misconception(text: Bilingual, why: Bilingual, evidence: str) -> MisconceptionFound:
    return MisconceptionFound(text=text, why=why, evidence=evidence, score=0.8)


def a_grade(points: Sequence[KeyPointGrade], found: Sequence[MisconceptionFound] = ()) -> Grade:
    return Grade(
        score=0.7,
        verdict=Verdict.PARTIAL,
        key_points=tuple(points),
        misconceptions=tuple(found),
        similarity=0.5,
        grader="test-1",
    )


def graded(language: Language, given: Grade | None = None) -> Card:
    """Return a grade; without one, it has points met and missed and a misconception."""
    main, wrong = MAINS[0], MAINS[0].misconceptions[0]
    quotes = ["x>0이면 미분값이 1이라 그대로 전달되고", "exp가 없어서 빨라요", *[None] * 12]
    points = [a_key_point(p.id, p.text, q) for p, q in zip(main.key_points, quotes, strict=False)]
    found = a_misconception(wrong.text, wrong.why, "ReLU는 평균이 0이라")
    answer = an_answer(main, given or a_grade(points, [found]))
    step = Step(main, 1, 1 + len(main.follow_ups))
    return grade.graded(language, a_round(main), step, answer, [], 5, has_next=True)


def graded_to_the_limit(language: Language) -> Card:
    """Return a grade with all a question may hold: 12 key points and 3 misconceptions."""
    text = Bilingual(ko="핵심 " * 45, en="key point " * 20)
    points = [a_key_point(f"point-{n}", text, LONG_QUOTE) for n in range(12)]
    return graded(language, a_grade(points, [a_misconception(text, text, LONG_QUOTE)] * 3))


def a_standing(rank: int, name: str, points: int, streak: int, member: str = "") -> Standing:
    return Standing(rank, MemberId(f"discord:{member or name}"), name, points, streak)


def ranking(count: int = 14) -> list[Standing]:
    rows = [
        a_standing(1, "민지", 412, 9),
        a_standing(2, "Alex", 398, 9),
        a_standing(2, "지훈", 398, 4),
        a_standing(4, HOSTILE, 255, 0),
        a_standing(5, WIDE, 240, 12),
    ]
    others = [a_standing(rank, f"member {rank}", 240 - rank, 0) for rank in range(6, count)]
    return [*rows, *others, a_standing(count, "나", 9, 2, "me")]


def leaderboard(language: Language, count: int = 14, page: int = 1) -> Card:
    channel = replace(GENERAL, name="딥러닝-스터디")
    me = MemberId("discord:me")
    return standings.leaderboard(language, channel, "week", ranking(count), me, page)


def revealed(language: Language, main: Question = MAINS[0]) -> Card:
    given = a_grade([a_key_point(p.id, p.text, "") for p in main.key_points[:3]])
    return reveal.reveal(language, main, [an_answer(main, given)], ranking()[:5])


def a_run(language: Language, job: str = "3f9a2b1c", depth: int = 20) -> DemoRun:
    caption = Bilingual(
        ko=f"깊이 {depth}의 시그모이드 망을 학습시켰어요. 첫 층의 기울기는 마지막 층의 "
        "0.0003배예요. 기울기가 사라지면 앞 층은 배우지 못해요.",
        en=f"A sigmoid network of depth {depth} ran for 300 steps. The first layer's gradient is "
        "0.0003 times the last one's. Where gradients vanish, early layers don't learn.",
    )
    return DemoRun(
        job,
        "activation-gradients",
        "done",
        caption=caption,
        params={"depth": depth, "activation": "sigmoid", "lr": 0.05},
        seed=7,
        pictures=("plot.png",),
    )


def demo_done(language: Language) -> Card:
    known = next(one for one in DEMOS_THERE_ARE if one.name == "activation-gradients")
    return demo.done(language, a_run(language), known, "vanishes")


def demo_compared(language: Language) -> Card:
    return demo.compared(language, [a_run(language), a_run(language, "77ab01cd", depth=3)])


def demo_code(language: Language) -> Card:
    shipped = DEMOS.find("gd-lr-too-large")
    return demo.script(language, a_run(language), shipped.code(shipped.check({}), 0))


def demo_list(language: Language) -> Card:
    return demo.demo_list(language, DEMOS_THERE_ARE)


MAKERS: list[Callable[[Language], Card]] = [
    board,
    graded,
    graded_to_the_limit,
    leaderboard,
    revealed,
    demo_done,
    demo_compared,
    demo_code,
    demo_list,
]
EVERY_CARD = {
    f"{make.__name__} {language}": make(language) for language in LANGUAGES for make in MAKERS
}
