"""Builds the shipped Dockerfile without a Docker engine, and runs it as hardened as compose.yaml does.

A registry of images may be out of reach, so a base is made of Debian's packages under the official one's name; only what
is in the Dockerfile itself is under test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = "docker.io/library/python:3.11-slim-bookworm"
IMAGE = "localhost/mynah-under-test"
NEEDED = ("buildah", "podman", "runc", "mmdebstrap", "iptables")
BUILD = (
    "buildah",
    "--storage-driver",
    "overlay",
    "bud",
    "--isolation",
    "chroot",
    "--layers=false",
    "--format",
    "docker",
)
PODMAN = ("podman", "--storage-driver", "overlay", "--runtime", "runc", "--cgroup-manager", "cgroupfs")
HARDENED = (
    "--pull=never", "--read-only", "--tmpfs", "/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--init",
    "--memory", "2g", "--pids-limit", "256", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096",
    "--network", "none", "--health-interval=disable",
)  # fmt: skip
BASE_FILE = """FROM scratch
ADD base.tar /
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates
"""


def missing() -> str:
    """Why images cannot be built here; empty when they can."""
    if absent := [name for name in NEEDED if shutil.which(name) is None]:
        return f"buildah and its like are not installed: {', '.join(absent)}"
    return "" if os.geteuid() == 0 else "buildah needs root for overlay"


def call(*words: str, cwd: Path = ROOT, within: float = 900, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program; its output is shown when it fails."""
    ended = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=within, check=False)
    if check and ended.returncode:
        sys.stdout.write(ended.stdout[-4000:] + ended.stderr[-4000:])
        raise AssertionError(f"{words[0]} ended with {ended.returncode}")
    return ended


def podman(*words: str, within: float = 120, check: bool = True) -> subprocess.CompletedProcess[str]:
    return call(*PODMAN, *words, within=within, check=check)


def run(
    *words: str, volume: str, options: tuple[str, ...] = (), check: bool = True
) -> subprocess.CompletedProcess[str]:
    """One command of the image, its data in *volume*."""
    return podman("run", "--rm", *HARDENED, "-v", f"{volume}:/data", *options, IMAGE, *words, check=check)


def has(image: str) -> bool:
    return podman("image", "exists", image, check=False).returncode == 0


def make_base(folder: Path) -> None:
    """The base under the official name, unless it is there."""
    if has(BASE):
        return
    call("mmdebstrap", "--variant=minbase", "--quiet", "bookworm", "base.tar", cwd=folder)
    (folder / "Dockerfile").write_text(BASE_FILE)
    call(*BUILD, "-t", BASE, ".", cwd=folder)


def build(target: str, tag: str) -> None:
    """Build *target* of the shipped Dockerfile. This machine's certificates and pip's settings are lent to the build."""
    lent = []
    for place in ("/etc/ssl/certs", "/etc/pip.conf"):
        if Path(place).exists():
            lent += ["-v", f"{place}:{place}:ro"]
    call(*BUILD, *lent, "--pull-never", "--target", target, "-t", tag, ".")
