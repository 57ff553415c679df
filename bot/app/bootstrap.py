"""Starts and runs the whole bot; what serves HTTP is imported only where HTTP is served."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.app.config import Settings, local_timezone
from bot.app.decks import Decks
from bot.app.list_importer import ListImporter
from bot.app.platforms import Base, all_platforms
from bot.app.results_folder import results_folder
from bot.app.supervisor import ComputeChild
from bot.platforms.shared.platform import ChatRouter, Platform
from bot.quiz.clock import SystemClock
from bot.quiz.library import Library
from bot.quiz.model import MemberId
from bot.quiz.quiz import Adapters, Quiz, build_quiz
from bot.quiz.suggestions.asking import KeptUp
from bot.remote.compute import Compute
from bot.remote.demos import HttpDemos
from bot.remote.figures import HttpFigures
from bot.remote.grader import HttpGrader
from bot.store.backlog import SqlBacklogs
from bot.store.engine import Database
from bot.store.in_use import only_bot
from bot.store.media import FileMedia
from bot.store.migrate import upgrade
from bot.store.presence import Presence, present
from bot.store.retention import Keep, Retention
from bot.store.sql_store import SqlStore
from bot.watch.looks import all_looks
from bot.watch.loop import watch_loop
from bot.watch.readiness import Readiness
from compute.client import ComputeClient
from compute.replicas import Replicas
from content.demo_words import packaged_demos
from content.disk import GB
from content.importers.wording import resembles
from content.permanent import permanent

if TYPE_CHECKING:
    from bot.platforms.shared.http import HttpServer

PATIENCE_S = 5.0


async def run(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Run the whole bot until it is cancelled; `on_ready` gets where each part is, in words.

    Raises:
        ConfigError: what is set is not enough to run on.
        CannotListen: the port of the metrics, the playground or of Slack's requests can't be had.
        TokenRefused: a platform does not accept its token.
        Disconnected: a platform ended the connection for good.
        StoreError: the database cannot be opened or migrated, or is another bot's.
    """
    async with AsyncExitStack() as stack:
        base, presence = await _open(settings, stack)
        child = None if settings.compute_url else _child(settings, stack)
        compute = await stack.enter_async_context(_client(settings, child))
        server = _server(settings) if settings.serves_http else None
        decks = Decks(settings.decks, packaged_demos())
        with permanent():
            library = Library(await asyncio.to_thread(decks.read))
            platforms = await all_platforms(base, server)
        suggested = KeptUp(base.store, library, base.clock)
        await suggested.keep_up()
        adapters = _adapters(base, compute, platforms, partial(decks.look, library))
        quiz = build_quiz(adapters, library, local_timezone())
        async with asyncio.TaskGroup() as tasks:
            if presence:
                tasks.create_task(presence.run(), name="presence")
            if server:
                server.bind()
            if server and settings.serves_demo_pages:
                _serve_demo_pages(base, compute, server)
            if settings.metrics_port is not None:
                _watch(base, settings.metrics_port, platforms, compute, quiz, tasks)
            for platform in platforms:
                platform.prepare(quiz, tasks)
            if child:
                tasks.create_task(child.run(), name="compute")
            if server:
                tasks.create_task(server.run(), name="http")
            await _until_ready(platforms, on_ready, tasks)
            quiz.start(tasks)
            tasks.create_task(decks.keep_up(library, base.clock), name="decks")
            tasks.create_task(suggested.run(), name="suggestions")
            tasks.create_task(_retention(base).run(), name="retention")
            if presence:
                tasks.create_task(presence.run_take_over(quiz.wake), name="take over")


async def _open(settings: Settings, stack: AsyncExitStack) -> tuple[Base, Presence | None]:
    """Open what is kept; the presence is this bot's among those of one database."""
    database = await stack.enter_async_context(Database(settings.database))
    stack.enter_context(only_bot(database))
    await upgrade(database)
    presence = await stack.enter_async_context(present(database))
    base = Base(
        settings=settings,
        database=database,
        store=SqlStore(database),
        media=FileMedia(settings.data_dir / "media"),
        clock=SystemClock(),
    )
    return base, presence


def _child(settings: Settings, stack: AsyncExitStack) -> ComputeChild:
    options = {
        "QUIZMASTER_DEVICE": settings.device,
        "QUIZMASTER_KEEP_GB": str(settings.keep_gb),
        "QUIZMASTER_GRADE_BATCH": str(settings.grade_batch),
        "QUIZMASTER_GRADE_LINGER_MS": str(settings.grade_linger_ms),
        "QUIZMASTER_LOG": settings.log,
        "QUIZMASTER_LOG_LEVEL": settings.log_level,
        "QUIZMASTER_ENCODER": settings.encoder or None,
        **settings.environment,
        "QUIZMASTER_MNIST_DIR": str(settings.mnist_dir.absolute()) if settings.mnist_dir else None,
    }
    results_dir = stack.enter_context(results_folder(settings.data_dir))
    return ComputeChild(settings.data_dir, results_dir, options)


def _client(settings: Settings, child: ComputeChild | None) -> AbstractAsyncContextManager[Compute]:
    if child:
        return ComputeClient(child.url, child.token)
    token = settings.compute_token
    clients = [ComputeClient(str(url), token) for url in settings.compute_url]
    return clients[0] if len(clients) == 1 else Replicas(clients)


def _server(settings: Settings) -> "HttpServer":
    from bot.platforms.shared.http import HttpServer

    public_host = settings.public_url.host if settings.public_url else None
    return HttpServer(settings.host, settings.port, public_host=public_host)


def _adapters(
    base: Base,
    compute: Compute,
    platforms: Sequence[Platform],
    on_new_deck: Callable[[], Awaitable[None]],
) -> Adapters:
    return Adapters(
        store=base.store,
        chat=ChatRouter({platform.name: platform.chat for platform in platforms}),
        grader=HttpGrader(compute),
        demos=HttpDemos(compute, base.media, base.store.pseudonym),
        figures=HttpFigures(compute, base.media),
        importer=ListImporter(base.settings.data_dir, on_new_deck),
        alike=resembles,
        clock=base.clock,
    )


def _serve_demo_pages(base: Base, compute: Compute, server: "HttpServer") -> None:
    from bot.platforms.web.demo_pages import serve_demo_pages

    demos = HttpDemos(compute, base.media, _as_named)
    serve_demo_pages(server, demos, base.media, has_chat=base.settings.serves_playground)


async def _as_named(visitor: MemberId) -> str:
    return visitor


def _watch(
    base: Base,
    port: int,
    platforms: Sequence[Platform],
    compute: Compute,
    quiz: Quiz,
    tasks: asyncio.TaskGroup,
) -> None:
    """Serve what tells how the bot is, at an address of its own.

    Raises:
        CannotListen: the port can't be had.
    """
    from bot.platforms.shared.http import HttpServer
    from bot.watch.pages import add_pages

    host = base.settings.metrics_host
    looks = all_looks(SqlBacklogs(base.database), platforms, compute, quiz, base.clock)
    server = HttpServer(host, port)
    add_pages(server, host, Readiness(looks, tasks))
    server.bind()
    tasks.create_task(server.run(), name="watch")
    tasks.create_task(watch_loop(), name="event loop")


async def _until_ready(
    platforms: Sequence[Platform], on_ready: Callable[[str], None], tasks: asyncio.TaskGroup
) -> None:
    """Run the platforms, and wait until they are ready; not much longer for those that are away."""
    for platform in platforms:
        tasks.create_task(platform.run(), name=platform.name)
    waiting = {
        tasks.create_task(_say_when_ready(platform, on_ready), name=f"{platform.name} ready")
        for platform in platforms
    }
    _, late = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    if late:
        await asyncio.wait(late, timeout=PATIENCE_S)


async def _say_when_ready(platform: Platform, on_ready: Callable[[str], None]) -> None:
    await platform.ready.wait()
    on_ready(platform.whereabouts)


def _retention(base: Base) -> Retention:
    settings = base.settings
    answers_days = settings.keep_answers_days
    keep = Keep(
        messages=timedelta(days=settings.keep_days),
        answers=timedelta(days=answers_days) if answers_days else None,
        pictures_bytes=settings.keep_gb * GB,
    )
    return Retention(base.database, base.store, base.clock, base.media, keep)
