"""The core as a whole: its handlers and tasks, wired on whatever adapters it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.quiz.delivery import Delivery
from bot.quiz.dispatch import Dispatcher
from bot.quiz.grading import GradingDesk
from bot.quiz.handlers.admin import Admin
from bot.quiz.handlers.answering import Answering
from bot.quiz.handlers.helping import show_help
from bot.quiz.handlers.running_demos import RunningDemos
from bot.quiz.handlers.standing import Standings
from bot.quiz.model import QuestionId
from bot.quiz.overview import Overview
from bot.quiz.ports import Chat, Clock, Demos, Grader, Reach, Store
from bot.quiz.rounds import RoundHost
from bot.quiz.trouble import Troubles
from bot.quiz.views.settings import Offer
from content.schema import Question


class Questions(Protocol):
    """The questions there are."""

    def mains(self) -> Sequence[Question]: ...

    def decks(self) -> Sequence[str]: ...

    def get(self, id_: str, /) -> Question | None: ...


@dataclass(frozen=True, slots=True)
class Quiz:
    """The wired core: what comes in goes to `dispatcher`; `host` and `desk` run as tasks.

    `overview` is for platforms that have a place of the member's own.
    """

    dispatcher: Dispatcher
    host: RoundHost
    desk: GradingDesk
    overview: Overview


def build_quiz(
    store: Store,
    chat: Chat,
    grader: Grader,
    demos: Demos,
    reach: Reach,
    questions: Questions,
    timezone: ZoneInfo,
    clock: Clock,
) -> Quiz:
    """Wire the core on any adapters; `timezone` is what new channels start with."""
    mains = {QuestionId(main.id): main for main in questions.mains()}
    troubles = Troubles(store, chat, reach, clock)
    host = RoundHost(store, chat, troubles, mains, clock)
    delivery = Delivery(store, chat, mains.get, clock)
    desk = GradingDesk(store, grader, questions.get, delivery.deliver, clock)
    answering = Answering(store, desk, delivery, host, mains.get, clock)
    standings = Standings(store, clock)
    running = RunningDemos(demos, store, chat)
    topics = sorted({main.topic for main in mains.values()})
    admin = Admin(store, host, reach, Offer(topics, questions.decks()), timezone, clock)
    dispatcher = Dispatcher(
        store,
        handlers={
            "answer": answering.answer,
            "hint": answering.hint,
            "next": answering.next,
            "leaderboard": standings.leaderboard,
            "stats": standings.stats,
            "demo": running.demo,
            "demo form": running.form,
            "demo cancel": running.cancel,
            "demo share": running.share,
            "quiz now": admin.now,
            "quiz skip": admin.skip,
            "quiz settings": admin.settings,
            "help": show_help,
        },
        completers={
            "demo": running.complete_name,
            "demo-param": running.complete_setting,
            "timezone": admin.complete_timezone,
        },
    )
    return Quiz(dispatcher, host, desk, Overview(store, mains.get, clock))
