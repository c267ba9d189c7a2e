from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange

REFERENCE = r"\(reference [0-9a-f]{6}\)$"
FAILED = {"state": "failed", "times": 9}
UNKNOWN_MESSAGE: dict[str, Any] = {"status": 404, "body": {"code": 10008, "message": "Unknown Message"}}


def told(exchange: Exchange, key: str) -> None:
    """The caller alone reads the sentence *key* with a reference, and the public message is gone."""
    words = exchange.shown.text
    assert exchange.deleted
    assert exchange.private
    assert words.startswith(sentence(key))
    assert re.search(REFERENCE, words)
    assert exchange.channel.messages == []


@pytest.mark.parametrize(
    ("kind", "fault", "key"),
    [
        ("poll", FAILED, "speech.failed"),
        ("speak", {"status": 401}, "speech.closed"),
        ("speak", {"status": 403}, "speech.forbidden"),
        ("speak", {"status": 400, "body": {"message": {"error_code": "app/invalid/x"}}}, "speech.failed"),
        ("download", {"silent": True, "times": 9}, "speech.failed"),
        ("download", {"truncated": True, "times": 9}, "speech.failed"),
    ],
)
async def test_what_goes_wrong_is_told_to_the_caller_alone(
    stage: Stage, mynah: Mynah, kind: str, fault: dict[str, Any], key: str
) -> None:
    stage.cloud.fault(kind, **fault)

    told(await stage.said("Hello"), key)


async def test_a_private_answer_becomes_the_sentence(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.fault("speak", status=401)

    exchange = await stage.said("Hello", private=True)

    assert not exchange.deleted
    assert exchange.followups == []
    assert exchange.shown.text.startswith(sentence("speech.closed"))


async def test_where_no_follow_up_is_taken_the_channel_is_told(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.fault("speak", status=401)
    stage.fake.fail_once("POST /webhooks", **UNKNOWN_MESSAGE)

    exchange = await stage.alice.slash("say", text="Hello")
    channel = stage.fake.home.general
    await until(lambda: exchange.deleted and channel.messages)

    assert sentence("speech.closed") in channel.messages[-1].text
    assert channel.messages[-1].content.startswith(f"<@{stage.alice.id}>")


async def test_our_own_deletion_in_an_earlier_attempt_is_not_taken_for_somebody_elses(
    stage: Stage, mynah: Mynah
) -> None:
    stage.cloud.fault("speak", status=401)
    stage.fake.fail_once("POST /webhooks", status=502, times=3)  # the first attempt gets as far as the deletion
    stage.fake.fail_once("POST /webhooks", **UNKNOWN_MESSAGE)

    exchange = await stage.alice.slash("say", text="Hello")
    channel = stage.fake.home.general
    await until(lambda: exchange.deleted and channel.messages)

    assert sentence("speech.closed") in channel.messages[-1].text


async def test_who_deleted_the_loading_message_is_told_nothing(
    stage: Stage, mynah: Mynah, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.cloud.fault("speak", status=401)
    stage.fake.fail_once("DELETE /webhooks", **UNKNOWN_MESSAGE)
    stage.fake.fail_once("POST /webhooks", **UNKNOWN_MESSAGE)
    printed = ""

    await stage.alice.slash("say", text="Hello")
    while "command ended" not in printed:
        await asyncio.sleep(0.01)
        printed += capfd.readouterr().out

    assert "attempt failed" not in printed


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429, "headers": {"Retry-After": "0"}}, {"reset": True}])
async def test_a_busy_service_is_asked_again(stage: Stage, mynah: Mynah, fault: dict[str, Any]) -> None:
    stage.cloud.fault("speak", **fault)

    exchange = await stage.said("Patience")

    assert (await mynah.hear(exchange)).seconds > 0
    assert exchange.followups == []


async def test_what_somebody_said_is_in_no_apology_and_no_log(
    stage: Stage, mynah: Mynah, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.cloud.fault("poll", **FAILED)

    exchange = await stage.said("Marmalade skies")

    printed = "".join(capfd.readouterr())
    assert "command failed" in printed
    assert "Marmalade" not in printed + exchange.shown.text
    assert exchange.token not in printed


async def test_the_reference_leads_to_the_line_in_the_log(
    stage: Stage, mynah: Mynah, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.cloud.fault("poll", **FAILED)

    exchange = await stage.said("Hello")

    assert f"reference={exchange.shown.text[-7:-1]}" in re.sub(r"\x1b\[\d*m", "", capfd.readouterr().out)


async def test_a_command_while_the_bot_stops_is_told_to_come_again(stage: Stage, mynah: Mynah) -> None:
    mynah.app.closing = True

    exchange = await stage.said("Too late")

    assert exchange.private
    assert exchange.shown.text.startswith(sentence("bot.closing"))
    assert stage.fake.home.general.messages == []


async def test_a_command_of_an_older_bot_is_answered_too(stage: Stage, mynah: Mynah) -> None:
    specs = [*stage.fake.registry.listed(), {"name": "sing", "description": "Gone since", "integration_types": [0]}]
    stage.fake.registry.replace([_spec(each) for each in specs], stage.fake.application_id)

    exchange = await (await stage.alice.slash("sing")).answered()

    assert exchange.private
    assert exchange.shown.text == sentence("command.unknown", value="sing")


def _spec(command: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in command.items() if key not in ("id", "version", "application_id")}
