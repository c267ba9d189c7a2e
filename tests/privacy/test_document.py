"""docs/consent-and-privacy.md says all of what is kept, and nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings
from bot.store.archive import KEPT
from bot.store.tables import metadata

DOCUMENT = (Path(__file__).parents[2] / "docs" / "consent-and-privacy.md").read_text("utf-8")


def rows(after: str) -> list[list[str]]:
    """The table that follows *after*, without its head."""
    lines = DOCUMENT.partition(after)[2].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table[2:]


def test_each_table_of_the_database_is_told_of_and_no_other() -> None:
    told = [
        name for row in rows("one row of this table for each of its tables") for name in re.findall(r"`(\w+)`", row[0])
    ]

    assert sorted(told) == sorted(metadata.tables)
    assert all(row[1] and row[2] for row in rows("one row of this table for each of its tables"))


def test_each_folder_that_a_backup_holds_is_told_of() -> None:
    where = " ".join(row[1] for row in rows("In files beside it:"))

    assert all(f"`{folder}`" in where for folder in KEPT)


def test_the_times_are_those_of_the_settings() -> None:
    settings = Settings.load({}, None)
    named = {
        "AUDIT_DAYS": settings.audit_days,
        "ASK_HOURS": settings.ask_hours,
        "KEEP_JOBS_HOURS": settings.keep_jobs_hours,
    }

    for name, value in named.items():
        assert {int(number) for number in re.findall(rf"`{name}` \((\d+)\)", DOCUMENT)} == {value}
