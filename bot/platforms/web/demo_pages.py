"""A page for each demo, below `/d/`: it needs no chat and no name."""

import re
import secrets
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sse_starlette import EventSourceResponse
from starlette.middleware.gzip import GZipMiddleware

from bot.i18n.messages import say
from bot.platforms.shared.http import HttpServer
from bot.platforms.web import demo_view
from bot.platforms.web.assets import STATIC
from bot.platforms.web.demo_runs import DemoRuns
from bot.platforms.web.identity import PLATFORM
from bot.platforms.web.pictures import pictures
from bot.platforms.web.plain_pages import MAX_QUERY, language_of, not_found, show
from bot.quiz.demos.handler import DEFAULT_SEED, seed_of
from bot.quiz.demos.model import DemoOrder, Demos
from bot.quiz.demos.nearest import MAX_NAME, nearest
from bot.quiz.demos.view import PAGES
from bot.quiz.errors import DemosUnavailable, Refusal
from bot.quiz.model import ChannelId, MemberId
from bot.quiz.ports import Media
from content.schema import Language

CHANNEL = ChannelId(f"{PLATFORM}:pages")
COOKIE, COOKIE_S = "quizmaster_visitor", 365 * 24 * 3600
MAX_PARAMS = 32
RECENT, LOOKED_AT = 8, 24
MOST_IGNORED = 5
AGAIN_S = 5
COMPRESSION = 4
_VISITOR = re.compile(r"[0-9a-f]{32}")


def serve_demo_pages(server: HttpServer, demos: Demos, media: Media, *, has_chat: bool) -> None:
    """Put the pages and the pictures in them on a server."""
    server.app.include_router(pictures(media))
    server.app.add_api_route(PAGES, _to_gallery, include_in_schema=False)
    server.app.mount(PAGES, DemoPages(demos, has_chat=has_chat).app)
    server.publish(f"{PAGES}/", "/media/")


class DemoPages:
    """The gallery of all demos, a page for each, and what these pages ask for."""

    def __init__(self, demos: Demos, *, has_chat: bool) -> None:
        self._demos = demos
        self._has_chat = has_chat
        self._runs = DemoRuns(demos)
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self.app.add_middleware(GZipMiddleware, compresslevel=COMPRESSION)
        self.app.add_exception_handler(DemosUnavailable, self._away)
        self.app.add_exception_handler(404, partial(not_found, has_chat=has_chat))
        self.app.mount("/static", Static(directory=STATIC))
        self.app.get("/")(self.gallery)
        self.app.get("/{name}")(self.page)
        self.app.post("/{name}/runs")(self.run)
        self.app.get("/{name}/recent")(self.recent)
        self.app.get("/{name}/jobs/{job}")(self.job)
        self.app.get("/{name}/jobs/{job}/code")(self.code)
        self.app.get("/{name}/jobs/{job}/plots/{plot}")(self.plot)

    async def gallery(self, request: Request) -> Response:
        """Show all demos by topic."""
        language = language_of(request)
        specs = await self._demos.demos()
        by_topic = groupby(specs, key=lambda spec: spec.topic[language] if spec.topic else "")
        topics = [(topic, list(group)) for topic, group in by_topic]
        return self._shown(request, "gallery", say(language, "page-demos"), topics=topics)

    async def page(self, request: Request, name: str) -> Response:
        """Show one demo; what its address asks for is run by the page itself."""
        language = language_of(request)
        if len(request.url.query) > MAX_QUERY:
            return self._shown(request, "sentence", say(language, "page-too-long"), 414)
        specs = {spec.name: spec for spec in await self._demos.demos()}
        if name not in specs:
            title = say(language, "page-not-found", name=name[:MAX_NAME])
            near = nearest(name, list(specs.values()))
            return self._shown(request, "sentence", title, 404, near=near)
        spec, asked = specs[name], request.query_params
        title, demo = spec.title[language], demo_view.demo(spec, language)
        ignored = ", ".join(one[:MAX_NAME] for one in demo_view.unknown(asked, spec)[:MOST_IGNORED])
        response = self._shown(request, "demo", title, demo=demo, ignored=ignored)
        if not visitor_of(request):
            visitor = secrets.token_hex(16)
            response.set_cookie(
                COOKIE, visitor, COOKIE_S, path=PAGES, httponly=True, samesite="lax"
            )
        return response

    async def run(self, request: Request, name: str) -> EventSourceResponse:
        """Run a demo with the values of the query and tell how it goes."""
        language = language_of(request)
        visitor = MemberId(f"{PLATFORM}:page:{visitor_of(request)}")
        order = partial(_order, request, name, visitor, language)
        events = self._runs.events(visitor, language, order)
        return EventSourceResponse(events, headers={"Cache-Control": "no-store"})

    async def recent(self, request: Request, name: str) -> Response:
        """Tell with which values a demo ran lately; none that holds a member's own words."""
        specs = {spec.name: spec for spec in await self._demos.demos()}
        if name not in specs:
            return _none()
        runs = await self._demos.recent(name, LOOKED_AT)
        shown: dict[str, demo_view.Json] = {}
        for run in runs:
            if not specs[name].is_personal(run.params or {}):
                recent = demo_view.recent(run, language_of(request))
                shown.setdefault(recent["values"], recent)
        return JSONResponse(list(shown.values())[:RECENT])

    async def job(self, request: Request, name: str, job: str) -> Response:
        """Tell what came of an earlier run."""
        run = await self._demos.finished(job)
        if run is None or run.demo != name:
            return _none()
        return JSONResponse(demo_view.run(run, language_of(request)))

    async def code(self, name: str, job: str) -> Response:
        code = await self._demos.code(job)
        return _none() if code is None else PlainTextResponse(code)

    async def plot(self, name: str, job: str, plot: str) -> Response:
        data = await self._demos.plot(job, plot)
        return _none() if data is None else Response(data, media_type="application/json")

    async def _away(self, request: Request, error: Exception) -> Response:
        response = self._shown(request, "sentence", say(language_of(request), "page-away"), 503)
        response.headers["Refresh"] = f"{AGAIN_S}"
        return response

    def _shown(
        self, request: Request, template: str, title: str, status: int = 200, **context: Any
    ) -> Response:
        return show(request, template, title, status, has_chat=self._has_chat, **context)


class Static(StaticFiles):
    """Files that browsers keep, and ask about each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def visitor_of(request: Request) -> str:
    """Return by what a browser is known here, if it is."""
    cookie = request.cookies.get(COOKIE, "")
    return cookie if _VISITOR.fullmatch(cookie) else ""


def _order(request: Request, name: str, visitor: MemberId, language: Language) -> DemoOrder:
    """Return what the query asks to run.

    Raises:
        Refusal: it is too long, or its seed is no number.
    """
    given = {key: value for key, value in request.query_params.items() if key != "lang"}
    if len(request.url.query) > MAX_QUERY or len(given) > MAX_PARAMS:
        raise Refusal("page-too-long")
    try:
        seed = seed_of(given.pop(demo_view.SEED, str(DEFAULT_SEED)))
    except Refusal as refusal:
        refusal.field = demo_view.SEED
        raise
    return DemoOrder(name, given, seed, visitor, CHANNEL, language)


def _to_gallery(request: Request) -> Response:
    query = request.url.query
    return RedirectResponse(f"{PAGES}/?{query}" if query else f"{PAGES}/")


def _none() -> Response:
    return PlainTextResponse("There is no such thing.\n", 404)
