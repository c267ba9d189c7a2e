"""The speech server as somebody runs it by its documents: a program, a port, a token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "a-token-of-a-customer"


@contextmanager
def running(data: Path, *options: str) -> Iterator[str]:
    """The address of the server, which runs for as long as the block lasts."""
    command = [sys.executable, "-m", "bot.speech", "--port", "0", "--data", str(data), *options]
    environ = {**os.environ, "MYNAH_SPEECH_TOKEN": TOKEN}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True) as program,
    ):
        assert program.stdout is not None
        try:
            ready = json.loads(program.stdout.readline())
            assert ready["ready"] is True
            yield ready["url"]
        finally:
            program.terminate()
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
