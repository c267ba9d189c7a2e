"""`response_url`: five uses in thirty minutes, words and blocks only, membership or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.slack.chat import content
from tests.fakes.slack.model import Channel, Json, Message
from tests.fakes.slack.rules import RESPONSE_URL_SECONDS, RESPONSE_URL_USES, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack
    from tests.fakes.slack.team import Team


@dataclass(eq=False, kw_only=True)
class ResponseUrl:
    """`source`: the message whose button was pressed; only it can be replaced or deleted."""

    team: Team
    channel: Channel
    user: str
    born: float
    source: Message | None = None
    thread_ts: str | None = None
    uses: int = 0


async def respond(slack: FakeSlack, request: web.Request) -> web.StreamResponse:
    url = slack.response_urls.get(request.match_info["id"])
    if url is None:
        return web.Response(status=404, text="invalid_url")
    if slack.clock.now() - url.born > RESPONSE_URL_SECONDS:
        return web.Response(status=404, text="expired_url")
    if url.uses >= RESPONSE_URL_USES:
        return web.Response(status=404, text="used_url")
    url.uses += 1
    try:
        answer = json.loads(await request.read())
        show(url, answer)
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    except Refused as refused:
        return web.Response(status=400, text=refused.error)
    slack.changes.tell()
    return web.Response(text="ok")


def show(url: ResponseUrl, answer: Json) -> None:
    """Post it, whisper it, or change the message whose button was pressed."""
    if answer.get("delete_original"):
        if url.source is not None:  # a command's answer cannot be deleted: bolt-js #2287
            url.team.take_away(url.source)
        return
    text, blocks = content(answer)
    if url.source is not None and answer.get("replace_original"):
        url.team.change(url.source, text, blocks)
        return
    thread = str(answer["thread_ts"]) if answer.get("thread_ts") else url.thread_ts
    app = url.team.slack.app_id
    if answer.get("response_type") == "in_channel":  # where the bot is no member too
        url.team.put(url.channel, url.team.bot, text=text, blocks=blocks, thread_ts=thread, app=app)
    else:
        url.team.whisper(url.channel, url.user, text=text, blocks=blocks, thread_ts=thread)
