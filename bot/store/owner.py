"""Whose a row is: the caller's platform, workspace and user, and nothing else."""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, Table, and_

from bot.model import Caller


def owner_key(caller: Caller) -> dict[str, str]:
    """The columns that say whose a row is."""
    return {"platform": caller.platform.value, "workspace": caller.workspace, "owner": caller.user}


def owned_by(table: Table, caller: Caller) -> ColumnElement[bool]:
    """True for *caller*'s own rows."""
    return and_(*(table.c[name] == value for name, value in owner_key(caller).items()))


def within(table: Table, workspace: Caller) -> ColumnElement[bool]:
    """True for the rows of everybody in the workspace."""
    return and_(table.c.platform == workspace.platform.value, table.c.workspace == workspace.workspace)


def folded(name: str) -> str:
    """The name as it is compared: width, letter case and spare blanks do not count, in any alphabet.

    Done here and not in SQL: SQLite's `lower` knows only ASCII, PostgreSQL's depends on the locale of the server.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())
