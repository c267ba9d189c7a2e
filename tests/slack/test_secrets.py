"""Nothing that somebody said, no token and no signed address comes into the log, however much is logged."""

from __future__ import annotations

import logging

import pytest

from tests.flows.conftest import recording
from tests.slack.conftest import Scene

SAID = "a-secret-nobody-may-read"


async def test_a_whole_conversation_leaves_no_word_of_it_in_the_log(
    before: Scene, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with before.running(LOG_LEVEL="debug"):
            for name in logging.root.manager.loggerDict:
                if name.startswith(("slack", "adapters")) and name != "adapters.slack.sdk":
                    logging.getLogger(name).setLevel(logging.DEBUG)
            post = await before.say(f"{SAID} one")
            await before.ann.click(post, "other_voice")
            await before.ann.submit(await before.ann.see_modal(), {"text": f"{SAID} two"})
            await (await before.ann.mention(before.general, f"{SAID} three")).post()
            await (await before.ann.command("/forget", SAID, channel=before.general)).ephemeral()
            said = await before.ann.command("/clone", "ada", channel=before.general)
            file = before.ann.file(recording(), f"{SAID}.wav")
            await before.ann.submit(await before.ann.see_modal(), {"consent": ["yes"]}, files=[file])
            await said.ephemeral()
            before.slack.fail_once("files.completeUploadExternal", "internal_error")
            before.slack.fail_once("response_url", status=500)
            await before.say(f"{SAID} four")
            before.slack.fail_once("views.open", "fatal_error", times=3)
            await before.ann.command("/say", channel=before.general)
            await before.idle()
    logged = caplog.text + "".join(capsys.readouterr())

    assert "command ended" in logged
    for secret in (
        SAID,
        before.team.token,
        before.slack.app_token,
        before.slack.signing_secret,
        "/commands/T",
        "/upload/",
    ):
        assert secret not in logged
