"""The real program at its most talkative, while everything behind it fails: what it prints, answers and shows is clean.

What Discord's and Slack's adapters do with their own secrets is tried in `tests/discord` and `tests/slack`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.model import Caller, Platform
from tests.fakes.typecast import FakeTypecast
from tests.fakes.typecast.cloud import SIGNATURE
from tests.flows.conftest import Mynah, cloud, mynah, recording

__all__ = ["cloud", "mynah"]

ROOT = Path(__file__).parents[2]
SAID, NAMED = "Marmalade-on-toast", "Marzipan"
PASSWORD, MASTER = "canary-of-the-password", "c0ffee" * 10 + "c0de"
FAULTS: list[tuple[str, dict[str, object]]] = [
    ("speak", {"reset": True}),
    ("speak", {"status": 500}),
    ("speak", {"status": 400, "body": {"message": {"msg": SAID, "error_code": f"{SAID} https://x.example/?t=canary"}}}),
    ("speak", {"status": 302, "headers": {"Location": f"https://x.example/{SAID}"}}),
    ("poll", {"html": True}),
    ("poll", {"state": "failed", "times": 9}),
    ("download", {"status": 403, "times": 9}),
    ("download", {"truncated": True, "times": 9}),
    ("resource", {"status": 403}),
    ("upload", {"status": 400}),
    ("upload", {"reset": True, "times": 9}),
]


@dataclass
class Program:
    """`mynah run`, all that it printed and all that it answered."""

    process: asyncio.subprocess.Process
    log: Path
    url: str
    answers: list[str] = field(default_factory=list)

    async def ask(self, http: aiohttp.ClientSession, method: str, path: str, **what: object) -> int:
        """One request; its answer is kept to be looked through."""
        async with http.request(method, self.url + path, **what) as answer:  # type: ignore[arg-type]  # what aiohttp takes
            self.answers.append(f"{answer.status} {answer.headers} {await answer.text()}")
            return answer.status

    def arguments(self) -> str:
        """What `ps` shows of it and its children."""
        shown = ""
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if self.process.pid in (int(entry.name), parent):
                    shown += (entry / "cmdline").read_bytes().decode(errors="replace")
        return shown


@asynccontextmanager
async def running(folder: Path, cloud: FakeTypecast, port: int) -> AsyncGenerator[Program]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "MYNAH_DATA_DIR": str(folder / "data"),
        "MYNAH_PORT": str(port),
        "MYNAH_PASSWORD": PASSWORD,
        "MYNAH_KEY": MASTER,
        "TYPECAST_BASE_URL": cloud.url,
        "TYPECAST_API_TOKEN": cloud.token,
        "TYPECAST_CALLBACK_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "debug",
    }
    log, url = folder / "log", f"http://127.0.0.1:{port}"
    with log.open("w") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters", "run"), env=environment, cwd=folder, stdout=out, stderr=out
        )
    program = Program(process, log, url)
    try:
        async with aiohttp.ClientSession() as http, asyncio.timeout(30):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    if await program.ask(http, "GET", "/readyz") == 200:
                        break
                await asyncio.sleep(0.05)
        yield program
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def everything(program: Program, cloud: FakeTypecast) -> None:
    """Say and clone, with each thing behind them failing once; guess the password and the callback; look at its health."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        for password in ("guessed", PASSWORD):
            await program.ask(http, "POST", "/login", data={"password": password}, headers={"Origin": program.url})
        for number, (kind, how) in enumerate([("speak", {}), *FAULTS]):
            if how:
                cloud.fault(kind, **how)
            body: dict[str, object] = {"id": f"canary-{number}", "text": f"{SAID} {number}"}
            await program.ask(http, "POST", "/api/commands", json=body)
            form = aiohttp.FormData({"id": f"clone-canary-{number}", "name": f"{NAMED} {number}", "consent": "yes"})
            form.add_field("sample", recording(), filename=f"{SAID}.wav")
            await program.ask(http, "POST", "/api/clone", data=form)
            await asyncio.sleep(0.3)
            cloud.heal()
        for typed in (f"/forget {SAID}", f"/say --voice {SAID} --speed 99 x", f"/{SAID}", "/privacy export"):
            await program.ask(http, "POST", "/api/commands", json={"id": "canary-typed", "text": typed})
        await program.ask(http, "POST", f"/typecast/callback/{SAID}", data=b"{")
        for path in ("/readyz", "/healthz", "/metrics", f"/{SAID}"):
            await program.ask(http, "GET", path)


@pytest.mark.timeout(120)
async def test_the_program_tells_no_secret_whatever_fails(
    tmp_path: Path, cloud: FakeTypecast, unused_tcp_port: int
) -> None:
    async with running(tmp_path, cloud, unused_tcp_port) as program:
        await everything(program, cloud)
        shown = program.arguments()
        await asyncio.sleep(1)
    log = program.log.read_text()

    assert cloud.callback_url
    secrets = {
        "password": PASSWORD,
        "master key": MASTER,
        "token": cloud.token,
        "signature": SIGNATURE,
        "callback": cloud.callback_url.rpartition("/")[2],
        "ids": next(iter(cloud.uploads)),
    }
    said = {"words": SAID, "name": NAMED, "traceback": "Traceback"}
    assert log.count("command ended") > 10
    assert [name for name, secret in {**secrets, **said}.items() if secret in log] == []
    assert [name for name, secret in secrets.items() if secret in "".join(program.answers)] == []
    assert "adapters" in shown
    assert [name for name, secret in {**secrets, **said}.items() if secret in shown] == []


async def test_the_doctor_tells_no_secret(tmp_path: Path, cloud: FakeTypecast) -> None:
    cloud.fault("actors", status=401)
    environment = {
        "PATH": os.environ["PATH"],
        "MYNAH_DATA_DIR": str(tmp_path / "data"),
        "MYNAH_PASSWORD": PASSWORD,
        "MYNAH_KEY": MASTER,
        "TYPECAST_BASE_URL": cloud.url,
        "TYPECAST_API_TOKEN": cloud.token,
        "DISCORD_TOKEN": "canary-of-discord",
        "SLACK_BOT_TOKEN": "xoxb-canary-of-slack",
        "SLACK_SIGNING_SECRET": "canary-of-signing",
    }
    told = ""
    for flags in ([], ["--json"]):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters", "doctor", *flags),
            env=environment,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told += (await process.communicate())[0].decode()

    assert "TYPECAST_API_TOKEN" in told
    assert [secret for secret in (PASSWORD, MASTER, cloud.token, "canary", "Traceback") if secret in told] == []


async def test_an_export_and_the_audit_hold_no_secret(mynah: Mynah) -> None:
    ada = Caller(platform=Platform.WEB, workspace="w1", user="ada")
    await mynah.clone("mine")
    await mynah.say(f"{SAID} and more", voice="mine")

    export = json.dumps((await mynah.app.flows.export(ada)).document)
    listed = (await mynah.app.flows.audited(ada)).words

    ident = next(iter(mynah.cloud.uploads))
    assert "mine" in export
    assert "voice.cloned mine" in listed
    assert [secret for secret in (mynah.cloud.token, ident, SAID) if secret in export + listed] == []
