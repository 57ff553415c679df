"""Is there somebody to grade answers and to run demos?"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from pydantic import AnyHttpUrl, SecretStr

from bot.app.config import Settings
from bot.doctor.finding import Diagnosis, ok, problem, warning
from compute import client
from compute.problems import NO_DEMOS
from compute.service import health
from compute.toolkit.data import MNIST_FILES
from content.cli import count
from content.extras import INSTALL_DEMOS, missing_for_demos
from evaluators.encoders.model_folder import FaultyModel, check

NAME = "grading, demos"
MODELS = Path(__file__).parents[2] / "evaluators" / "models"
EMBEDDED = MODELS / "bilingual-static"
MODEL_FILES = {
    "bilingual-static": ("modules.json", "model.safetensors", "tokenizer.json"),
    "bilingual-judge": ("config.json", "model.onnx", "tokenizer.json"),
}


async def check_grading(settings: Settings) -> list[Diagnosis]:
    """Check the compute service that was named, or what it takes to start one here."""
    if not settings.compute_url:
        demos = [installed(missing_for_demos()), *lacking_images(settings.mnist_dir)]
        if not (settings.encoder or settings.names_judge):
            return [*demos, embedded(MODELS)]
        return [*demos, await asyncio.to_thread(loaded, settings)]
    replicas = await asyncio.gather(
        *(_reached(url, settings.compute_token) for url in settings.compute_url)
    )
    return [one for replica in replicas for one in replica]


async def _reached(url: AnyHttpUrl, token: SecretStr) -> list[Diagnosis]:
    async with client.ComputeClient(str(url), token) as compute:
        try:
            return [_state(await compute.healthy()), await _welcome(compute)]
        except client.ComputeUnavailable as exc:
            if exc.is_unauthorized:
                fix = "set QUIZMASTER_COMPUTE_TOKEN to the token that compute was started with"
                return [problem(NAME, f"compute at {url} does not accept the token", fix)]
            serve = f"quizmaster compute serve --host 0.0.0.0 --port {url.port}"
            fix = f"start it there with the same token (`{serve}`), or see QUIZMASTER_COMPUTE_URL"
            return [problem(NAME, f"compute at {url} cannot be reached: {exc}", fix)]


async def _welcome(compute: client.ComputeClient) -> Diagnosis:
    try:
        demos = await compute.demos()
    except client.ComputeUnavailable as exc:
        if exc.problem is None or exc.problem.code != NO_DEMOS:
            raise
        fix = "run `quizmaster doctor` there: it says how to add them"
        return warning(NAME, "compute accepts the token, but has no demos", fix)
    return ok(NAME, f"compute accepts the token and offers {count(len(demos), 'demo')}")


def _state(state: health.Health) -> Diagnosis:
    if state.status == "ready":
        return ok(NAME, "compute is ready to grade")
    if state.status == "loading":
        return warning(NAME, "compute is still loading its model", "ask again in a minute")
    return problem(NAME, f"compute cannot grade: {state.reason}", "see compute's own messages")


def installed(absent: Sequence[str]) -> Diagnosis:
    """Say whether demos can be run, given the modules that they lack."""
    if not absent:
        return ok(NAME, "demos are installed")
    return warning(NAME, f"answers are graded, but demos lack {', '.join(absent)}", INSTALL_DEMOS)


def lacking_images(folder: Path | None) -> list[Diagnosis]:
    """Name what the folder of MNIST, if one is set, lacks."""
    if folder is None:
        return []
    absent = [
        name
        for name in MNIST_FILES
        if not any((folder / f"{name}{end}").exists() for end in ("", ".gz"))
    ]
    if not absent:
        return []
    detail = f"demos that learn from images fail: {folder} has no {', '.join(absent)}"
    return [warning(NAME, detail, "put them there, or leave QUIZMASTER_MNIST_DIR out")]


def embedded(models: Path) -> Diagnosis:
    """Check that the models which come with quizmaster are whole."""
    fix = "install quizmaster again, or name others with QUIZMASTER_ENCODER and QUIZMASTER_JUDGE"
    for model, files in MODEL_FILES.items():
        if absent := [name for name in files if not (models / model / name).is_file()]:
            return problem(NAME, f"the embedded {model} lacks {', '.join(absent)}", fix)
    try:
        check(models / EMBEDDED.name)
    except FaultyModel as exc:
        return problem(NAME, f"the embedded model cannot be loaded: {exc}", fix)
    return ok(NAME, "the embedded models are there")


def loaded(settings: Settings) -> Diagnosis:
    """Load the named encoder with what was fitted for it, and have the named judge rule once, as
    compute will: seconds."""
    from evaluators.calibration import CalibrationMissing, load_calibration
    from evaluators.encoders.encoder import EncoderUnavailable, load_encoder
    from evaluators.judge.port import JudgeUnavailable

    try:
        load_calibration(load_encoder(settings.encoder))
        judge = ruling(settings)
    except (EncoderUnavailable, CalibrationMissing) as exc:
        return problem(NAME, str(exc), "see QUIZMASTER_ENCODER")
    except JudgeUnavailable as exc:
        return problem(NAME, str(exc), "see QUIZMASTER_JUDGE")
    return ok(NAME, " and ".join(f"{one} can grade" for one in (settings.encoder, judge) if one))


def ruling(settings: Settings) -> str | None:
    """Return the name of the judge, if there is one, once it has ruled.

    Raises:
        JudgeUnavailable: it cannot be loaded, or does not rule.
    """
    from evaluators.judge.choice import load_chosen
    from evaluators.judge.port import JudgeRequest, JudgeUnavailable

    judge = load_chosen(settings)
    if judge is None:
        return None
    [judged] = judge.judge([JudgeRequest("", "ReLU is cheap.", ("ReLU is cheap.",))])
    if judged is None:
        raise JudgeUnavailable(f"The judge {judge.name!r} does not rule.")
    return judge.name
