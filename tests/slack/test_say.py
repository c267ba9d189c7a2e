"""/say in Slack, as the people in the channel hear and read it."""

from __future__ import annotations

from tests.slack.conftest import Scene


async def test_a_say_becomes_one_message_with_sound_the_words_and_buttons(scene: Scene) -> None:
    said = await scene.ann.command("/say", "Good morning, everyone", channel=scene.general)
    post = await said.post()

    assert said.ack is None
    assert post.channel is scene.general
    assert post.audio[:4] == b"RIFF"  # the fake cloud's sound; a real one sends the MP3 that was ordered
    assert scene.cloud.orders[0].body["xapi_audio_format"] == "mp3"
    assert "Good morning, everyone" in post.words
    assert "AI-generated" in post.words
    assert list(post.buttons) == ["again", "other_voice", "delete"]
