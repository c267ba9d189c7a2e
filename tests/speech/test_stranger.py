"""A program written against Typecast's legacy documents is pointed at the speech server, and everything it asks is done."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.stranger.callback import players_of, receiving
from tests.speech.stranger.client import ApiError, Client, demo, send
from tests.speech.stranger.program import TOKEN, running
from tests.speech.stranger.sound import is_mp3, sound_of

HEX = re.compile(r"[0-9a-f]{24}")
HELLO = "Good morning, this is a test of the speech service."
PASSAGE = (
    "The old mill by the river has been quiet for years. Today its wheel turns again, and everybody came to see it."
)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(tmp_path_factory.mktemp("speech")) as url:
        client = Client(f"{url}/api", TOKEN)
        client.speak_at_once(text="Warm up.", lang="en-us", actor_id=client.actors()[0]["actor_id"])
        yield client


@pytest.fixture(scope="module")
def actor(stranger: Client) -> str:
    return str(stranger.actors()[0]["actor_id"])


@pytest.fixture(scope="module")
def recording(stranger: Client) -> bytes:
    """Some seconds of an English man, as a customer would bring them."""
    man = next(found for found in stranger.actors() if "Michael" in found["name"]["en"])
    return stranger.speak_at_once(text=PASSAGE, lang="en-us", actor_id=man["actor_id"], xapi_hd=True)


def test_it_knows_nothing_but_the_standard_library() -> None:
    for file in (Path(__file__).parent / "stranger").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []

            assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names, file.name


def test_the_demo_of_typecast_gets_its_sound(stranger: Client, tmp_path: Path) -> None:
    assert demo(stranger.base, TOKEN, HELLO, tmp_path / "typecast.wav")

    sound = sound_of((tmp_path / "typecast.wav").read_bytes())
    assert sound.rate == 44100
    assert 2 < sound.seconds < 7
    assert sound.loudness > 0.01


def test_an_order_has_the_documented_answer(stranger: Client, actor: str) -> None:
    result = stranger.order(text=HELLO, lang="auto", tts_mode="actor", actor_id=actor)

    base, _, speak = result["speak_v2_url"].rpartition("/")
    assert base == f"{stranger.base}/speak/v2"
    assert HEX.fullmatch(speak)
    assert result["speak_url"] == f"{stranger.base}/speak/{speak}"


def test_a_finished_order_has_the_documented_keys(stranger: Client, actor: str) -> None:
    address = stranger.order(text=HELLO, lang="en-us", actor_id=actor)["speak_v2_url"]

    result = stranger.wait(address).result
    assert result["_id"] == address.rpartition("/")[2]
    assert result["status"] == "done"
    assert result["text_count"] == len(HELLO)
    assert isinstance(result["duration"], float)
    assert sound_of(stranger.download(result["audio_download_url"])).rate == 16000


def test_the_status_walks_from_started_by_progress_to_done(stranger: Client, actor: str) -> None:
    orders = [stranger.order(text=PASSAGE * 3, lang="en-us", actor_id=actor, max_seconds=60) for _ in range(3)]

    first = stranger.look(orders[2]["speak_v2_url"])
    assert first["status"] == "started"
    assert first.get("audio_download_url") is None
    walks = [stranger.wait(order["speak_v2_url"]).seen for order in orders]
    assert all(walk == tuple(status for status in ("started", "progress", "done") if status in walk) for walk in walks)
    assert any("progress" in walk for walk in walks)


@pytest.mark.parametrize(("hd", "rate"), [(True, 44100), (False, 16000)])
def test_hd_chooses_the_rate(stranger: Client, actor: str, *, hd: bool, rate: int) -> None:
    sound = sound_of(stranger.speak(text=HELLO, lang="en-us", actor_id=actor, xapi_hd=hd, xapi_audio_format="wav"))

    assert sound.rate == rate
    assert 2 < sound.seconds < 7
    assert sound.loudness > 0.01


@pytest.mark.parametrize("hd", [True, False])
def test_an_mp3_is_one(stranger: Client, actor: str, *, hd: bool) -> None:
    data = stranger.speak(text=HELLO, lang="en-us", actor_id=actor, xapi_audio_format="mp3", xapi_hd=hd)

    assert is_mp3(data)
    assert 8_000 < len(data) < 300_000


def test_the_deprecated_poll_has_its_own_shape_and_a_link_that_needs_the_token(stranger: Client, actor: str) -> None:
    order = stranger.order(text=HELLO, lang="en-us", actor_id=actor)
    stranger.wait(order["speak_v2_url"])

    result = stranger.deprecated(order["speak_url"])
    url = result["audio"]["url"]
    assert (result["status"], result["audio"]["extension"]) == ("done", "wav")
    assert "/files/speak/" in url
    assert sound_of(stranger.file(url)).seconds > 2
    assert send("GET", url).status == 401
    assert stranger.ask("GET", url.rpartition("/")[0] + "/bm9uZQ==").status == 404


def test_text_to_speech_answers_with_the_sound(stranger: Client, actor: str) -> None:
    order = {"text": HELLO, "lang": "en-us", "actor_id": actor, "xapi_hd": True}

    answer = stranger.ask("POST", "/text-to-speech", order)
    assert answer.headers["Content-Type"].startswith("audio/")
    assert sound_of(answer.body).rate == 44100
    assert is_mp3(stranger.speak_at_once(**order, xapi_audio_format="mp3"))


@pytest.mark.parametrize(
    ("change", "least", "most"),
    [
        ({"tempo": 2.0}, 0.4, 0.6),
        ({"tempo": 0.5}, 1.8, 2.2),
        ({"speed_x": 1.5}, 1.35, 1.65),
        ({"speed_x": 0.5}, 0.4, 0.6),
        ({"max_seconds": 2}, 0.2, 0.55),
    ],
)
def test_pace_changes_the_length(
    stranger: Client, actor: str, change: dict[str, float], least: float, most: float
) -> None:
    order = {"text": PASSAGE, "lang": "en-us", "actor_id": actor, "max_seconds": 60}

    usual, other = sound_of(stranger.speak_at_once(**order)), sound_of(stranger.speak_at_once(**{**order, **change}))
    assert least < other.seconds / usual.seconds < most


def test_a_duration_is_kept(stranger: Client, actor: str) -> None:
    sound = sound_of(stranger.speak_at_once(text=HELLO, lang="en-us", actor_id=actor, duration=5.0))

    assert sound.seconds == pytest.approx(5, abs=0.1)


def test_volume_is_heard(stranger: Client, actor: str) -> None:
    order = {"text": HELLO, "lang": "en-us", "actor_id": actor}
    usual, quiet, off = (sound_of(stranger.speak_at_once(**order, volume=volume)) for volume in (100, 50, 0))

    assert quiet.loudness == pytest.approx(usual.loudness / 2, rel=0.1)
    assert off.loudness == 0


@pytest.mark.parametrize(
    "change",
    [
        {"pitch": 4},
        {"last_pitch": -2},
        {"emotion_tone_preset": "happy-1"},
        {"emotion_tone_preset": "emotion-prompt", "emotion_prompt": "super happy"},
        {"emotion_tone_preset": "normal-1", "emotion_label": "sad", "emotion_scale": 1.5, "model_version": "v1"},
    ],
)
def test_every_manner_of_speaking_is_another_sound(stranger: Client, actor: str, change: dict[str, object]) -> None:
    order = {"text": HELLO, "lang": "en-us", "actor_id": actor}

    assert stranger.speak_at_once(**order, **change) != stranger.speak_at_once(**order)


def test_actors_and_their_versions_have_the_documented_shape(stranger: Client) -> None:
    actors = stranger.actors()
    versions = stranger.versions(actors[0]["actor_id"])
    latest = next(version for version in versions if "latest" in version["aliases"])

    assert all(HEX.fullmatch(actor["actor_id"]) and actor["name"]["en"] for actor in actors)
    assert isinstance(latest["display_name"], str)
    assert "normal-1" in latest["emotion_tone_presets"]
    assert isinstance(latest["emotion_prompt"], bool)
    for name in ("latest", latest["name"]):
        one = stranger.version(actors[0]["actor_id"], name)
        assert {key: one[key] for key in ("name", "aliases", "emotion_tone_presets", "emotion_prompt")} == {
            key: latest[key] for key in ("name", "aliases", "emotion_tone_presets", "emotion_prompt")
        }


def test_each_preset_that_a_version_names_is_taken(stranger: Client, actor: str) -> None:
    for preset in stranger.version(actor, "latest")["emotion_tone_presets"]:
        assert stranger.speak_at_once(text="Hello.", lang="en-us", actor_id=actor, emotion_tone_preset=preset)


def test_me_has_the_documented_keys(stranger: Client) -> None:
    me = stranger.me()

    assert {"username", "fullname", "uid", "email", "enable_api", "api_token", "callback_url"} <= set(me)
    assert me["enable_api"] is True


def test_a_callback_names_its_order_and_a_page_that_plays_it(stranger: Client, actor: str) -> None:
    with receiving() as receiver:
        assert stranger.call_back(receiver.url) == receiver.url
        assert stranger.me()["callback_url"] == receiver.url
        order = stranger.order(text=HELLO, lang="en-us", actor_id=actor, xapi_hd=True)
        call = receiver.about(order["speak_url"])

    page = send("GET", call.body["share"]["embed_url"])
    players = players_of(page.body.decode(), call.body["share"]["embed_url"])
    assert (call.method, call.path) == ("POST", "/hook/a-secret-path")
    assert call.content_type.startswith("application/json")
    assert (page.status, page.headers.get_content_type()) == (200, "text/html")
    assert len(players) == 1
    assert sound_of(stranger.download(players[0])).seconds > 2
    assert stranger.download(call.body["audio_download_url"]) == stranger.download(players[0])


def test_a_cloned_voice_speaks(stranger: Client, recording: bytes) -> None:
    resource = stranger.clone(recording, "wav")

    data = stranger.speak(
        tts_mode="audio_file", speak_resource_id=resource, text=HELLO, lang="auto", xapi_hd=True, model_version="latest"
    )
    sound = sound_of(data)
    assert HEX.fullmatch(resource)
    assert sound.rate == 44100
    assert 2 < sound.seconds < 8
    assert sound.loudness > 0.01


def test_a_resource_speaks_more_than_once_and_in_other_languages(stranger: Client, recording: bytes) -> None:
    resource = stranger.clone(recording, "wav")
    order = {"tts_mode": "audio_file", "speak_resource_id": resource}

    for lang, text in (("fr-fr", "Bonjour à tous."), ("de-de", "Guten Morgen."), ("es-es", "Buenos días.")):
        assert sound_of(stranger.speak_at_once(**order, lang=lang, text=text)).seconds > 0.4


def test_an_mp3_can_be_cloned(stranger: Client) -> None:
    woman = stranger.actors()[1]["actor_id"]
    recording = stranger.speak_at_once(text=PASSAGE, lang="en-us", actor_id=woman, xapi_audio_format="mp3")

    resource = stranger.clone(recording, "mp3")
    sound = stranger.speak_at_once(tts_mode="audio_file", speak_resource_id=resource, text=HELLO, lang="en-us")
    assert sound_of(sound).seconds > 2


def test_an_address_for_a_recording_takes_one(stranger: Client, recording: bytes) -> None:
    _, address = stranger.resource("wav")
    stranger.upload(address, recording)

    with pytest.raises(ApiError) as refused:
        stranger.upload(address, recording)
    assert 400 <= refused.value.status < 500
