"""What starts and watches several processes names only what there is."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml
from prometheus_client import generate_latest

import bot.metrics  # noqa: F401 - it fills the registry
from bot.app.config import Settings
from compute.service.metrics import Metrics

ROOT = Path(__file__).parents[2]
SCALE = ROOT / "docker-compose.scale.yml"
DASHBOARD = ROOT / "ops/grafana/dashboards/quizmaster.json"
METRIC = re.compile(r"\bquizmaster_\w+")
TYPE = re.compile(r"# TYPE (\w+) (\w+)")
SERIES = ("_bucket", "_count", "_sum")


class Compose(yaml.SafeLoader):
    """Reads `!reset` as compose does: nothing of what is extended stays."""


Compose.add_constructor("!reset", lambda loader, node: None)


def read(path: Path) -> dict[str, Any]:
    return cast(dict[str, Any], yaml.load(path.read_text(), Compose))


def extended(service: dict[str, Any]) -> dict[str, Any]:
    """Return the service with what it extends, as far as is looked at in here."""
    if "extends" not in service:
        return service
    base = read(ROOT / service["extends"]["file"])["services"][service["extends"]["service"]]
    merged: dict[str, Any] = base | service
    merged["environment"] = base.get("environment", {}) | service.get("environment", {})
    return merged


SERVICES = {name: extended(one) for name, one in read(SCALE)["services"].items()}
BOTS = [name for name in SERVICES if name.startswith("bot-")]
RAY = [name for name in SERVICES if name.startswith("ray-")]
COMPUTES = [name for name in SERVICES if name.startswith("compute-")]


def exposed() -> set[str]:
    """Return the name of every series that bot and compute tell."""
    compute = Metrics(cast(Any, SimpleNamespace(count=lambda status: 0)))
    compute.watch(cast(Any, SimpleNamespace(health=SimpleNamespace(status="ready"))))
    text = (generate_latest() + compute.scrape()).decode()
    return {
        name + suffix
        for name, kind in TYPE.findall(text)
        for suffix in (SERIES if kind == "histogram" else ("",))
    }


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    rules = read(ROOT / "ops/alerts.yml")["groups"][0]["rules"]
    return [one["expr"] for panel in panels for one in panel["targets"]] + [
        rule["expr"] for rule in rules
    ]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined_bounded_and_known_to_this_machine_alone(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert "build" in service or {"user", "healthcheck"} <= service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports") or ())


def test_no_two_services_want_one_port() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports") or ()]
    assert len(ports) == len({port.rpartition(":")[0] for port in ports})


def test_every_volume_is_declared_and_every_mounted_file_is_here() -> None:
    declared = read(SCALE)["volumes"]
    volumes = [one for service in SERVICES.values() for one in service.get("volumes", ())]
    mounts = [one.split(":")[0] for one in volumes]
    assert all((ROOT / one).exists() if "/" in one else one in declared for one in mounts)


def test_every_setting_is_one_of_the_bots() -> None:
    named = set(re.findall(r"QUIZMASTER_(\w+)", SCALE.read_text()))
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_the_bots_share_key_and_database_and_ask_every_compute_service() -> None:
    assert len(BOTS) == 3
    [environment, *others] = [dict(SERVICES[name]["environment"]) for name in BOTS]
    taken = [one.pop("QUIZMASTER_DISCORD_SHARDS") for one in (environment, *others)]
    assert taken == ["0/3", "1/3", "2/3"]
    assert all(other == environment for other in others)
    assert environment["QUIZMASTER_SECRET_KEY"].startswith("${QUIZMASTER_SECRET_KEY:?")
    asked = environment["QUIZMASTER_COMPUTE_URL"].split(",")
    assert asked == [f"http://{name}:8081" for name in COMPUTES]


def test_every_bot_and_compute_service_is_watched_and_every_bot_gets_requests() -> None:
    jobs = read(ROOT / "ops/prometheus.yml")["scrape_configs"]
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs}
    assert targets == {
        "bot": [f"{name}:9090" for name in BOTS],
        "compute": [f"{name}:8081" for name in COMPUTES],
    }
    balanced = re.search(r"reverse_proxy (.*) {", (ROOT / "ops/Caddyfile").read_text())
    assert balanced
    assert balanced[1].split() == [f"{name}:8080" for name in BOTS]


@pytest.mark.parametrize("path", ["ops/Caddyfile", "docs/slack.md"])
def test_what_the_bots_link_to_is_passed_on(path: str) -> None:
    passed = re.search(r"@bots? path (.*)", (ROOT / path).read_text())
    assert passed
    assert passed[1].split() == ["/slack/*", "/d/*", "/media/*"]


@pytest.mark.parametrize("name", RAY)
def test_a_node_of_ray_knows_its_token_alone_and_is_in_a_network_that_leads_nowhere(
    name: str,
) -> None:
    service = SERVICES[name]
    assert service["environment"].keys() == {
        "RAY_AUTH_MODE",
        "RAY_AUTH_TOKEN",
        "RAY_USAGE_STATS_ENABLED",
    }
    assert service["environment"]["RAY_AUTH_MODE"] == "token"
    assert service["networks"] == ["ray"]
    assert read(SCALE)["networks"]["ray"] == {"internal": True}
    assert "ports" not in service


def test_ray_is_installed_where_it_is_started_and_its_head_is_the_one_named() -> None:
    started = {name: str(one.get("command")) for name, one in SERVICES.items()}
    on_ray = {name for name, command in started.items() if "ray start" in command}
    assert on_ray == {*RAY, "compute-2"}
    assert all(SERVICES[name]["build"]["args"] == {"EXTRAS": "compute,ray"} for name in on_ray)
    assert all("ray-head:6379" in started[name] for name in on_ray - {"ray-head"})
    assert "--head --port=6379" in started["ray-head"]


def test_every_query_is_of_what_bot_and_compute_tell() -> None:
    asked = {name for query in queries() for name in METRIC.findall(query)}
    assert asked
    assert asked <= exposed()


def test_the_dashboard_asks_the_provisioned_source() -> None:
    folder = ROOT / "ops/grafana/provisioning"
    [source] = read(folder / "datasources/prometheus.yml")["datasources"]
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}
    assert source["url"] == "http://prometheus:9090"
    [provider] = read(folder / "dashboards/quizmaster.yml")["providers"]
    mounts = [one.split(":")[1] for one in SERVICES["grafana"]["volumes"]]
    assert provider["options"]["path"] in mounts
