"""Fetching a clip: from where, how often, and what is taken for one."""

from __future__ import annotations

import pytest

from bot.errors import SpeechBusy, SpeechFailed
from bot.model import Clip
from bot.typecast import TypecastSpeech, fixed, open_speech
from bot.typecast.download import looks_like_audio
from bot.typecast.endpoint import Base
from bot.typecast.links import BadLink, link_of
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import HELLO, QUICK

CLOUD = Base.of("https://typecast.ai", "t")
LOCAL = Base.of("http://127.0.0.1:1", "t")


async def test_a_clip_is_fetched_without_the_token_and_with_its_signature_untouched(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    clip = await speech.collect(await speech.submit(HELLO))

    assert clip.audio[:4] == b"RIFF"
    assert clip.seconds > 1
    assert "Authorization" not in cloud.seen[-1].headers  # and the fake complains about another query


@pytest.mark.parametrize(
    "how",
    [{"status": 403}, {"status": 404}, {"status": 410}, {"status": 500}, {"html": True}, {"reset": True},
     {"truncated": True}, {"silent": True}, {"status": 200, "body": b"RIFF"}, {"slow": 1.0}],
)  # fmt: skip
async def test_what_went_wrong_once_is_fetched_again_from_a_fresh_url(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object]
) -> None:
    cloud.fault("download", **how)

    assert (await speech.collect(await speech.submit(HELLO))).audio
    assert (cloud.count("poll"), cloud.count("download"), len(cloud.orders)) == (2, 2, 1)


@pytest.mark.parametrize("how", [{"status": 403}, {"html": True}, {"truncated": True}, {"status": 200, "body": b"{}"}])
async def test_what_goes_wrong_twice_is_a_failure_that_a_new_order_may_mend(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object]
) -> None:
    cloud.fault("download", times=9, **how)

    with pytest.raises(SpeechFailed) as failed:
        await speech.collect(await speech.submit(HELLO))

    assert failed.value.again
    assert cloud.count("download") == 2


@pytest.mark.parametrize(
    ("start", "audio"),
    [(b"RIFF....WAVE", True), (b"ID3", True), (b"\xff\xfb", True), (b"\xff\xe0", True), (b"RIFF....AVI ", False),
     (b"\xff\xd8", False), (b"{", False), (b"<!doctype", False), (b"#EXTM3U", False), (b"OggS", False), (b"", False)],
)  # fmt: skip
def test_the_first_bytes_tell_a_clip(start: bytes, *, audio: bool) -> None:
    assert looks_like_audio(start) is audio


async def test_what_does_not_start_like_audio_never_reaches_the_decoder(cloud: FakeTypecast) -> None:
    decoded: list[bytes] = []

    async def check(data: bytes) -> Clip:
        decoded.append(data)
        return Clip(audio=data, format="wav", seconds=1)

    cloud.fault("download", html=True)
    cloud.fault("download", status=200, body=b"RIFF....WAVE")
    async with open_speech(fixed(cloud.url, cloud.token), check=check, pace=QUICK) as speech:
        with pytest.raises(SpeechFailed):
            await speech.collect(await speech.submit(HELLO))

    assert decoded == []


async def test_a_network_that_stays_bad_is_a_reason_to_come_back(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("download", reset=True, times=9)

    with pytest.raises(SpeechBusy):
        await speech.collect(await speech.submit(HELLO))


@pytest.mark.parametrize(
    "link",
    ["", "nonsense", "file:///etc/passwd", "http://192.0.2.1/a", "ftp://127.0.0.1/a", "http://user@127.0.0.1/a",
     "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "https:///a", "http://[::1/a"],
)  # fmt: skip
async def test_a_url_that_is_none_for_us_is_not_followed(
    cloud: FakeTypecast, speech: TypecastSpeech, link: str
) -> None:
    cloud.fault("poll", status=200, body={"result": {"status": "done", "audio_download_url": link or "-"}}, times=2)

    with pytest.raises(SpeechFailed):
        await speech.collect(await speech.submit(HELLO))

    assert cloud.count("download") == 0


async def test_a_redirected_download_is_followed_a_few_times(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)
    cloud.fault("download", status=302, headers={"Location": f"/audio/{order}?X-Sig=a%2Fb%3Ac%2B"}, body=b"", times=3)

    assert (await speech.collect(order)).audio
    assert cloud.count("poll") == 1


async def test_a_redirect_without_an_end_is_left(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)
    cloud.fault("download", status=307, headers={"Location": f"/audio/{order}?X-Sig=a%2Fb%3Ac%2B"}, body=b"", times=99)

    with pytest.raises(SpeechFailed):
        await speech.collect(order)

    assert cloud.count("download") == 8


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://169.254.169.254/latest", ""])
async def test_a_redirect_is_judged_like_the_url_itself(
    cloud: FakeTypecast, speech: TypecastSpeech, location: str
) -> None:
    cloud.fault("download", status=302, headers={"Location": location}, body=b"", times=9)

    with pytest.raises(SpeechFailed):
        await speech.collect(await speech.submit(HELLO))


@pytest.mark.parametrize("url", ["https://cdn.typecast.ai/a?x=%2F", "https://bucket.s3.amazonaws.com/a?b=c%3A"])
def test_for_the_cloud_any_https_url_will_do_letter_by_letter(url: str) -> None:
    assert str(link_of(url, CLOUD)) == url


@pytest.mark.parametrize("url", ["http://cdn.typecast.ai/a", "http://127.0.0.1/a", "//127.0.0.1/a"])
def test_for_the_cloud_nothing_but_https_will_do(url: str) -> None:
    with pytest.raises(BadLink):
        link_of(url, CLOUD)


def test_for_the_local_server_plain_http_stays_on_loopback() -> None:
    assert link_of("http://127.0.0.1:2/a", LOCAL).port == 2
    with pytest.raises(BadLink):
        link_of("http://192.168.1.1/a", LOCAL)
