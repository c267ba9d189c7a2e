"""`mynah speech`: the speech server alone, for any program that was written against Typecast's API."""

from __future__ import annotations

import argparse
import os
import sys

from bot.settings import Settings


def speech(settings: Settings, asked: argparse.Namespace) -> int:
    """Become the speech server; it has the process from here on."""
    token = asked.token or settings.speech_token
    environment = {**os.environ, "MYNAH_SPEECH_TOKEN": token} if token else dict(os.environ)
    command = [sys.executable, "-m", "bot.speech", "--host", asked.host, "--port", str(asked.port)]
    command += ["--data", str(settings.data_dir / "speech-alone")]
    command += ["--engine", settings.speech_engine, "--pocket-model", settings.pocket_model]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 - the program is our own; nothing passes a shell
