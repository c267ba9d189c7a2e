"""What is kept can be taken along and deleted: one's own, a server's, and all of a server's when we are thrown out."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.flows.export import DOCUMENT, NAME
from bot.model import Caller, Platform
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import CannotDo, Exchange, User, file, permissions
from tests.flows.conftest import recording


async def cloned(user: User, name: str) -> None:
    upload = file("me.wav", recording(pitch=120 + len(name)))
    question = await (await user.slash("clone", name=name, sample=upload)).answered()
    done = await (await user.click(question.shown, "I agree")).answered()
    assert done.shown.text == sentence("voice.kept", name=name)


async def asked(user: User, command: str) -> Exchange:
    return await (await user.slash(command)).answered()


async def pressed(user: User, question: Exchange) -> Exchange:
    exchange = await user.click(question.shown, "Delete everything")
    return await exchange.until(lambda exchange: exchange.followups)


async def exported(exchange: Exchange) -> tuple[dict[str, Any], list[str]]:
    """What the file says that Discord shows, and the names of the recordings in it."""
    await exchange.spoken()
    [attachment] = exchange.shown.attachments
    assert attachment["filename"] == NAME
    async with aiohttp.ClientSession() as session, session.get(attachment["url"]) as answer:
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    return json.loads(archive.read(DOCUMENT)), [name for name in archive.namelist() if name != DOCUMENT]


def admin_of(stage: Stage) -> User:
    return stage.fake.user("admin", bits=permissions.MEMBER | permissions.MANAGE_GUILD)


def server(stage: Stage) -> Caller:
    return Caller(platform=Platform.DISCORD, workspace=str(stage.fake.home.id))


async def test_an_export_is_a_file_for_one_person_of_all_servers(stage: Stage, mynah: Mynah) -> None:
    other = stage.fake.guild("Other").general
    await cloned(stage.alice, "here")
    await cloned(stage.alice.at(other), "there")
    await cloned(stage.fake.user("bob"), "of bob")

    exchange = await asked(stage.alice, "privacy export")
    told, recordings = await exported(exchange)

    assert exchange.private
    assert {voice["name"] for voice in told["voice"]} == {"here", "there"}
    assert sorted(name.partition(" ")[2] for name in recordings) == ["here.wav", "there.wav"]
    assert {row["owner"] for rows in told.values() if isinstance(rows, list) for row in rows if "owner" in row} == {
        str(stage.alice.id)
    }


async def test_nothing_is_deleted_before_the_second_click(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "mine")

    question = await asked(stage.alice, "privacy delete")
    before = await mynah.app.store.voices.of_all(server(stage))
    done = await pressed(stage.alice, question)

    assert question.private
    assert len(before) == 1
    assert (done.shown.text, done.private) == (sentence("privacy.erased"), True)
    assert await mynah.app.store.voices.of_all(server(stage)) == []
    assert (await stage.said("Gone", voice="mine")).shown.text != ""
    with pytest.raises(CannotDo):
        await stage.alice.click(question.shown, "Delete everything")


async def test_deleting_reaches_every_server_and_nobody_else(stage: Stage, mynah: Mynah) -> None:
    other = stage.fake.guild("Other")
    bob = stage.fake.user("bob")
    await cloned(stage.alice, "here")
    await cloned(stage.alice.at(other.general), "there")
    await cloned(bob, "of bob")

    await pressed(stage.alice, await asked(stage.alice, "privacy delete"))

    assert [voice.name for voice in await mynah.app.store.voices.of_all(server(stage))] == ["of bob"]
    assert await mynah.app.store.voices.of_all(replace(server(stage), workspace=str(other.id))) == []


async def test_a_server_is_exported_without_its_members_recordings(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "of alice")

    exchange = await asked(admin_of(stage), "server-privacy export")
    told, recordings = await exported(exchange)

    assert exchange.private
    assert [voice["name"] for voice in told["voice"]] == ["of alice"]
    assert recordings == []


async def test_a_server_is_deleted_by_who_manages_it_at_the_moment_of_the_press(stage: Stage, mynah: Mynah) -> None:
    admin = admin_of(stage)
    await cloned(stage.alice, "of alice")
    question = await asked(admin, "server-privacy delete")

    demoted = replace(admin, permissions=permissions.MEMBER)
    refused = await (await demoted.click(question.shown, "Delete everything")).answered()
    still = await mynah.app.store.voices.of_all(server(stage))
    done = await pressed(admin, question)

    assert refused.shown.text == sentence("privacy.no_admin")
    assert [voice.name for voice in still] == ["of alice"]
    assert done.shown.text == sentence("privacy.erased_server")
    assert await mynah.app.store.voices.of_all(server(stage)) == []
    assert await mynah.app.store.audit.recent(server(stage)) == []


async def test_the_log_tells_who_did_what_and_never_what_was_said(stage: Stage, mynah: Mynah) -> None:
    admin = admin_of(stage)
    empty = await asked(admin, "server-privacy log")
    await cloned(stage.alice, "of alice")
    await stage.said("A private matter", voice="of alice")
    full = await asked(admin, "server-privacy log")

    assert empty.shown.text == sentence("audit.none")
    assert full.private
    assert f"<@{stage.alice.id}> voice.cloned of alice" in full.shown.text
    assert "private matter" not in full.shown.text


@pytest.mark.parametrize("command", ["server-privacy export", "server-privacy delete", "server-privacy log"])
async def test_a_servers_data_is_its_managers_business(stage: Stage, mynah: Mynah, command: str) -> None:
    for who in (stage.alice, admin_of(stage).in_dm()):
        with pytest.raises(CannotDo):
            await who.slash(command)


async def test_a_server_that_throws_us_out_leaves_nothing_behind(stage: Stage, mynah: Mynah) -> None:
    other = stage.fake.guild("Other")
    await cloned(stage.alice, "Canary here")
    await cloned(stage.alice.at(other.general), "Kept there")

    await stage.fake.leave(stage.fake.home)

    def left() -> list[str]:
        files = [path for path in stage.folder.rglob("*") if path.is_file()]
        return [path.name for path in files if b"Canary here" in path.read_bytes()]

    await until(lambda: not left(), 45)
    assert await mynah.app.store.voices.of_all(server(stage)) == []
    kept = await mynah.app.store.voices.of_all(replace(server(stage), workspace=str(other.id)))
    assert [voice.name for voice in kept] == ["Kept there"]
