"""The opened audio tools, as the bot and the speech server have them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from bot.audio import open_audio
from bot.audio.tools import Audio


@pytest.fixture
async def audio() -> AsyncGenerator[Audio]:
    async with open_audio() as opened:
        yield opened
