"""Looks up every pin in a snapshot of an advisory database, without a network.

    python -m tests.supply.advisories FOLDER

FOLDER is a copy of github.com/pypa/advisory-database (or its folder `vulns`): one YAML file an advisory, in OSV's format
(ossf.github.io/osv-schema). Exit code 0: nothing is known against any pin; 1: something is, or something could not be
judged, which is as bad; 2: there is no snapshot, or it is too old to trust.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tests.licences import PIN

ROOT = Path(__file__).parents[2]
LISTS = ("run", "dev", "image", "voice", "pocket")
DAYS = 30
_MODIFIED = re.compile(r"^modified: *[\"']?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", re.MULTILINE)
_LINE = re.compile(r"^(?![\s#]|$).*$", re.MULTILINE)


class NoSnapshot(Exception):
    """There are no advisories there, or only old ones; the message says what to do."""


@dataclass(kw_only=True)
class Verdict:
    """*found*: what is known against which pin. *skipped*: what could not be judged."""

    found: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    packages: int = 0
    advisories: int = 0


def dated(folder: Path) -> dt.datetime:
    """The time of the newest change in the snapshot. Raises `NoSnapshot`."""
    times = [
        match[1] for path in folder.rglob("*.yaml") if (match := _MODIFIED.search(path.read_text("utf-8", "replace")))
    ]
    if not times:
        raise NoSnapshot(f"There is no advisory in {folder}. Give a copy of github.com/pypa/advisory-database.")
    return dt.datetime.fromisoformat(f"{max(times)}+00:00")


def judge(folder: Path, lists: Sequence[Path], accepted: Sequence[str] = ()) -> Verdict:
    """Look every pin of *lists* up. *accepted*: ids of advisories that somebody has read and decided on."""
    verdict, shelves = Verdict(), _shelves(folder)
    pinned = {pin for file in lists for pin in _pins(file, verdict)}
    for name, text in sorted(pinned):
        verdict.packages += 1
        try:
            version = Version(text)
        except InvalidVersion:
            verdict.skipped.append(f"{name} {text}: no version that can be compared")
            continue
        for path in shelves.get(name, ()):
            verdict.advisories += 1
            _judge(path, name, version, verdict, accepted)
    return verdict


def _shelves(folder: Path) -> Mapping[str, Sequence[Path]]:
    """The advisories by package; each package has a folder."""
    shelves: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        shelves.setdefault(canonicalize_name(path.parent.name), []).append(path)
    return shelves


def _pins(file: Path, verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Every pin, whatever it is installed on; a line that is none is told."""
    for line in _LINE.findall(file.read_text("utf-8")):
        if pin := PIN.match(line):
            yield canonicalize_name(pin[1]), pin[2]
        else:
            verdict.skipped.append(f"{file.name}: {line[:60]!r} is no pin")


def _judge(path: Path, name: str, version: Version, verdict: Verdict, accepted: Sequence[str]) -> None:
    try:
        advisory = yaml.safe_load(path.read_text("utf-8"))
        names = {str(advisory["id"]), *map(str, advisory.get("aliases") or ())}
        if advisory.get("withdrawn") or names.intersection(accepted):
            return
        affected = [one for one in advisory["affected"] if canonicalize_name(one["package"]["name"]) == name]
        hits = [_affects(one, version) for one in affected]  # each is judged, though one would be enough
    except (
        yaml.YAMLError,
        UnicodeDecodeError,
        InvalidVersion,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
    ) as bad:
        verdict.skipped.append(f"{name} {version}: {path.name} cannot be judged ({type(bad).__name__})")
        return
    if not affected:
        verdict.skipped.append(f"{name} {version}: {path.name} is about another package")
    elif any(hits):
        verdict.found.append(f"{name} {version}: {', '.join(sorted(names))}; {_mended(affected)}")


def _affects(affected: Mapping[str, Any], version: Version) -> bool:
    """Whether *version* is named, or lies in a range. Raises `ValueError` where neither is given in a way to compare."""
    named = [str(one) for one in affected.get("versions") or ()]
    ranges = [one for one in affected.get("ranges") or () if one["type"] in ("ECOSYSTEM", "SEMVER")]
    if not named and not ranges:
        raise ValueError("only commits are named")
    return any(_same(one, version) for one in named) or any(_within(one["events"], version) for one in ranges)


def _same(text: str, version: Version) -> bool:
    """Old packages have versions that nothing can compare; ours, which can be, is none of them."""
    try:
        return Version(text) == version
    except InvalidVersion:
        return False


def _within(events: Sequence[Mapping[str, Any]], version: Version) -> bool:
    """OSV's algorithm: the events in order, the last one that applies decides."""
    inside = False
    for event in sorted(events, key=lambda one: (Version(str(*one.values())), "introduced" not in one)):
        ((kind, text),) = event.items()
        if kind == "introduced" and version >= Version(str(text)):
            inside = True
        elif (kind == "fixed" and version >= Version(str(text))) or (
            kind == "last_affected" and version > Version(str(text))
        ):
            inside = False
    return inside


def _mended(affected: Sequence[Mapping[str, Any]]) -> str:
    events = [
        event
        for one in affected
        for span in one.get("ranges") or ()
        if span["type"] != "GIT"
        for event in span["events"]
    ]
    fixed = [str(event["fixed"]) for event in events if "fixed" in event]
    return f"mended in {', '.join(fixed)}" if fixed else "not mended yet"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.supply.advisories")
    parser.add_argument("snapshot", type=Path, help="a copy of github.com/pypa/advisory-database")
    parser.add_argument("--max-age", type=int, default=DAYS, metavar="DAYS", help="older data is refused")
    parser.add_argument("--allow-old", action="store_true", help="take older data all the same")
    parser.add_argument(
        "--accept", action="append", default=[], metavar="ID", help="an advisory that does not concern us"
    )
    parser.add_argument("--list", action="append", type=Path, dest="lists", help="a list of pins; else all of ours")
    asked = parser.parse_args()
    try:
        newest = dated(asked.snapshot)
        age = (dt.datetime.now(dt.UTC) - newest).days
        if age > asked.max_age and not asked.allow_old:
            raise NoSnapshot(f"The data is of {newest:%Y-%m-%d}, {age} days ago. Renew it, or add --allow-old.")  # noqa: TRY301 - one way out for both
    except NoSnapshot as problem:
        print(problem, file=sys.stderr)
        return 2
    verdict = judge(asked.snapshot, asked.lists or [ROOT / f"requirements/{name}.txt" for name in LISTS], asked.accept)
    for line in verdict.found:
        print(f"KNOWN    {line}")
    for line in verdict.skipped:
        print(f"SKIPPED  {line}")
    bad = len(verdict.found) + len(verdict.skipped)
    print(
        f"{verdict.packages} pins, {verdict.advisories} advisories about them, data of {newest:%Y-%m-%d}: {bad or 'no'} problems"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
