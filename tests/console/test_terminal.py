"""What a script or a person at a terminal gets: sound in files, sentences on stderr, exit codes."""

import asyncio
import hashlib
import json
import os
import pty
import sqlite3
import sys
import wave
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from adapters.cli import parser
from tests.console.conftest import Mynah
from tests.fakes.typecast import fake_typecast
from tests.flows.conftest import recording

pytestmark = pytest.mark.timeout(90)


def seconds_of(audio: bytes) -> float:
    with wave.open(BytesIO(audio)) as wav:
        return float(wav.getnframes() / wav.getframerate())


async def test_say_writes_speech_into_a_file(mynah: Mynah, tmp_path: Path) -> None:
    ended = await mynah("say", "Good morning, everyone", "-o", "hello.wav", "--json")

    facts = json.loads(ended.out)
    audio = (tmp_path / "hello.wav").read_bytes()
    assert ended.code == 0
    assert facts["seconds"] == pytest.approx(seconds_of(audio), abs=0.01)
    assert 0.8 < facts["seconds"] < 4
    assert (facts["format"], facts["text"], facts["bytes"]) == ("wav", "Good morning, everyone", len(audio))


async def test_nothing_is_written_outside_of_the_data_folder(mynah: Mynah, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    places = {"HOME": str(elsewhere), "TMPDIR": str(elsewhere), "XDG_CACHE_HOME": str(elsewhere)}

    for text in ("Good morning", "Guten Morgen zusammen", "大家早上好"):
        assert (await mynah("say", text, "-o", "said.wav", **places)).code == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "elsewhere", "said.wav"]
    assert list(elsewhere.rglob("*")) == []  # onnxruntime leaves a device id and a queue of events, if one lets it


async def test_clone_then_say_then_list(mynah: Mynah, tmp_path: Path) -> None:
    spoken = await mynah(
        "say",
        "This is a recording of me, and I speak for a while so that it is long enough to learn from.",
        "-o",
        "me.wav",
    )
    assert spoken.code == 0, spoken.err

    kept = await mynah("clone", "me.wav", "--name", "me", "--consent", "--json")
    said = await mynah("say", "Hello, it is me", "--voice", "ME", "-o", "-", "--format", "mp3")
    listed = await mynah("voices", "--json")

    assert json.loads(kept.out)["outcome"] == "done"
    assert "you state" in kept.err
    assert said.code == 0
    assert said.out[:3] == b"ID3" or said.out[0] == 0xFF
    rows = json.loads(listed.out)
    assert [row["name"] for row in rows if row["mine"]] == ["me"]
    assert len(rows) > 50


async def test_several_commands_share_one_cloud(mynah: Mynah) -> None:
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        first = await mynah("say", "-", "-o", "-", "--format", "wav", "--speed", "1.25", stdin=b"from a pipe", **key)
        again = await mynah("say", "from a pipe", "-o", "-", "--format", "wav", "--speed", "1.25", **key)

    assert (first.code, again.code) == (0, 0)
    assert first.out == again.out
    assert seconds_of(first.out) > 0.2
    assert [order.body["tempo"] for order in cloud.orders] == [1.25]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("say", ""), "nothing to say"),
        (("say", "😀"), "read aloud"),
        (("say", "hello", "--speed", "fast"), "Speed must be"),
        (("say", "hello", "--pitch", "99"), "Pitch must be"),
        (("say", "hello", "--lang", "klingon"), "'klingon'"),
        (("say", "hello", "--emotion", "hungry"), "'hungry'"),
        (("say", "hello", "--format", "flac"), "'flac'"),
        (("say", "hello", "--voice", "Byumso"), "Did you mean Byumsoo"),
        (("clone", "missing.wav", "--name", "x", "--consent"), "missing.wav"),
        (("clone", ".", "--name", "x", "--consent"), "folder"),
        (("clone", "note.txt", "--name", "x", "--consent"), "not a recording"),
        (("clone", "hum.wav", "--name", "a/b", "--consent"), "voice's name"),
    ],
)
async def test_what_cannot_be_is_one_sentence(
    mynah: Mynah, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "note.txt").write_text("I am no sound")
    (tmp_path / "hum.wav").write_bytes(recording())
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        ended = await mynah(*arguments, **key)
        told = await mynah(*arguments, "--json", **key)

    sentence = ended.err.strip().splitlines()[-1]
    assert ended.code == told.code == 65
    assert words in sentence
    assert "Traceback" not in ended.err
    assert json.loads(told.out) == {
        "outcome": "refused",
        "words": sentence,
        **({"voice": ""} if "voice" in json.loads(told.out) else {}),
    }
    assert not cloud.orders


async def test_a_file_that_cannot_be_written_costs_no_words(mynah: Mynah) -> None:
    async with fake_typecast() as cloud:
        ended = await mynah(
            "say", "hello", "-o", "no/such/folder.wav", TYPECAST_BASE_URL=cloud.url, TYPECAST_API_TOKEN=cloud.token
        )

    assert ended.code == 65
    assert "cannot be written" in ended.err


async def test_a_setting_that_cannot_work_names_itself(mynah: Mynah) -> None:
    for command in (("run",), ("say", "hello"), ("doctor",)):
        ended = await mynah(*command, MYNAH_PORT="eighty")

        assert ended.code == 78
        assert "MYNAH_PORT" in ended.err + ended.out.decode()
        assert "Traceback" not in ended.err


async def test_doctor_says_what_works(mynah: Mynah) -> None:
    ended = await mynah("doctor", "--json", MYNAH_PASSWORD="canary")

    report = json.loads(ended.out)
    names = {finding["name"] for finding in report["findings"]}
    assert ended.code == 0
    assert {"python", "data", "store", "page", "sandbox", "quick", "languages", "cloning"} <= names
    assert report["settings"]["MYNAH_PASSWORD"] == "set"
    assert b"canary" not in ended.out


async def test_doctor_blocks_on_a_refused_key(mynah: Mynah) -> None:
    async with fake_typecast() as cloud:
        ended = await mynah("doctor", TYPECAST_BASE_URL=cloud.url, TYPECAST_API_TOKEN="wrong")

    assert ended.code == 78
    assert "TYPECAST_API_TOKEN" in ended.out.decode()


async def test_backup_holds_the_voices_and_never_overwrites(mynah: Mynah, tmp_path: Path) -> None:
    (tmp_path / "hum.wav").write_bytes(recording())
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        assert (await mynah("backup", "copy.db", **key)).code == 65
        assert (await mynah("clone", "hum.wav", "--name", "hum", "--consent", **key)).code == 0
        made = await mynah("backup", "copy.db", **key)
        again = await mynah("backup", "copy.db", **key)

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT name FROM voice").fetchall() == [("hum",)]
        kept = [name for (name,) in copy.execute("SELECT name FROM sqlar")]
    assert made.code == 0
    assert any(name.startswith("files/samples/") for name in kept)
    assert again.code == 65
    assert "exists already" in again.err


def test_every_command_has_help() -> None:
    help_text = parser().format_help()

    for command in ("run", "say", "clone", "voices", "doctor", "speech", "backup"):
        assert command in help_text


async def test_a_script_states_the_consent_or_nothing_is_cloned(mynah: Mynah, tmp_path: Path) -> None:
    (tmp_path / "hum.wav").write_bytes(recording())
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        refused = await mynah("clone", "hum.wav", "--name", "hum", **key)
        uploads = len(cloud.uploads)
        kept = await mynah("clone", "hum.wav", "--name", "hum", "--consent", **key)

    assert (refused.code, uploads) == (65, 0)
    assert refused.err.strip().endswith("In a script, state it with --consent.")
    assert kept.code == 0
    statement = "This is my own voice, or its owner agreed that I clone it here."
    assert f"By --consent you state: {statement}" in kept.err
    assert f"self-or-agreed-1, SHA-256 {hashlib.sha256(statement.encode()).hexdigest()}" in kept.err
    with closing(sqlite3.connect(tmp_path / "data/state.db")) as store:
        [row] = store.execute("SELECT statement, text_hash, sample_hash FROM consent").fetchall()
    assert row == (
        "self-or-agreed-1",
        hashlib.sha256(statement.encode()).hexdigest(),
        hashlib.sha256(recording()).hexdigest(),
    )


@pytest.mark.parametrize(("typed", "code"), [("yes\n", 0), ("y\n", 65), ("\n", 65), ("no\n", 65)])
async def test_a_person_types_yes_in_full(tmp_path: Path, typed: str, code: int) -> None:
    (tmp_path / "hum.wav").write_bytes(recording())
    ours, theirs = pty.openpty()
    async with fake_typecast() as cloud:
        given = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        given |= {"MYNAH_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[2])}
        os.write(ours, typed.encode())
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters", "clone", "hum.wav", "--name", "hum"),
            stdin=theirs,
            stdout=asyncio.subprocess.PIPE,
            stderr=theirs,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **given},
        )
        os.close(theirs)
        await process.communicate()
        shown = os.read(ours, 65_536).decode(errors="replace")
    os.close(ours)

    assert process.returncode == code
    assert "Type yes to agree:" in shown
    assert len(cloud.uploads) == (1 if code == 0 else 0)
