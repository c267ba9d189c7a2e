"""compose.yaml as it is shipped, brought up and down by podman-compose."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.image import podman as engine
from tests.image.podman import PODMAN, ROOT, podman

COMPOSE = ROOT / ".venv-compose/bin/podman-compose"
pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "here"),
    pytest.mark.skipif(not COMPOSE.exists(), reason="podman-compose is not here: make setup-compose"),
]
IMAGE = "localhost/mynah"


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the shipped file, and podman as it has to be called on this machine."""
    engine.make_base(tmp_path_factory.mktemp("base"))
    engine.build("full", IMAGE)
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / ".env").write_text("LOG_LEVEL=debug\n")
    wrapper = tmp_path / "bin" / "podman"
    wrapper.parent.mkdir()
    limits = "--ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --health-interval=disable"
    wrapper.write_text(
        "#!/bin/sh\n"
        f'case "$1" in run|create) verb=$1; shift; exec {shutil.which("podman")} {" ".join(PODMAN[1:])} "$verb" {limits} "$@";; esac\n'
        f'exec {shutil.which("podman")} {" ".join(PODMAN[1:])} "$@"\n'
    )
    wrapper.chmod(0o755)
    yield tmp_path
    podman("rmi", "-f", IMAGE, check=False)


def compose(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PATH": f"{project / 'bin'}:{os.environ['PATH']}"}
    name = f"mynah{secrets.token_hex(2)}" if not (project / "name").exists() else (project / "name").read_text()
    (project / "name").write_text(name)
    return subprocess.run(
        [COMPOSE, "-p", name, *words],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_it_comes_up_healthy_as_it_is_written_and_goes_down_again(project: Path) -> None:
    up = compose(project, "up", "-d", "--no-build")
    try:
        healthy = compose(project, "exec", "-T", "mynah", "mynah", "healthcheck")
        for _ in range(60):
            if healthy.returncode == 0:
                break
            time.sleep(0.5)
            healthy = compose(project, "exec", "-T", "mynah", "mynah", "healthcheck")
        written = compose(project, "exec", "-T", "mynah", "python3", "-c", "open('/usr/x', 'w')")
        level = compose(project, "exec", "-T", "mynah", "python3", "-c", "import os; print(os.environ['LOG_LEVEL'])")
    finally:
        down = compose(project, "down", "-v")

    assert up.returncode == 0, up.stderr
    assert healthy.returncode == 0, healthy.stderr
    assert "Read-only file system" in written.stderr
    assert "debug" in level.stdout
    assert down.returncode == 0, down.stderr
