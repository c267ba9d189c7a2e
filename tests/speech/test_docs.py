"""The commands of docs/speech-server.md do what they say."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest

from bot.speech.order import KEYS
from tests.speech.client import Client
from tests.speech.conftest import ROOT
from tests.speech.sound import hear

PAGE = (ROOT / "docs/speech-server.md").read_text("utf-8")
COMMANDS = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
async def test_its_commands_speak_and_clone(hum: Client, wav: bytes, tmp_path: Path) -> None:
    (tmp_path / "recording.wav").write_bytes(wav)
    environment = {**os.environ, "SPEECH": hum.url, "RECORDING": str(tmp_path / "recording.wav")}

    for commands in COMMANDS:
        shell = await asyncio.create_subprocess_exec("bash", "-euc", commands, cwd=tmp_path, env=environment)
        assert await shell.wait() == 0

    assert len(COMMANDS) == 2
    assert hear((tmp_path / "good-morning.wav").read_bytes()).rate == 44100
    assert hear((tmp_path / "cloned.wav").read_bytes()).rate == 16000


def test_it_names_every_key_and_option() -> None:
    program = (ROOT / "bot/speech/__main__.py").read_text("utf-8")

    assert not [key.name for key in KEYS if f"`{key.name}" not in PAGE and f"{key.name}`" not in PAGE]
    assert not [option for option in re.findall(r'"(--[a-z-]+)"', program) if f"`{option}" not in PAGE]
