"""`mynah privacy`: everything as a file, or nothing left, at a terminal."""

from __future__ import annotations

import io
import json
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from adapters.cli import parser
from adapters.privacy import NOBODY, RUNNING, YOU, privacy
from bot.flows.export import DOCUMENT
from bot.model import Caller, Platform, Preferences
from bot.replies import sentence
from bot.settings import Settings
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import cloud, open_mynah, settings_for

__all__ = ["cloud"]

ZOE = Caller(platform=Platform.SLACK, workspace="T1", user="zoe")


async def mynah(settings: Settings, *typed: str) -> int:
    return await privacy(settings, parser().parse_args(["privacy", *typed]))


@pytest.fixture
async def settings(tmp_path: Path, cloud: FakeTypecast) -> Settings:
    """A data folder in which the page's person has a voice and somebody in Slack a preference."""
    settings = settings_for(tmp_path / "data", cloud)
    async with open_mynah(settings, cloud) as mynah:
        assert (await mynah.clone("mine", YOU)).voice == "mine"
        await mynah.app.flows.prefer(ZOE, Preferences(speed=1.5))
    return settings


async def test_an_export_is_written_for_its_owner_alone(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "mine.zip"

    codes = [await mynah(settings, "export", str(target)) for _ in range(2)]

    archive = zipfile.ZipFile(target)
    assert codes == [0, 65]
    assert archive.namelist() == [DOCUMENT, "recordings/01 mine.wav"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_an_admin_exports_what_somebody_asks_for(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "zoe.zip"

    code = await mynah(settings, "export", str(target), "--platform", "slack", "--user", "zoe")

    told = json.loads(zipfile.ZipFile(target).read(DOCUMENT))
    assert code == 0
    assert told["preference"][0]["speed"] == 1.5
    assert told["voice"] == []


@pytest.mark.parametrize(("typed", "code", "left"), [("yes\n", 0, []), ("y\n", 65, ["mine"]), ("", 65, ["mine"])])
async def test_deleting_asks_first(  # noqa: PLR0913, PLR0917 - what is typed, and what comes of it
    settings: Settings,
    cloud: FakeTypecast,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    code: int,
    left: list[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))

    ended = await mynah(settings, "delete")

    assert ended == code
    assert sentence("privacy.ask") in capsys.readouterr().err
    async with open_mynah(settings, cloud) as again:
        assert [voice.name for voice in await again.app.flows.voices(YOU) if voice.owner] == left
        assert (await again.app.flows.preferences(ZOE)).speed == 1.5


async def test_deleting_works_beside_a_running_bot_and_says_so(
    settings: Settings, cloud: FakeTypecast, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_mynah(settings, cloud) as running:
        code = await mynah(settings, "delete", "--yes", "--platform", "slack", "--workspace", "T1")

        assert code == 0
        assert await running.app.flows.preferences(ZOE) == Preferences()
    assert RUNNING in capsys.readouterr().err


async def test_everybody_everywhere_is_nobody(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await mynah(settings, "delete", "--yes", "--platform", "slack") == 65
    assert NOBODY in capsys.readouterr().err
