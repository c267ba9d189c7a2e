from __future__ import annotations

import wave
from io import BytesIO
from typing import Any

import pytest

from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, permissions
from tests.fakes.tone import tone

SHOW = 4  # a message, at once


async def test_what_is_said_is_heard_by_everybody(stage: Stage, mynah: Mynah) -> None:
    mp3 = await mynah.app.flows._means.audio.join([tone("Good morning, everyone")], "mp3")
    stage.cloud.fault("download", status=200, body=mp3.audio)

    exchange = await stage.said("Good morning, everyone")

    clip = await mynah.hear(exchange)
    file = exchange.shown.attachments[0]
    assert (clip.format, file["filename"], file["content_type"]) == ("mp3", "Good-morning-everyone.mp3", "audio/mpeg")
    assert clip.seconds == pytest.approx(1.4, abs=0.2)
    assert exchange.shown in stage.fake.home.general.messages


async def test_the_words_the_voice_and_the_length_stand_beside_the_sound(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Good morning", format="wav")

    with wave.open(BytesIO(await exchange.audio())) as sound:
        seconds = round(sound.getnframes() / sound.getframerate())
    embed = exchange.shown.embeds[0]
    assert embed["description"] == "Good morning"
    assert embed["footer"]["text"] == f"Byumsoo · 0:0{seconds} · AI-generated voice"
    assert exchange.shown.labels == ["Again", "Other voice", "Slower", "Delete"]


@pytest.mark.parametrize(
    ("locale", "label", "delete"),
    [
        ("ko", "AI가 만든 음성", "삭제"),
        ("ja", "AIが生成した音声", "削除"),
        ("es-419", "Voz generada por IA", "Borrar"),
        ("es-ES", "Voz generada por IA", "Borrar"),
        ("fr", "AI-generated voice", "Delete"),
    ],
)
async def test_everybody_is_answered_in_the_language_of_their_discord(
    stage: Stage, mynah: Mynah, locale: str, label: str, delete: str
) -> None:
    user = stage.fake.user("ana", locale=locale)

    exchange = await stage.said("Hello", by=user)
    refusal = await stage.said("!?", by=user)

    assert exchange.shown.embeds[0]["footer"]["text"].endswith(label)
    assert delete in exchange.shown.labels
    assert refusal.shown.text == sentence("text.unpronounceable", locale)


async def test_nobody_is_called_by_what_is_said(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    role = stage.fake.role("Staff")

    exchange = await stage.said(f"@everyone @here <@{bob.id}> <@&{role.id}> hello")

    assert exchange.shown.pings == []
    assert all(call.json["allowed_mentions"] == {"parse": []} for call in stage.fake.calls if call.method == "PATCH")


@pytest.mark.parametrize("name", ["@everyone", "<@&1>"])
async def test_nobody_is_called_by_a_sentence_that_repeats_what_was_typed(
    stage: Stage, mynah: Mynah, name: str
) -> None:
    later = await stage.said("Hello", voice=name)
    at_once = await (await stage.alice.slash("settings", voice=name)).answered()

    for exchange in (later, at_once):
        assert name in exchange.shown.text
        assert exchange.shown.pings == []


async def test_every_option_reaches_the_speech(stage: Stage, mynah: Mynah) -> None:
    options: dict[str, Any] = {
        "voice": "plain",
        "emotion": "happy",
        "speed": 1.5,
        "pitch": -3,
        "language": "ko-kr",
        "format": "wav",
    }

    exchange = await stage.said("Options", **options)

    body = stage.cloud.orders[0].body
    assert (body["text"], body["actor_id"], body["emotion_tone_preset"]) == (
        "Options",
        "5d8322ca58a5e90007fed456",
        "happy-1",
    )
    assert (body["tempo"], body["pitch"], body["lang"]) == (1.5, -3, "ko-kr")
    assert body["xapi_audio_format"] == "wav"
    assert exchange.shown.attachments[0]["filename"] == "Options.wav"
    assert exchange.shown.embeds[0]["footer"]["text"].startswith("Plain")


async def test_left_out_options_are_neutral(stage: Stage, mynah: Mynah) -> None:
    await stage.said("Neutral")

    body = stage.cloud.orders[0].body
    assert (body["tempo"], body["pitch"], body["lang"], body["xapi_audio_format"]) == (1.0, 0, "auto", "mp3")
    assert "emotion_tone_preset" not in body


async def test_an_option_is_chosen_by_its_translated_name(stage: Stage, mynah: Mynah) -> None:
    await stage.said("안녕하세요", by=stage.fake.user(locale="ko"), emotion="기쁘게")

    assert stage.cloud.orders[0].body["emotion_tone_preset"] == "happy-1"


async def test_private_is_for_one_person_alone(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Just for me", private=True)

    assert exchange.private
    assert (await mynah.hear(exchange)).seconds > 0
    assert stage.fake.home.general.messages == []


async def test_a_long_text_is_one_clip(stage: Stage, mynah: Mynah) -> None:
    text = " ".join(f"This is sentence {number} of a long story about birds." for number in range(16))

    exchange = await stage.said(text)

    clip = await mynah.hear(exchange)
    assert len(stage.cloud.orders) > 1
    assert clip.seconds > 40
    assert (clip.format, exchange.shown.attachments[0]["content_type"]) == ("mp3", "audio/mpeg")
    assert exchange.shown.embeds[0]["description"] == text


async def test_the_text_is_as_long_as_the_admin_allows(stage: Stage) -> None:
    async with stage.mynah(MAX_TEXT="12"):
        exchange = await stage.said("Twelve chars")
        with pytest.raises(CannotDo, match="between 1 and 12"):
            await stage.alice.slash("say", text="Thirteen chars")
        message = stage.alice.post("Thirteen chars")
        refused = await (await stage.alice.menu("Speak this message", message)).answered()

    assert exchange.shown.embeds[0]["description"] == "Twelve chars"
    assert (refused.shown.text, refused.private) == (sentence("text.too_long", length=14, limit=12), True)


async def test_no_text_may_be_longer_than_an_option_of_discord(stage: Stage) -> None:
    async with stage.mynah(MAX_TEXT="20000"):
        options = {option["name"]: option for option in stage.fake.registry.listed()[0]["options"]}

    assert options["text"]["max_length"] == 6000


@pytest.mark.parametrize("text", ["   ", "!?…", "** **", "\u200b"])
async def test_what_cannot_be_said_is_told_at_once_and_leaves_nothing(stage: Stage, mynah: Mynah, text: str) -> None:
    exchange = await stage.said(text)

    assert exchange.private
    assert exchange.shown.text in (sentence("text.unpronounceable"), sentence("text.empty"))
    assert exchange.callback
    assert exchange.callback["type"] == SHOW  # never deferred
    assert stage.fake.home.general.messages == []
    assert stage.cloud.orders == []


async def test_an_unknown_voice_is_answered_with_those_that_resemble_it(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Hello", voice="Byumso")

    assert exchange.private
    assert exchange.shown.text == sentence("voice.nearest", name="Byumso", nearest="Byumsoo")
    assert exchange.deleted
    assert stage.fake.home.general.messages == []


async def test_an_unknown_language_is_answered_in_private(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Hello", language="klingon")

    assert exchange.private
    assert "klingon" in exchange.shown.text
    assert stage.fake.home.general.messages == []


@pytest.mark.parametrize("where", ["dm", "private", "brought along", "user in a server with the bot"])
async def test_it_speaks_wherever_it_can_be_called(stage: Stage, mynah: Mynah, where: str) -> None:
    fake, user = stage.fake, stage.fake.user("bob", installed=True)
    there = {
        "dm": user.in_dm(),
        "private": user.at(fake.private_channel(user, stage.alice)),
        "brought along": user.at(fake.guild("Elsewhere", installed=False).general),
        "user in a server with the bot": user,
    }[where]

    exchange = await stage.said("Hello from here", by=there)

    assert (await mynah.hear(exchange)).seconds > 0
    assert exchange.shown.labels[0] == "Again"
    assert not exchange.private


async def test_where_apps_that_people_bring_are_hushed_the_answer_is_still_heard(stage: Stage, mynah: Mynah) -> None:
    guild = stage.fake.guild("Strict", installed=False)
    bits = permissions.MEMBER & ~permissions.USE_EXTERNAL_APPS
    user = stage.fake.user("bob", installed=True, bits=bits, at=guild.general)

    exchange = await stage.said("Hello", by=user)
    refused = await stage.said("Hello", by=user, voice="nobody at all")

    assert (await mynah.hear(exchange)).seconds > 0
    assert refused.private
    assert refused.shown.text == sentence("voice.unknown", name="nobody at all")


async def test_the_same_words_again_are_paid_for_once(stage: Stage, mynah: Mynah) -> None:
    first, second = await stage.said("Twice told"), await stage.said("Twice told")

    assert await first.audio() == await second.audio()
    assert len(stage.cloud.orders) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("¡Olé! ¿Qué tal?", "Olé-Qué-tal.wav"),
        ("안녕하세요, 여러분", "안녕하세요-여러분.wav"),
        ("../../etc/passwd", "etc-passwd.wav"),
        ("The quick brown fox jumps over the lazy dog again", "The-quick-brown-fox-jumps-over-the-lazy.wav"),
    ],
)
async def test_a_file_is_named_after_its_words(stage: Stage, mynah: Mynah, text: str, name: str) -> None:
    exchange = await stage.said(text, format="wav")

    assert exchange.shown.attachments[0]["filename"] == name
