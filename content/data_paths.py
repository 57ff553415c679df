"""Where a user's own files are, and how much of some is kept."""

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _usual() -> Path:
    """Return `data` in this folder, as in a checkout, if there is one; else the user's own."""
    here = Path("data")
    return here if here.is_dir() else platformdirs.user_data_path("quizmaster", appauthor=False)


def at_home(path: Path) -> Path:
    """Return a path in which `~` is the user's home.

    Raises:
        ValueError: there is no such user, or no path.
    """
    if not str(path).strip():
        raise ValueError("is blank; leave it out for the default")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"nobody's home is {path.parts[0]}") from None


UserPath = Annotated[Path, AfterValidator(at_home)]
"""A path in which `~` is the user's home, as in a shell."""


class DataPaths(BaseSettings):
    """The data folder, from the environment (QUIZMASTER_DATA_DIR) or `.env`.

    Pictures take `keep_gb` gigabytes at most, and results of demos as much again.
    """

    model_config = SettingsConfigDict(
        env_prefix="QUIZMASTER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: UserPath = Field(default_factory=_usual)
    keep_gb: float = Field(default=10, gt=0)

    @property
    def decks(self) -> Path:
        """Return the folder of imported decks, each a folder of its own."""
        return self.data_dir / "decks"

    @property
    def calibrations(self) -> Path:
        """Return the folder of what was fitted here for encoders that aren't packaged."""
        return self.data_dir / "calibrations"
