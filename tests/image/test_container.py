"""The image itself: built from the shipped Dockerfile, run hardened and without a network."""

from __future__ import annotations

import ast
import json
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.image import podman as engine
from tests.image.podman import HARDENED, IMAGE, podman, run
from tests.supply.sbom import debian_components, python_components

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "here"),
]


@pytest.fixture(scope="module", autouse=True)
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    engine.make_base(tmp_path_factory.mktemp("base"))
    engine.build("full", IMAGE)
    yield
    podman("rmi", "-f", IMAGE, check=False)


@pytest.fixture
def volume() -> Iterator[str]:
    name = f"mynah-{secrets.token_hex(4)}"
    yield name
    podman("volume", "rm", "-f", name, check=False)


@pytest.fixture
def bot(volume: str) -> Iterator[str]:
    """`mynah run` in a container of its own; its name."""
    name = f"mynah-{secrets.token_hex(4)}"
    podman("run", "-d", "--name", name, *HARDENED, "-v", f"{volume}:/data", IMAGE)
    yield name
    podman("rm", "-f", name, check=False)


def test_it_speaks_without_a_network_and_marks_what_it_made(volume: str) -> None:
    said = json.loads(run("say", "Good morning", "-o", "/data/hello.mp3", "--json", volume=volume).stdout)

    assert 0.3 < said["seconds"] < 5
    assert "It was not altered since" in run("verify", "/data/hello.mp3", volume=volume).stdout


def test_it_is_healthy_and_ends_well(bot: str) -> None:
    for _ in range(60):
        if podman("healthcheck", "run", bot, check=False).returncode == 0:
            break
        time.sleep(0.5)
    else:
        raise AssertionError(podman("logs", bot).stdout)

    podman("stop", "-t", "25", bot)

    assert podman("inspect", bot, "--format", "{{.State.ExitCode}}").stdout.strip() == "0"
    lines = [line for line in podman("logs", bot).stdout.splitlines() if line.startswith("{")]
    assert all("event" in json.loads(line) for line in lines)


def test_nobody_in_it_is_root_and_nothing_can_become_it(bot: str) -> None:
    look = "import os, pathlib; print(os.getuid(), pathlib.Path('/proc/self/status').read_text())"
    status = podman("exec", bot, "python3", "-c", look).stdout

    assert status.startswith("10001 ")
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    found = "import os; print([p for d, _, f in os.walk('/usr') for p in (d + '/' + n for n in f) if os.lstat(p).st_mode & 0o6000])"
    assert podman("exec", bot, "python3", "-c", found).stdout.strip() == "[]"


def test_nothing_but_its_data_can_be_written(bot: str) -> None:
    write = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"

    for place in ("/opt/mynah/x", "/usr/x", "/etc/x"):
        assert podman("exec", bot, "python3", "-c", write, place, check=False).returncode != 0
    assert podman("exec", bot, "python3", "-c", write, "/data/x").returncode == 0


def test_doctor_finds_every_model_in_it(volume: str) -> None:
    report = json.loads(run("doctor", "--json", volume=volume).stdout)

    assert [row for row in report["findings"] if row["verdict"] == "blocks"] == []
    assert any(row["words"].startswith("25 of 25") for row in report["findings"])


def test_what_is_in_it_is_what_runs_and_no_source_of_ours(volume: str) -> None:
    look = "import pathlib; print(*sorted(p.name for p in pathlib.Path('/').iterdir()), sep=' ')"
    there = run("-c", look, volume=volume, options=("--entrypoint", "python3")).stdout.split()

    assert "src" not in there
    assert {"data", "opt"} <= set(there)


def test_a_backup_is_brought_back_in_it(volume: str) -> None:
    run("say", "Good morning", "-o", "/data/hello.mp3", volume=volume)
    run("backup", "/data/copy.db", volume=volume)

    refused = run("restore", "/data/copy.db", volume=volume, check=False)
    forced = run("restore", "/data/copy.db", "--force", volume=volume)
    looked = json.loads(run("doctor", "--json", volume=volume).stdout)

    assert (refused.returncode, forced.returncode) == (65, 0)
    assert "before-restore-" in forced.stderr
    assert [row for row in looked["findings"] if row["verdict"] == "blocks"] == []


def test_the_bill_of_materials_is_what_is_installed_in_it(volume: str, tmp_path: Path) -> None:
    look = "from importlib.metadata import distributions as d; print(*((x.name, x.version) for x in d()), sep='\\n')"
    inside = podman("run", "--rm", *HARDENED, "--entrypoint", "/opt/mynah/bin/python", IMAGE, "-c", look).stdout
    debian = podman("run", "--rm", *HARDENED, "--entrypoint", "dpkg-query", IMAGE, "-W").stdout.splitlines()

    there = {(canonicalize_name(name), version) for name, version in map(ast.literal_eval, inside.splitlines())}
    listed = {(canonicalize_name(row["name"]), row["version"]) for row in python_components()}
    ours = {"mynah", "pip", "setuptools"}  # of the venv itself
    assert {row for row in there if row[0] not in ours} == listed
    assert any(row["name"] == "libseccomp2" for row in debian_components(debian))


def test_compose_asks_for_the_same_hardening() -> None:
    text = (Path(__file__).parents[2] / "compose.yaml").read_text("utf-8")

    for line in (
        "read_only: true",
        "- ALL",
        "no-new-privileges:true",
        "init: true",
        "pids_limit: 256",
        "mem_limit: 2g",
    ):
        assert line in text
