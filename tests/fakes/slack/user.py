"""A person in Slack: what they type, press, attach and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.fakes.slack import forms
from tests.fakes.slack.actions import asked, find, named, pressed, source_of
from tests.fakes.slack.exchange import Exchange
from tests.fakes.slack.installing import Visit, install_by
from tests.fakes.slack.model import Channel, File, Json, Message, View
from tests.fakes.slack.outcome import after_command, after_options, after_submission
from tests.fakes.slack.rules import ClientRefused
from tests.fakes.slack.spelling import as_command, as_message

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team


class User:
    """Make one with `team.user(...)`. Each method returns once Slack got the app's acknowledgement.

    AppFailed (AckTimeout among them) is what the person reads when there is none; ClientRefused is what Slack's own
    program does not let them do.
    """

    def __init__(self, team: Team, number: str, name: str, *, admin: bool, locale: str, tz: str) -> None:
        self.team, self.id, self.name, self.admin, self.locale, self.tz = team, number, name, admin, locale, tz

    # -------------------------------------------------------------- sees

    @property
    def at(self) -> str:
        """How others mention them in what they type."""
        return f"<@{self.id}>"

    @property
    def direct(self) -> Channel:
        """Their conversation with the app."""
        return self.team.direct(self.team.bot, self.id)

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self.team.modals.get(self.id)
        return stack[-1] if stack else None

    @property
    def home_tab(self) -> View | None:
        """The Home tab as it was published last."""
        return self.team.homes.get(self.id)

    async def see_modal(self, title: str = "") -> View:
        """The modal on top (of that title), waiting for it."""
        modal = await self.team.slack.until(
            lambda: self.modal if self.modal and title in self.modal.title else None, what=f"a modal {title!r}"
        )
        assert modal
        return modal

    # ------------------------------------------------------------- types

    async def command(
        self, command: str, text: str = "", *, channel: Channel, thread: Message | None = None
    ) -> Exchange:
        """Type a slash command; see `spelling` for how its text arrives."""
        if thread:
            raise ClientRefused(f"{command} is not supported in threads")
        self._member(channel)
        commands = self.team.slack.manifest.commands
        if not self._installed or command not in commands:
            raise ClientRefused(f"{command} is not a valid command")
        payload: Json = {
            "command": command,
            "text": as_command(self.team, text, escape=bool(commands[command].get("should_escape"))),
            "user_id": self.id,
            "user_name": self.name,
            "team_id": self.team.id,
            "team_domain": self.team.domain,
            "channel_id": channel.id,
            "channel_name": {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name),
            "api_app_id": self.team.slack.app_id,
            "is_enterprise_install": "true" if self.team.install and self.team.install.org_wide else "false",
            "token": "legacy",
        }
        payload |= {"enterprise_id": self.team.enterprise} if self.team.enterprise else {}
        payload |= self._handles(channel, None, None)
        exchange = self._exchange("slash_commands", payload, channel)
        await self.team.slack.deliver(exchange)
        after_command(exchange)
        return exchange

    def file(self, data: bytes, name: str, *, subtype: str | None = None, access: str = "visible") -> File:
        """A file of this person's; a recorded clip has the *subtype* "slack_audio"."""
        file = self.team.new_file(name, self.id)
        file.data, file.length, file.subtype, file.access, file.state = data, len(data), subtype, access, "shared"
        return file

    def post(
        self, channel: Channel, text: str = "", *, files: Sequence[File] = (), thread: Message | None = None
    ) -> Message:
        """A message that is not for the app: the app is told nothing."""
        self._member(channel)
        root = (thread.thread_ts or thread.ts) if thread else None
        return self.team.put(channel, self.id, text=as_message(text), files=files, thread_ts=root)

    def delete(self, message: Message) -> None:
        """Delete a message of their own, or any as an admin; its files are gone with it."""
        self._sees(message)
        if message.user != self.id and not self.admin:
            raise ClientRefused("that message is not theirs")
        self.team.take_away(message)
        for file in message.files:
            file.state, file.data = "deleted", b""

    def edit(self, message: Message, text: str) -> None:
        """Change a message of their own."""
        self._sees(message)
        if message.user != self.id:
            raise ClientRefused("that message is not theirs")
        self.team.change(message, as_message(text), [])

    async def mention(
        self, channel: Channel, text: str = "", *, files: Sequence[File] = (), thread: Message | None = None
    ) -> Exchange:
        """Write `@app text`. Slack tells the app only where it is a member; `deliveries` is 0 elsewhere."""
        said = self.post(channel, f"<@{self.team.bot}> {text}".strip(), files=files, thread=thread)
        if channel.kind == "im":
            return await self._tell_direct(said)
        if self.team.bot not in channel.members or not self.team.hears("app_mention"):
            return self._exchange("events_api", {}, channel)
        shown = self.team.slack.message_json(self.team, said)
        shown.pop("subtype", None)
        event: Json = {"type": "app_mention", "channel": channel.id, "event_ts": said.ts}
        return await self.team.event(self, shown | event, channel)

    async def dm(self, text: str = "", *, files: Sequence[File] = (), thread: Message | None = None) -> Exchange:
        """Write to the app itself."""
        home = self.team.slack.manifest.home
        if not self._installed or not home.get("messages_tab_enabled") or home.get("messages_tab_read_only_enabled"):
            raise ClientRefused("sending messages to this app has been turned off")
        return await self._tell_direct(self.post(self.direct, text, files=files, thread=thread))

    async def _tell_direct(self, said: Message) -> Exchange:
        if not self.team.hears("message.im") or self.team.bot not in said.channel.members:
            return self._exchange("events_api", {}, said.channel)
        shown = self.team.slack.message_json(self.team, said)
        event: Json = {"channel": said.channel.id, "channel_type": "im", "event_ts": said.ts}
        return await self.team.event(self, shown | event, said.channel)

    # ------------------------------------------------------------ presses

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Exchange:
        """Choose a shortcut of the app: on *message*, or the global one."""
        kind = "message" if message else "global"
        if not self._installed or (kind, callback_id) not in self.team.slack.manifest.shortcuts:
            raise ClientRefused(f"the app has no {kind} shortcut {callback_id!r}")
        payload: Json = {"type": "shortcut", "callback_id": callback_id, "action_ts": self._now()}
        if message is None:
            return await self._interact(payload, None)
        self._member(message.channel)
        payload |= {"type": "message_action", "message": self.team.slack.message_json(self.team, message)}
        payload |= {"message_ts": message.ts, "channel": named(message.channel)}
        return await self._interact(payload, message.channel)

    async def click(
        self, where: Message | View, action_id: str, *, pick: str | None = None, values: Json | None = None
    ) -> Exchange:
        """Press a button, or *pick* in a select. *values*: what is filled in meanwhile, where it stands in a view."""
        self._sees(where)
        block, element = find(where.blocks, action_id)
        payload = pressed(self.team, where, (block, element, pick), self._now())
        if isinstance(where, View):
            payload |= {"view": self._state(where, values or {})}
        return await self._interact(payload, *source_of(where))

    async def options(self, where: Message | View, action_id: str, query: str = "") -> list[Json]:
        """What an external select offers for *query*; nothing is asked for under its `min_query_length`."""
        element = find(where.blocks, action_id)[1]
        if len(query) < element.get("min_query_length", 3):
            return []
        payload = asked(self.team, where, action_id, query)
        exchange = await self._interact(payload, where.channel if isinstance(where, Message) else None)
        place = where.id if isinstance(where, View) else where.ts
        return after_options(exchange, (place, action_id))

    async def submit(
        self,
        view: View,
        values: Json | None = None,
        *,
        files: Sequence[File] | dict[str, list[File]] = (),
    ) -> Exchange:
        """Fill in a modal by block_id (or action_id) and send it; what is not named keeps its initial value."""
        if view not in self.team.modals.get(self.id, []):
            raise ClientRefused("that modal is closed")
        attached = files if isinstance(files, dict) else list(files)
        state = {"values": forms.fill(self.team, view, values or {}, attached)}
        shown = self.team.slack.view_json(self.team, view) | {"state": state}
        exchange = await self._interact({"type": "view_submission", "view": shown, "response_urls": []}, None)
        after_submission(exchange, view)
        return exchange

    async def close(self, view: View) -> Exchange | None:
        """Dismiss a modal; the app hears of it only if the view asked for that."""
        self.team.modals[self.id].remove(view)
        if not view.json.get("notify_on_close"):
            return None
        shown = self.team.slack.view_json(self.team, view)
        return await self._interact({"type": "view_closed", "view": shown, "is_cleared": False}, None)

    async def open_home(self, tab: str = "home") -> Exchange:
        """Go to the app's Home tab, or to its *tab* "messages": the app is told of both."""
        if not self.team.slack.manifest.home.get("home_tab_enabled") or not self.team.hears("app_home_opened"):
            raise ClientRefused("the app has no Home tab")
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.direct.id, "tab": tab}
        if self.home_tab and tab == "home":
            event["view"] = self.team.slack.view_json(self.team, self.home_tab)
        return await self.team.event(self, event | {"event_ts": self._now()})

    async def home(self) -> View:
        """Go to the Home tab, and what the app published for it then."""
        before = self.home_tab.hash if self.home_tab else ""
        await self.open_home()
        view = await self.team.slack.until(
            lambda: self.home_tab if self.home_tab and self.home_tab.hash != before else None, what="a Home tab"
        )
        assert view
        return view

    async def add_app(self, url: str, *, allow: bool = True, org: bool = False) -> Visit:
        """Add the app from its own page at *url*; *allow*: press Allow, not Cancel; *org*: for the whole enterprise."""
        return await install_by(self, url, allow=allow, org=org)

    # -------------------------------------------------------------- small

    @property
    def _installed(self) -> bool:
        return self.team.install is not None and not self.team.install.revoked

    def _sees(self, where: Message | View) -> None:
        seen: list[Message | View | None]
        if isinstance(where, View):
            seen = [*self.team.modals.get(self.id, []), self.team.homes.get(self.id)]
        else:
            seen = [*where.channel.messages, *self.team.ephemerals]
            self._member(where.channel)
        if where not in seen or (isinstance(where, Message) and where.to not in (None, self.id)):
            raise ClientRefused(f"{self.name} does not see that any more")

    def _member(self, channel: Channel) -> None:
        if self.id not in channel.members:
            raise ClientRefused(f"{self.name} is not in that conversation")

    def _state(self, view: View, values: Json) -> Json:
        state = forms.fill(self.team, view, values, [], strict=False)
        return self.team.slack.view_json(self.team, view) | {"state": {"values": state}}

    def _now(self) -> str:
        return self.team.slack.stamp(self.team.slack.number())

    def _handles(self, channel: Channel | None, source: Message | None, thread: str | None) -> Json:
        handles: Json = {"trigger_id": self.team.slack.trigger(self.team, self.id)}
        if channel:
            handles["response_url"] = self.team.slack.response_url(self, channel, source, thread)
        return handles

    def _exchange(self, kind: str, payload: Json, channel: Channel | None) -> Exchange:
        return Exchange(user=self, kind=kind, payload=payload, number=self.team.slack.number(), channel=channel)

    async def _interact(self, payload: Json, channel: Channel | None, source: Message | None = None) -> Exchange:
        org_wide = bool(self.team.install and self.team.install.org_wide)
        enterprise = {"id": self.team.enterprise, "name": "Grid"} if self.team.enterprise else None
        full: Json = {
            **payload,
            "user": {"id": self.id, "username": self.name, "name": self.name, "team_id": self.team.id},
            "team": {"id": self.team.id, "domain": self.team.domain},
            "api_app_id": self.team.slack.app_id,
            "token": "legacy",
            "enterprise": enterprise,
            "is_enterprise_install": org_wide,
            **self._handles(channel, source, source.thread_ts if source else None),
        }
        if payload["type"] in ("block_suggestion", "view_closed"):
            full.pop("trigger_id"), full.pop("response_url", None)
        exchange = self._exchange("interactive", full, channel)
        await self.team.slack.deliver(exchange)
        return exchange
