"""Where a user's own files are."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class DataPaths(BaseSettings):
    """The data folder, from the environment (QUIZMASTER_DATA_DIR) or `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="QUIZMASTER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Path("data")

    @property
    def decks(self) -> Path:
        """Return the folder of imported decks, each a folder of its own."""
        return self.data_dir / "decks"

    @property
    def calibrations(self) -> Path:
        """Return the folder of what was fitted here for encoders that aren't packaged."""
        return self.data_dir / "calibrations"
