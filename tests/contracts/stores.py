"""The databases that the store's contract is held against: SQLite, and PostgreSQL where a server is named."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.model import Claim
from bot.ports import Budgets

PERIOD = "2026-11-23"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for each test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state.db'}"
    else:
        yield from _postgres_schema()


async def take(budgets: Budgets, scope: str, amount: int, cap: int, period: str = PERIOD) -> bool:
    """Reserve once, under a ticket of its own."""
    return await budgets.reserve_all(uuid4().hex, [Claim(scope=scope, period=period, amount=amount, cap=cap)]) is None


def _postgres_schema() -> Iterator[str]:
    from sqlalchemy import create_engine, make_url, text

    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"))
    name = f"test_{secrets.token_hex(6)}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()
