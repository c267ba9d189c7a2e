"""Posts a clip: one message that holds the player and the buttons, once, wherever the app may.

The file's id is checkpointed before the completion that posts it. A later attempt asks Slack what became of that file:
where it was shared, nothing is posted again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import aiohttp

from adapters.slack.api import Api, Declined
from adapters.slack.blocks import Block, escaped, spoken_blocks
from adapters.slack.choices import Chosen, chosen_of
from adapters.slack.ladder import Step, step_for
from adapters.slack.origin import Origin, origin_of_address
from adapters.slack.shares import Shares
from adapters.slack.tell import Teller
from bot.errors import AddressExpired, DeliveryBusy
from bot.model import Clip, Job, Reply, Say
from bot.ports import Checkpoint
from bot.replies import sentence

FILE, TOLD, SEEN = "slack.file", "slack.told", "slack.seen"
LOOKS = 5  # attempts that find the file completed and not shared yet, before it is posted anew
_NO_LETTER = re.compile(r"[^\w]+")
_OK = 200
_SERVER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is posted."""

    origin: Origin
    clip: Clip
    name: str
    blocks: list[Block]
    locale: str


class Poster:
    """Posts clips, and says where they went when that is not where they were asked for."""

    def __init__(self, api: Api, teller: Teller) -> None:
        self._api, self._teller = api, teller
        self.shares = Shares(api, teller)

    async def post(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> None:
        """Raises `DeliveryBusy`; `AddressExpired` when nobody can be reached."""
        upload = _upload_of(job, reply)
        asked = upload.origin.channel
        landed = await self._landed(job, upload.origin, checkpoint)
        direct = asked not in landed if landed else await self._climb(upload, checkpoint)
        if direct and asked and not job.checkpoints.get(TOLD):
            await self._teller.tell(upload.origin, sentence("slack.sent_direct", upload.locale))
            await checkpoint(TOLD, "direct")

    async def _landed(self, job: Job, origin: Origin, checkpoint: Checkpoint) -> Collection[str]:
        """Where an earlier attempt's file came to; empty: nowhere. Raises `DeliveryBusy` while that cannot be told.

        Slack fills shares in late, after a scan: a completed file is waited for.
        """
        if not (file := job.checkpoints.get(FILE)):
            return ()
        try:
            found = await self._api.call(origin.team, origin.enterprise, "files.info", file=file)
        except Declined as refusal:
            # Somebody deleted it: it was there. Otherwise it was reserved and never completed.
            return (origin.channel,) if refusal.error == "file_deleted" else ()
        if shares := found["file"].get("shares"):
            return {channel for side in shares.values() for channel in side}
        looks = int(job.checkpoints.get(SEEN) or 0) + 1
        if looks > LOOKS:
            return ()
        await checkpoint(SEEN, str(looks))
        raise DeliveryBusy("a completed file is not shared yet", retry_after=2.0)

    async def _climb(self, upload: Upload, checkpoint: Checkpoint) -> bool:
        """The ladder: the conversation, the person, a link. True when it went to the person instead."""
        if upload.origin.channel and await self._there(upload, checkpoint):
            return False
        try:
            channel = await self._teller.direct(upload.origin)
            await self._share(replace(upload, origin=replace(upload.origin, thread="")), channel, checkpoint)
        except Declined:
            await self._link(upload)
            return False
        return True

    async def _there(self, upload: Upload, checkpoint: Checkpoint) -> bool:
        """Into the conversation; False where it does not take files from the app."""
        origin = upload.origin
        try:
            await self._share(upload, origin.channel, checkpoint)
        except Declined as refusal:
            match step_for(refusal.error):
                case Step.UNTHREAD:
                    return await self._there(replace(upload, origin=replace(origin, thread="")), checkpoint)
                case Step.JOIN:
                    return await self._joined(upload, checkpoint)
                case Step.AGAIN:
                    raise DeliveryBusy("the upload was lost") from None
                case _:
                    return False
        return True

    async def _joined(self, upload: Upload, checkpoint: Checkpoint) -> bool:
        origin = upload.origin
        try:
            await self._api.call(origin.team, origin.enterprise, "conversations.join", channel=origin.channel)
            await self._share(upload, origin.channel, checkpoint)
        except Declined:
            return False
        return True

    async def _share(self, upload: Upload, channel: str, checkpoint: Checkpoint) -> None:
        """Reserve, send, note, complete. Raises `Declined` with Slack's word where *channel* does not take it."""
        origin, clip = upload.origin, upload.clip
        ticket = await self._api.call(
            origin.team, origin.enterprise, "files.getUploadURLExternal", filename=upload.name, length=len(clip.audio)
        )
        noting = asyncio.ensure_future(checkpoint(FILE, str(ticket["file_id"])))  # it takes as long as the sending
        try:
            await self._send(str(ticket["upload_url"]), clip.audio)
        finally:
            await noting
        await self._api.call(
            origin.team,
            origin.enterprise,
            "files.completeUploadExternal",
            once=True,
            files=[{"id": ticket["file_id"], "title": upload.name}],
            channel_id=channel,
            thread_ts=origin.thread,
            blocks=upload.blocks,
        )
        self.shares.watch(origin, str(ticket["file_id"]), upload.locale)

    async def _send(self, url: str, audio: bytes) -> None:
        try:
            async with self._api.http.post(url, data=BytesIO(audio), allow_redirects=False) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise DeliveryBusy(f"upload: Slack cannot be reached ({type(problem).__name__})") from None
        if status != _OK:
            raise DeliveryBusy(f"upload: {status}", retry_after=1.0 if status >= _SERVER else 5.0)

    async def _link(self, upload: Upload) -> None:
        """The last rung: a page with a player, where there is one and the command's own way still answers."""
        origin, link = upload.origin, upload.clip.embed_url
        if not link or not origin.response_url:
            await self._teller.tell(origin, sentence("slack.nowhere", upload.locale))
            return
        message: dict[str, Any] = {
            "response_type": "in_channel",
            "text": f"<{escaped(link)}>",
            "blocks": [
                *upload.blocks[:-1],
                {"type": "section", "text": {"type": "mrkdwn", "text": f"<{escaped(link)}|▶>"}},
            ],
        }
        if not await self._teller.respond(origin, message):
            raise AddressExpired("the command's own way is over")


def file_name(text: str, kind: str) -> str:
    """Up to 40 characters of *text* that any file system takes, letters of all alphabets among them."""
    return (_NO_LETTER.sub("-", text).strip("-_")[:40].strip("-_") or "speech") + f".{kind}"


def _upload_of(job: Job, reply: Reply) -> Upload:
    assert reply.clip  # noqa: S101 - the caller looked
    origin, caller = origin_of_address(job.address), job.request.caller
    chosen = chosen_of(job.request, reply) if isinstance(job.request, Say) else Chosen(requester=caller.user)
    blocks = spoken_blocks(reply, chosen, caller.locale)
    return Upload(
        origin=origin,
        clip=reply.clip,
        name=file_name(reply.text, reply.clip.format),
        blocks=blocks,
        locale=caller.locale,
    )
