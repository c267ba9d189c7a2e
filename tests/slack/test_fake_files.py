"""Files of the fake: reserved, sent, completed, shared, fetched, deleted."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.bare import Bare, bare_slack
from tests.fakes.slack.example import RESULT, plain, upload

AUDIO = b"ID3" + b"x" * 100


@pytest.fixture
async def bare() -> AsyncGenerator[Bare]:
    async with bare_slack() as bare:
        yield bare


async def reserved(bare: Bare, data: bytes = AUDIO, *, method: str = "POST", length: int = 0) -> str:
    ticket = await bare.client.files_getUploadURLExternal(filename="say.mp3", length=length or len(data))
    async with bare.http.request(method, str(ticket["upload_url"]), data=data) as answer:
        assert (answer.status, answer.content_type) == (200, "text/plain")
    return str(ticket["file_id"])


def complete(file: str, channel: str) -> dict[str, Any]:
    return {"files": [{"id": file, "title": "Say"}], "channel_id": channel}


async def test_a_second_completion_of_a_file_posts_nothing(bare: Bare) -> None:
    file = await reserved(bare, method="PUT")
    assert await bare.error("files.completeUploadExternal", **complete(file, bare.general.id)) == ""
    assert await bare.error("files.completeUploadExternal", **complete(file, bare.general.id)) == "file_not_found"

    assert [message.audio for message in bare.general.messages] == [AUDIO]


async def test_a_completion_whose_answer_is_lost_has_posted(bare: Bare) -> None:
    file = await reserved(bare)
    bare.slack.fail_once("files.completeUploadExternal", abort=True, after=True)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await bare.error("files.completeUploadExternal", **complete(file, bare.general.id))

    assert len(bare.general.messages) == 1


async def test_an_upload_that_is_cut_short_cannot_be_completed(bare: Bare) -> None:
    file = await reserved(bare, length=len(AUDIO) + 1)
    assert await bare.error("files.completeUploadExternal", **complete(file, bare.general.id)) == "file_not_found"
    ticket = await bare.client.files_getUploadURLExternal(filename="x", length=3)
    missing = complete(str(ticket["file_id"]), bare.general.id)
    assert await bare.error("files.completeUploadExternal", **missing) == "file_not_found"
    assert bare.general.messages == []


async def test_a_form_with_the_file_in_it_is_an_upload_too(bare: Bare) -> None:
    ticket = await bare.client.files_getUploadURLExternal(filename="x.mp3", length=len(AUDIO))
    form = aiohttp.FormData()
    form.add_field("filename", AUDIO, filename="x.mp3")
    async with bare.http.post(str(ticket["upload_url"]), data=form) as answer:
        assert await answer.text() == f"OK - {len(AUDIO)}"


async def test_a_completion_with_markdown_or_a_persons_id_or_bad_blocks_posts_nothing(bare: Bare) -> None:
    file = await reserved(bare)
    call = "files.completeUploadExternal"
    blocks = [{"type": "markdown", "text": "x"}]
    assert await bare.error(call, **complete(file, bare.general.id), blocks=blocks) == "internal_error"
    assert await bare.error(call, **complete(file, bare.ann.id)) == "invalid_arguments"
    wide = [{"type": "header", "text": plain("x" * 151)}]
    assert await bare.error(call, **complete(file, bare.general.id), blocks=wide) == "invalid_blocks"
    assert bare.general.messages == []


async def test_blocks_beside_a_comment_are_ignored(bare: Bare) -> None:
    await upload(bare.client, AUDIO, channel_id=bare.general.id, initial_comment="Hello", blocks=RESULT)

    (shown,) = bare.general.messages
    assert (shown.text, shown.blocks, shown.subtype) == ("Hello", [], "file_share")


async def test_where_a_file_is_shared_is_told_only_later(bare: Bare) -> None:
    bare.slack.share_delay = 60.0
    done = await upload(bare.client, AUDIO, channel_id=bare.general.id)
    file = done["files"][0]["id"]
    assert done["files"][0]["shares"] == {}
    assert (await bare.client.files_info(file=file))["file"]["shares"] == {}

    bare.slack.clock.advance(61.0)
    (shown,) = bare.general.messages
    shares = (await bare.client.files_info(file=file))["file"]["shares"]
    assert shares["public"][bare.general.id][0]["ts"] == shown.ts


async def test_a_deleted_file_leaves_its_message_and_a_tombstone(bare: Bare) -> None:
    file = (await upload(bare.client, AUDIO, channel_id=bare.general.id))["files"][0]["id"]
    assert await bare.error("files.delete", file=file) == ""
    assert await bare.error("files.delete", file=file) == "file_deleted"
    assert await bare.error("files.info", file=file) == "file_deleted"
    theirs = bare.ann.file(AUDIO, "me.mp3")
    assert await bare.error("files.delete", file=theirs.id) == "cant_delete_file"

    (shown,) = bare.general.messages
    assert bare.slack.message_json(bare.team, shown)["files"] == [{"id": file, "mode": "tombstone"}]


async def fetched(bare: Bare, file: Any, token: str | None = None) -> tuple[int, str, bytes]:
    url = bare.team.file_json(file)["url_private_download"]
    headers = {"Authorization": f"Bearer {bare.client.token if token is None else token}"}
    async with bare.http.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_download_that_is_not_allowed_is_a_sign_in_page_of_status_200(bare: Bare) -> None:
    public = bare.team.channel(bot=False)
    clip = bare.ann.file(AUDIO, "me.mp3")
    bare.ann.post(public, files=[clip])
    status, kind, data = await fetched(bare, clip)
    assert (status, kind) == (200, "text/html")
    assert b"Sign in" in data

    await bare.client.conversations_join(channel=public.id)
    assert await fetched(bare, clip) == (200, "audio/mpeg", AUDIO)
    assert (await fetched(bare, clip, ""))[1] == "text/html"
    other = bare.slack.team("Other")
    clip.handed_over = True  # which opens it to the app here, not to the app elsewhere
    assert (await fetched(bare, clip, other.token))[1] == "text/html"
    bare.only("files:write")
    assert (await fetched(bare, clip))[1] == "text/html"


async def test_a_file_of_another_company_is_told_by_files_info_alone(bare: Bare) -> None:
    clip = bare.ann.file(AUDIO, "me.mp3", access="check_file_info")
    bare.ann.post(bare.general, files=[clip])
    assert "url_private" not in bare.team.file_json(clip)

    told = (await bare.client.files_info(file=clip.id))["file"]
    assert told["file_access"] == "visible"
    assert "url_private_download" in told


async def test_an_upload_and_a_download_can_fail_too(bare: Bare) -> None:
    bare.slack.fail_once("upload", status=500)
    with pytest.raises(aiohttp.ClientResponseError):
        await upload(bare.client, AUDIO, channel_id=bare.general.id)
    clip = bare.ann.file(AUDIO, "me.mp3")
    bare.ann.post(bare.general, files=[clip])
    bare.slack.fail_once("download", status=502)
    assert (await fetched(bare, clip))[0] == 502
    assert (await fetched(bare, clip))[0] == 200


async def test_slack_may_say_yes_and_share_nothing(bare: Bare) -> None:
    bare.slack.lost_shares = 1
    done = await upload(bare.client, AUDIO, channel_id=bare.general.id)
    bare.slack.clock.advance(60.0)

    assert bare.general.messages == []
    assert (await bare.client.files_info(file=done["files"][0]["id"]))["file"]["shares"] == {}
    await upload(bare.client, AUDIO, channel_id=bare.general.id)
    assert len(bare.general.messages) == 1


async def test_one_upload_may_go_to_several_channels_but_not_too_many_files_at_once(bare: Bare) -> None:
    other = bare.team.channel("other")
    await upload(bare.client, AUDIO, channels=f"{bare.general.id},{other.id}")
    assert [message.audio for message in (*bare.general.messages, *other.messages)] == [AUDIO, AUDIO]

    many = [{"id": await reserved(bare)} for _ in range(15)]
    call = "files.completeUploadExternal"
    assert await bare.error(call, files=many, channel_id=other.id) == "internal_error"
    assert await bare.error(call, files=many[:14], channel_id=other.id) == ""


async def test_a_file_goes_into_a_thread_that_is_still_there(bare: Bare) -> None:
    root = bare.ann.post(bare.general, "Good morning")
    await upload(bare.client, AUDIO, channel_id=bare.general.id, thread_ts=root.ts)
    (reply,) = bare.general.thread(root)
    assert reply.audio == AUDIO

    bare.ann.delete(root)
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await upload(bare.client, AUDIO, channel_id=bare.general.id, thread_ts=root.ts)
    with pytest.raises(SlackApiError, match="invalid_thread_ts"):
        await upload(bare.client, AUDIO, channel_id=bare.general.id, thread_ts="0")
    assert bare.general.messages == [reply]
