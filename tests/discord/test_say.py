from __future__ import annotations

from tests.discord.conftest import Mynah, Stage


async def test_what_is_said_is_heard_by_everybody(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.alice.slash("say", text="Good morning")
    await exchange.answered()
    audio = await exchange.audio()

    assert audio[:3] in (b"ID3", b"\xff\xfb", b"\xff\xf3") or audio[:4] == b"RIFF"
