"""/privacy: everything that is kept about somebody, sent to them directly; or all of it deleted, after a second word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp

from adapters.slack.desk import Desk
from adapters.slack.origin import Origin
from bot.errors import DeliveryBusy
from bot.flows.export import NAME
from bot.model import Caller, Reply
from bot.replies import sentence

LARGEST = 50 * 2**20  # bytes: Slack takes more, but nobody wants to wait for it
_OK = 200


class Privacy:
    """What follows `/privacy`. What takes its time is done beside the acknowledgement, and told when it is done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._under_way: set[asyncio.Task[None]] = set()

    async def answer(self, origin: Origin, caller: Caller, what: str) -> Reply | None:
        """The sentence that answers *what*; None where it comes later."""
        later = {"export": self._export, "delete yes": self._erase}
        if what in later:
            self._begin(origin, later[what])
            return None
        ask = sentence("privacy.ask", caller.locale)
        key = "privacy.sure" if what == "delete" else "privacy.how"
        return Reply(words=sentence(key, caller.locale, words=ask), private=True)

    def _begin(self, origin: Origin, work: Callable[[Origin, Caller], Awaitable[Reply]]) -> None:
        async def doing() -> None:
            reply = await self._desk.worded(origin, lambda caller: work(origin, caller))
            await self._desk.say_aside(origin, reply)

        task = asyncio.create_task(doing())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _erase(self, _origin: Origin, caller: Caller) -> Reply:
        await self._desk.app.erase(caller)
        return Reply(words=sentence("privacy.erased", caller.locale), private=True)

    async def _export(self, origin: Origin, caller: Caller) -> Reply:
        """To their conversation with the app, where nobody else reads."""
        export = await self._desk.app.flows.export(caller)
        packed = await asyncio.to_thread(export.packed, LARGEST)
        api, where = self._desk.api, (origin.team, origin.enterprise)
        ticket = await api.call(*where, "files.getUploadURLExternal", filename=NAME, length=len(packed))
        await self._send(str(ticket["upload_url"]), packed)
        channel = await self._desk.teller.direct(origin)
        files = [{"id": ticket["file_id"], "title": NAME}]
        await api.call(*where, "files.completeUploadExternal", once=True, files=files, channel_id=channel)
        return Reply(words=sentence("slack.exported", caller.locale), private=True)

    async def _send(self, url: str, data: bytes) -> None:
        try:
            async with self._desk.api.http.post(url, data=data, allow_redirects=False) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise DeliveryBusy(f"upload: Slack cannot be reached ({type(problem).__name__})") from None
        if status != _OK:
            raise DeliveryBusy(f"upload: {status}")
