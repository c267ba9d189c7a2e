"""Whether all that the image installs is there, built, for another kind of machine: `python -m tests.supply.wheels aarch64`.

pip resolves the hashed list for that machine without installing anything; it needs the network, or pip's own mirror.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LIST = Path(__file__).parents[2] / "requirements/image.txt"
GLIBC = 28  # 2.28: Debian 10 and later; wheels for an older one fit as well
SOURCE = ("jieba",)  # only its source is published; it is Python and nothing else, so it fits every machine


def command(machine: str, report: Path) -> list[str]:
    """What asks pip."""
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(5, GLIBC + 1)] + [f"manylinux2014_{machine}"]
    return [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"),
        *("--report", str(report), "--ignore-installed", "--no-deps", "--require-hashes", "--only-binary=:all:"),
        *(f"--no-binary={name}" for name in SOURCE),
        *("--target", str(report.parent / "nowhere"), "--python-version", "3.11", "--implementation", "cp"),
        *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
        *(word for platform in platforms for word in ("--platform", platform)),
        *("-r", str(LIST)),
    ]


def strange(report: Mapping[str, Any], machine: str) -> Sequence[str]:
    """The files in pip's *report* that would not run on *machine*."""
    files = [row["download_info"]["url"].rpartition("/")[2] for row in report["install"]]
    wheels = [name for name in files if name.endswith(".whl")]
    sources = [name for name in files if name not in wheels and not name.startswith(SOURCE)]
    return sources + [name for name in wheels if machine not in name and not name.endswith("-any.whl")]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.supply.wheels")
    parser.add_argument("machine", choices=("aarch64", "x86_64"))
    machine = parser.parse_args().machine
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        asked = subprocess.run(command(machine, report), capture_output=True, text=True, check=False)
        if asked.returncode:
            sys.stderr.write(asked.stderr)
            return 1
        found = json.loads(report.read_text("utf-8"))
    wrong = strange(found, machine)
    print(*(f"not for {machine}: {name}" for name in wrong), sep="\n", end="\n" if wrong else "")
    print(
        f"{len(found['install']) - len(wrong)} of {len(found['install'])} packages of {LIST.name} are there for {machine}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
