"""Cards as members meet them, from the real views and the packaged bank, plain and extreme."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.quiz.answering import view as grade
from bot.quiz.answering.progress import Step
from bot.quiz.audit import view as audit_view
from bot.quiz.audit.model import AuditEntry
from bot.quiz.calendar import view as calendar_view
from bot.quiz.cards import Card, Column
from bot.quiz.demos import view as demo
from bot.quiz.demos.model import DemoRun
from bot.quiz.model import (
    EVERY_DAY,
    Answer,
    AnswerId,
    DayOff,
    EventId,
    MemberId,
    Ping,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Standing,
)
from bot.quiz.moderation import view as moderation
from bot.quiz.moderation.model import (
    NewShare,
    Participant,
    Share,
    ShareId,
    Submission,
    SubmissionKind,
)
from bot.quiz.mypage import view as mypage
from bot.quiz.mypage.model import Past, PastDay
from bot.quiz.mypage.rules import TopicScore
from bot.quiz.plans import view as plans
from bot.quiz.plans.model import DaySlot, Plan
from bot.quiz.plans.search import Found
from bot.quiz.recaps import view as recap
from bot.quiz.recaps.model import Recap, Result
from bot.quiz.recaps.rules import Improved, Moved
from bot.quiz.recaps.view import Liked, Week
from bot.quiz.review import view as review
from bot.quiz.rounds import question_view as question
from bot.quiz.rounds import reveal_view as reveal
from bot.quiz.rounds import settings_view as settings
from bot.quiz.rounds.reveal_view import Quote
from bot.quiz.rounds.schedule import Due, Upcoming
from bot.quiz.seasons import view as season
from bot.quiz.seasons.model import Season, SeasonId, SeasonState
from bot.quiz.standings import view as standings
from bot.quiz.standings.numbers import Numbers
from bot.quiz.standings.streaks import Streak
from bot.quiz.suggestions import curating_view as curating
from bot.quiz.suggestions.model import Reception, Suggestion, SuggestionId, SuggestionState, Wording
from compute.demos.registry import DEMOS
from content.schema import LANGUAGES, Bilingual, Language, Question
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from tests.bank import BANK
from tests.samples import GENERAL, MINA

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WIDE = "가나다라마바사아자차카타파하🦊🧠👨‍👩‍👧‍👦한글이름입니다"[:32]
HOSTILE = "**@everyone** [x](http://evil.gg)"[:32]
CALLS = ["<!channel>", "<@U1>", "<#C1>", "<!subteam^S1>", "<\x00@U1>"]
HOSTILE_WORDS = [
    *[HOSTILE, WIDE, ":smile:", "*b* _i_ ~s~ `c`", "<https://a.b|c> &lt;", "> - 1. #"],
    *["@everyone", "[a](https://b.c)", "> # -# ```", *CALLS],
]
LONG_QUOTE = ("ReLU는 x>0이면 기울기가 1이라 *그대로* 전달되고, exp가 없어서 빨라요. " * 5)[:160]
LONG_QUOTES = [LONG_QUOTE.replace("이면", f"이면 {n}", 1)[:160] for n in range(12)]

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

MAINS = BANK.mains()
TOMORROW = Upcoming(Due(NOW.date() + timedelta(days=1), NOW + timedelta(days=1)), MAINS[0])
DEMOS_THERE_ARE = list(DEMOS.specs)


def a_round(main: Question, state: RoundState = RoundState.OPEN) -> Round:
    return Round(
        RoundId(7), GENERAL.id, date(2026, 11, 20), 0, QuestionId(main.id), state, NOW, NOW
    )


def board(language: Language, main: Question = MAINS[0]) -> Card:
    channel = replace(GENERAL, language=language)
    return question.board(channel, a_round(main), main, 6, NOW)


def planned_to_the_limit(language: Language) -> Card:
    days = [(DaySlot(NOW.date() + timedelta(days=n)), main) for n, main in enumerate(MAINS[:12])]
    return plans.listed(language, GENERAL, days)


def plan_found(language: Language) -> Card:
    return plans.found(
        language, [Found(main, next(iter(main.follow_ups), None)) for main in MAINS[:12]]
    )


def saved_to_the_limit(language: Language) -> Card:
    """Return what is said to who has set everything there is."""
    channel = replace(
        GENERAL, name=HOSTILE, reminder_h=12, levels=frozenset({1, 2, 3, 4, 5}), weekdays=EVERY_DAY
    )
    pinging = replace(channel, ping=Ping("7", f"@{HOSTILE * 2}"))
    return settings.saved(language, pinging, TOMORROW, NOW, LONG_QUOTE)


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
    step = Step(main, 0, len(main.follow_ups))
    return grade.graded(
        language,
        a_round(main),
        step,
        answer,
        [],
        Streak(5, 1),
        following=Step(main.follow_ups[0], 1, len(main.follow_ups)),
    )


def a_grade_to_the_limit() -> Grade:
    """Return a grade with all a question may hold: 12 key points and 3 misconceptions."""
    text = Bilingual(ko="핵심 " * 45, en="key point " * 20)
    points = [a_key_point(f"point-{n}", text, quote) for n, quote in enumerate(LONG_QUOTES)]
    return a_grade(points, [a_misconception(text, text, LONG_QUOTE)] * 3)


def graded_to_the_limit(language: Language) -> Card:
    return graded(language, a_grade_to_the_limit())


def a_standing(rank: int, name: str, points: int, streak: int, member: str = "") -> Standing:
    id = MemberId(f"discord:{member or name}")
    return Standing(rank, id, name, points, streak, freezes=streak // 5)


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
    wrong = main.misconceptions[:1]
    found = [a_misconception(one.text, one.why, "") for one in wrong]
    given = a_grade([a_key_point(p.id, p.text, "") for p in main.key_points[:3]], found)
    answers = [
        replace(an_answer(main, given), member=MemberId(f"discord:{n}")) for n in range(1, 8)
    ]
    channel = replace(GENERAL, language=language)
    return reveal.reveal(
        channel,
        a_round(main, RoundState.CLOSING),
        main,
        answers,
        ranking()[:3],
        NOW,
        likes=1234,
        quote=Quote(HOSTILE[:20], LONG_QUOTE[:150]),
        upcoming=TOMORROW,
    )


def explained(language: Language, main: Question = MAINS[0]) -> Card:
    return reveal.explanation(language, a_round(main), main)


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


def recapped(language: Language) -> Card:
    """Return a recap with as much as it may tell."""
    means = {0: 43.2, 1: 61.0, 2: 77.5, 3: 82.4, 4: 90.0}
    rounds = [replace(a_round(MAINS[n]), local_date=date(2026, 11, 13 + n)) for n in means]
    asked = [(MAINS[n], Result(one, one.question, 9, means[n])) for n, one in enumerate(rounds)]
    moves = (2, -1, 0, None, 12)
    week = Week(
        [Moved(one, by) for one, by in zip(ranking(), moves, strict=False)],
        Improved(HOSTILE, 120),
        asked[0],
        Liked(MAINS[1], date(2026, 11, 14), 1234),
        [("optimization", 43.2), ("cnn", 61.0)],
        asked,
        14,
    )
    channel = replace(GENERAL, language=language)
    return recap.recap(channel, Recap(channel.id, date(2026, 11, 20)), week, "plot.png")


def a_season(number: int, state: SeasonState) -> Season:
    first, last = date(2026, 9 + number, 1), date(2026, 9 + number, 28)
    is_over = state is not SeasonState.RUNNING
    name = WIDE if number > 1 else ""
    return Season(
        SeasonId(number), GENERAL.id, number, name, first, last if is_over else None, state
    )


def archived_season(language: Language) -> Card:
    """Return a page of a season between two others, with the reader's own row on another one."""
    kept = [a_season(number, SeasonState.OVER) for number in (1, 2, 3)]
    return season.archive(language, kept[1], kept, ranking(24), MemberId("discord:me"), 2)


def my_page(language: Language) -> Card:
    topics = ("optimization", "cnn", "attention", "training", "data", "math")
    scores = [TopicScore(one, 0.31 + n / 10, n + 1, returns=True) for n, one in enumerate(topics)]
    days = {date(2026, 11, n): PastDay(60 * (n % 4), n % 4 > 0) for n in range(1, 21)}
    return mypage.page(language, Numbers(1234, 2, 9, 1, 31, 120, 40, 2), days, "plot.png", scores)


def past_answers_to_the_limit(language: Language) -> Card:
    given = (0.7, NOW, NOW.date(), True)
    past = [
        (Past(AnswerId(n), a_round(MAINS[n]), QuestionId(MAINS[n].id), *given), MAINS[n])
        for n in range(12)
    ]
    return mypage.answers(language, past, 2)


def past_answer_to_the_limit(language: Language) -> Card:
    answer = replace(an_answer(MAINS[0], a_grade([])), text=LONG_QUOTE * 9)
    return mypage.opened(language, graded_to_the_limit(language), answer, 1)


def exported_to_the_limit(language: Language) -> Card:
    rows = {"answers": [{"text": LONG_QUOTE} for _ in range(200)]}
    return mypage.export(replace(MINA, language=language), rows, NOW)


def demo_compared(language: Language) -> Card:
    runs = [a_run(language), a_run(language, "77ab01cd", depth=3)]
    title = DEMOS.find("activation-gradients").spec.title[language]
    return demo.compared(language, runs, title)


def demo_code(language: Language) -> Card:
    shipped = DEMOS.find("gd-lr-too-large")
    code = shipped.code(shipped.check({}), 0, language)
    return demo.script(language, a_run(language), shipped.spec.title[language], code)


def demo_list(language: Language) -> Card:
    return demo.demo_list(language, DEMOS_THERE_ARE)


def calendar_to_the_limit(language: Language) -> Card:
    """Return a calendar with as many days off as there can be, in hostile words."""
    first = NOW.date()
    days = [first + timedelta(days=2 * n) for n in range(60)]
    off = (
        DayOff(first, None, is_pause=True),
        *(DayOff(day, day + timedelta(days=1), HOSTILE * 2) for day in days),
    )
    channel = replace(GENERAL, weekdays=EVERY_DAY, days_off=off)
    day = NOW.date() + timedelta(days=400)
    plans = [Plan(channel.id, day, QuestionId("x"), MINA.id, slot) for slot in range(1, 30)]
    return calendar_view.coming(language, channel, NOW, note="저장했어요.", plans=plans)


def audit_list(language: Language) -> Card:
    """Return a page of changes, all of which tell of long texts."""
    details = {"before": LONG_QUOTE, "after": {"ko": HOSTILE, "en": WIDE}}
    entry = AuditEntry(EventId("e"), GENERAL.id, MINA.id, NOW, "audit-decks", details)
    names = {MINA.id: WIDE}
    return audit_view.audit_list(language, GENERAL, [entry] * 8, names, 2, has_more=True)


def participants(language: Language) -> Card:
    people = [replace(MINA, id=MemberId(f"discord:1/{n}"), name=WIDE) for n in range(8)]
    found = [Participant(one, is_muted=n % 2 == 0) for n, one in enumerate(people)]
    return moderation.members(language, GENERAL, found, "가" * 20, 2, has_more=True)


def moderated(language: Language) -> Card:
    """Return a muted member with all that can be taken back."""
    shared = NewShare(GENERAL.id, MINA.id, "demo:1", Card(title=LONG_QUOTE), Card(), NOW)
    question = moderation.short(MAINS[0].text[language])
    given = [
        Submission(kind, n, GENERAL.id, MINA.id, "asked", None, n, NOW.date(), 70, False, n == 1)
        for n, kind in enumerate(SubmissionKind)
    ]
    asked = [(one, question) for one in given]
    shares = [Share(ShareId(n), shared, is_hidden=n == 1) for n in range(3)]
    seen = moderation.Seen(replace(MINA, name=WIDE), True, asked, shares)
    return moderation.member(language, GENERAL, seen)


def a_suggestion(state: SuggestionState) -> Suggestion:
    wording = Wording(LONG_QUOTE * 3, LONG_QUOTE * 12)
    return Suggestion(
        SuggestionId(2**62), EventId("e"), GENERAL.id, MINA.id, wording, state, NOW, reason="이유"
    )


def suggestions_of_mine(language: Language) -> Card:
    shown = [(a_suggestion(state), Reception(3, 12, 71.4)) for state in SuggestionState][:4]
    return curating.mine(language, GENERAL, shown, 2, has_more=True)


def review_graded_to_the_limit(language: Language) -> Card:
    """Return a review with all a question may hold, and a long way to go."""
    again = review.when(language, NOW + timedelta(days=400), NOW, GENERAL.timezone)
    answer = replace(an_answer(MAINS[0], a_grade_to_the_limit()), value=10)
    return review.graded(language, MAINS[0], answer, again, 999)


MAKERS: list[Callable[[Language], Card]] = [
    board,
    planned_to_the_limit,
    plan_found,
    saved_to_the_limit,
    graded,
    graded_to_the_limit,
    leaderboard,
    revealed,
    explained,
    recapped,
    archived_season,
    my_page,
    past_answers_to_the_limit,
    past_answer_to_the_limit,
    exported_to_the_limit,
    demo_compared,
    demo_code,
    demo_list,
    audit_list,
    calendar_to_the_limit,
    participants,
    moderated,
    suggestions_of_mine,
    review_graded_to_the_limit,
]
EVERY_CARD = {
    f"{make.__name__} {language}": make(language) for language in LANGUAGES for make in MAKERS
}
