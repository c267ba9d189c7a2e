"""Puts an answer where an interaction's address says, once however often it is tried.

An answer is a PATCH of the message that the acknowledgement made: it needs no connection and no bot, only the token that
lives for 15 minutes, and doing it twice changes nothing. What must be private after a public acknowledgement is a
message of its own; what comes after the token's end is a message in the channel, where the bot is a member.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.discord.asking import TOLD, Questions
from adapters.discord.rest import UNKNOWN_MESSAGE, Declined, Rest, Upload
from adapters.discord.show import (
    EPHEMERAL,
    Payload,
    clip_message,
    link_message,
    with_file,
    words_message,
)
from adapters.discord.show import (
    VOICE_MESSAGE as VOICE_FLAG,
)
from bot.errors import AddressExpired, SpeechError
from bot.flows import Flows
from bot.model import Address, Answer, Clip, Job, Reply, Say
from bot.options import DELIVERIES
from bot.ports import Checkpoint, Clock
from bot.replies import sentence

CONTENT_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg"}
VOICE_MESSAGE = DELIVERIES[1]
ASIDE = "aside"  # checkpoint: the loading message is deleted, or about to be
VOICE_MESSAGE_STANDS = 50162  # "Voice messages cannot be edited"
NO_FILE = {50013: "discord.no_attach", 40005: "discord.too_large", 413: "discord.too_large"}
"""Discord's code, or the status, that refuses the file alone, and what is said then."""

Put = Callable[[Payload, Upload | None], Awaitable[None]]
Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Delivers by *rest*; *flows* make other forms of a clip, and know how a caller likes it."""

    rest: Rest
    flows: Flows
    clock: Clock = time.time

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> None:
        """Raises `DeliveryBusy` to be called again, `AddressExpired` when nobody is there any more."""
        if isinstance(job.request, Answer):
            await Questions(self.rest, self.flows).tell(job, reply, checkpoint)
            return
        if reply.ask is not None:
            reply = await Questions(self.rest, self.flows).ask(job, reply.ask, checkpoint)
        if self.clock() >= float(job.address.more.get("until", "inf")):
            await self._in_the_channel(job, reply)
            return
        try:
            await self._answer(job, reply, checkpoint)
        except AddressExpired:
            await self._in_the_channel(job, reply)

    async def _answer(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> None:
        async def tell(words: str) -> None:
            if job.address.more.get("private") == "yes" or not (reply.private or reply.clip):
                await self._edit(job.address, words_message(words))
            else:
                await self._aside(job, words, checkpoint)

        if reply.clip is None or not isinstance(job.request, Say):
            await tell(reply.words)
            return
        if await self._wants_voice_message(job) and await self._voice_message(job, reply, checkpoint):
            return
        await self._clip(job, job.request, reply, lambda payload, file: self._edit(job.address, payload, file), tell)

    async def _clip(self, job: Job, say: Say, reply: Reply, put: Put, tell: Tell) -> None:
        """The clip as a file; else as a link; else a sentence that says why there is no sound."""
        if job.address.more.get("attach") == "no":
            await _without_file("discord.no_attach", say, reply, put, tell)
            return
        if (clip := await self._fitting(job, reply)) is None:
            await _without_file("discord.too_large", say, reply, put, tell)
            return
        payload, name = with_file(clip_message(say, reply, say.caller.locale), clip, reply.text)
        try:
            await put(payload, Upload(name=name, content_type=CONTENT_TYPES[clip.format], data=clip.audio))
        except Declined as declined:
            if (key := NO_FILE.get(declined.code) or NO_FILE.get(declined.status)) is None:
                raise
            await _without_file(key, say, reply, put, tell)

    async def _fitting(self, job: Job, reply: Reply) -> Clip | None:
        """The clip within the limit of an upload there; None where it cannot be."""
        clip, largest = reply.clip, int(job.address.more.get("largest", "0")) or 10 * 2**20
        assert clip  # noqa: S101 - the caller has looked
        if len(clip.audio) > largest and clip.format == "wav":
            clip = await self.flows.smaller(clip, job.request.caller)
        return clip if len(clip.audio) <= largest else None

    async def _wants_voice_message(self, job: Job) -> bool:
        if job.address.more.get("attach") == "no" or job.address.more.get("voice_messages") == "no":
            return False
        asked = job.address.more.get("delivery")
        if not asked:
            asked = await self.flows.delivery(job.request.caller)
        return asked == VOICE_MESSAGE

    async def _voice_message(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> bool:
        """True when Discord took it. Its words and buttons are a second message, for a voice message can have none."""
        assert reply.clip  # noqa: S101 - the caller has looked
        assert isinstance(job.request, Say)  # noqa: S101 - likewise
        try:
            clip = await self.flows.voice_message(reply.clip, job.request.caller)
            payload, name = with_file({}, clip, reply.text, voice_message=True)
            await self._edit(job.address, payload, Upload(name=name, content_type="audio/ogg", data=clip.audio))
        except SpeechError:
            return False
        except Declined:
            if not await self._stands(job.address):
                return False
        if not job.checkpoints.get(TOLD):
            await checkpoint(TOLD, "yes")  # before: better no second message than two of them
            words = clip_message(job.request, reply, job.request.caller.locale)
            await self._follow(
                job.address, words | ({"flags": EPHEMERAL} if job.address.more.get("private") == "yes" else {})
            )
        return True

    async def _stands(self, address: Address) -> bool:
        """Whether an earlier attempt got the voice message through: it cannot be edited, whatever Discord calls that."""
        try:
            message = await self.rest.call("GET", _original(address))
        except Declined:
            return False
        return isinstance(message, dict) and bool(int(message.get("flags") or 0) & VOICE_FLAG)

    async def _aside(self, job: Job, words: str, checkpoint: Checkpoint) -> None:
        """To the caller alone, after everybody has seen that they asked: the loading message goes first.

        (The first follow-up would edit that message instead, and be seen by all.) That a follow-up is taken once the
        message is gone was promised in discord-api-docs, issue 2739; where it is not, the channel is left.
        """
        if job.checkpoints.get(TOLD):
            return
        if not (ours := bool(job.checkpoints.get(ASIDE))):
            await checkpoint(ASIDE, "yes")  # before: a later life must not take our deletion for somebody else's
        with contextlib.suppress(AddressExpired, Declined):  # gone already, or all is over: the follow-up will tell
            await self.rest.call("DELETE", _original(job.address))
            ours = True
        message = words_message(words) | {"flags": EPHEMERAL}
        try:
            await self._follow(job.address, message)
        except Declined as declined:
            if declined.code != UNKNOWN_MESSAGE:
                raise
            if ours:
                raise AddressExpired("no follow-up is taken any more") from None
            # somebody else deleted it while it was loading: they want no answer
        await checkpoint(TOLD, "yes")

    async def _edit(self, address: Address, payload: Payload, file: Upload | None = None) -> None:
        try:
            await self.rest.call("PATCH", _original(address), payload, file=file)
        except Declined as declined:
            if declined.code not in (UNKNOWN_MESSAGE, VOICE_MESSAGE_STANDS):
                raise
            # somebody deleted it while we worked: they want no answer; or an earlier attempt got through

    async def _follow(self, address: Address, payload: Payload) -> None:
        await self.rest.call("POST", f"/webhooks/{address.more['app']}/{address.token}", payload)

    async def _in_the_channel(self, job: Job, reply: Reply) -> None:
        """After the token's end. The nonce makes Discord drop a repeat. Raises `AddressExpired` where we are no member."""
        address = job.address
        if address.more.get("member") != "yes" or address.more.get("private") == "yes":
            raise AddressExpired("the interaction is over, and there is no channel to answer in")

        async def put(payload: Payload, file: Upload | None = None) -> None:
            once = {"nonce": job.id.rpartition(":")[2][:25], "enforce_nonce": True}
            path = f"/channels/{address.channel}/messages"
            await self.rest.call("POST", path, payload | once, file=file, as_bot=True)

        async def tell(words: str) -> None:
            await put(words_message(f"<@{job.request.caller.user}> {words}"))

        try:
            if reply.clip is not None and isinstance(job.request, Say):
                await self._clip(job, job.request, reply, put, tell)
            else:
                await tell(reply.words)
        except Declined as declined:
            raise AddressExpired(str(declined)) from None


async def _without_file(key: str, say: Say, reply: Reply, put: Put, tell: Tell) -> None:
    """A link to the clip where there is one; else the sentence *key*."""
    locale = say.caller.locale
    if reply.clip and reply.clip.embed_url:
        await put(link_message(say, reply, locale) | {"attachments": []}, None)
    else:
        await tell(sentence(key, locale))


def _original(address: Address) -> str:
    return f"/webhooks/{address.more['app']}/{address.token}/messages/@original"
