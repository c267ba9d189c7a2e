"""Looks, once the hurry is over, whether Slack shows what it took: now and then it says yes and shares nothing.

(paradigmxyz/centaur #311.) Posting again could post twice, for a scan may only be slow; so the person is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adapters.slack.api import Api, Declined
from adapters.slack.origin import Origin
from adapters.slack.tell import Teller
from bot.errors import DeliveryError
from bot.logs import describe, get_logger
from bot.replies import sentence

WAITS = (20.0, 60.0)  # seconds before the first look, and before the last
MOST = 1_000  # files looked after at a time

logger = get_logger(__name__)


class Shares:
    """Looks after files for a minute. It goes with the process: a courtesy, no promise."""

    def __init__(self, api: Api, teller: Teller, waits: Sequence[float] = WAITS) -> None:
        self._api, self._teller, self.waits = api, teller, waits
        self._looking: set[asyncio.Task[None]] = set()

    def watch(self, origin: Origin, file: str, locale: str) -> None:
        """*file* was completed just now."""
        if len(self._looking) >= MOST:
            return
        task = asyncio.create_task(self._look(origin, file, locale))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def close(self) -> None:
        """Nobody is looked after any more."""
        for task in self._looking:
            task.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)

    async def _look(self, origin: Origin, file: str, locale: str) -> None:
        try:
            for wait in self.waits:
                await asyncio.sleep(wait)
                answer = await self._api.call(origin.team, origin.enterprise, "files.info", file=file)
                if answer["file"].get("shares"):
                    return
            logger.warning("slack shows a file nowhere")
            await self._teller.tell(origin, sentence("slack.not_shown", locale))
        except Declined:  # somebody has deleted it meanwhile
            return
        except DeliveryError as error:
            logger.warning("a file was not looked after", error=describe(error))
