"""The bill of materials, and the look for wheels."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licences import BOT, CHILDREN, PIN
from tests.supply.sbom import debian_components, document, python_components
from tests.supply.wheels import SOURCE, command, strange

ROOT = Path(__file__).parents[2]
IMAGE = (ROOT / "requirements/image.txt").read_text("utf-8")


def written(*words: str) -> str:
    command = [sys.executable, "-m", "tests.supply.sbom", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_it_holds_every_pin_of_the_image_once() -> None:
    there = {(row["name"], row["version"]) for row in json.loads(written())["components"]}
    elsewhere = {"audioop-lts", "numpy"}  # pinned for other versions of Python as well

    pinned = {(name, version) for name, version, _ in PIN.findall(IMAGE)}
    assert {name for name, _ in pinned - there} <= elsewhere
    assert there <= pinned
    assert len(there) >= 60


def test_it_is_the_same_each_time_and_names_no_machine() -> None:
    assert written() == written()
    assert not re.search(r"file:|/home|timestamp", written())


def test_each_component_can_be_referred_to_and_has_its_licence() -> None:
    made = document(python_components())
    rows = made["components"]

    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert sorted(made["dependencies"][0]["dependsOn"]) == sorted({row["bom-ref"] for row in rows})
    assert [row["name"] for row in rows if "licenses" not in row] == []
    assert all(re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[\w.%]+", row["purl"]) for row in rows)
    by_name = {row["name"]: row for row in rows}
    assert by_name["aiohttp"]["properties"] == [{"name": "mynah:runs-in", "value": BOT}]
    assert by_name["av"]["properties"] == [{"name": "mynah:runs-in", "value": CHILDREN["av"]}]
    assert "GPL" in str(by_name["av"]["licenses"])


def test_debians_packages_go_in_as_dpkg_prints_them(tmp_path: Path) -> None:
    (tmp_path / "packages").write_text("libc6:amd64\t2.36-9+deb12u10\ntzdata\t2025b-0+deb12u1\n\n")

    rows = json.loads(written("--debian", str(tmp_path / "packages")))["components"]

    assert [row["purl"] for row in rows if row["purl"].startswith("pkg:deb")] == [
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64",
        "pkg:deb/debian/tzdata@2025b-0%2Bdeb12u1",
    ]
    assert debian_components([]) == []


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("av-18.1.0-cp311-cp311-manylinux_2_28_aarch64.whl", True),
        ("idna-3.11-py3-none-any.whl", True),
        ("jieba-0.42.1.tar.gz", True),
        ("av-18.1.0-cp311-cp311-manylinux_2_28_x86_64.whl", False),
        ("av-18.1.0.tar.gz", False),
    ],
)
def test_which_files_run_on_another_machine(name: str, fits: bool) -> None:  # noqa: FBT001 - a column
    report = {"install": [{"download_info": {"url": f"https://files.example/{name}"}}]}

    assert strange(report, "aarch64") == ([] if fits else [name])


def test_pip_is_asked_for_built_packages_by_their_hashes(tmp_path: Path) -> None:
    asked = command("aarch64", tmp_path / "report.json")

    assert {"--dry-run", "--require-hashes", "--only-binary=:all:", "manylinux_2_28_aarch64"} <= set(asked)
    assert [word for word in asked if word.startswith("--no-binary")] == [f"--no-binary={name}" for name in SOURCE]
