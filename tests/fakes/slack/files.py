"""files.*: a reserved id, the bytes, the completion that posts; and downloads, which refuse with a page of status 200."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.slack.api import Call, method
from tests.fakes.slack.blockkit import check_blocks
from tests.fakes.slack.chat import thread_of
from tests.fakes.slack.model import Channel, File, Json
from tests.fakes.slack.rules import Refused

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack
    from tests.fakes.slack.team import Team

MOST = 14  # files in one completion: python-slack-sdk #1653
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in to your workspace | Slack</title></head></html>"


def file_json(team: Team, file: File, *, full: bool = False) -> Json:
    """*full*: as `files.info` tells it; payloads carry a stub of a file whose access is `check_file_info`."""
    if file.state == "deleted":
        return {"id": file.id, "mode": "tombstone"}
    if file.access == "check_file_info" and not full:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "timestamp": 0}
    private = f"{team.slack.files_url}/files-pri/{team.id}-{file.id}/"
    shown: Json = {
        "id": file.id,
        "created": int(file.completed_at),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "size": len(file.data),
        "user": file.user,
        "user_team": team.id,
        "mode": "hosted",
        "is_external": False,
        "url_private": private + file.name,
        "url_private_download": private + "download/" + file.name,
        "permalink": f"https://{team.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "file_access": "visible",
        "channels": file.channels,
    }
    return shown | ({"subtype": file.subtype, "duration_ms": 1000} if file.subtype else {})


def readable(team: Team, file: File | None, bot: str) -> bool:
    """files:read sees what is shared in conversations that the app was added to, and what it was handed."""
    if file is None or file.state in ("reserved", "uploaded"):
        return False
    shared = any(bot in team.channels[channel].members for channel in file.channels if channel in team.channels)
    return file.user == bot or file.handed_over or shared


@method("files.getUploadURLExternal", "files:write", tier=4)
def reserve(call: Call) -> Json:
    name, length = call.need("filename", "length")
    if not str(length).isdigit() or int(length) == 0:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] length"]})
    file = call.team.new_file(str(name), call.bot)
    file.length = int(length)
    return {"upload_url": f"{call.slack.files_url}/upload/v1/{call.team.id}-{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write", tier=4)
def complete(call: Call) -> Json:
    wanted = call.need("files")[0]
    if len(wanted) > MOST:
        raise Refused("internal_error")
    files = [_ready(call, each) for each in wanted]
    blocks = call.args.get("blocks") or []
    if any(block.get("type") == "markdown" for block in blocks):
        raise Refused("internal_error")  # python-slack-sdk #1756
    check_blocks(blocks)
    places = [(channel, thread_of(call, channel)) for channel in _places(call)]
    lost = call.slack.lost_shares > 0  # now and then Slack says yes and shares nothing (paradigmxyz/centaur #311)
    call.slack.lost_shares -= lost
    for file, each in zip(files, wanted, strict=True):
        file.title, file.state, file.completed_at = (
            str(each.get("title") or file.name),
            "shared",
            call.slack.clock.now(),
        )
    comment = str(call.args.get("initial_comment") or "")
    shown = [] if comment else blocks  # documented: blocks are ignored beside a comment
    for channel, thread in [] if lost else places:
        call.team.put(
            channel, call.bot, text=comment, blocks=shown, files=files, thread_ts=thread, app=call.slack.app_id
        )
    return {"files": [file_json(call.team, file) | {"shares": {}} for file in files]}  # shares: filled in later


def _places(call: Call) -> list[Channel]:
    """`channel_id`, or `channels` with commas between; `chat:write.public` does not help, a person's id neither."""
    named = [each for each in str(call.args.get("channels") or call.args.get("channel_id") or "").split(",") if each]
    if any(each in call.team.users for each in named):
        raise Refused("invalid_arguments")  # bolt-js #2115
    return [replace(call, args={"channel": each}).writable() for each in named]


def _ready(call: Call, wanted: Json) -> File:
    file = call.team.files.get(str(wanted.get("id")))
    if file is None or file.user != call.bot or file.state != "uploaded" or len(file.data) != file.length:
        raise Refused("file_not_found")  # a second completion too: which word Slack has for it is not documented
    return file


@method("files.info", "files:read", tier=4)
def info(call: Call) -> Json:
    file = call.team.files.get(call.word("file"))
    if file is None or not readable(call.team, file, call.bot):
        raise Refused("file_not_found")
    if file.state == "deleted":
        raise Refused("file_deleted")
    late = call.slack.clock.now() < file.completed_at + call.slack.share_delay
    return {"file": file_json(call.team, file, full=True) | {"shares": {} if late else _shares(call.team, file)}}


def _shares(team: Team, file: File) -> Json:
    shown: dict[str, dict[str, list[Json]]] = {}
    for channel, ts, thread_ts in (share for share in file.shares if share[0] in team.channels):
        side = "public" if team.channels[channel].kind == "public" else "private"
        share: Json = {"ts": ts, "team_id": team.id, "channel_name": team.channels[channel].name}
        share |= {"thread_ts": thread_ts} if thread_ts else {}
        shown.setdefault(side, {}).setdefault(channel, []).append(share)
    return dict(shown)


@method("files.delete", "files:write", tier=3)
def delete(call: Call) -> Json:
    file = call.team.files.get(call.word("file"))
    if file is None or file.state in ("reserved", "uploaded"):
        raise Refused("file_not_found")
    if file.user != call.bot:
        raise Refused("cant_delete_file")
    if file.state == "deleted":
        raise Refused("file_deleted")
    file.state, file.data = "deleted", b""  # its message stays, with a tombstone in place of the file
    return {}


async def upload(slack: FakeSlack, request: web.Request) -> web.StreamResponse:
    team_id, _, number = request.match_info["id"].partition("-")
    team = slack.teams.get(team_id)
    file = team.files.get(number) if team else None
    if file is None or file.state not in ("reserved", "uploaded"):
        return web.Response(status=404, text="not found")
    data = await _body(request)
    if not data:
        return web.Response(status=400, text="empty")
    file.data, file.state = data, "uploaded"
    return web.Response(text=f"OK - {len(data)}")  # text/plain, as Slack's


async def _body(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


async def download(slack: FakeSlack, request: web.Request) -> web.StreamResponse:
    team_id, _, number = request.match_info["id"].partition("-")
    team, token = slack.teams.get(team_id), request.headers.get("Authorization", "").removeprefix("Bearer ")
    install = slack.installs.get(token)
    if team is None or install is None or install.revoked or not slack.covers(install, team):
        return web.Response(text=SIGN_IN, content_type="text/html")
    file = team.files.get(number)
    if file is None or "files:read" not in install.scopes or not readable(team, file, install.bot):
        return web.Response(text=SIGN_IN, content_type="text/html")  # 200!
    if file.state == "deleted":
        return web.Response(status=404, text="file deleted")
    return web.Response(body=file.data, content_type=file.mimetype)
