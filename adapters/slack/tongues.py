"""In which language a person is answered.

Slack says it in no payload, and `users.info` would need another scope. So: the language they prefer to be spoken to
(/settings language), else the one whose letters they typed, else English.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from dataclasses import replace

from bot.flows import Flows
from bot.logs import describe, get_logger
from bot.model import Caller
from bot.options import AUTO

KEEP = 60.0  # seconds a preference is believed without asking the store
MOST = 10_000  # people remembered
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_KANA = re.compile(r"[\u3041-\u30ff]")

logger = get_logger(__name__)


class Tongues:
    """The languages of callers, remembered for a minute."""

    def __init__(self, flows: Flows) -> None:
        self._flows = flows
        self._known: OrderedDict[Caller, tuple[float, str]] = OrderedDict()

    def guess(self, caller: Caller, typed: str = "") -> str:
        """Without asking anybody: for what must not wait."""
        _, known = self._known.get(caller, (0.0, ""))
        return known or _script(typed)

    async def of(self, caller: Caller, typed: str = "") -> str:
        """The language, of `typed` where the caller has chosen none. Never raises: English is an answer too."""
        at, _ = self._known.get(caller, (0.0, ""))
        if time.monotonic() - at > KEEP or not at:
            await self._learn(caller)
        return self.guess(caller, typed)

    def forget(self, caller: Caller) -> None:
        """They have chosen anew."""
        self._known.pop(caller, None)

    async def _learn(self, caller: Caller) -> None:
        try:
            mine = await self._flows.preferences(caller)
            ours = mine if mine.language else await self._flows.preferences(replace(caller, user=""))
        except Exception as error:  # noqa: BLE001 - a language is not worth failing for
            logger.warning("preferences not readable", error=describe(error))
            return
        chosen = mine.language or ours.language or ""
        self._known[caller] = (time.monotonic(), "" if chosen == AUTO else chosen)
        self._known.move_to_end(caller)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _script(typed: str) -> str:
    if _HANGUL.search(typed):
        return "ko"
    return "ja" if _KANA.search(typed) else "en"
