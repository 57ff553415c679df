"""Settings, read once from the environment (prefix QUIZMASTER_) and `.env`."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import tzlocal
from pydantic import (
    AnyHttpUrl,
    AnyWebsocketUrl,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import NoDecode

from bot.app import keys
from bot.app.keys import Keys
from bot.platforms.discord.shards import Shards, read_shards
from compute.logs import Form, Level
from content.data_paths import DataPaths, UserPath, at_home
from content.schema import Language
from evaluators.judge.choice import JudgeSettings

Days = Annotated[int, Field(ge=1, le=36500)]
SLACK_API = "https://slack.com/api/"
NOTHING_TO_SERVE = "nothing to serve: QUIZMASTER_PLAYGROUND is off and no token is set"
SlackWay = Literal["socket", "http", "install"]
SLACK_SECRETS = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
)


class ConfigError(Exception):
    """The settings cannot be used; the message names every fault."""


def _listed(value: Any) -> Any:
    """Return what is between commas."""
    return (
        [one for one in value.replace(" ", "").split(",") if one]
        if isinstance(value, str)
        else value
    )


def _shards(value: Any) -> Any:
    return read_shards(value) if isinstance(value, str) else value


def _is_address(said: str) -> bool:
    try:
        return bool(ip_address(said))
    except ValueError:
        return False


class Settings(DataPaths, JudgeSettings):
    """Everything that can be set; `.env.example` explains each key."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    database_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    keep_days: Days = 90
    keep_answers_days: Days | None = None
    grade_batch: Annotated[int, Field(ge=1, le=512)] = 64
    grade_linger_ms: Annotated[float, Field(ge=0, le=1000)] = 0
    compute_url: Annotated[tuple[AnyHttpUrl, ...], NoDecode, BeforeValidator(_listed)] = ()
    compute_token: SecretStr = SecretStr("")
    encoder: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    mnist_dir: UserPath | None = None
    locale: Language = "ko"
    log: Form = "text"
    log_level: Annotated[Level, BeforeValidator(lambda said: str(said).upper())] = "WARNING"
    playground: bool | None = None
    discord_token: SecretStr | None = None
    discord_shards: Annotated[Shards | None, NoDecode, BeforeValidator(_shards)] = None
    discord_api_base: AnyHttpUrl | None = None
    discord_gateway_url: AnyWebsocketUrl | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_admin_group: str = ""
    slack_api_base: AnyHttpUrl | None = None
    public_url: AnyHttpUrl | None = None

    @field_validator("secret_key")
    @classmethod
    def _is_key(cls, said: SecretStr | None) -> SecretStr | None:
        if said:
            keys.read_keys(said.get_secret_value())
        return said

    @field_validator("host", "metrics_host")
    @classmethod
    def _is_host(cls, said: str) -> str:
        if "/" in said or (":" in said and not _is_address(said)):
            raise ValueError("is an address or a name, without http:// or a port")
        return said

    @field_validator("database_url")
    @classmethod
    def _is_at_home(cls, said: SecretStr | None) -> SecretStr | None:
        kind, slashes, file = said.get_secret_value().partition(":///") if said else ("", "", "")
        if kind.startswith("sqlite") and file.startswith("~"):
            return SecretStr(f"{kind}{slashes}{at_home(Path(file))}")
        return said

    @property
    def keys(self) -> Keys | None:
        """Return the keys of stored tokens, those set or those of the data folder, if there are.

        Raises:
            ConfigError: the file in the data folder holds none.
        """
        if self.secret_key:
            return Keys(keys.read_keys(self.secret_key.get_secret_value()), keys.SETTING)
        try:
            return keys.keys_in(self.data_dir)
        except ValueError as exc:
            raise ConfigError(str(exc)) from None

    @property
    def database(self) -> str:
        """Return the database's URL: the one set, or a file in the data folder."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{(self.data_dir / 'quizmaster.db').absolute()}"

    @property
    def database_file(self) -> Path | None:
        """Return the file of a SQLite database; None on PostgreSQL, or where none is named."""
        kind, _, file = self.database.partition(":///")
        return Path(file) if kind.startswith("sqlite") and Path(file).name else None

    @property
    def slack_way(self) -> SlackWay | None:
        """Return how Slack reaches the bot: by a socket, or by requests to one or many workspaces.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        if self.slack_bot_token and self.slack_app_token:
            return "socket"
        if self.slack_bot_token and self.slack_signing_secret:
            return "http"
        if self.slack_client_id and self.slack_client_secret and self.slack_signing_secret:
            return "install"
        if any(getattr(self, name) for name in SLACK_SECRETS):
            raise ConfigError(
                "Slack needs QUIZMASTER_SLACK_BOT_TOKEN with QUIZMASTER_SLACK_APP_TOKEN "
                "(or with QUIZMASTER_SLACK_SIGNING_SECRET); see docs/slack.md"
            )
        return None

    @property
    def site(self) -> str:
        """Return where everybody finds our pages, without a slash at its end; "" for nowhere."""
        return str(self.public_url).rstrip("/") if self.public_url else ""

    @property
    def slack_api(self) -> str:
        """Return where Slack's methods are, with a slash at the end."""
        return f"{str(self.slack_api_base or SLACK_API).rstrip('/')}/"

    @property
    def serves_playground(self) -> bool:
        """Tell whether the playground is served: if asked for, or if nothing else is set.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        if self.playground is not None:
            return self.playground
        return self.discord_token is None and self.slack_way is None

    @property
    def serves_quiz(self) -> bool:
        """Tell whether there is any place where members find the quiz.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        return bool(self.discord_token or self.slack_way or self.serves_playground)

    @property
    def serves_http(self) -> bool:
        """Tell whether the port is served: for pages, or for Slack's requests.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        return self.serves_demo_pages or self.slack_way in ("http", "install")

    @property
    def port_fault(self) -> str | None:
        """Return what keeps the metrics and the rest from being served; None where nothing does.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        same = (self.host, self.port) == (self.metrics_host, self.metrics_port)
        if self.port and same and self.serves_http:
            return f"QUIZMASTER_METRICS_PORT: {self.port} is QUIZMASTER_PORT; choose another"
        return None

    @property
    def serves_demo_pages(self) -> bool:
        """Tell whether demos have pages: beside the playground, or for whoever knows our address.

        Raises:
            ConfigError: what is set for Slack is not enough.
        """
        return self.serves_playground or self.public_url is not None


def load() -> Settings:
    """Read the settings.

    Raises:
        ConfigError: naming every setting that cannot be used.
    """
    try:
        settings = Settings()
    except (ValueError, OSError) as exc:
        if (fault := settings_fault(exc)) is None:
            raise
        raise ConfigError(fault) from None
    if fault := settings.judge_fault or settings.port_fault:
        raise ConfigError(fault)
    return settings


def settings_fault(error: Exception) -> str | None:
    """Return what of the settings raised an error, a sentence a line; None where nothing did."""
    if not isinstance(error, ValidationError):
        return _env_file_fault()
    if error.title not in (Settings.__name__, DataPaths.__name__):
        return None
    return "\n".join(
        f"QUIZMASTER_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
        for e in error.errors()
    )


def _env_file_fault() -> str | None:
    """Return what keeps `.env` from being read, in a sentence; None where nothing does."""
    try:
        if (file := Path(".env")).is_file():
            file.read_text("utf-8")
    except UnicodeDecodeError:
        return ".env is not UTF-8; save it with that encoding"
    except OSError as exc:
        return f".env cannot be read: {exc.strerror}"
    return None


def local_timezone() -> ZoneInfo:
    """Return the machine's IANA time zone; UTC where it has none."""
    try:
        return ZoneInfo(tzlocal.get_localzone_name())
    except (LookupError, ValueError):
        return ZoneInfo("UTC")
