"""The smallest app that uses every way in: what the fake is tried with."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack.bolt import connected
from tests.fakes.slack.model import Channel
from tests.fakes.slack.server import FakeSlack, fake_slack
from tests.fakes.slack.user import User
from tests.fakes.tone import tone

Json = dict[str, Any]
SCOPES = ["app_mentions:read", "channels:join", "chat:write", "commands", "files:read", "files:write", "im:history"]
SCOPES += ["im:write"]
EVENTS = ["app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"]


def manifest(*, socket: bool = True, url: str | None = None) -> Json:
    at = {"url": url} if url else {}
    interactivity: Json = {"is_enabled": True}
    return {
        "display_information": {"name": "Example"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "Example"},
            "slash_commands": [{"command": each, "description": each, **at} for each in ("/say", "/clone")],
            "shortcuts": [
                {"type": "message", "callback_id": "clone_message", "name": "Clone", "description": "Clone"},
                {"type": "global", "callback_id": "clone", "name": "Clone", "description": "Clone"},
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES}, "redirect_urls": ["http://127.0.0.1"]},
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS} | ({"request_url": url} if url else {}),
            "interactivity": interactivity | ({"request_url": url, "message_menu_options_url": url} if url else {}),
            "socket_mode_enabled": socket,
            "org_deploy_enabled": True,
        },
    }


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def block(kind: str, block_id: str, element: Json, **more: Any) -> Json:
    return {"type": kind, "block_id": block_id, "label": plain(block_id), "element": element, **more}


def clone_modal(origin: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "clone",
        "private_metadata": origin,
        "title": plain("Clone a voice"),
        "submit": plain("Clone"),
        "blocks": [
            block("input", "name", {"type": "plain_text_input", "action_id": "v", "max_length": 40}),
            block("input", "audio", {"type": "file_input", "action_id": "v", "max_files": 1}),
            block(
                "input",
                "voice",
                {"type": "external_select", "action_id": "voice", "min_query_length": 2, "placeholder": plain("like")},
                optional=True,
            ),
        ],
    }


RESULT: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "again", "text": plain("Again"), "value": "job-1"},
            {"type": "button", "action_id": "delete", "text": plain("Delete"), "style": "danger"},
        ],
    },
]


async def upload(client: AsyncWebClient, data: bytes, **target: Any) -> Any:
    """The three steps; gives the answer to the last one."""
    ticket = await client.files_getUploadURLExternal(filename="say.wav", length=len(data))
    session = client.session
    assert session
    async with session.post(ticket["upload_url"], data=data) as answer:
        answer.raise_for_status()
    body = {"files": [{"id": ticket["file_id"], "title": "Say"}], **target}
    return await client.api_call("files.completeUploadExternal", json=body)


class Example:
    """`seen`: the keys of the events that it was told; `downloads`: the first bytes of what it fetched."""

    def __init__(self, slack: FakeSlack, http: aiohttp.ClientSession, token: str) -> None:
        self.http, self.token = http, token
        self.client = AsyncWebClient(
            token, base_url=slack.api_url, session=http, retry_handlers=[AsyncRateLimitErrorRetryHandler()]
        )
        self.seen: list[str] = []
        self.downloads: list[bytes] = []
        self.app = AsyncApp(client=self.client, signing_secret=slack.signing_secret, process_before_response=True)
        self._commands()
        self._presses()
        self._events()

    async def tell(self, url: str, text: str, **more: Any) -> None:
        await AsyncWebhookClient(url, session=self.http).send(text=text, **more)

    async def fetch(self, file: Json) -> str:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.get(file["url_private_download"], headers=headers) as answer:
            self.downloads.append((await answer.read())[:4])
            return answer.content_type

    def _commands(self) -> None:
        @self.app.command("/say")
        async def say(ack: Any, client: AsyncWebClient, command: Json) -> None:
            if command["text"]:
                await upload(client, tone(command["text"]), channel_id=command["channel_id"], blocks=RESULT)
            await ack("" if command["text"] else "Say what?")

        @self.app.command("/clone")
        async def clone(ack: Any, client: AsyncWebClient, body: Json) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=clone_modal(body["response_url"]))
            await ack()

        @self.app.view("clone")
        async def cloned(ack: Any, view: Json) -> None:
            file = view["state"]["values"]["audio"]["v"]["files"][0]
            if not file["mimetype"].startswith("audio/"):
                await ack(response_action="errors", errors={"audio": "That is not a recording."})
                return
            kind = await self.fetch(file)
            await self.tell(view["private_metadata"], f"got {kind}")
            await ack()

    def _presses(self) -> None:
        @self.app.shortcut("clone_message")
        async def clone_message(ack: Any, body: Json) -> None:
            kinds = [await self.fetch(file) for file in body["message"].get("files", [])]
            await self.tell(body["response_url"], json.dumps(kinds))
            await ack()

        @self.app.shortcut("clone")
        async def clone(ack: Any, client: AsyncWebClient, body: Json) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=clone_modal(""))
            await ack()

        @self.app.action("again")
        async def again(ack: Any, body: Json) -> None:
            await self.tell(body["response_url"], "again", replace_original=False)
            await ack()

        @self.app.action("delete")
        async def delete(ack: Any, client: AsyncWebClient, body: Json) -> None:
            for file in body["message"]["files"]:
                await client.files_delete(file=file["id"])
            await client.chat_delete(channel=body["channel"]["id"], ts=body["message"]["ts"])
            await ack()

        @self.app.options("voice")
        async def voices(ack: Any, payload: Json) -> None:
            names = [name for name in ("ann", "anna", "bob") if payload["value"] in name]
            await ack(options=[{"text": plain(name), "value": name} for name in names])

    def _events(self) -> None:
        @self.app.event("app_mention")
        async def mentioned(client: AsyncWebClient, event: Json, body: Json) -> None:
            self.seen.append(body["event_id"])
            thread = event.get("thread_ts", event["ts"])
            await client.chat_postEphemeral(
                channel=event["channel"], user=event["user"], text=event["text"], thread_ts=thread
            )

        @self.app.event("message")
        async def written(client: AsyncWebClient, event: Json) -> None:
            if event.get("user") and not event.get("bot_id"):
                await client.chat_postMessage(channel=event["channel"], text=f"heard {len(event.get('files', []))}")
            self.seen.append("own" if event.get("bot_id") else "theirs")

        @self.app.event("app_home_opened")
        async def home(client: AsyncWebClient, event: Json) -> None:
            shown = {"type": "section", "text": plain("Your voices")}
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [shown]})

        @self.app.event("app_uninstalled")
        @self.app.event("tokens_revoked")
        async def removed(event: Json) -> None:
            self.seen.append(event["type"])


@asynccontextmanager
async def working(transport: str) -> AsyncGenerator[tuple[FakeSlack, User, Channel, Example]]:
    """Slack, ann in #general, and the example at work there."""
    async with fake_slack(manifest(socket=transport == "socket")) as slack, aiohttp.ClientSession() as http:
        team = slack.team()
        ann = team.user("ann")
        example = Example(slack, http, team.token)
        async with connected(transport, slack, example.app):
            yield slack, ann, team.channel(), example
