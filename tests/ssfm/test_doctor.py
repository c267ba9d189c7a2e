"""What `mynah doctor` says about a key, and about what the account holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.doctor import doctor
from bot.settings import Settings
from tests.fakes.ssfm import OLD_KEY, FakeSsfm
from tests.fakes.typecast import fake_typecast
from tests.flows.conftest import recording
from tests.ssfm.test_bot import opened


async def told(
    folder: Path, capsys: pytest.CaptureFixture[str], **settings: str
) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and each finding by its name."""
    loaded = Settings.load({"MYNAH_DATA_DIR": str(folder), "MYNAH_PORT": "0", **settings}, dotenv=None)
    capsys.readouterr()
    code = await doctor(loaded, as_json=True)
    report = capsys.readouterr().out
    found = json.loads(report[report.index("{\n") :])["findings"]  # behind lines of the log
    return code, {finding["name"]: finding for finding in found}


def current(cloud: FakeSsfm, key: str = "") -> dict[str, str]:
    return {"TYPECAST_API": "v1", "TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": key or cloud.key}


async def test_a_good_key_is_told_with_what_is_left(
    cloud: FakeSsfm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = await told(tmp_path, capsys, **current(cloud))

    assert code == 0
    assert found["speech"]["words"] == "the speech service answers, 3 voices"
    assert found["credits"]["words"] == "1,000 of 200,000 used"
    assert found["slots"]["words"] == "0 of 10 slots for cloned voices taken"


@pytest.mark.parametrize(
    ("key", "set_to"),
    [(OLD_KEY, "set TYPECAST_API=legacy, or TYPECAST_API_TOKEN"), ("wrong", "Set TYPECAST_API_TOKEN to a valid one")],
)
async def test_a_key_that_is_refused_names_the_variable_to_set(
    cloud: FakeSsfm, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str, set_to: str
) -> None:
    code, found = await told(tmp_path, capsys, **current(cloud, key))

    assert code == 78
    assert set_to in found["speech"]["words"]
    assert "TYPECAST_API=legacy" in found["speech"]["words"]


async def test_a_key_of_today_at_the_legacy_api_names_the_variable_to_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with fake_typecast() as legacy:
        code, found = await told(tmp_path, capsys, TYPECAST_BASE_URL=legacy.url, TYPECAST_API_TOKEN="key-of-today")

    assert code == 78
    assert "set TYPECAST_API=v1" in found["speech"]["words"]


async def test_an_address_of_the_other_generation_is_told_apart(
    cloud: FakeSsfm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with fake_typecast(token=cloud.key) as legacy:
        there = current(cloud) | {"TYPECAST_BASE_URL": legacy.url}
        code, found = await told(tmp_path, capsys, **there)

    assert code == 78
    assert "TYPECAST_API and TYPECAST_BASE_URL fit" in found["speech"]["words"]


async def test_full_slots_are_told_with_whose_voices_they_are(
    cloud: FakeSsfm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.slots, cloud.used_credits = 2, cloud.plan_credits
    cloud.clone(name="by another program", model="ssfm-v30", source="instant")
    async with opened(cloud, tmp_path) as mynah:
        await mynah.clone("Mina", sample=recording(6))

    code, found = await told(tmp_path, capsys, **current(cloud))

    assert code == 0
    assert found["credits"]["verdict"] == "note"
    assert found["slots"]["verdict"] == "note"
    assert "2 of 2 slots" in found["slots"]["words"]
    assert "by this bot: Mina (web ada)" in found["slots"]["words"]
    assert "left over: by another program. Delete one" in found["slots"]["words"]
