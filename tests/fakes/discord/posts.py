"""Makes and changes messages by Discord's rules: files, voice messages, embeds, permissions."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.fakes.discord import permissions
from tests.fakes.discord.cdn import Cdn, Upload
from tests.fakes.discord.limits import check_message
from tests.fakes.discord.message import COMPONENTS_V2, LOADING, VOICE, Message, now, numbered
from tests.fakes.discord.refusals import Json, Problem, malformed, refused
from tests.fakes.discord.world import Account, Channel, Snowflakes

DESCRIBED = ("description", "title", "duration_secs", "waveform")
MOST_FILES = 10
MENTIONS = {"everyone": r"@(?:everyone|here)", "users": r"<@!?(\d+)>", "roles": r"<@&(\d+)>"}


@dataclass(frozen=True, kw_only=True)
class Post:
    """What somebody wants to show: the body as it came, its files, how large one may be, and what the author may do."""

    body: Json
    files: list[Upload] = field(default_factory=list)
    limit: int
    rights: int

    @property
    def flags(self) -> int:
        return int(self.body.get("flags") or 0)


class Posts:
    """Turns posts into messages."""

    def __init__(self, ids: Snowflakes, cdn: Cdn, accounts: Mapping[str, Account]) -> None:
        self._ids, self._cdn, self._accounts = ids, cdn, accounts

    def create(self, channel: Channel, author: Account, post: Post, **extra: object) -> Message:
        """A new message in *channel*, not yet shown to anybody.

        :raises Refused: it breaks a limit, is empty, or the bot may not do that here.
        """
        _check(post)
        _check_named(post, [])
        body = post.body
        data = {
            "id": self._ids.next(),
            "channel_id": channel.id,
            "author": author.json(),
            "content": body.get("content") or "",
            "timestamp": now(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": self._mentioned(body),
            "mention_roles": re.findall(MENTIONS["roles"], body.get("content") or ""),
            "attachments": self._attach(channel, post),
            "embeds": _embedded(body),
            "components": numbered(body.get("components") or []),
            "pinned": False,
            "type": 0,
            "flags": post.flags,
        } | extra
        message = Message(data=data, pings=pings_of(body))
        if not post.flags & LOADING:
            _check_substance(message)
        return message

    def edit(self, channel: Channel, message: Message, post: Post) -> None:
        """Change *message*: fields that are not named stay, files that are not named are added.

        :raises Refused: as for `create`; the message stays as it was.
        """
        old, body = message.data, post.body
        if message.voice:
            raise refused(50162)
        # an edit cannot make a message private or public
        flags = (old["flags"] & ~LOADING) | (post.flags & (VOICE | COMPONENTS_V2))
        _check(replace(post, body=body | {"flags": flags}))
        _check_named(post, message.attachments)
        new = {"edited_timestamp": now(), "flags": flags, "content": "" if message.loading else old["content"]}
        if "content" in body:
            new["content"] = body["content"] or ""
        if "embeds" in body:
            new["embeds"] = _embedded(body)
        if "components" in body:
            new["components"] = numbered(body["components"] or [])
        new["attachments"] = self._kept(message, body) + self._attach(channel, post)
        _check_substance(Message(data=old | new))
        if message.loading:
            message.pings = pings_of(body)
        message.data = old | new
        message.edits += 1

    def _mentioned(self, body: Json) -> list[Json]:
        found = re.findall(MENTIONS["users"], body.get("content") or "")
        return [self._accounts[each].json() for each in found if each in self._accounts]

    def _attach(self, channel: Channel, post: Post) -> list[Json]:
        specs = {str(each.get("id")): each for each in post.body.get("attachments") or []}
        return [self._keep(channel, file, specs.get(re.sub(r"\D", "", file.name), {})) for file in post.files]

    def _keep(self, channel: Channel, file: Upload, spec: Json) -> Json:
        name = re.sub(r"\s", "_", str(spec.get("filename") or file.filename))
        extra = {key: spec[key] for key in DESCRIBED if spec.get(key) is not None}
        if not file.content_type.startswith("audio/"):  # without that type Discord ignores them: docs issue 7153
            extra = {key: value for key, value in extra.items() if key not in ("duration_secs", "waveform")}
        kind = file.content_type
        if kind == "application/octet-stream":  # Discord tells a file's type even where the sender did not
            kind = mimetypes.guess_type(name)[0] or kind
        kept = Upload(name=file.name, filename=name, content_type=kind, data=file.data)
        return self._cdn.keep(kept, channel.id, **extra)

    def _kept(self, message: Message, body: Json) -> list[Json]:
        if body.get("attachments") is None:
            return [] if "attachments" in body else message.attachments
        named = {str(each.get("id")) for each in body["attachments"]}
        return [each for each in message.attachments if each["id"] in named]


def pings_of(body: Json) -> list[str]:
    """Whom the words would call: what is mentioned in them and not held back by `allowed_mentions`."""
    allowed = body.get("allowed_mentions")
    found = []
    for kind, pattern in MENTIONS.items():
        for match in re.finditer(pattern, body.get("content") or ""):
            named = (allowed or {}).get(kind) or []
            if allowed is None or kind in allowed.get("parse", ()) or (match.groups() and match[1] in named):
                found.append(match[0])
    return found


def _check(post: Post) -> None:
    check_message(post.body)
    if any(len(file.data) > post.limit for file in post.files):
        raise refused(40005)
    if len(post.files) > MOST_FILES or len(post.body.get("attachments") or []) > MOST_FILES:
        problem = Problem(at="attachments", code="BASE_TYPE_BAD_LENGTH", message="Must be between 0 and 10 in length.")
        raise malformed([problem])
    if post.files and not post.rights & permissions.ATTACH_FILES:
        raise refused(50013)
    if post.flags & VOICE:
        _check_voice(post)


def _check_named(post: Post, old: list[Json]) -> None:
    """Each attachment that the body names must be a file that came along, or one that is there."""
    known = {re.sub(r"\D", "", file.name) for file in post.files} | {each["id"] for each in old}
    lost = [str(each.get("id")) for each in post.body.get("attachments") or [] if str(each.get("id")) not in known]
    if lost:
        raise malformed([Problem(at="attachments", code="ATTACHMENT_NOT_FOUND", message=f"No such file: {lost}")])


def _check_voice(post: Post) -> None:
    """https://discord.com/developers/docs/resources/message#voice-messages and docs issue 7153."""
    if not post.rights & permissions.SEND_VOICE_MESSAGES:
        raise refused(50173)
    if any(post.body.get(key) for key in ("content", "embeds", "components", "poll", "sticker_ids")):
        raise refused(50159)
    if len(post.files) != 1 or not post.files[0].content_type.startswith("audio/"):
        raise refused(50160)
    specs = post.body.get("attachments") or []
    if len(specs) != 1 or not specs[0].get("duration_secs") or not specs[0].get("waveform"):
        raise refused(50161)


def _check_substance(message: Message) -> None:
    data = message.data
    if not any(data[key] for key in ("content", "embeds", "attachments", "components")):
        raise refused(50006)


def _embedded(body: Json) -> list[Json]:
    if int(body.get("flags") or 0) & (1 << 2):  # SUPPRESS_EMBEDS
        return []
    return [{"type": "rich"} | embed for embed in body.get("embeds") or []]
