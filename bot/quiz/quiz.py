"""The core as a whole: its handlers and tasks, wired on whatever adapters it is given."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.quiz.answering.delivery import Delivery
from bot.quiz.answering.grading import GradingWorker, RoundAnswers
from bot.quiz.answering.handler import Answering
from bot.quiz.answering.telling import Teller
from bot.quiz.audit.handler import AuditList
from bot.quiz.calendar.handler import Calendar
from bot.quiz.demos.handler import RunningDemos
from bot.quiz.demos.model import Demos
from bot.quiz.dispatch import Dispatcher, Handler
from bot.quiz.disputes.handler import Disputing
from bot.quiz.disputes.rulings import Rulings
from bot.quiz.figures import Figures
from bot.quiz.help.handler import show_help
from bot.quiz.imports.handler import Importing
from bot.quiz.imports.model import Importer
from bot.quiz.library import Library
from bot.quiz.moderation.handler import Moderating
from bot.quiz.moderation.mutes import only_unmuted
from bot.quiz.mypage.handler import MyPage
from bot.quiz.plans.handler import Planning
from bot.quiz.ports import Clock, Grader, PlatformChat
from bot.quiz.predictions.handler import Predicting
from bot.quiz.preferences.handler import PreferencesHandler
from bot.quiz.review.grading import ReviewAnswers
from bot.quiz.review.handler import Reviewing
from bot.quiz.review.queue import ReviewQueue
from bot.quiz.review.reminder_worker import ReminderWorker
from bot.quiz.rounds.admin import Admin
from bot.quiz.rounds.dailies import Dailies
from bot.quiz.rounds.host import RoundHost
from bot.quiz.rounds.liking import Liking
from bot.quiz.rounds.reading import Reading
from bot.quiz.rounds.round_reminders import RoundReminders
from bot.quiz.rounds.solutions import Solutions
from bot.quiz.seasons.handler import SeasonAdmin
from bot.quiz.standings.handler import Standings
from bot.quiz.standings.overview import Overview
from bot.quiz.store import Store
from bot.quiz.suggestions.checking import Alike, Checker
from bot.quiz.suggestions.curating import Curating
from bot.quiz.suggestions.deciding import Deciding
from bot.quiz.suggestions.handler import Suggesting

Handlers = Mapping[str, Handler]
"""What serves each command of a use case, by the command's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """The wired core: what comes in goes to `dispatcher`.

    `overview` is for platforms that have a place of the member's own.
    """

    dispatcher: Dispatcher
    host: RoundHost
    grading: GradingWorker
    teller: Teller
    rulings: Rulings
    reviewing: Reviewing
    reminding: ReminderWorker
    overview: Overview

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Do in `tasks`, for ever, what the rules do without being asked."""
        works = {
            "rounds": self.host.run,
            "boards": self.host.run_boards,
            "grading": self.grading.run,
            "telling": self.teller.run,
            "rulings": self.rulings.run,
            "reviews": self.reviewing.run,
            "reminders": self.reminding.run,
        }
        for name, work in works.items():
            tasks.create_task(work(), name=name)

    @property
    def grading_since(self) -> datetime | None:
        """When the oldest answer came that is being graded, in a round or a review; None while
        nothing waits."""
        since = (self.grading.since, self.reviewing.grading_since)
        return min(filter(None, since), default=None)

    def wake(self) -> None:
        """Note that there may be answers to grade and grades to tell, left by another process."""
        self.grading.wake()
        self.teller.wake()
        self.reviewing.wake()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """What the core is wired on; `alike` tells whether two questions ask the same."""

    store: Store
    chat: PlatformChat
    grader: Grader
    demos: Demos
    figures: Figures
    importer: Importer
    alike: Alike
    clock: Clock


def build_quiz(adapters: Adapters, library: Library, timezone: ZoneInfo) -> Quiz:
    """Wire the core. `timezone` is what new channels start with."""
    store, chat, clock = adapters.store, adapters.chat, adapters.clock
    grader, figures = adapters.grader, adapters.figures
    host = RoundHost(store, chat, chat, library, figures, clock)
    delivery = Delivery(store, chat, library, figures, clock)
    teller = Teller(store, delivery.deliver, clock)
    answers = RoundAnswers(store, host.revealed, clock)
    grading = GradingWorker(answers, store, grader, library, teller.wake, clock)
    queue = ReviewQueue(store, chat, library, figures, clock)
    reviewing = _reviewing(adapters, library, queue)
    rulings = Rulings(store, grader, library, chat, host.revealed)
    predicting = Predicting(adapters.demos, store, chat, clock)
    running = RunningDemos(adapters.demos, store, chat, clock, predicting.ask)
    reminders = RoundReminders(store, chat, library, clock)
    admin = Admin(store, host, chat, library, timezone, clock, reminders)
    planning = Planning(store, library, clock)
    handlers = {
        "help": show_help,
        "leaderboard": Standings(store, clock).leaderboard,
        "settings me": PreferencesHandler(store, clock).me,
        "quiz audit": AuditList(store).show,
        **_answers(Answering(store, grading, teller, delivery, host, library, clock)),
        **_questions(adapters, library, host),
        **_own_page(MyPage(store, library, figures, delivery, clock)),
        **_reviews(reviewing),
        **_demos(store, running, predicting),
        **_suggestions(adapters, library, host),
        **_imports(Importing(store, adapters.importer, chat, clock)),
        **_rounds(admin, Dailies(store, library, clock)),
        **_calendar(Calendar(store, host, reminders, clock), planning),
        **_seasons(SeasonAdmin(store, host, clock)),
        **_disputes(store, Disputing(store, chat, library, rulings, clock)),
        **_moderation(Moderating(store, chat, library, adapters.demos, host.revealed, clock)),
    }
    completers = {
        "demo": running.complete_name,
        "demo-param": running.complete_setting,
        "timezone": admin.complete_timezone,
        "question": planning.complete,
    }
    return Quiz(
        dispatcher=Dispatcher(store, handlers, completers),
        host=host,
        grading=grading,
        teller=teller,
        rulings=rulings,
        reviewing=reviewing,
        reminding=ReminderWorker(store, queue, chat, clock),
        overview=Overview(store, library, clock),
    )


def _reviewing(adapters: Adapters, library: Library, queue: ReviewQueue) -> Reviewing:
    store, clock = adapters.store, adapters.clock
    answers = ReviewAnswers(store, clock)
    teller = Teller(answers, queue.deliver, clock)
    grading = GradingWorker(answers, store, adapters.grader, library, teller.wake, clock)
    return Reviewing(store, queue, grading, teller, clock)


def _answers(answering: Answering) -> Handlers:
    return {
        "answer": answering.answer,
        "answer elsewhere": answering.elsewhere,
        "hint": answering.hint,
        "next": answering.next,
    }


def _questions(adapters: Adapters, library: Library, host: RoundHost) -> Handlers:
    store, clock = adapters.store, adapters.clock
    solutions = Solutions(store, library)
    return {
        "read": Reading(store, solutions, library, adapters.figures, clock).read,
        "solution": solutions.solution,
        "explanation": solutions.explanation,
        "like": only_unmuted(store, Liking(store, host, clock).like),
    }


def _own_page(page: MyPage) -> Handlers:
    return {"stats": page.stats, "forget": page.forget}


def _reviews(reviewing: Reviewing) -> Handlers:
    return {
        "review": reviewing.review,
        "review answer": reviewing.answer,
        "review hint": reviewing.hint,
    }


def _demos(store: Store, running: RunningDemos, predicting: Predicting) -> Handlers:
    return {
        "demo": only_unmuted(store, running.demo),
        "demo form": running.form,
        "demo more": running.more,
        "demo cancel": running.cancel,
        "demo share": only_unmuted(store, running.share),
        "demo code": running.code,
        "prediction guess": only_unmuted(store, predicting.guess),
        "prediction run": only_unmuted(store, predicting.run),
    }


def _suggestions(adapters: Adapters, library: Library, host: RoundHost) -> Handlers:
    store, chat, clock = adapters.store, adapters.chat, adapters.clock
    checker = Checker(adapters.grader, library, adapters.alike)
    suggesting = Suggesting(store, chat, checker, clock)
    deciding = Deciding(store, chat, checker, library, host, clock)
    curating = Curating(store, library, clock)
    return {
        "question suggest": only_unmuted(store, suggesting.suggest),
        "question review": deciding.review,
        "question approve": deciding.approve,
        "question edit": deciding.edit,
        "question reject": deciding.reject,
        "question mine": curating.mine,
        "question withdraw": curating.withdraw,
        "question approved": curating.approved,
        "question retire": curating.retire,
    }


def _imports(importing: Importing) -> Handlers:
    return {"question import": importing.take, "import save": importing.save}


def _rounds(admin: Admin, dailies: Dailies) -> Handlers:
    return {
        "quiz now": admin.now,
        "quiz skip": admin.skip,
        "quiz settings": admin.settings,
        "quiz decks": admin.decks,
        "quiz questions": admin.questions,
        "quiz reminders": admin.reminders,
        "quiz times": dailies.show,
        "quiz times add": dailies.add,
        "quiz times remove": dailies.remove,
    }


def _calendar(calendar: Calendar, planning: Planning) -> Handlers:
    return {
        "quiz calendar": calendar.show,
        "calendar edit": calendar.edit,
        "quiz pause": calendar.pause,
        "quiz resume": calendar.resume,
        "quiz plan": planning.plan,
        "plan add": planning.add,
        "plan remove": planning.remove,
    }


def _seasons(seasons: SeasonAdmin) -> Handlers:
    return {"quiz season": seasons.ask, "quiz season start": seasons.start}


def _disputes(store: Store, disputing: Disputing) -> Handlers:
    return {
        "quiz disputes": disputing.review,
        "dispute": only_unmuted(store, disputing.object),
        "dispute accept": disputing.accept,
        "dispute keep": disputing.keep,
    }


def _moderation(moderating: Moderating) -> Handlers:
    return {
        "quiz members": moderating.members,
        "quiz member": moderating.member,
        "quiz mute": moderating.mute,
        "quiz void": moderating.void,
        "quiz hide": moderating.hide,
    }
