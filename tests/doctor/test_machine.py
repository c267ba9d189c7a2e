"""Memory, proxies and the lock around recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.doctor.machine import check, locked, memory, proxies
from adapters.finding import Verdict
from bot.settings import Settings
from tests.doctor.conftest import Row, told

GIGABYTE = 2**30


def machine(folder: Path, *, limit: str, free: int) -> tuple[tuple[Path, ...], Path]:
    """The files in which a kernel tells its memory."""
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "meminfo").write_text(f"MemTotal:  999999999 kB\nMemAvailable:  {free // 1024} kB\nHugePages_Total: 0\n")
    return (folder / "memory.max", folder / "absent"), folder / "meminfo"


@pytest.mark.parametrize(
    ("limit", "free", "verdict", "says"),
    [
        ("max", 8 * GIGABYTE, Verdict.OK, "8.0 GB can be used"),
        (str(2 * GIGABYTE), 8 * GIGABYTE, Verdict.OK, "2.0 GB can be used"),
        (str(GIGABYTE), 8 * GIGABYTE, Verdict.NOTE, "Raise mem_limit"),
        ("max", GIGABYTE, Verdict.NOTE, "Make room, or set TYPECAST_API_TOKEN"),
    ],
)
def test_memory(tmp_path: Path, limit: str, free: int, verdict: Verdict, says: str) -> None:
    told(memory(*machine(tmp_path, limit=limit, free=free)), Row(id="", set={}, says=(says,), verdict=verdict))


def test_where_nothing_tells_the_memory_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert memory((tmp_path / "absent",), tmp_path / "absent") == []


async def test_memory_matters_only_where_speech_is_made_here() -> None:
    names = [line.name for line in await check(Settings(typecast_api_token="key"))]

    assert "memory" not in names


def test_a_proxy_is_named_and_what_to_do_without_its_address() -> None:
    (line,) = proxies({"https_proxy": "http://me:secret@proxy.example:3128", "NO_PROXY": "x", "HTTP_PROXY": ""})

    assert line.verdict is Verdict.NOTE
    assert line.words.startswith("https_proxy is set and not used")
    assert "DISCORD_API_URL" in line.words
    assert "secret" not in line.words


def test_a_sandbox_without_seccomp() -> None:
    assert locked("seccomp").verdict is Verdict.OK
    told([locked("rlimits")], Row(id="", set={}, says=("rlimits only", "Install libseccomp2"), verdict=Verdict.NOTE))
