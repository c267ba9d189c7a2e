"""How a benchmark speaks: a table for people, or one line of JSON, last, for programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

Figure = float | int | str | Mapping[str, float] | None


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The arguments that each benchmark has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="print one line of JSON, last")
    return parser


def report(name: str, figures: Mapping[str, Figure], *, as_json: bool, goals: Mapping[str, str] | None = None) -> None:
    """Print *figures*; *goals* says beside a figure what it should be (`"<= 250"`)."""
    if as_json:
        print(json.dumps({"name": name, "figures": dict(figures)}), flush=True)
        return
    width = max(map(len, figures), default=0)
    print(f"{name}\n{'-' * len(name)}")
    for key, value in figures.items():
        goal = (goals or {}).get(key)
        print(f"{key:<{width}}  {value!s:>10}" + (f"   goal {goal}" if goal else ""))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that *share* (0..1) of *values* do not exceed: one of them, never a mean."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]
