"""Settings, read once from the environment (prefix QUIZMASTER_) and `.env`."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import tzlocal
from pydantic import AnyHttpUrl, AnyWebsocketUrl, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from content.schema import Language


class ConfigError(Exception):
    """The settings cannot be used; the message names every fault."""


class Settings(BaseSettings):
    """Everything that can be set; `.env.example` explains each key."""

    model_config = SettingsConfigDict(
        env_prefix="QUIZMASTER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    database_url: SecretStr | None = None
    compute_url: AnyHttpUrl | None = None
    compute_token: SecretStr = SecretStr("")
    encoder: str | None = None
    locale: Language = "ko"
    discord_token: SecretStr | None = None
    discord_api_base: AnyHttpUrl | None = None
    discord_gateway_url: AnyWebsocketUrl | None = None

    @property
    def database(self) -> str:
        """Return the database's URL: the one set, or a file in the data folder."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{(self.data_dir / 'quizmaster.db').absolute()}"


def load() -> Settings:
    """Read the settings.

    Raises:
        ConfigError: naming every setting that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as exc:
        faults = (
            f"QUIZMASTER_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in exc.errors()
        )
        raise ConfigError("\n".join(faults)) from None
    except UnicodeDecodeError:
        raise ConfigError(".env is not UTF-8; save it with that encoding") from None
    except OSError as exc:
        raise ConfigError(f".env cannot be read: {exc.strerror}") from None


def local_timezone() -> ZoneInfo:
    """Return the machine's IANA time zone; UTC where it has none."""
    try:
        return ZoneInfo(tzlocal.get_localzone_name())
    except (LookupError, ValueError):
        return ZoneInfo("UTC")
