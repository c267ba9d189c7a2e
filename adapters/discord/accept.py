"""From an interaction to an accepted command: who asked, where the answer goes, written down, acknowledged, worked.

The order is what makes a crash harmless: what is wrong at sight is refused in private, then the command is durable, then
Discord hears that we have it, then it is worked. Discord gives each interaction to whoever acknowledges it first, so a
command that another process of ours has acknowledged is taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import aiohttp
import discord

from adapters.discord.rest import Declined, Lost, Over, Rest
from adapters.discord.show import EPHEMERAL, LONGEST_CONTENT, SUPPRESS_NOTHING
from adapters.patience import Patience
from bot.app import App
from bot.errors import DeliveryBusy, JobsClosed
from bot.logs import describe, get_logger
from bot.model import Address, Caller, Clone, Platform, Reply, Say
from bot.replies import explain, reply_to, sentence

TOKEN_LIFE = 900.0  # seconds that an interaction's token lives (Discord, "Interaction Tokens")
DEFER, DEFER_UPDATE = 5, 6  # kinds of a first response (Discord, "Interaction Callback Type")
ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION = 40060, 10062
ACK_WITHIN = 5.0  # seconds to get an acknowledgement through; Discord itself takes none after 3
PATIENCE_SECONDS = 5.0
YIELD_SECONDS = 1.5  # that a process which is leaving lets another one go first
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})
DIRECT = "dm"  # the workspace of conversations that belong to no server

logger = get_logger(__name__)
Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Front:
    """What every command needs: the core, the waits, and the way to Discord that needs no connection."""

    app: App
    rest: Rest
    patience: Patience = field(default_factory=Patience)
    patience_seconds: float = PATIENCE_SECONDS

    async def accept(
        self,
        interaction: Interaction,
        request: Say | Clone,
        *,
        private: bool = False,
        update: bool = False,
        more: Mapping[str, str] = NOTHING_MORE,
    ) -> bool:
        """Write *request* down, acknowledge it and let it be worked; False for what is not ours (any more).

        *private*: only the caller sees the answer. *update*: it takes the place of the message whose button was
        pressed. Raises `Refused` for what is wrong at sight, `JobsClosed` and `JobsFailed`.
        """
        job_id = f"discord:{interaction.id}"
        address = address_of(interaction, self.app.clock(), private=private, more=more)
        if not await self._submitted(job_id, request, address):
            return False
        if not await acknowledged(self.rest, interaction, private=private, update=update):
            await self.app.withdraw(job_id)
            return False
        self.app.release(job_id)
        self.patience.watch(job_id, self.patience_seconds, lambda: self._still_waiting(job_id, address, request.caller))
        return True

    async def _submitted(self, job_id: str, request: Say | Clone, address: Address) -> bool:
        try:
            return await self.app.submit(job_id, request, address, hold=True)
        except JobsClosed:  # we are leaving: what took our place answers, and Discord refuses our sentence
            await asyncio.sleep(YIELD_SECONDS)
            raise

    async def _still_waiting(self, job_id: str, address: Address, caller: Caller) -> None:
        if (ahead := self.app.ahead(job_id)) is None:
            return  # it is being worked on, and Discord shows that
        words = sentence("queue.place", caller.locale, ahead=ahead + 1)
        path = f"/webhooks/{address.more['app']}/{address.token}/messages/@original"
        await self.rest.call("PATCH", path, {"content": words, "allowed_mentions": dict(SUPPRESS_NOTHING)})


async def acknowledged(rest: Rest, interaction: Interaction, *, private: bool, update: bool = False) -> bool:
    """Tell Discord that we have it; False when it is not ours: another process has it, or it is too late.

    Where Discord's answer is lost it may have heard us, so it is told again, and then "another process" may be we
    ourselves. What is unsure is taken as ours: the delivery will find out, and two that deliver edit one message.

    (discord.py repeats this without telling: after a 502 that hid a success we would leave what is ours.)
    """
    body: dict[str, Any] = {"type": DEFER_UPDATE if update else DEFER}
    if private and not update:
        body["data"] = {"flags": EPHEMERAL}
    try:
        async with asyncio.timeout(ACK_WITHIN):
            return await _acknowledged(rest, f"/interactions/{interaction.id}/{interaction.token}/callback", body)
    except TimeoutError:
        logger.warning("acknowledgement unsure", error="no answer in time")
        return True


async def _acknowledged(rest: Rest, path: str, body: Mapping[str, Any]) -> bool:
    unsure = False
    while True:
        try:
            await rest.once("POST", path, body)
        except DeliveryBusy as busy:
            unsure = unsure or isinstance(busy, Lost)
            await asyncio.sleep(busy.retry_after)
        except (Declined, Over) as refusal:
            if not unsure and refusal.code in (ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION):
                logger.info("interaction left", code=refusal.code)
                return False
            logger.warning("acknowledgement unsure", error=describe(refusal), code=refusal.code)
            return True
        else:
            return True


def caller_of(interaction: Interaction) -> Caller:
    """Who asked, in which server and channel, with which roles there, and in which language Discord speaks to them.

    The role @everyone, which Discord tells of nobody, has the server's own id.
    """
    roles = getattr(interaction.user, "_roles", ())  # the public property leaves out those the gateway told nothing of
    around = getattr(interaction.channel, "parent_id", None)  # of a thread; a channel's is its category
    return Caller(
        platform=Platform.DISCORD,
        workspace=str(interaction.guild_id or DIRECT),
        user=str(interaction.user.id),
        locale=interaction.locale.value,
        roles=tuple(str(role) for role in (interaction.guild_id, *roles) if role),
        channels=tuple(str(id_) for id_ in (interaction.channel_id, around) if id_),
    )


def server_of(interaction: Interaction) -> Caller:
    """The server as a whole: whose preferences hold where a member has none."""
    return Caller(platform=Platform.DISCORD, workspace=str(interaction.guild_id), locale=interaction.locale.value)


def address_of(
    interaction: Interaction, now: float, *, private: bool, more: Mapping[str, str] = NOTHING_MORE
) -> Address:
    """Where the answer goes, as plain data that any process can deliver to.

    Where the bot is a member of the channel's server, or it is its own conversation with somebody, an answer is possible
    after the token's end, so that the address never dies; the job's own age ends it.
    """
    until = now + TOKEN_LIFE  # an interaction is never older than 3 s here, and Discord's clock is not ours
    member = interaction.is_guild_integration() or interaction.context.dm_channel
    may = interaction.app_permissions
    known = {
        "app": str(interaction.application_id),
        "until": f"{until:.0f}",
        "largest": str(interaction.filesize_limit),
        "private": "yes" if private else "no",
        "member": "yes" if member else "no",
        "attach": "yes" if may.attach_files or interaction.guild_id is None else "no",
        "voice_messages": "yes" if may.send_voice_messages or interaction.guild_id is None else "no",
    }
    return Address(
        platform=Platform.DISCORD,
        channel=str(interaction.channel_id or ""),
        token=interaction.token,
        expires_at=None if member and not private else until,
        more={**known, **more},
    )


async def tell(interaction: Interaction, reply: Reply) -> None:
    """Show a sentence to the caller alone, whether the interaction has been acknowledged or not. Never raises.

    A connection that breaks, as an idle one may, is tried once more; Discord refuses what it has heard already.
    """
    for last in (False, True):
        try:
            await _told(interaction, reply.words[:LONGEST_CONTENT])
        except (aiohttp.ClientError, OSError) as lost:
            if last:
                logger.warning("a sentence was not shown", error=describe(lost))
            continue
        except (discord.DiscordException, TypeError) as declined:
            logger.warning("a sentence was not shown", error=describe(declined))
        return


async def _told(interaction: Interaction, words: str) -> None:
    silent = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(words, ephemeral=True, allowed_mentions=silent)
    else:
        await interaction.response.send_message(words, ephemeral=True, allowed_mentions=silent)


async def guarded(interaction: Interaction, doing: Callable[[], Awaitable[Reply | None]]) -> None:
    """Run a callback; what it returns, and whatever it raises, becomes a private sentence. Never raises."""
    locale = interaction.locale.value
    reference = f"{interaction.id % 0xFFFFFF:06x}"
    shown: list[Reply | None] = []

    async def work() -> Reply:
        shown.append(await doing())
        return Reply()

    said = await reply_to(work(), locale, reference)
    reply = shown[0] if shown else said
    if reply is not None and reply.words:
        await tell(interaction, reply)


def explained(error: BaseException, locale: str) -> Reply:
    """The sentence for an error that discord.py caught first."""
    original = getattr(error, "original", error)
    return explain(original, locale)
