"""The hashed lists in requirements/ are what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.licences import PIN

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LISTS = {
    name: (ROOT / f"requirements/{name}.txt").read_text("utf-8") for name in ("run", "dev", "image", "voice", "compose")
}


def pinned(name: str) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for package, version, _ in PIN.findall(LISTS[name]):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def group(name: str) -> list[str]:
    rows: list[str] = []
    for row in PROJECT["dependency-groups"][name]:
        rows += [row] if isinstance(row, str) else group(row["include-group"])
    return rows


ASKED = {
    "run": PROJECT["project"]["dependencies"],
    "dev": [*PROJECT["project"]["dependencies"], *group("dev")],
    "image": [*PROJECT["project"]["dependencies"], *group("image")],
    "voice": group("voice"),
    "compose": group("compose"),
}


@pytest.mark.parametrize("name", LISTS)
def test_whatever_is_asked_for_is_pinned_to_a_version_that_fits(name: str) -> None:
    there = pinned(name)
    asked = [Requirement(row) for row in ASKED[name]]
    missing = [
        str(row)
        for row in asked
        if not any(row.specifier.contains(version) for version in there.get(canonicalize_name(row.name), ()))
    ]

    assert asked
    assert missing == [], "to renew the lists: make lock"


@pytest.mark.parametrize("name", LISTS)
def test_each_pin_has_a_hash_and_no_line_names_a_place(name: str) -> None:
    blocks = re.split(r"(?m)^(?=\S)", LISTS[name])[1:]

    assert [block.split()[0] for block in blocks if not (PIN.match(block) and "--hash=sha256:" in block)] == []
    assert not re.search(r"://|^\s*-(?!-hash)|--(?!hash=)", LISTS[name], re.MULTILINE)


def test_development_runs_what_is_shipped() -> None:
    shipped, tested = pinned("run"), pinned("dev")

    assert {name: versions for name, versions in shipped.items() if tested.get(name) != versions} == {}


def test_the_extra_and_the_group_of_one_name_are_one() -> None:
    for name, rows in PROJECT["project"].get("optional-dependencies", {}).items():
        assert sorted(rows) == sorted(group(name))
