"""A workspace: its people, conversations and files, and the app's installation in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.delivery import deliver_event
from tests.fakes.slack.exchange import Exchange
from tests.fakes.slack.files import file_json
from tests.fakes.slack.model import Channel, File, Install, Json, Message, Usergroup, View
from tests.fakes.slack.rules import EVENT_RETRIES
from tests.fakes.slack.user import User

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack

PREFIX = {"public": "C", "private": "C", "im": "D", "mpim": "G"}


@dataclass(eq=False, kw_only=True)
class Trigger:
    user: str
    born: float
    spent: bool = False


class Team:
    """Make one with `slack.team(...)`."""

    def __init__(self, slack: FakeSlack, name: str, enterprise: str | None) -> None:
        self.slack, self.name, self.enterprise = slack, name, enterprise
        self.id, self.bot, self.bot_id = slack.id("T"), slack.id("U"), slack.id("B")
        self.domain = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum()) or "fake"
        self.install: Install | None = None
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}  # shared by the workspaces of one enterprise
        self.usergroups: dict[str, Usergroup] = {}
        self.ephemerals: list[Message] = []
        self.modals: dict[str, list[View]] = {}  # user -> the modals on top of each other
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        if sibling := next(
            (each for each in slack.teams.values() if enterprise and each.enterprise == enterprise), None
        ):
            self.bot, self.bot_id, self.files = sibling.bot, sibling.bot_id, sibling.files
        self.offered: dict[tuple[str, str], list[Json]] = {}  # (view or message, action_id) -> options last shown

    @property
    def token(self) -> str:
        """The bot token of the app's installation here."""
        assert self.install, f"the app is not installed in {self.name}"
        return self.install.token

    # ------------------------------------------------------------ furniture

    def user(self, name: str = "ann", *, admin: bool = False, locale: str = "en-US", tz: str = "Asia/Seoul") -> User:
        user = User(self, self.slack.id("U"), name, admin=admin, locale=locale, tz=tz)
        self.users[user.id] = user
        return user

    def channel(
        self,
        name: str = "general",
        *,
        members: Sequence[User] = (),
        private: bool = False,
        bot: bool = True,
        creator: User | None = None,
    ) -> Channel:
        """A channel; everybody who is there now is in it, unless *members* says who. *bot*: the app is too.

        The first of them made it, unless *creator* did.
        """
        people = [user.id for user in members] or list(self.users)
        channel = self._add(name, "private" if private else "public", {*people, *([self.bot] if bot else [])})
        channel.creator = creator.id if creator else next(iter(people), "")
        return channel

    def conversation(self, *people: User) -> Channel:
        """A direct message among *people*, without the app."""
        return self._add("", "im" if len(people) == 2 else "mpim", {user.id for user in people})

    def _add(self, name: str, kind: str, members: set[str]) -> Channel:
        channel = Channel(id=self.slack.id(PREFIX[kind]), name=name, kind=kind, members=members)
        self.channels[channel.id] = channel
        return channel

    def direct(self, bot: str, user: str) -> Channel:
        """The app's own conversation with a person, opened when it is first needed."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == {bot, user}:
                return channel
        return self._add("", "im", {bot, user})

    def usergroup(self, handle: str, members: Sequence[User]) -> Usergroup:
        group = Usergroup(id=self.slack.id("S"), handle=handle, name=handle, users=[user.id for user in members])
        self.usergroups[group.id] = group
        return group

    def new_file(self, name: str, user: str) -> File:
        file = File(id=self.slack.id("F"), name=name, user=user, team=self.id)
        self.files[file.id] = file
        return file

    def file_json(self, file: File) -> Json:
        return file_json(self, file)

    # ------------------------------------------------------------- messages

    def put(self, channel: Channel, user: str, *, files: Sequence[File] = (), **content: Any) -> Message:
        """A message that everybody in the channel sees. The app hears its own words in a direct message, as in Slack."""
        message = self._message(channel, user, **content)
        message.files = list(files)
        message.subtype = "file_share" if files else None
        channel.messages.append(message)
        for file in files:
            file.shares.append((channel.id, message.ts, message.thread_ts))
        self.slack.changes.tell()
        if message.app:
            self._echo(message, message_event(self, message))
        return message

    def _echo(self, message: Message, event: Json) -> None:
        """What happens in the app's own conversation with somebody is told to the app, its own doing too."""
        channel = message.channel
        if channel.kind == "im" and self.bot in channel.members and message.to is None and self.hears("message.im"):
            someone = next(each for each in self.users.values() if each.id in channel.members)
            self.slack.spawn(self.event(someone, event, channel))

    def whisper(self, channel: Channel, user: str, **content: Any) -> Message:
        """A message that *user* alone sees."""
        message = self._message(channel, self.bot, app=self.slack.app_id, to=user, **content)
        self.ephemerals.append(message)
        self.slack.changes.tell()
        return message

    def _message(self, channel: Channel, user: str, **content: Any) -> Message:
        number = self.slack.number()
        content["blocks"] = self.slack.with_ids(content.get("blocks") or [])
        return Message(channel=channel, user=user, ts=self.slack.stamp(number), number=number, **content)

    def take_away(self, message: Message) -> None:
        """Nobody sees it any more."""
        before = self.slack.message_json(self, message)
        for place in (message.channel.messages, self.ephemerals):
            if message in place:
                place.remove(message)
        self._echo(message, changed_event(self, message, "message_deleted", before) | {"deleted_ts": message.ts})
        self.slack.changes.tell()

    def change(self, message: Message, text: str, blocks: list[Json]) -> None:
        """From now on it says something else."""
        before = self.slack.message_json(self, message)
        message.text, message.blocks = text, self.slack.with_ids(blocks)
        after = {"message": self.slack.message_json(self, message)}
        self._echo(message, changed_event(self, message, "message_changed", before) | after)
        self.slack.changes.tell()

    # --------------------------------------------------------------- events

    def hears(self, event: str) -> bool:
        return self.install is not None and not self.install.revoked and event in self.slack.manifest.events

    async def event(self, user: User, event: Json, channel: Channel | None = None) -> Exchange:
        """Tell the app, as often as Slack would; the exchange's `error` is empty once it acknowledged."""
        payload: Json = {
            "token": "legacy",
            "team_id": self.id,
            "api_app_id": self.slack.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.slack.id("Ev"),
            "event_time": int(self.slack.clock.now()),
            "is_ext_shared_channel": False,
            "authorizations": [self._authorization()],
        }
        payload |= {"context_team_id": self.id, "context_enterprise_id": self.enterprise}
        payload |= {"enterprise_id": self.enterprise} if self.enterprise else {}
        number = self.slack.number()
        exchange = Exchange(user=user, kind="events_api", payload=payload, number=number, channel=channel)
        await deliver_event(self.slack, exchange)
        return exchange

    def _authorization(self) -> Json:
        org_wide = bool(self.install and self.install.org_wide)
        return {
            "enterprise_id": self.enterprise,
            "team_id": None if org_wide else self.id,
            "user_id": self.bot,
            "is_bot": True,
            "is_enterprise_install": org_wide,
        }

    async def redeliver(self, exchange: Exchange, attempt: int = 1, reason: str = "http_timeout") -> Exchange:
        """The same event once more, though it was acknowledged: Slack does so when an answer was lost."""
        assert exchange.kind == "events_api", "Slack repeats nothing but events"
        assert 1 <= attempt <= len(EVENT_RETRIES)
        await self.slack.deliver(exchange, attempt, reason)
        return exchange

    async def uninstall(self) -> list[Exchange]:
        """An admin removes the app: its token dies, then it is told."""
        install = self.install
        assert install, f"the app is not installed in {self.name}"
        install.revoked = True
        return await self.told_of_removal(["app_uninstalled", "tokens_revoked"], install)

    async def told_of_removal(self, events: list[str], install: Install) -> list[Exchange]:
        someone = next(iter(self.users.values()), None) or self.user("admin", admin=True)
        shown: dict[str, Json] = {
            "app_uninstalled": {"type": "app_uninstalled"},
            "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.bot]}},
        }
        heard = [each for each in events if each in self.slack.manifest.events]
        return [await self.event(someone, shown[each]) for each in heard]


def message_event(team: Team, message: Message) -> Json:
    """The `message` event of a direct message."""
    shown = team.slack.message_json(team, message)
    event: Json = {"channel": message.channel.id, "channel_type": "im", "event_ts": message.ts}
    return shown | event


def changed_event(team: Team, message: Message, subtype: str, before: Json) -> Json:
    """A `message` event that has no user of its own: it only tells that an older message is different now."""
    at = team.slack.stamp(team.slack.number())
    event: Json = {"type": "message", "subtype": subtype, "hidden": True, "ts": at, "event_ts": at}
    return event | {"channel": message.channel.id, "channel_type": "im", "previous_message": before}
