"""The core as a whole: its handlers and tasks, wired on whatever adapters it is given."""

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from bot.quiz.answering.delivery import Delivery
from bot.quiz.answering.grading import GradingWorker, RoundAnswers
from bot.quiz.answering.handler import Answering
from bot.quiz.answering.telling import Teller
from bot.quiz.audit.handler import AuditList
from bot.quiz.calendar.handler import Calendar
from bot.quiz.demos.handler import RunningDemos
from bot.quiz.dispatch import Dispatcher
from bot.quiz.disputes.handler import Disputing
from bot.quiz.disputes.rulings import Rulings
from bot.quiz.help.handler import show_help
from bot.quiz.imports.handler import Importing
from bot.quiz.library import Library
from bot.quiz.moderation.handler import Moderating
from bot.quiz.moderation.mutes import only_unmuted
from bot.quiz.mypage.handler import MyPage
from bot.quiz.plans.handler import Planning
from bot.quiz.ports import (
    Attachments,
    ChannelAccess,
    Chat,
    Clock,
    Demos,
    Figures,
    Grader,
    Importer,
    Pings,
    Store,
)
from bot.quiz.predictions.handler import Predicting
from bot.quiz.preferences.handler import Choosing
from bot.quiz.review.desk import Desk
from bot.quiz.review.grading import ReviewAnswers
from bot.quiz.review.handler import Reviewing
from bot.quiz.review.reminding import Reminding
from bot.quiz.rounds.admin import Admin
from bot.quiz.rounds.channel_health import ChannelHealth
from bot.quiz.rounds.dailies import Dailies
from bot.quiz.rounds.host import RoundHost
from bot.quiz.rounds.liking import Liking
from bot.quiz.rounds.reading import Reading
from bot.quiz.rounds.reminders import Reminders
from bot.quiz.rounds.solutions import Solutions
from bot.quiz.seasons.handler import SeasonDesk
from bot.quiz.standings.handler import Standings
from bot.quiz.standings.overview import Overview
from bot.quiz.suggestions.curating import Curating
from bot.quiz.suggestions.handler import Suggesting
from bot.quiz.suggestions.rules import Alike, Checker


@dataclass(frozen=True, slots=True)
class Quiz:
    """The wired core: what comes in goes to `dispatcher`.

    `host`, `grading`, `teller`, `rulings`, `reviewing` and `reminding` run as tasks; `overview` is
    for platforms that have a place of the member's own.
    """

    dispatcher: Dispatcher
    host: RoundHost
    grading: GradingWorker
    teller: Teller
    rulings: Rulings
    reviewing: Reviewing
    reminding: Reminding
    overview: Overview

    def wake(self) -> None:
        """Note that there may be answers to grade and grades to tell, left by another process."""
        self.grading.wake()
        self.teller.wake()
        self.reviewing.wake()


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
    pings: Pings,
) -> Quiz:
    """Wire the core on any adapters.

    `timezone` is what new channels start with; `alike` tells whether two questions ask the same.
    """
    troubles = ChannelHealth(store, chat, reach, pings, clock)
    host = RoundHost(store, chat, reach, troubles, library, figures, clock)
    delivery = Delivery(store, chat, library, figures, clock)
    teller = Teller(store, delivery.deliver, clock)
    queue = RoundAnswers(store, host.revealed, clock)
    grading = GradingWorker(queue, store, grader, library, teller.wake, clock)
    answering = Answering(store, grading, teller, delivery, host, library, clock)
    desk = Desk(store, chat, library, figures, clock)
    returned = ReviewAnswers(store, clock)
    review_teller = Teller(returned, desk.deliver, clock)
    review_grading = GradingWorker(returned, store, grader, library, review_teller.wake, clock)
    reviewing = Reviewing(store, desk, review_grading, review_teller, clock)
    standings = Standings(store, clock)
    predicting = Predicting(demos, store, chat, clock)
    unmuted = partial(only_unmuted, store)
    running = RunningDemos(demos, store, chat, clock, predicting.ask)
    reminders = Reminders(store, chat, library, clock)
    admin = Admin(store, host, reach, library, timezone, clock, reminders, pings)
    my_page = MyPage(store, library, figures, delivery, clock)
    dailies = Dailies(store, library, clock)
    solutions = Solutions(store, library)
    planning = Planning(store, library, clock)
    seasons = SeasonDesk(store, host, clock)
    reading = Reading(store, solutions, library, figures, clock)
    calendar = Calendar(store, host, reminders, clock)
    suggesting = Suggesting(store, chat, Checker(grader, library, alike), library, host, clock)
    curating = Curating(store, library, clock)
    importing = Importing(store, importer, attachments, clock)
    rulings = Rulings(store, grader, library, chat, host.revealed)
    disputing = Disputing(store, chat, library, rulings, clock)
    moderating = Moderating(store, chat, library, demos, host.revealed, clock)
    dispatcher = Dispatcher(
        store,
        handlers={
            "answer": answering.answer,
            "answer elsewhere": answering.elsewhere,
            "hint": answering.hint,
            "next": answering.next,
            "read": reading.read,
            "solution": solutions.solution,
            "explanation": solutions.explanation,
            "like": unmuted(Liking(store, host, clock).like),
            "leaderboard": standings.leaderboard,
            "stats": my_page.stats,
            "forget": my_page.forget,
            "review": reviewing.review,
            "review answer": reviewing.answer,
            "review hint": reviewing.hint,
            "settings me": Choosing(store, clock).me,
            "demo": unmuted(running.demo),
            "demo form": running.form,
            "demo more": running.more,
            "prediction guess": unmuted(predicting.guess),
            "prediction run": unmuted(predicting.run),
            "demo cancel": running.cancel,
            "demo share": unmuted(running.share),
            "demo code": running.code,
            "question suggest": unmuted(suggesting.suggest),
            "question review": suggesting.review,
            "question import": importing.take,
            "import save": importing.save,
            "question mine": curating.mine,
            "question withdraw": curating.withdraw,
            "question approved": curating.approved,
            "question retire": curating.retire,
            "question approve": suggesting.approve,
            "question edit": suggesting.edit,
            "question reject": suggesting.reject,
            "quiz now": admin.now,
            "quiz skip": admin.skip,
            "quiz settings": admin.settings,
            "quiz decks": admin.decks,
            "quiz questions": admin.questions,
            "quiz times": dailies.show,
            "quiz times add": dailies.add,
            "quiz times remove": dailies.remove,
            "quiz reminders": admin.reminders,
            "quiz calendar": calendar.show,
            "calendar edit": calendar.edit,
            "quiz pause": calendar.pause,
            "quiz resume": calendar.resume,
            "quiz plan": planning.plan,
            "plan add": planning.add,
            "plan remove": planning.remove,
            "quiz disputes": disputing.review,
            "quiz members": moderating.members,
            "quiz member": moderating.member,
            "quiz mute": moderating.mute,
            "quiz void": moderating.void,
            "quiz hide": moderating.hide,
            "quiz season": seasons.ask,
            "quiz season start": seasons.start,
            "quiz audit": AuditList(store).show,
            "dispute": disputing.object,
            "dispute accept": disputing.accept,
            "dispute keep": disputing.keep,
            "help": show_help,
        },
        completers={
            "demo": running.complete_name,
            "demo-param": running.complete_setting,
            "timezone": admin.complete_timezone,
            "question": planning.complete,
        },
    )
    overview, reminding = Overview(store, library, clock), Reminding(store, desk, chat, clock)
    return Quiz(dispatcher, host, grading, teller, rulings, reviewing, reminding, overview)
