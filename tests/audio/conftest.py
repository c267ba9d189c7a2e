"""The opened audio tools: as the bot and the speech server have them, and cheaper ones for tests of verdicts alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from bot.audio import open_audio
from bot.audio.tools import Audio
from tests.audio.frugal import open_frugal


@pytest.fixture
async def audio() -> AsyncGenerator[Audio]:
    async with open_audio() as opened:
        yield opened


@pytest.fixture
async def frugal() -> AsyncGenerator[Audio]:
    async with open_frugal() as opened:
        yield opened
