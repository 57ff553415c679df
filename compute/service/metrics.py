"""Counters of the service for Prometheus, in a registry of its own per app."""

from functools import partial
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from compute.api import JobStatus
from compute.jobs.queue import Jobs
from compute.service.grading import GradingThread

BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """What the service counts; `scrape` renders it."""

    def __init__(self, jobs: Jobs) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "quizmaster_compute_requests",
            "Answered requests",
            ["route", "status"],
            registry=self._registry,
        )
        self.seconds = Histogram(
            "quizmaster_compute_request_seconds",
            "Time to the response's start",
            ["route"],
            registry=self._registry,
        )
        self.answers = Counter(
            "quizmaster_compute_answers", "Answers to grade", registry=self._registry
        )
        self.batches = Histogram(
            "quizmaster_compute_batch_answers",
            "Answers graded in one call",
            buckets=BATCH_SIZES,
            registry=self._registry,
        )
        states = Gauge(
            "quizmaster_compute_jobs", "Remembered jobs", ["status"], registry=self._registry
        )
        for status in JobStatus:
            states.labels(status).set_function(partial(jobs.count, status))

    def watch(self, grading: GradingThread) -> None:
        """Show whether answers can be graded."""
        ready = Gauge(
            "quizmaster_compute_grader_ready", "1 once grading works", registry=self._registry
        )
        ready.set_function(lambda: grading.health.status == "ready")

    def scrape(self) -> bytes:
        return generate_latest(self._registry)


class Counting:
    """ASGI middleware that counts each answer under its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = perf_counter()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "unknown")
                self._metrics.requests.labels(route, str(message["status"])).inc()
                self._metrics.seconds.labels(route).observe(perf_counter() - started)
            await send(message)

        await self._app(scope, receive, count)
