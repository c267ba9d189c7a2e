"""What is counted: what an operator reads at /metrics after things have happened, and what is made of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from adapters.figures import Figures
from adapters.server import serve_listener
from bot import metrics
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import Mynah, open_mynah, settings_for

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\bmynah_[a-z_]+")
SUFFIX = re.compile(r"_(?:bucket|count|sum)$")
Line = dict[str, float]


@pytest.fixture
async def page(tmp_path: Path, cloud: FakeTypecast) -> AsyncGenerator[tuple[Mynah, str]]:
    settings = settings_for(tmp_path, cloud, MYNAH_PORT="0")
    async with open_mynah(settings, cloud) as mynah:
        figures = Figures(mynah.app, mynah.app.ready)
        async with serve_listener(settings, mynah.app.ready, [figures]) as listener:
            yield mynah, f"{listener.url}/metrics"


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    from tests.fakes.typecast import fake_typecast

    async with fake_typecast() as cloud:
        yield cloud


async def read(url: str) -> Line:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain")
        lines = (await answer.text()).splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line and line[0] != "#"}


def grown(before: Line, after: Line, series: str) -> float:
    return after.get(series, 0) - before.get(series, 0)


async def test_each_command_is_counted_once_by_how_it_ended(page: tuple[Mynah, str]) -> None:
    mynah, url = page
    before = await read(url)

    await mynah.say("Good morning")
    await mynah.say("Good morning")
    mynah.cloud.fault("speak", times=9, status=401)
    await mynah.say("Good evening")

    after = await read(url)
    done = 'mynah_commands_total{kind="say",outcome="done",platform="web"}'
    failed = 'mynah_commands_total{kind="say",outcome="failed",platform="web"}'
    assert (grown(before, after, done), grown(before, after, failed)) == (2, 1)
    assert grown(before, after, 'mynah_command_seconds_count{kind="say",platform="web"}') == 3
    assert grown(before, after, 'mynah_acknowledge_seconds_count{platform="web"}') == 3
    assert grown(before, after, 'mynah_clip_cache_total{from="made"}') == 1
    assert grown(before, after, 'mynah_clip_cache_total{from="kept"}') == 1
    assert grown(before, after, "mynah_characters_total") == len("Good morning")
    assert grown(before, after, 'mynah_speech_requests_total{outcome="2xx"}') >= 2
    assert grown(before, after, 'mynah_speech_requests_total{outcome="4xx"}') == 1


async def test_what_waits_and_what_is_ready_is_told_as_it_is_now(page: tuple[Mynah, str]) -> None:
    mynah, url = page

    idle = await read(url)
    mynah.app.closing = True
    leaving = await read(url)

    assert (idle["mynah_jobs_waiting"], idle["mynah_oldest_job_seconds"]) == (0, 0)
    assert (idle['mynah_ready{part="jobs"}'], leaving['mynah_ready{part="jobs"}']) == (1, 0)


async def test_nothing_that_was_said_and_nobody_is_in_it(page: tuple[Mynah, str]) -> None:
    mynah, url = page
    await mynah.say("Canary words")

    text = metrics.page().decode()

    assert await read(url)
    assert "anary" not in text
    assert "ada" not in text
    assert "w1" not in text


def names() -> set[str]:
    return {SUFFIX.sub("", name) for name in NAME.findall(metrics.page().decode())}


@pytest.mark.parametrize("file", ["deploy/alerts.yml", "deploy/grafana.json", "docs/operate.md"])
def test_what_is_made_of_the_figures_names_figures_that_exist(file: str) -> None:
    used = {SUFFIX.sub("", name) for name in NAME.findall((ROOT / file).read_text("utf-8"))}

    assert len(used) >= 7
    assert used - names() == set()


def test_each_figure_is_explained() -> None:
    told = NAME.findall((ROOT / "docs/operate.md").read_text("utf-8"))

    assert names() - {SUFFIX.sub("", name) for name in told} == set()


def test_the_dashboard_is_whole() -> None:
    board = json.loads((ROOT / "deploy/grafana.json").read_text("utf-8"))

    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) >= 8
    assert all(target["expr"] for panel in board["panels"] for target in panel["targets"])


PROMTOOL = shutil.which("promtool") or ""


@pytest.mark.skipif(not PROMTOOL, reason="promtool is not installed")
def test_prometheus_own_tool_likes_the_names_and_the_rules() -> None:
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=metrics.page(), capture_output=True, check=False)
    ruled = subprocess.run(
        [PROMTOOL, "check", "rules", ROOT / "deploy/alerts.yml"], capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stderr) == (0, b"")
    assert ruled.returncode == 0, ruled.stderr
