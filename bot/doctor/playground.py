"""Can the web playground be served?"""

import socket

import httpx

from bot.app.config import NOTHING_TO_SERVE, ConfigError, Settings
from bot.doctor.finding import Diagnosis, ok, problem, warning

NAME = "playground"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ASK_S = 1.0


async def check_playground(settings: Settings) -> list[Diagnosis]:
    """Check that the port is free, or that it is ours already; without need where none is used."""
    try:
        is_served, needs_port = settings.serves_playground, settings.serves_http
    except ConfigError:
        return [ok(NAME, "not served: another platform is to be")]
    if not settings.serves_quiz:
        fix = "set the tokens of Discord or Slack, or leave QUIZMASTER_PLAYGROUND out"
        return [problem(NAME, NOTHING_TO_SERVE, fix)]
    if not needs_port:
        return [ok(NAME, "not served: the quiz is elsewhere")]
    host, port = settings.host, settings.port
    try:
        _listen(host, port)
    except OSError as exc:
        if await _is_quizmaster(host, port):
            return [ok(NAME, f"a quizmaster is serving on {host} port {port} already")]
        fix = "stop what is using it, or set QUIZMASTER_PORT"
        return [problem(NAME, f"{host} port {port} cannot be had: {exc.strerror}", fix)]
    if is_served and host not in LOOPBACK:
        fix = "keep QUIZMASTER_HOST on 127.0.0.1, unless you know everyone who reaches it"
        return [warning(NAME, f"on {host}, everyone who reaches it is an admin", fix)]
    use = "" if is_served else ", for Slack's requests"
    return [ok(NAME, f"{host} port {port} is free{use}")]


def _listen(host: str, port: int) -> None:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    socket.create_server(address, family=family).close()


async def _is_quizmaster(host: str, port: int) -> bool:
    shown = f"[{host}]" if ":" in host else host
    try:
        async with httpx.AsyncClient(timeout=ASK_S, trust_env=False) as client:
            page = await client.get(f"http://{shown}:{port}/")
    except httpx.HTTPError:
        return False
    return "quizmaster" in page.text
