"""Runs that pages of demos ask for, as server-sent events; they end when nobody listens."""

import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import anyio
from sse_starlette import ServerSentEvent

from bot.i18n.messages import say
from bot.platforms.shared.rate_limits import RateLimiter
from bot.platforms.web import demo_view
from bot.platforms.web.identity import WORKSPACE
from bot.quiz.demos.model import DemoOrder, DemoRun, Demos
from bot.quiz.errors import DemoRefused, DemosUnavailable, QuizError, Refusal
from bot.quiz.model import MemberId
from content.schema import Language

log = logging.getLogger(__name__)

CANCEL_S = 5.0


class DemoRuns:
    """Runs demos for visitors within the limits that members have."""

    def __init__(self, demos: Demos) -> None:
        self._demos = demos
        self._limiter = RateLimiter()

    async def events(
        self, visitor: MemberId, language: Language, order: Callable[[], DemoOrder]
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Yield how a run goes, up to its end or the one sentence that says why there is none."""
        try:
            if not await self._limiter.allows(visitor, WORKSPACE):
                raise Refusal("error-too-fast")
            async with aclosing(self._run(order())) as events:
                async for event in events:
                    yield event
        except Refusal as refusal:
            sentence = say(language, refusal.message, **refusal.variables)
            yield _refused(sentence, refusal.field)
        except DemoRefused as refused:
            yield _refused(refused.reason[language], refused.param)
        except DemosUnavailable:
            yield _refused(say(language, "page-away"))
        except QuizError:
            log.exception("the run of a page failed")
            yield _refused(say(language, "error-unavailable"))

    async def _run(self, order: DemoOrder) -> AsyncGenerator[ServerSentEvent, None]:
        last: DemoRun | None = None
        try:
            async for last in self._demos.run(order):
                yield _event(demo_view.run(last, order.language))
        finally:
            if last and last.state in ("queued", "running"):
                await self._cancel(last.job, order.member)

    async def _cancel(self, job: str, visitor: MemberId) -> None:
        """End a run that nobody waits for, though whoever listened is gone."""
        with anyio.move_on_after(CANCEL_S, shield=True):
            try:
                await self._demos.cancel(job, visitor)
            except QuizError as exc:
                log.info("job %s runs to its end: %s", job, exc)


def _refused(sentence: str, param: str = "") -> ServerSentEvent:
    return _event({"state": "refused", "sentence": sentence, "param": param})


def _event(body: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(body, ensure_ascii=False))
