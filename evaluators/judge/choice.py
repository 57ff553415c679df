"""Which judge is asked, if any: the one that the settings name, or the one that comes along."""

from collections.abc import Callable
from pathlib import Path

from pydantic import AnyHttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from content.extras import INSTALL_ALL
from evaluators.judge.port import Judge, JudgeUnavailable

PACKAGED = Path(__file__).parents[1] / "models" / "bilingual-judge"
NONE = "none"


class JudgeSettings(BaseSettings):
    """QUIZMASTER_JUDGE names a model, or is "none"; QUIZMASTER_JUDGE_URL, _MODEL and _KEY name an
    endpoint."""

    model_config = SettingsConfigDict(
        env_prefix="QUIZMASTER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    judge: str | None = None
    judge_url: AnyHttpUrl | None = None
    judge_model: str | None = None
    judge_key: SecretStr = SecretStr("")

    @property
    def names_judge(self) -> bool:
        return bool(self.judge_url or (self.judge and self.judge != NONE))

    @property
    def judge_fault(self) -> str | None:
        """Return why these cannot be meant, in a sentence; None where they can."""
        if self.judge and self.judge_url:
            return "Set QUIZMASTER_JUDGE or QUIZMASTER_JUDGE_URL, not both."
        if self.judge_url and not self.judge_model:
            return "QUIZMASTER_JUDGE_URL needs QUIZMASTER_JUDGE_MODEL beside it."
        return None

    @property
    def environment(self) -> dict[str, str | None]:
        """Return the variables that name the same judge to a process started from here."""
        return {
            "QUIZMASTER_JUDGE": self.judge or None,
            "QUIZMASTER_JUDGE_URL": str(self.judge_url) if self.judge_url else None,
            "QUIZMASTER_JUDGE_MODEL": self.judge_model or None,
            "QUIZMASTER_JUDGE_KEY": self.judge_key.get_secret_value() or None,
        }


def load_chosen(
    settings: JudgeSettings | None = None, otherwise: Callable[[], Judge | None] = lambda: None
) -> Judge | None:
    """Load the judge that the settings name, by default those of the environment; if they name
    none, do `otherwise`.

    Raises:
        JudgeUnavailable: it is missing, damaged, or not fully named.
    """
    settings = _meant(settings) if settings else named_judge()
    if settings.judge == NONE:
        return None
    if settings.judge:
        return _load_named(settings.judge)
    if settings.judge_url is None:
        return otherwise()
    from evaluators.judge.endpoint import EndpointJudge, connect

    client = connect(str(settings.judge_url), settings.judge_key.get_secret_value())
    assert settings.judge_model, "an address without it is a fault"
    return EndpointJudge(client, settings.judge_model)


def load_packaged() -> Judge:
    """Load the judge that comes with quizmaster.

    Raises:
        JudgeUnavailable: it is missing or damaged.
    """
    return _load_exported(PACKAGED)


def load_fitted(name: str | None) -> Judge | None:
    """Load the packaged judge if it is the one of this name; a calibration knows no other."""
    judge = load_packaged() if name and name.startswith(f"{PACKAGED.name}@") else None
    return judge if judge and judge.name == name else None


def named_judge() -> JudgeSettings:
    """Return what the environment says of the judge; nothing is loaded.

    Raises:
        JudgeUnavailable: that cannot be meant.
    """
    try:
        return _meant(JudgeSettings())
    except ValidationError as exc:
        names = ", ".join(f"QUIZMASTER_{str(one['loc'][0]).upper()}" for one in exc.errors())
        raise JudgeUnavailable(f"{names} cannot be used: {exc.errors()[0]['msg']}.") from exc


def _meant(settings: JudgeSettings) -> JudgeSettings:
    if settings.judge_fault:
        raise JudgeUnavailable(settings.judge_fault)
    return settings


def _load_named(name: str) -> Judge:
    """Load a folder that `evaluators.training.judge.export` wrote, or a cross-encoder.

    Raises:
        JudgeUnavailable: it is neither, or damaged.
    """
    if _is_exported(name):
        return _load_exported(Path(name).expanduser())
    try:
        from evaluators.judge.cross_encoder import load_cross_encoder
    except ModuleNotFoundError as exc:
        raise JudgeUnavailable(f"The judge {name!r} needs {exc.name}: {INSTALL_ALL}.") from exc
    return load_cross_encoder(name)


def _load_exported(folder: Path) -> Judge:
    from evaluators.judge.exported import load_judge

    return load_judge(folder)


def _is_exported(name: str) -> bool:
    try:
        return (Path(name).expanduser() / "model.onnx").is_file()
    except (OSError, ValueError, RuntimeError):  # too long, a null byte, nobody's home
        return False
