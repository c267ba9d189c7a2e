"""A person at a Discord client: types commands, clicks, fills forms in, and sees what comes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.fakes.discord import options, permissions
from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.command_limits import CHAT, GROUP, MESSAGE, SUBCOMMAND
from tests.fakes.discord.delivery import deliver
from tests.fakes.discord.exchange import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Exchange, Modal
from tests.fakes.discord.forms import Value, check_chosen, filled
from tests.fakes.discord.message import BUTTON, SELECTS, Message
from tests.fakes.discord.payload import payload_of
from tests.fakes.discord.posts import Post
from tests.fakes.discord.refusals import CannotDo, Json
from tests.fakes.discord.state import State
from tests.fakes.discord.world import Account, Channel, Context, Role, member_of

LINK_STYLE = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class User:
    """A person, in one channel; `at` gives the same person elsewhere.

    `installed`: they have the bot for themselves, wherever they are. `upload_limit` is what their Nitro allows, in
    bytes. `roles`, `permissions` and `nick` hold in any guild.
    """

    state: State = field(repr=False)
    account: Account
    channel: Channel
    locale: str = "en-US"
    permissions: int = permissions.MEMBER
    installed: bool = False
    upload_limit: int = 0
    roles: tuple[Role, ...] = ()
    nick: str | None = None

    @property
    def id(self) -> str:
        return self.account.id

    def at(self, channel: Channel) -> User:
        """The same person in another channel."""
        return replace(self, channel=channel)

    def in_dm(self) -> User:
        """The same person in direct messages with the bot."""
        return self.at(self.state.dm(self.account))

    async def slash(self, name: str, /, **values: object) -> Exchange:
        """Send `/name`, or `/name subcommand`; a file is an `Upload`, a choice its value or its words.

        :raises CannotDo: the client would not offer or send this.
        """
        return await self._act(COMMAND, self._command(name, values))

    async def autocomplete(self, name: str, focused: str, /, **values: object) -> list[Json]:
        """What the bot offers (name and value each) while the option *focused* is being typed."""
        exchange = await self._act(AUTOCOMPLETE, self._command(name, values, focused))
        return (await exchange.acknowledged()).choices

    async def tap(self, mention: str, /, **values: object) -> Exchange:
        """Click a command in a message, `</say:123>`, and send it."""
        self.state.registry.mentioned(mention)
        return await self.slash(mention[2:].partition(":")[0], **values)

    async def menu(self, name: str, message: Message, /) -> Exchange:
        """Choose the app *name* in the context menu of a message."""
        command = self._offered(name, MESSAGE)
        self._check_sees(message)
        target = {"target_id": message.id, "resolved": {"messages": {message.id: message.data}}}
        return await self._act(COMMAND, _head(command) | target)

    async def click(self, message: Message, what: str, /) -> Exchange:
        """Click the button with this custom_id or label."""
        button = self._component(message, what, {BUTTON})
        if button.get("style") == LINK_STYLE:
            raise CannotDo(f"{what!r} is a link")
        return await self._act(COMPONENT, _pressed(button), message)

    async def choose(self, message: Message, what: str, values: Sequence[str] | str, /) -> Exchange:
        """Choose in the select with this custom_id or placeholder; by value or by label."""
        select = self._component(message, what, SELECTS)
        labels = {option["label"]: option["value"] for option in select.get("options", ())}
        chosen = [labels.get(value, value) for value in ([values] if isinstance(values, str) else values)]
        check_chosen(select, chosen)
        return await self._act(COMPONENT, _pressed(select) | {"values": chosen}, message)

    async def submit(self, modal: Modal | None, values: Mapping[str, Value], /) -> Exchange:
        """Fill a form in (by custom_id or label; files are `Upload`s, checkboxes booleans) and send it."""
        if modal is None:
            raise CannotDo("no form is open")
        return await self._act(MODAL_SUBMIT, filled(modal, values, self._keep), modal.message)

    def post(self, content: str, *files: Upload) -> Message:
        """Write a message of one's own."""
        post = Post(body={"content": content}, files=list(files), limit=self._limit, rights=self.permissions)
        message = self.state.posts.create(self.channel, self.account, post)
        self.channel.messages.append(message)
        return message

    @property
    def _limit(self) -> int:
        guild = self.channel.guild
        return max(guild.upload_limit if guild else 10 << 20, self.upload_limit)

    def _command(self, name: str, values: Mapping[str, object], focused: str | None = None) -> Json:
        first, *path = name.split(" ")
        command = self._offered(first, CHAT)
        typed = options.typed(options.find(command, path), dict(values), focused=focused)
        resolved: dict[str, dict[str, Json]] = {}
        for each in typed:
            if each.thing is not None:
                self._resolve(each, resolved)
        chosen = [each.option for each in typed]
        for depth, step in enumerate(reversed(path)):
            chosen = [{"name": step, "type": GROUP if depth else SUBCOMMAND, "options": chosen}]
        return _head(command) | {"options": chosen} | ({"resolved": resolved} if resolved else {})

    def _resolve(self, typed: options.Typed, resolved: dict[str, dict[str, Json]]) -> None:
        thing = typed.thing
        if isinstance(thing, Upload):
            kept = self._keep(thing)
            typed.option["value"] = kept["id"]
            resolved.setdefault("attachments", {})[kept["id"]] = kept
        elif isinstance(thing, Account):
            resolved.setdefault("users", {})[thing.id] = thing.json()
            if (guild := self.channel.guild) and thing.id not in guild.strangers:
                about = {key: value for key, value in member_of(thing).items() if key not in ("user", "deaf", "mute")}
                resolved.setdefault("members", {})[thing.id] = about | {"permissions": str(self.permissions)}
        elif isinstance(thing, Role):
            resolved.setdefault("roles", {})[thing.id] = thing.json()
        elif thing is not None:
            brief = {"name": thing.name, "permissions": str(self.permissions)}
            resolved.setdefault("channels", {})[thing.id] = thing.json() | brief

    def _keep(self, file: Upload) -> Json:
        if len(file.data) > self._limit:
            raise CannotDo(f"{file.filename!r} is larger than {self._limit} bytes")
        return self.state.cdn.keep(file, f"ephemeral-{self.channel.id}", ephemeral=True)

    def _offered(self, name: str, kind: int) -> Json:
        guild = self.channel.guild
        command = self.state.registry.find(name, kind, guild.id if guild and guild.installed else None)
        contexts = command["contexts"]
        if contexts is not None and self.channel.context not in contexts:
            raise CannotDo(f"{name!r} is not for this kind of channel")
        if not self._owners(command["integration_types"]):
            raise CannotDo(f"{name!r}: the bot is installed neither here nor by this user")
        if guild and not self._may_use(command["default_member_permissions"]):
            raise CannotDo(f"{name!r} needs the permissions {command['default_member_permissions']}")
        return command

    def _may_use(self, needed: str | None) -> bool:
        """Null is for everybody, "0" for administrators only."""
        if needed is None or self.permissions & permissions.ADMINISTRATOR:
            return True
        return int(needed) != 0 and not int(needed) & ~self.permissions

    def _owners(self, kinds: Sequence[int] = (0, 1)) -> dict[str, str]:
        """`authorizing_integration_owners`: by whose installation the bot is here."""
        guild, owners = self.channel.guild, {}
        if 0 in kinds and guild and guild.installed:
            owners["0"] = guild.id
        if 0 in kinds and self.channel.context is Context.BOT_DM:
            owners["0"] = "0"
        if 1 in kinds and self.installed:
            owners["1"] = self.id
        return owners

    def _check_sees(self, message: Message) -> None:
        if message.deleted or message.to not in (None, self.id):
            raise CannotDo("the message is not there for this user")

    def _component(self, message: Message, what: str, kinds: set[int]) -> Json:
        self._check_sees(message)
        found = message.component(what)
        if found is None or found["type"] not in kinds:
            raise CannotDo(f"{what!r} is not on the message; it has {message.labels}")
        if found.get("disabled"):
            raise CannotDo(f"{what!r} is disabled")
        return found

    async def _act(self, kind: int, data: Json, source: Message | None = None) -> Exchange:
        payload = payload_of(self, kind, data, self._owners(self._kinds(kind, data)), source)
        exchange = Exchange(
            id=self.state.ids.next(),
            token=f"token-{secrets.token_urlsafe(24)}",
            type=kind,
            user=self,
            channel=self.channel,
            payload=payload,
            source=source,
        )
        payload |= {"id": exchange.id, "token": exchange.token}
        self.state.exchanges[exchange.token] = exchange
        asyncio.get_running_loop().call_later(self.state.ack_seconds + 0.2, exchange.give_up)
        await deliver(self.state, exchange)
        return exchange

    def _kinds(self, kind: int, data: Json) -> Sequence[int]:
        if kind not in (COMMAND, AUTOCOMPLETE):
            return (0, 1)
        guild = self.channel.guild
        command = self.state.registry.find(data["name"], data["type"], guild.id if guild else None)
        return list(command["integration_types"])


def _head(command: Json) -> Json:
    head = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return head | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _pressed(component: Json) -> Json:
    return {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
