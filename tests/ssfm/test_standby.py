"""The current API does not speak: the local voice does, as with the other one."""

from __future__ import annotations

from pathlib import Path

from bot.replies import sentence
from bot.supervisor import open_speech_child
from tests.fakes.ssfm import FakeSsfm
from tests.flows.conftest import recording
from tests.flows.test_standby import ENGINE
from tests.ssfm.test_bot import LONG, opened


async def test_without_credit_the_local_voice_speaks_and_then_the_cloud_again(tmp_path: Path, cloud: FakeSsfm) -> None:
    async with open_speech_child(tmp_path / "speech", *ENGINE) as child:
        await child.endpoint()
        async with opened(cloud, tmp_path, LOCAL_FALLBACK="yes") as mynah:
            await mynah.clone("Mina", sample=recording(6))
            cloud.used_credits = cloud.plan_credits
            said = await mynah.say((LONG * 20).strip(), voice="Olivia")
            cloned = await mynah.say("It is still me.", voice="Mina")
            cloud.used_credits = 0
            again = await mynah.say((LONG * 20).strip(), voice="Olivia")

    assert said.clip
    assert said.note == sentence("say.local", voice="Heart")
    assert cloned.clip
    assert cloned.note == sentence("say.local_clone", voice="Mina")
    assert (again.voice, again.note) == ("Olivia", "")
    assert len(cloud.paid) == 1
