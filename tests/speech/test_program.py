"""The program itself: how it starts, what it says, and that nothing of it stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.speech.client import Client
from tests.speech.conftest import ROOT, TONE, begin

PATIENCE = 8.0
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", "bot.speech", *sys.argv[1:]], stdin=subprocess.PIPE)
time.sleep(600)
"""


def _family(pid: int) -> Iterator[int]:
    """*pid* and all below it."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in tasks.read_text().split():
            yield from _family(int(child))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _all_gone(pids: list[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while any(map(_alive, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _with_worker(url: str) -> None:
    """Return when its worker runs and has nothing to do, so that no broken pipe ends it by chance."""
    with urllib.request.urlopen(f"{url}/api/actor") as response:
        actor = json.loads(response.read())["result"][0]["actor_id"]
    body = json.dumps({"text": "Hello.", "lang": "en-us", "actor_id": actor}).encode()
    with urllib.request.urlopen(f"{url}/api/text-to-speech", body) as response:
        assert response.read()
    time.sleep(1.2)  # it is warmed up a second after the start


def test_it_listens_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    begun = time.monotonic()
    program, url = begin("--data", str(tmp_path), "--with-parent", "--engine", TONE)
    took = time.monotonic() - begun
    maps = Path(f"/proc/{program.pid}/maps").read_text() if sys.platform == "linux" else ""
    program.communicate(timeout=PATIENCE)

    assert url.startswith("http://127.0.0.1:")
    assert took < 3  # about 0.35 s on a quiet machine
    assert not any(heavy in maps for heavy in ("numpy", "onnxruntime", "libav", "espeak"))


def test_it_goes_when_stdin_ends_and_takes_its_worker_along(tmp_path: Path) -> None:
    program, url = begin("--data", str(tmp_path), "--with-parent", "--engine", TONE)
    _with_worker(url)
    pids = list(_family(program.pid))
    program.communicate(timeout=PATIENCE)

    assert len(pids) == 2
    assert program.returncode == 0
    assert _all_gone(pids)


def test_it_goes_on_sigterm(tmp_path: Path) -> None:
    program, url = begin("--data", str(tmp_path), "--engine", TONE)
    _with_worker(url)
    pids = list(_family(program.pid))
    program.terminate()
    program.communicate(timeout=PATIENCE)

    assert program.returncode == 0
    assert _all_gone(pids)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_stays_behind_when_the_parent_is_killed(tmp_path: Path) -> None:
    arguments = ("--data", str(tmp_path), "--with-parent", "--engine", TONE)
    with subprocess.Popen(
        (sys.executable, "-c", PARENT, *arguments), stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout
        _with_worker(json.loads(parent.stdout.readline())["url"])
        server_and_worker = [pid for pid in _family(parent.pid) if pid != parent.pid]
        parent.kill()

    assert len(server_and_worker) == 2
    assert _all_gone(server_and_worker)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_worker_goes_when_the_server_is_killed(tmp_path: Path) -> None:
    program, url = begin("--data", str(tmp_path), "--engine", TONE)
    _with_worker(url)
    pids = list(_family(program.pid))
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()

    assert _all_gone(pids)


def test_it_does_not_open_to_others_without_a_token(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bot.speech", "--host", "0.0.0.0", "--data", str(tmp_path))  # noqa: S104  refused
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=PATIENCE)

    assert done.returncode == 78
    assert "MYNAH_SPEECH_TOKEN" in done.stderr


async def test_the_token_comes_from_the_environment_and_stays_out_of_the_worker(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    environment = {**os.environ, "MYNAH_SPEECH_TOKEN": "a-secret"}
    program, url = begin("--data", str(tmp_path), "--with-parent", "--engine", TONE, env=environment)
    client = Client(url, session, "a-secret")
    assert await client.say("Hello.")
    assert (await client.ask("GET", "/api/me", headers={}))[0] == 401
    worker = list(_family(program.pid))[1]
    inherited = Path(f"/proc/{worker}/environ").read_bytes() + Path(f"/proc/{worker}/cmdline").read_bytes()
    program.communicate(timeout=PATIENCE)

    assert b"a-secret" not in inherited


async def test_its_log_holds_no_word_and_no_link(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    log = tmp_path / "log"
    with log.open("w") as err:
        program, url = begin("--data", str(tmp_path), "--with-parent", "--engine", TONE, stderr=err)
        client = Client(url, session)
        await client.say("Confidential hello.")
        await client.end(await client.order("Confidential stumble."))
        program.communicate(timeout=PATIENCE)

    written = log.read_text()
    assert written.count('"spoken"') == 2
    assert "onfidential" not in written
    assert "signature" not in written


def test_the_check_says_what_works_and_what_to_install(models: Path) -> None:
    command = (sys.executable, "-m", "bot.speech", "--check", "--data", str(models))
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=30)

    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["ok"] is report["cloning"] is True
    assert len(report["languages"]) == 25
    assert all(row["works"] or row["install"] for row in report["languages"].values())
