"""Can what is served be served where the settings say?"""

import asyncio

from bot.app.config import Settings
from bot.doctor.finding import Diagnosis, ok, problem
from bot.doctor.storage import has_bot
from bot.platforms.shared.errors import CannotListen, PortInUse
from bot.platforms.shared.http import listen

METRICS = "metrics"


async def check_metrics(settings: Settings) -> list[Diagnosis]:
    """Check the address of the metrics, if they are to be served."""
    if settings.metrics_port is None:
        return []
    host, port = settings.metrics_host, settings.metrics_port
    return [await look_at(settings, METRICS, host, port, "QUIZMASTER_METRICS")]


async def look_at(settings: Settings, check: str, host: str, port: int, prefix: str) -> Diagnosis:
    """Check that a port is free, or that a bot on our own database may have it already."""
    try:
        (await asyncio.to_thread(listen, host, port)).close()
    except PortInUse:
        if await has_bot(settings):
            return ok(check, f"{host} port {port} is in use, as the bot runs already")
        fix = f"stop what is using it, or set {prefix}_PORT"
        return problem(check, f"{host} port {port} is in use", fix)
    except CannotListen as exc:
        return problem(check, str(exc), f"see {prefix}_HOST and {prefix}_PORT")
    return ok(check, f"{host} port {port} is free")
