"""The core as a whole: its handlers and tasks, wired on whatever adapters it is given."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.quiz.answering.delivery import Delivery
from bot.quiz.answering.grading import GradingWorker
from bot.quiz.answering.handler import Answering
from bot.quiz.answering.telling import Teller
from bot.quiz.demos.handler import RunningDemos
from bot.quiz.dispatch import Dispatcher
from bot.quiz.disputes.handler import Disputing
from bot.quiz.disputes.rulings import Rulings
from bot.quiz.help.handler import show_help
from bot.quiz.imports.handler import Importing
from bot.quiz.library import Library
from bot.quiz.ports import (
    Attachments,
    ChannelAccess,
    Chat,
    Clock,
    Demos,
    Figures,
    Grader,
    Importer,
    Store,
)
from bot.quiz.rounds.admin import Admin
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.host import RoundHost
from bot.quiz.standings.handler import Standings
from bot.quiz.standings.overview import Overview
from bot.quiz.suggestions.handler import Suggesting
from bot.quiz.suggestions.rules import Alike, Checker


@dataclass(frozen=True, slots=True)
class Quiz:
    """The wired core: what comes in goes to `dispatcher`.

    `host`, `grading`, `teller` and `rulings` run as tasks; `overview` is for platforms that have a
    place of the member's own.
    """

    dispatcher: Dispatcher
    host: RoundHost
    grading: GradingWorker
    teller: Teller
    rulings: Rulings
    overview: Overview


def build_quiz(
    store: Store,
    chat: Chat,
    grader: Grader,
    demos: Demos,
    figures: Figures,
    reach: ChannelAccess,
    library: Library,
    timezone: ZoneInfo,
    clock: Clock,
    alike: Alike,
    importer: Importer,
    attachments: Attachments,
) -> Quiz:
    """Wire the core on any adapters.

    `timezone` is what new channels start with; `alike` tells whether two questions ask the same.
    """
    troubles = ChannelHealth(store, chat, reach, clock)
    host = RoundHost(store, chat, troubles, library, figures, clock)
    delivery = Delivery(store, chat, library, figures, clock)
    teller = Teller(store, delivery.deliver, delivery.open_next_later, clock)
    grading = GradingWorker(store, grader, library, teller.wake, clock)
    answering = Answering(store, grading, teller, delivery, host, library, clock)
    standings = Standings(store, clock)
    running = RunningDemos(demos, store, chat)
    admin = Admin(store, host, reach, library, timezone, clock)
    suggesting = Suggesting(store, chat, Checker(grader, library, alike), library, clock)
    importing = Importing(importer, attachments)
    rulings = Rulings(store, grader, library, chat)
    disputing = Disputing(store, chat, library, rulings, clock)
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
            "demo code": running.code,
            "question suggest": suggesting.suggest,
            "question review": suggesting.review,
            "question import": importing.take,
            "import save": importing.save,
            "question approve": suggesting.approve,
            "question edit": suggesting.edit,
            "question reject": suggesting.reject,
            "quiz now": admin.now,
            "quiz skip": admin.skip,
            "quiz settings": admin.settings,
            "quiz questions": admin.questions,
            "quiz disputes": disputing.review,
            "dispute": disputing.object,
            "dispute accept": disputing.accept,
            "dispute keep": disputing.keep,
            "help": show_help,
        },
        completers={
            "demo": running.complete_name,
            "demo-param": running.complete_setting,
            "timezone": admin.complete_timezone,
        },
    )
    return Quiz(dispatcher, host, grading, teller, rulings, Overview(store, library, clock))
