"""The look-up in a snapshot of advisories: what is known, what is mended, and what must not pass for neither."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.supply.advisories import NoSnapshot, dated, judge

ROOT = Path(__file__).parents[2]
PINS = "aiohttp==3.9.1 \\\n    --hash=sha256:00\nPy.YAML==6.0 ; python_version < '4' \\\n    --hash=sha256:00\n"


def advisory(name: str = "aiohttp", **more: Any) -> dict[str, Any]:
    spans = [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0.5"}, {"fixed": "3.9.2"}]}]
    about = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": spans}
    return {"id": "PYSEC-1", "modified": "2026-11-20T10:00:00.5Z", "aliases": ["CVE-1"], "affected": [about]} | more


def affected(name: str = "aiohttp", **more: Any) -> list[dict[str, Any]]:
    return [{"package": {"ecosystem": "PyPI", "name": name}, **more}]


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    (tmp_path / "pins.txt").write_text(PINS)
    return tmp_path / "pins.txt"


def shelve(folder: Path, *advisories: dict[str, Any], name: str = "aiohttp") -> Path:
    place = folder / "snapshot" / "vulns" / name
    place.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(advisories):
        (place / f"PYSEC-{number}.yaml").write_text(yaml.safe_dump(one))
    return folder / "snapshot"


def test_what_is_known_is_named_with_its_mend(tmp_path: Path, pins: Path) -> None:
    verdict = judge(shelve(tmp_path, advisory()), [pins])

    assert verdict.found == ["aiohttp 3.9.1: CVE-1, PYSEC-1; mended in 3.9.2"]
    assert (verdict.packages, verdict.advisories, verdict.skipped) == (2, 1, [])


@pytest.mark.parametrize(
    ("events", "known"),
    [
        ([{"introduced": "0"}, {"fixed": "3.9.1"}], False),
        ([{"introduced": "0"}, {"last_affected": "3.9.1"}], True),
        ([{"introduced": "0"}, {"last_affected": "3.9.0"}], False),
        ([{"introduced": "3.9.2"}], False),
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"fixed": "3.9.2"}], True),
        ([{"fixed": "3.9.2"}, {"introduced": "3.9.1"}], True),
    ],
)
def test_ranges(tmp_path: Path, pins: Path, events: list[dict[str, str]], known: bool) -> None:  # noqa: FBT001 - a column
    spans = [{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}, {"type": "ECOSYSTEM", "events": events}]

    verdict = judge(shelve(tmp_path, advisory(affected=affected(ranges=spans))), [pins])

    assert (bool(verdict.found), verdict.skipped) == (known, [])


@pytest.mark.parametrize(("versions", "known"), [(["3.9.1"], True), (["3.9.1.0"], True), (["3.9", "2004d"], False)])
def test_versions_by_name(tmp_path: Path, pins: Path, versions: list[str], known: bool) -> None:  # noqa: FBT001 - a column
    verdict = judge(shelve(tmp_path, advisory(affected=affected(versions=versions))), [pins])

    assert (bool(verdict.found), verdict.skipped) == (known, [])


def test_names_are_compared_as_the_index_does(tmp_path: Path, pins: Path) -> None:
    about = affected("PY_yaml", versions=["6.0"])

    assert judge(shelve(tmp_path, advisory(affected=about), name="py-yaml"), [pins]).found


def test_what_is_withdrawn_or_was_decided_on_does_not_count(tmp_path: Path, pins: Path) -> None:
    snapshot = shelve(tmp_path, advisory(), advisory(id="PYSEC-2", aliases=[], withdrawn="2026-01-01T00:00:00Z"))

    assert judge(snapshot, [pins], ["CVE-1"]).found == []
    assert len(judge(snapshot, [pins]).found) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"affected": affected(ranges=[{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}])},
        {"affected": affected(ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "one"}]}])},
        {"affected": affected("another")},
        {"affected": None},
        {"id": None, "affected": "all of it"},
    ],
)
def test_what_cannot_be_judged_is_told(tmp_path: Path, pins: Path, odd: dict[str, Any]) -> None:
    verdict = judge(shelve(tmp_path, advisory(**odd)), [pins])

    assert (verdict.found, len(verdict.skipped)) == ([], 1)
    assert "aiohttp 3.9.1: PYSEC-0.yaml" in verdict.skipped[0]


def test_a_file_that_is_no_yaml_and_a_line_that_is_no_pin_are_told(tmp_path: Path, pins: Path) -> None:
    snapshot = shelve(tmp_path, advisory())
    (snapshot / "vulns/aiohttp/PYSEC-9.yaml").write_text("a: [")
    pins.write_text(PINS + "-e git+https://example.com/x\nold==2004d-final! \\\n    --hash=sha256:00\n")

    assert len(judge(snapshot, [pins]).skipped) == 3


def test_a_snapshot_is_as_old_as_its_newest_change(tmp_path: Path) -> None:
    snapshot = shelve(tmp_path, advisory(), advisory(modified="2026-11-25T00:00:00Z"))

    assert dated(snapshot) == dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def test_an_empty_folder_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="advisory-database"):
        dated(tmp_path)


def program(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.supply.advisories", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_program_refuses_what_is_missing_or_old_and_fails_on_what_it_finds(tmp_path: Path, pins: Path) -> None:
    recent = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    old = str(shelve(tmp_path / "old", advisory(modified="2020-01-01T00:00:00Z")))
    new = str(shelve(tmp_path / "new", advisory(modified=f"{recent}T00:00:00Z")))
    ours = ("--list", str(pins))

    missing, aged, allowed = program(str(tmp_path / "no")), program(old, *ours), program(old, *ours, "--allow-old")
    found, accepted = program(new, *ours), program(new, *ours, "--accept", "CVE-1")

    assert [one.returncode for one in (missing, aged, allowed, found, accepted)] == [2, 2, 1, 1, 0]
    assert "--allow-old" in aged.stderr
    assert "data of 2020-01-01" in allowed.stdout
    assert "KNOWN    aiohttp 3.9.1" in found.stdout
    assert f"data of {recent}: no problems" in accepted.stdout


def test_every_line_of_our_lists_can_be_looked_up(tmp_path: Path) -> None:
    snapshot = shelve(tmp_path, advisory(affected=affected(versions=["0.1"])))
    lists = sorted((ROOT / "requirements").glob("*.txt"))

    verdict = judge(snapshot, lists)

    assert len(lists) == 6
    assert (verdict.found, verdict.skipped) == ([], [])
    assert verdict.packages > 140
