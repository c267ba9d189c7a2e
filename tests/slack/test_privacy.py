"""What is kept about somebody, in Slack: sent to them alone, or deleted after a second word."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from bot.flows.export import DOCUMENT, NAME
from bot.model import Caller, Platform, Preferences
from bot.replies import sentence
from tests.fakes.slack import User
from tests.slack.conftest import Scene
from tests.slack.test_clone import clip


async def cloned(scene: Scene, user: User, name: str) -> None:
    said = await user.command("/clone", name, channel=scene.general)
    modal = await user.see_modal("Clone a voice")
    await user.submit(modal, {"consent": ["yes"]}, files=[clip(user)])
    assert name in (await said.ephemeral()).words


async def told(scene: Scene, text: str) -> str:
    said = await scene.ann.command("/privacy", text, channel=scene.general)
    return (await said.ephemeral()).words


async def test_an_export_goes_to_the_person_alone(scene: Scene) -> None:
    await cloned(scene, scene.ann, "ada")
    words = await told(scene, "export")

    [post] = [post for post in scene.ann.direct.messages if post.files]
    archive = zipfile.ZipFile(io.BytesIO(post.files[0].data))
    document: dict[str, Any] = json.loads(archive.read(DOCUMENT))
    assert words == sentence("slack.exported")
    assert post.files[0].name == NAME
    assert [voice["name"] for voice in document["voice"]] == ["ada"]
    assert archive.namelist()[1:] == ["recordings/01 ada.wav"]
    assert scene.general.messages == []


async def test_deleting_takes_two_words_and_leaves_the_others_alone(scene: Scene) -> None:
    flows = scene.bot.app.flows
    ann, bea = (Caller(platform=Platform.SLACK, workspace=scene.team.id, user=user) for user in (scene.ann.id, "U0BEA"))
    for caller in (ann, bea):
        await flows.prefer(caller, Preferences(speed=1.5))

    warned = await told(scene, "delete")
    still = await flows.preferences(ann)
    done = await told(scene, "delete yes")

    assert warned == sentence("privacy.sure", words=sentence("privacy.ask"))
    assert still.speed == 1.5
    assert done == sentence("privacy.erased")
    assert (await flows.preferences(ann)).speed is None
    assert (await flows.preferences(bea)).speed == 1.5


async def test_what_there_is_is_told_in_a_thread_too(scene: Scene) -> None:
    said = await scene.ann.mention(scene.general, "/privacy")

    assert (await said.ephemeral()).words == sentence("privacy.how")
    assert await told(scene, "") == sentence("privacy.how")
