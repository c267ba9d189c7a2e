"""What the page is told beside a clip."""

from __future__ import annotations

from adapters.web.transcript import CHANNEL, Transcript
from bot.model import Clip, Reply
from tests.fakes.app import MemoryPosts


async def test_a_note_about_a_clip_reaches_the_page() -> None:
    posts = MemoryPosts()
    clip = Clip(audio=b"RIFF", format="wav", seconds=1.0)

    await Transcript(posts).answered("web:1", Reply(clip=clip, text="Hello", voice="Heart", note="Another voice."))

    ((_, body),) = await posts.since(CHANNEL, 0)
    assert body["note"] == "Another voice."
