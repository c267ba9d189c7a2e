"""The supervisor against real child programs that behave badly."""

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from bot import supervisor
from bot.errors import SpeechBusy
from bot.supervisor import SpeechChild, running

SERVER = """
import http.server, json, os, sys, threading
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if os.path.exists({sick!r}):
            return
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({{"ready": True, "url": f"http://127.0.0.1:{{server.server_port}}"}}), flush=True)
sys.stdin.read()
os._exit(0)
"""


def child_of(folder: Path, program: str = SERVER) -> SpeechChild:
    return SpeechChild(folder, (sys.executable, "-c", program.format(sick=str(folder / "sick"))))


async def settled(child: SpeechChild) -> int:
    """The process id once the server answers."""
    await child.endpoint()
    assert child.pid
    return child.pid


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_server_that_dies_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    child = child_of(tmp_path)
    task = asyncio.create_task(child.run())
    first = await settled(child)

    os.kill(first, signal.SIGKILL)
    while child.pid in (first, None):
        await asyncio.sleep(0.01)
    second = await settled(child)

    assert second != first
    assert child.restarts == 1
    await ended(task)
    assert not alive(second)


async def test_a_server_that_hangs_is_restarted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("CHECK_EVERY", 0.02), ("CHECK_WITHIN", 0.2), ("STRIKES", 2), ("FIRST_PAUSE", 0.01)):
        monkeypatch.setattr(supervisor, name, value)
    child = child_of(tmp_path)
    task = asyncio.create_task(child.run())
    first = await settled(child)

    (tmp_path / "sick").touch()
    while child.restarts == 0:
        await asyncio.sleep(0.02)
    (tmp_path / "sick").unlink()

    assert await settled(child) != first
    await ended(task)


async def test_a_server_that_never_starts_is_busy_and_not_a_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.1)
    child = child_of(tmp_path, "import sys; sys.exit(1)")
    task = asyncio.create_task(child.run())

    with pytest.raises(SpeechBusy):
        await child.endpoint()
    await ended(task)


async def test_another_process_finds_the_running_server_and_nobody_else_may_read_where(tmp_path: Path) -> None:
    child = child_of(tmp_path)
    task = asyncio.create_task(child.run())
    here = await child.endpoint()

    assert await running(tmp_path) == here
    assert stat.S_IMODE((tmp_path / "speech.json").stat().st_mode) == 0o600
    await ended(task)
    assert await running(tmp_path) is None
    assert not (tmp_path / "speech.json").exists()


async def test_a_note_of_a_dead_server_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "speech.json").write_text(json.dumps({"url": "http://127.0.0.1:9", "token": "x"}))

    assert await running(tmp_path) is None


async def test_the_server_gets_no_secrets_of_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYPECAST_API_TOKEN", "canary")
    program = "import os; open({sick!r}, 'w').write(repr(dict(os.environ)));" + SERVER.replace(
        "os.path.exists({sick!r})", "False"
    )
    child = child_of(tmp_path, program)
    task = asyncio.create_task(child.run())
    await child.endpoint()

    environment = (tmp_path / "sick").read_text()

    assert "canary" not in environment
    assert "MYNAH_SPEECH_TOKEN" in environment
    await ended(task)
