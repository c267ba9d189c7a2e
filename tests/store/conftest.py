"""What the tests of the store share."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import open_store


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store that was opened and closed once."""
    path = tmp_path / "state.db"
    async with open_store(path):
        pass
    return path
