"""What every place for files promises."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from bot.files import open_files
from bot.ports import Files
from bot.vault import SealedFiles

KEY = "samples/ab/abcdef.wav"


class Keys:
    """A vault in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}

    async def find(self, name: str) -> bytes | None:
        return self.rows.get(name)

    async def keep(self, name: str, key: bytes) -> bytes:
        return self.rows.setdefault(name, key)

    async def drop(self, name: str) -> None:
        self.rows.pop(name, None)


@pytest.fixture(params=["folder", "text", "file", "memory", "sealed"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    folder = tmp_path / "a folder of ünal"
    roots: dict[str, Path | str] = {
        "folder": folder,
        "text": str(folder),
        "file": f"file://{folder}",
        "memory": "memory:///",
        "sealed": folder,
    }
    opened = open_files(roots[request.param])
    return SealedFiles(opened, Keys(), bytes(32)) if request.param == "sealed" else opened


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 100, b"x" * 3_000_000], ids=["empty", "binary", "big"])
async def test_what_was_put_is_got(files: Files, data: bytes) -> None:
    await files.put(KEY, data)

    found = await files.get(KEY)
    assert found == data
    assert type(found) is bytes


async def test_a_second_put_replaces(files: Files) -> None:
    await files.put(KEY, b"first")
    await files.put(KEY, b"second")

    assert await files.get(KEY) == b"second"


async def test_what_is_not_there_is_none_and_can_be_deleted(files: Files) -> None:
    assert await files.get(KEY) is None
    await files.delete(KEY)

    await files.put(KEY, b"here")
    assert await files.get("samples/ab") is None
    await files.delete(KEY)
    await files.delete(KEY)
    assert await files.get(KEY) is None


async def test_a_reader_never_sees_half_of_a_put(files: Files) -> None:
    whole = {bytes([n]) * 400_000 for n in range(6)}
    await files.put(KEY, next(iter(whole)))
    seen: set[bytes | None] = set()

    async def read() -> None:
        while True:
            seen.add(await files.get(KEY))

    reading = asyncio.ensure_future(read())
    while not seen:
        await asyncio.sleep(0)
    await asyncio.gather(*(files.put(KEY, data) for data in whole))
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert seen
    assert seen <= whole


async def test_putting_and_deleting_the_same_key_at_once_is_fine(files: Files) -> None:
    await asyncio.gather(*(act for n in range(40) for act in (files.put(KEY, bytes([n])), files.delete(KEY))))


@pytest.mark.parametrize(
    "key",
    ["", "/", "/etc/passwd", "../state.db", "clips/../../state.db", "clips/..", "clips//a", "clips/", "./a", ".env",
     "clips\\a", "a\x00b", "a b", "C:/a", "%2e%2e/a", "a#1", "a\n", "ü", "~/a", "x" * 201],
)  # fmt: skip
async def test_a_key_that_could_lead_elsewhere_is_refused(files: Files, key: str) -> None:
    for attempt in (files.put(key, b"x"), files.get(key), files.delete(key)):
        with pytest.raises(ValueError, match="segments"):
            await attempt


async def test_recordings_are_for_the_bots_own_eyes(tmp_path: Path) -> None:
    await open_files(tmp_path / "data" / "files").put("samples/ab.wav", b"x")

    assert stat.S_IMODE((tmp_path / "data" / "files").stat().st_mode) == 0o700
    assert [file.name for file in (tmp_path / "data" / "files" / "samples").iterdir()] == ["ab.wav"]


def test_a_url_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not ftp"):
        open_files("ftp://example.org/files")
