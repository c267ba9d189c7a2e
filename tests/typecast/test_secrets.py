"""No URL, token or word that somebody said in what is raised or logged."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.errors import BotError, SpeechBusy
from bot.model import Sample
from bot.typecast import TypecastSpeech, fixed, open_speech
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import QUICK, spoken

HASTY = replace(QUICK, deadline=0.5, request=0.2, transfer=0.2)
SAID = "canary-words"
TROUBLE: list[dict[str, object]] = [
    {"reset": True}, {"status": 400}, {"status": 401}, {"status": 403}, {"status": 429}, {"status": 500}, {"html": True},
    {"slow": 0.5}, {"status": 200, "body": b"{"}, {"status": 302, "headers": {"Location": "https://canary.example/"}},
    {"status": 400, "body": {"message": {"msg": SAID, "error_code": SAID + " https://canary.example/?t=canary"}}},
]  # fmt: skip


def whole(error: BaseException) -> str:
    """Everything that a logger could find in an error."""
    found = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    context = error.__context__
    while context is not None:
        found += repr(context) + str(context)
        context = context.__context__
    return found


@pytest.mark.parametrize("kind", ["speak", "poll", "download", "resource", "upload", "actors", "me"])
async def test_no_error_holds_a_secret(cloud: FakeTypecast, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raised = [error for how in TROUBLE if (error := await meet(cloud, kind, how))]

    assert len(raised) >= 7
    secrets = (cloud.token, "Bearer", "canary", "127.0.0.1", "X-Sig", "http://", "https://")
    shown = "\n".join([*map(whole, raised), *(record.getMessage() for record in our(caplog))])
    assert [secret for secret in secrets if secret in shown] == []


async def test_an_api_that_is_not_there_is_not_named_either() -> None:
    with socket.socket() as taken:  # bound but not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with open_speech(fixed(url, "t"), check=wav_check, pace=HASTY) as speech:
            with pytest.raises(SpeechBusy) as busy:
                await speech.actors()

    assert "127.0.0.1" not in whole(busy.value)


async def meet(cloud: FakeTypecast, kind: str, how: dict[str, object]) -> BotError | None:
    """One way through that kind of request, in trouble from beginning to end."""
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=HASTY) as speech:
        order = await speech.submit(spoken(SAID))
        cloud.fault(kind, times=99, **how)
        try:
            await asyncio.wait_for(ways(speech, order)[kind](), 20)
        except BotError as error:
            return error
        finally:
            cloud.heal()
    return None


def ways(speech: TypecastSpeech, order: str) -> dict[str, Callable[[], Awaitable[object]]]:
    sample = Sample(audio=b"RIFF" + bytes(2000), seconds=6)
    return {
        "speak": lambda: speech.submit(spoken(SAID)),
        "poll": lambda: speech.collect(order),
        "download": lambda: speech.collect(order),
        "resource": lambda: speech.enrol(sample),
        "upload": lambda: speech.enrol(sample),
        "actors": speech.actors,
        "me": lambda: speech.register_callback("https://canary.example/hook"),
    }


def our(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.startswith("bot.")]
