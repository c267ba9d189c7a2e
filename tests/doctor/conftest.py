"""What the rows share: services on real sockets, and what the doctor says to settings as an admin would write them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.finding import Finding, Verdict
from adapters.slack.manifest import manifest
from tests.fakes.discord import FakeDiscord, fake_discord
from tests.fakes.slack import FakeSlack, Team, fake_slack
from tests.fakes.typecast import FakeTypecast, fake_typecast

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"  # nothing listens there


@dataclass(frozen=True, kw_only=True)
class World:
    """Every service that the bot can be connected to, and a good set-up of each."""

    folder: Path
    discord: FakeDiscord
    slack: FakeSlack
    team: Team
    cloud: FakeTypecast

    @property
    def names(self) -> dict[str, str]:
        """What a row may put into a value: {bot}, {app}, {token}, ..."""
        return {
            "bot": self.team.token,
            "app": self.slack.app_token,
            "discord": self.discord.token,
            "public": self.discord.public_key,
            "key": self.cloud.token,
            "folder": str(self.folder),
            "cloud": self.cloud.url,
            "nowhere": NOWHERE,
        }

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        """*more* with its places filled in, over what every row has."""
        given = {
            "MYNAH_DATA_DIR": str(self.folder / "data"),
            "MYNAH_PORT": "0",
            "DISCORD_API_URL": self.discord.api,
            "SLACK_API_URL": self.slack.api_url.rstrip("/"),
        }
        return given | {name: value.format(**self.names) for name, value in more.items()}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with fake_discord() as discord, fake_slack(manifest()) as slack, fake_typecast() as cloud:
        team = slack.team("Acme")
        yield World(folder=tmp_path, discord=discord, slack=slack, team=team, cloud=cloud)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One mistake: what is set, and what the admin reads. *says*: the variable, and what to do."""

    id: str
    set: dict[str, str]
    says: tuple[str, ...]
    verdict: Verdict = Verdict.BLOCKS


def told(findings: list[Finding], row: Row) -> str:
    """The words of the one line that is about the mistake; fails where there is none, or another verdict."""
    lines = [f for f in findings if all(part in f.words for part in row.says)]
    assert len(lines) == 1, (row.says, findings)
    assert lines[0].verdict is row.verdict
    return lines[0].words


@dataclass(frozen=True)
class Ended:
    """How the program ended."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[Finding]:
        rows = json.loads(self.out)["findings"]
        return [Finding(row["name"], Verdict(row["verdict"]), row["words"]) for row in rows]


async def doctor(environment: dict[str, str], *flags: str, folder: Path, before: tuple[str, ...] = ()) -> Ended:
    """`mynah doctor` as a program of its own; *before* stands in front of its command."""
    process = await asyncio.create_subprocess_exec(
        *before, sys.executable, "-m", "adapters", "doctor", *flags,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 50)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


def mortal() -> tuple[str, ...]:
    """What takes root's right to pass over a file's permissions away; nothing for everybody else."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root passes over every permission, and setpriv is not installed")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all")
