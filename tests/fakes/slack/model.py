"""What a workspace holds: channels, messages, files, views, installations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
MIME = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "txt": "text/plain",
}


@dataclass(eq=False, kw_only=True)
class File:
    """`state`: reserved (an upload URL was given), uploaded (the bytes are there), shared, or deleted."""

    id: str
    name: str
    user: str
    team: str
    data: bytes = field(default=b"", repr=False)
    length: int = 0
    title: str = ""
    subtype: str | None = None  # "slack_audio" for a clip recorded in Slack
    access: str = "visible"  # or "check_file_info": payloads carry a stub, files.info the rest
    state: str = "reserved"
    handed_over: bool = False  # through a modal's file_input
    completed_at: float = 0.0
    shares: list[tuple[str, str, str | None]] = field(default_factory=list)  # channel, ts, thread_ts

    @property
    def channels(self) -> list[str]:
        return list(dict.fromkeys(channel for channel, _, _ in self.shares))

    @property
    def filetype(self) -> str:
        return self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "binary"

    @property
    def mimetype(self) -> str:
        return MIME.get(self.filetype, "application/octet-stream")


@dataclass(eq=False, kw_only=True)
class Message:
    """As it stands now: an update changes it, a deletion takes it out of its channel."""

    channel: Channel
    user: str
    ts: str
    number: int  # rises with everything that happens: later is larger
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    to: str | None = None  # an ephemeral message: who alone sees it
    app: str | None = None  # set where an app wrote it

    @property
    def audio(self) -> bytes:
        """The bytes of its first file, as Slack got them."""
        assert self.files, "the message has no file"
        return self.files[0].data

    @property
    def buttons(self) -> dict[str, Json]:
        """action_id -> element, of every element that a person can use in it."""
        return {element["action_id"]: element for _, element in elements_of(self.blocks) if "action_id" in element}

    @property
    def words(self) -> str:
        """All that is readable in it: its text, or the texts of its blocks (clients show blocks where there are any)."""
        return "\n".join(words_of(self.blocks)) if self.blocks else self.text


@dataclass(eq=False, kw_only=True)
class Channel:
    """`kind`: public, private, im (two people, or a person and the app) or mpim."""

    id: str
    name: str
    kind: str = "public"
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    creator: str = ""  # who made it; nobody, where two people talk
    archived: bool = False
    read_only: bool = False  # only some may post: `restricted_action`

    def find(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    def thread(self, message: Message) -> list[Message]:
        return [other for other in self.messages if other.thread_ts == message.ts and other is not message]


@dataclass(eq=False, kw_only=True)
class View:
    """A modal or a Home tab that a person looks at."""

    id: str
    user: str
    json: Json
    hash: str
    root: str = ""
    previous: str | None = None

    @property
    def blocks(self) -> list[Json]:
        return list(self.json["blocks"])

    @property
    def title(self) -> str:
        return str(self.json.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.json.get("callback_id", ""))

    @property
    def words(self) -> str:
        return "\n".join(words_of(self.blocks))

    @property
    def buttons(self) -> dict[str, Json]:
        return {element["action_id"]: element for _, element in elements_of(self.blocks) if "action_id" in element}


@dataclass(eq=False, kw_only=True)
class Install:
    """A bot token: what it may do, and where."""

    token: str = field(repr=False)
    team: str
    bot: str
    bot_id: str
    scopes: frozenset[str]
    enterprise: str | None = None
    org_wide: bool = False  # of Enterprise Grid: good for every team of the enterprise
    revoked: bool = False


@dataclass(eq=False, kw_only=True)
class Usergroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)


def elements_of(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """(block, element) for every element of *blocks* that a person can use."""
    found: list[tuple[Json, Json]] = []
    for block in blocks:
        inner = block.get("elements", []) if block.get("type") == "actions" else []
        held = [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
        found.extend((block, element) for element in (*held, *inner))
    return found


def words_of(value: Any) -> list[str]:
    """Every text in blocks, in the order in which it is read."""
    if isinstance(value, list):
        return [word for each in value for word in words_of(each)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("text"), str):
        return [value["text"]]
    skipped = ("private_metadata", "type", "value", "initial_value", "initial_option", "initial_options", "options")
    return [word for key, each in value.items() if key not in skipped for word in words_of(each)]
