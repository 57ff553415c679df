"""Can the web playground be served?"""

from bot.app.config import NOTHING_TO_SERVE, ConfigError, Settings
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.doctor.port import look_at

NAME = "playground"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
    found = await look_at(settings, NAME, host, port, "QUIZMASTER")
    if found.status != "ok":
        return [found]
    if is_served and host not in LOOPBACK:
        fix = "keep QUIZMASTER_HOST on 127.0.0.1, unless you know everyone who reaches it"
        return [warning(NAME, f"on {host}, everyone who reaches it is an admin", fix)]
    use = "" if is_served else ", for Slack's requests"
    return [ok(NAME, f"{found.detail}{use}")]
