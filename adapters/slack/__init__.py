"""Slack: commands, forms, messages and the Home tab, over Socket Mode or signed HTTP, in one workspace or in many."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.way import Way
    from bot.app import App

__all__ = ["open_slack"]


@asynccontextmanager
async def open_slack(app: App) -> AsyncGenerator[Way]:
    """Slack, opened as the settings say; it takes commands once `connect` runs.

    Raises `CannotStart` for a token that Slack does not know.
    """
    from adapters.slack.opening import opened  # Slack's libraries take 0.2 s to load

    async with opened(app) as way:
        yield way
