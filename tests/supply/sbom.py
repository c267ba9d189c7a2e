"""The bill of materials of the image, as CycloneDX 1.6 (JSON): what requirements/image.txt pins, and Debian's packages.

    python -m tests.supply.sbom > mynah.cdx.json
    podman run --rm --entrypoint dpkg-query mynah -W > packages
    python -m tests.supply.sbom --debian packages > mynah.cdx.json

The same lists give the same bytes: no time and no random number stands in it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import uuid
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.utils import canonicalize_name

from bot import __version__
from tests.licences import BOT, CHILDREN, licence_of, pins

ROOT = Path(__file__).parents[2]
LIST = ROOT / "requirements/image.txt"
_SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
Component = dict[str, Any]


def document(components: Sequence[Component]) -> dict[str, Any]:
    """The whole, for *components*."""
    seed = json.dumps(components, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "mynah", "name": "mynah", "version": __version__}},
        "components": list(components),
        "dependencies": [{"ref": "mynah", "dependsOn": [component["bom-ref"] for component in components]}],
    }


def python_components(file: Path = LIST) -> list[Component]:
    """One for each pin that is installed on Linux."""
    return [_python(name, version) for name, version in sorted(set(pins(file)))]


def debian_components(lines: Iterable[str]) -> list[Component]:
    """Of what `dpkg-query -W` prints: name, tab, version; the name may have an architecture behind a colon."""
    found = []
    for line in filter(str.strip, lines):
        named, _, version = line.strip().partition("\t")
        name, _, architecture = named.partition(":")
        purl = f"pkg:deb/debian/{quote(name)}@{quote(version, safe='')}" + (
            f"?arch={architecture}" if architecture else ""
        )
        found.append({"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl})
    return found


def _python(name: str, version: str) -> Component:
    purl = f"pkg:pypi/{canonicalize_name(name)}@{quote(version, safe='')}"
    runs_in = {"name": "mynah:runs-in", "value": CHILDREN.get(name, BOT)}
    component = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return {**component, **_licences(name), "properties": [runs_in]}


def _licences(name: str) -> Component:
    """Nothing where the package is not installed here, or does not say."""
    try:
        said = licence_of(name, metadata(name))
    except (LookupError, PackageNotFoundError):
        return {}
    if _SPDX.fullmatch(said):
        return {"licenses": [{"expression": said}]}
    return {"licenses": [{"license": {"name": said}}]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.supply.sbom")
    parser.add_argument("--debian", type=Path, help="what `dpkg-query -W` printed in the image")
    asked = parser.parse_args()
    debian = debian_components(asked.debian.read_text("utf-8").splitlines()) if asked.debian else []
    json.dump(document([*python_components(), *debian]), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
