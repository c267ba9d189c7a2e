"""Discord on the loopback: REST v10, gateway v10, CDN, and the people in it.

    async with fake_discord() as fake:                  # a real server; at the end: no request was malformed
        settings = ...  fake.api, fake.token            # GET {api}/gateway tells the gateway; fake.gateway_url too
        point(fake.api, fake.gateway_url)               # only for a bare discord.Client; or: with pointed(fake): ...
        await fake.ready()                              # connected, and commands are registered

        alice = fake.user(locale="ko")                  # moderator=True, installed=True (user-install), at=channel
        exchange = await alice.slash("say", text="Hello")        # CannotDo: what a client would not send
        await exchange.answered()                       # AssertionError when nothing was acknowledged within 3 s
        shown = exchange.shown                          # the newest answer: .text .private .labels .attachments ...
        await exchange.spoken()                         # until a file stands, whatever was shown before
        await exchange.audio()                          # bytes of its audio, through the signed link
        exchange.original, exchange.followups, exchange.deleted, exchange.waited, exchange.modal, exchange.choices

        again = await alice.click(shown, "Again")       # by label or custom_id
        await alice.choose(shown, "voice", ["nova"])    # a select, by custom_id or placeholder; values or labels
        await alice.autocomplete("say", "voice", text="x", voice="no")      # [{"name", "value"}, ...]
        await alice.slash("clone", sample=file("me.wav", data, "audio/wav"))
        await alice.submit(exchange.modal, {"Name": "me", "Recording": file(...), "consent": True})
        await alice.menu("Speak this message", alice.post("Read me"))
        await alice.tap("</say:123>", text="x")         # a clickable command must open one; shown.commands lists them
        alice.in_dm(), alice.at(channel)                # elsewhere; fake.private_channel(alice, bob), fake.guild(...)
        fake.home.general.messages                      # what stands in a channel, for everybody; .pings of each

        fake.home.bot_permissions &= ~permissions.ATTACH_FILES  # or channel.denied = ...; app_permissions follow
        fake.home.upload_limit = 1 << 20                # bytes; user.upload_limit for Nitro
        fake.files_need_permission = False              # as Discord's change log has it for answers of interactions
        fake.voice_on_edit = False                      # a voice message by PATCH is refused with 400
        fake.fail_once("PATCH .*@original", status=502) # abort=True, after=True (done, but the answer is lost), slow=1.0
        fake.limit_once("PATCH", 0.2)                   # 429; via=False: Cloudflare's ban; whole=True: the global one
        fake.late = 4.0                                 # seconds that interactions come late
        exchange.age(900)                               # its token is void now
        await fake.gateway.drop(); fake.gateway.ask_to_reconnect(); .invalidate()       # then fake.connected()
        await fake.repeat(exchange)                     # the same interaction again
        await fake.join(guild); await fake.leave(guild)

        fake.endpoint.url = "http://127.0.0.1:1234/discord"      # HTTP interactions, signed; fake.public_key
        await fake.endpoint.accepted(fake.application_id)        # PING and a forged one; .post(payload, age=600)
        fake.calls, fake.violations, fake.validated, fake.registry.listed(), fake.gateway.identified

Requests are checked against Discord's OpenAPI document where it is at hand (`validated`; see `openapi`), and against the
limits in `limits`, `posts` and `command_limits` always. Interactions go to every live session of the guild's shard.
"""

from __future__ import annotations

from tests.fakes.discord import permissions
from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.exchange import Exchange, Modal
from tests.fakes.discord.message import Message
from tests.fakes.discord.refusals import CannotDo, Refused
from tests.fakes.discord.server import FakeDiscord, fake_discord, file, point, pointed
from tests.fakes.discord.user import User
from tests.fakes.discord.world import Account, Channel, Context, Guild, Role

__all__ = [
    "Account",
    "CannotDo",
    "Channel",
    "Context",
    "Exchange",
    "FakeDiscord",
    "Guild",
    "Message",
    "Modal",
    "Refused",
    "Role",
    "Upload",
    "User",
    "fake_discord",
    "file",
    "permissions",
    "point",
    "pointed",
]
