"""What the containers may do, as the files that build and start them say."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from compute.cli import compute_app
from evaluators.judge.choice import JudgeSettings

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
DIGEST = r"@sha256:[0-9a-f]{64}$"
DOCKERFILES = ["bot/Dockerfile", "compute/Dockerfile"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    built = service.get("build", {}).get("dockerfile")
    assert built in DOCKERFILES or {"user", "healthcheck"} <= service.keys()


@pytest.mark.parametrize("path", DOCKERFILES)
def test_an_image_has_an_exact_base_a_user_of_its_own_and_a_health_check(path: str) -> None:
    words = [line.split() for line in (ROOT / path).read_text().splitlines() if line.strip()]
    [base] = [line[1] for line in words if line[0] == "FROM"]
    assert base.partition(":")[2].split("-")[0].count(".") == 2
    assert re.search(DIGEST, base)
    assert [line[1] for line in words if line[0] == "USER"] == ["1000"]
    assert any(line[0] == "HEALTHCHECK" for line in words)


@pytest.mark.parametrize("path", ["docker-compose.yml", "docker-compose.scale.yml"])
def test_an_image_of_others_has_the_very_contents_that_were_pinned(path: str) -> None:
    images = re.findall(r"^ +image: (\S+)$", (ROOT / path).read_text(), re.MULTILINE)
    assert images
    assert all(re.search(DIGEST, image) for image in images)


def test_compute_gets_each_setting_of_its_own_and_does_with_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("content.private_files.write_privately", lambda: None)
    command: Any = get_command(compute_app)
    options = {param.envvar for param in command.commands["serve"].params} - {None}
    judge = {f"QUIZMASTER_{name.upper()}" for name in JudgeSettings.model_fields}
    own = options | judge | {"QUIZMASTER_DEVICE"}
    given = dict(SERVICES["compute"]["environment"])
    assert own - set(given) == {"QUIZMASTER_DATA_DIR", "RAY_ADDRESS"}
    assert set(given) <= own
    assert given.pop("QUIZMASTER_COMPUTE_TOKEN").startswith("${QUIZMASTER_COMPUTE_TOKEN:?")
    assert all(value == f"${{{name}:-}}" for name, value in given.items())
    words = ["serve", "--host", "0.0.0.0"]
    served = CliRunner().invoke(compute_app, words, env=dict.fromkeys(own, ""))
    assert "without a token" in served.stderr
