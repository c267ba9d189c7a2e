"""A customer's program meets a full queue, and a server that was started again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.stranger.client import ApiError, Client, send
from tests.speech.stranger.program import TOKEN, running
from tests.speech.stranger.sound import sound_of

PASSAGE = (
    "The old mill by the river has been quiet for years. Today its wheel turns again, and everybody came to see it."
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speech")


@pytest.fixture
def stranger(data: Path) -> Iterator[Client]:
    with running(data, "--depth", "2") as url:
        yield Client(f"{url}/api", TOKEN)


def test_a_full_queue_is_429_and_later_takes_orders_again(stranger: Client) -> None:
    order = {"text": PASSAGE, "lang": "en-us", "actor_id": stranger.actors()[0]["actor_id"]}
    taken = [stranger.order(**order), stranger.order(**order)]
    with pytest.raises(ApiError) as refused:
        stranger.order(**order)

    assert (refused.value.status, refused.value.code) == (429, "app/too-many-requests")
    for address in [found["speak_v2_url"] for found in taken]:
        assert sound_of(stranger.download(stranger.wait(address).link)).seconds > 3
    assert stranger.order(**order)["speak_v2_url"]


def test_a_resource_and_a_link_outlive_the_server(data: Path) -> None:
    with running(data) as url:
        before = Client(f"{url}/api", TOKEN)
        order = before.wait(
            before.order(text=PASSAGE, lang="en-us", actor_id=before.actors()[0]["actor_id"], xapi_hd=True)[
                "speak_v2_url"
            ]
        )
        recording = before.download(order.link)
        resource = before.clone(recording, "wav")
        speak = {"tts_mode": "audio_file", "speak_resource_id": resource, "text": "I am back again.", "lang": "auto"}
        first = before.speak(**speak)

    with running(data) as url:
        after = Client(f"{url}/api", TOKEN)
        assert sound_of(after.speak(**speak)).seconds == pytest.approx(sound_of(first).seconds, rel=0.2)
        assert send("GET", url + order.link.partition(before.base.removesuffix("/api"))[2]).body == recording


def test_an_upload_address_outlives_the_server(data: Path) -> None:
    with running(data) as url:
        before = Client(f"{url}/api", TOKEN)
        recording = before.speak_at_once(text=PASSAGE, lang="en-us", actor_id=before.actors()[0]["actor_id"])
        resource, address = before.resource("wav")
        path = address.removeprefix(url)

    with running(data) as url:
        after = Client(f"{url}/api", TOKEN)
        after.upload(url + path, recording)
        sound = after.speak_at_once(tts_mode="audio_file", speak_resource_id=resource, text="Back.", lang="auto")
        assert sound_of(sound).seconds > 0.2
        with pytest.raises(ApiError):
            after.upload(url + path, recording)
