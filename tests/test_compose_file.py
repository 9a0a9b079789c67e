"""docker-compose.yml is one that compose takes; and the hooks of a checkout run what runs when a change lands.

Compose itself is asked where it is on the machine. Elsewhere the file is looked through here, and the summary of the
run says so.
"""

import re
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml

from sistercities.common.servers.places import PROJECT
from tests.production import outside_environment

TEXT = (PROJECT / "docker-compose.yml").read_text()
REQUIRED = set(re.findall(r"\$\{([A-Z_]+):\?", TEXT))
TOP = {"services", "volumes", "secrets"}
OF_A_SERVICE = {
    "build",
    "command",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "profiles",
    "restart",
    "secrets",
    "volumes",
}


def compose_complaints(text: str, folder: Path, given: set[str]) -> str:
    """What compose says against the file, with a value for each variable given; what can be seen without it else."""
    command = _compose()
    if command is None:
        warnings.warn("docker-compose is not on this machine: the file was only looked through", stacklevel=2)
        return " ".join([*seen_complaints(text), *(f"no {name}" for name in REQUIRED - given)])
    (folder / "docker-compose.yml").write_text(text)
    environ = outside_environment() | dict.fromkeys(given, "x")
    asked = [*command, "-f", "docker-compose.yml", "config", "-q"]
    answer = subprocess.run(asked, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return answer.stderr or f"ended with {answer.returncode}" if answer.returncode else ""


def _compose() -> list[str] | None:
    if found := shutil.which("docker-compose"):
        return [found]
    plugin = ["docker", "compose"]
    has_plugin = (
        shutil.which("docker") and not subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode
    )
    return plugin if has_plugin else None


def seen_complaints(text: str) -> list[str]:
    """Keys that compose does not know or the portal does not need, and names that lead nowhere."""
    file = yaml.safe_load(text)
    services = file.get("services", {})
    unknown = [key for key in file if key not in TOP and not key.startswith("x-")]
    for name, service in services.items():
        unknown += [f"{name}: {key}" for key in service if key not in OF_A_SERVICE]
        unknown += [] if {"build", "image"} & service.keys() else [f"{name}: nothing to run"]
        unknown += [f"{name}: service {other}" for other in service.get("depends_on", {}) if other not in services]
        unknown += [
            f"{name}: secret {other}" for other in service.get("secrets", []) if other not in file.get("secrets", {})
        ]
        unknown += [f"{name}: volume {other}" for other in _volumes(service) if other not in file.get("volumes", {})]
    return unknown


def _volumes(service: dict[str, Any]) -> list[str]:
    return [volume.partition(":")[0] for volume in service.get("volumes", [])]


@pytest.mark.filterwarnings("default:docker-compose is not")
def test_compose_takes_the_file(tmp_path: Path) -> None:
    assert compose_complaints(TEXT, tmp_path, REQUIRED) == ""
    assert seen_complaints(TEXT) == []


@pytest.mark.filterwarnings("default:docker-compose is not")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    command: redis-server", "    comand: redis-server"),
        ("\nsecrets:\n", "\nsecret:\n"),
        ("redis: {condition", "rediss: {condition"),
        ('volumes: ["redis:/data"]', 'volumes: ["radis:/data"]'),
        ("    image: axllent/mailpit\n", ""),
    ],
)
def test_a_file_with_a_slip_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    assert TEXT.count(right) == 1
    text = TEXT.replace(right, wrong)
    assert compose_complaints(text, tmp_path, REQUIRED) != ""
    assert seen_complaints(text) != []


def test_a_secret_that_nobody_brings_is_seen_where_compose_does_not_mind() -> None:
    text = TEXT.replace("secrets: [seal_certificate, seal_key]", "secrets: [seal_certificates, seal_key]")
    assert set(seen_complaints(text)) == {
        f"{name}: secret seal_certificates" for name in ("web", "worker", "beat", "migrate")
    }


@pytest.mark.filterwarnings("default:docker-compose is not")
@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_compose_does_not_start_without_what_has_no_default(tmp_path: Path, name: str) -> None:
    assert name in compose_complaints(TEXT, tmp_path, REQUIRED - {name})


def test_the_hooks_run_what_runs_when_a_change_lands() -> None:
    lands = [line for line in (PROJECT / ".ci" / "run").read_text().splitlines() if line.startswith("make ")]
    assert lands == ["make check", "make test"]
    given = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in given["repos"] for hook in repo["hooks"]]
    at = {stage: [hook["entry"] for hook in hooks if stage in hook["stages"]] for stage in ("pre-commit", "pre-push")}
    assert at == {"pre-commit": lands[:1], "pre-push": lands}
    assert all(hook["always_run"] and not hook["pass_filenames"] for hook in hooks)
    assert set(given["default_install_hook_types"]) == at.keys()
    assert {repo["repo"] for repo in given["repos"]} == {"local"}
