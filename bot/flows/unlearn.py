"""What a speech server learnt of a recording goes with the voice, also when the server is away for a moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.flows.means import Means
from bot.logs import describe, get_logger
from bot.model import VoiceRef
from bot.ports import Speech

AGAIN_AFTER = (0.5, 2.0, 10.0, 30.0)  # seconds

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unlearning:
    """Asks beside the flows: whoever deletes a voice does not wait for it."""

    means: Means
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, ref: VoiceRef) -> None:
        """Have *ref* forgotten."""
        task = asyncio.create_task(_insist(self.means.speech, ref))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def settle(self, seconds: float) -> None:
        """Wait for what is under way, but no longer than that."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=seconds)


async def _insist(speech: Speech, ref: VoiceRef) -> None:
    for pause in (*AGAIN_AFTER, None):
        try:
            return await speech.forget(ref)
        except Exception as error:  # noqa: BLE001 - nobody waits; what cannot be done is said in the log
            if pause is None:
                logger.warning("the speech server did not forget a voice", error=describe(error))
                return None
        await asyncio.sleep(pause)
    return None
