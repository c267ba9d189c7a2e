"""The manifest, the listeners and the documents are one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.slack.manifest import creation_link, manifest
from adapters.slack.tables import COMMANDS, EVENTS, SCOPES, SHORTCUTS
from tests.fakes.slack.manifest import Manifest
from tests.slack.conftest import Scene, open_scene

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "slack.md").read_text("utf-8")


@pytest.mark.parametrize("url", ["", "https://mynah.example.com"])
def test_slacks_own_check_takes_it(url: str) -> None:
    made = Manifest(manifest(url))

    assert made.problems() == []
    assert made.sockets is not bool(url)
    assert [each["name"] for each in manifest()["features"]["shortcuts"] if len(each["name"]) > 24] == []
    assert [each.about for each in COMMANDS if len(each.about) > 2000] == []


def test_over_http_everything_comes_to_one_address() -> None:
    text = json.dumps(manifest("https://mynah.example.com"))

    assert set(re.findall(r"https://[^\"]+", text)) == {
        "https://mynah.example.com/slack/events",
        "https://mynah.example.com/slack/oauth_redirect",
    }
    assert text.count("/slack/events") == len(COMMANDS) + 3


def test_the_link_carries_the_manifest() -> None:
    query = parse_qs(urlsplit(creation_link(manifest())).query)

    assert json.loads(query["manifest_json"][0]) == manifest()
    assert query["new_app"] == ["1"]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    async with open_scene("socket", tmp_path) as scene, scene.running():
        yield scene


async def test_everything_that_is_declared_is_listened_to_and_nothing_else(scene: Scene) -> None:
    """Slack sends what the manifest declares; a listener for anything else would never hear a word."""
    from adapters.slack.opening import listen

    heard: list[tuple[str, Any]] = []

    class Noting:
        def __getattr__(self, kind: str) -> object:
            return lambda name: lambda _listener: heard.append((kind, name))

    listen(Noting(), scene.bot.way._desk)  # type: ignore[arg-type,attr-defined]  # a stand-in that only notes names
    kinds = {kind: sorted(name for each, name in heard if each == kind) for kind in ("shortcut", "event")}
    patterns = [name for kind, name in heard if kind == "command"]
    made = manifest()

    for prefix in ("", "mynah", "a-b-c"):
        declared = [each["command"] for each in manifest(prefix=prefix)["features"]["slash_commands"]]
        matches = [[command for command in declared if pattern.fullmatch(command)] for pattern in patterns]
        assert matches == [[command] for command in declared]
    assert kinds["shortcut"] == sorted(each["callback_id"] for each in made["features"]["shortcuts"])
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert kinds["event"] == sorted(event.partition(".")[0] for event in events)
    assert len(heard) == len(set(heard))


def test_the_documents_tell_of_every_scope_command_and_event() -> None:
    rows = dict(re.findall(r"^\| `([a-z_:]+)` \| (.+) \|$", DOCUMENT, re.MULTILINE))

    assert {name: rows.get(name) for name in SCOPES} == SCOPES
    assert len(SCOPES) == 9
    for word in (*(command.name for command in COMMANDS), *(shortcut.name for shortcut in SHORTCUTS), *EVENTS):
        assert f"`{word}`" in DOCUMENT or word in DOCUMENT, word


def test_the_terminal_prints_it_and_the_link_apart() -> None:
    asked = [sys.executable, "-m", "adapters", "slack", "manifest", "--url", "https://mynah.example.com/"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT)

    assert json.loads(done.stdout) == manifest("https://mynah.example.com")
    assert "https://api.slack.com/apps?new_app=1&manifest_json=" in done.stderr


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("--url=http://mynah.example.com", "https://"),
        ("--url=https://", "https://"),
        ("--prefix=Mynah Bot", "small letters"),
    ],
)
def test_the_terminal_refuses_what_slack_would_not_take(argument: str, words: str) -> None:
    asked = [sys.executable, "-m", "adapters", "slack", "manifest", argument]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
