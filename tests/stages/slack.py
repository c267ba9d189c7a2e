"""Slack's stage: a person in a channel of the fake workspace, who types and reads what came of it."""

from __future__ import annotations

from adapters.slack.blocks import spoken_of
from tests.fakes.slack import Channel, Exchange, FakeSlack, Message, User
from tests.stages import Shown


class SlackStage:
    """*user* in *channel*; whoever else is there hears the clips, and nobody hears the sentences."""

    def __init__(self, slack: FakeSlack, user: User, channel: Channel) -> None:
        self._slack, self._user, self._channel = slack, user, channel

    async def types(self, line: str) -> Shown:
        """A line with a slash is a command; without one it mentions the app, as in a thread."""
        if not line.startswith("/"):
            return await self._answer(await self._user.mention(self._channel, line))
        command, _, text = line.partition(" ")
        return await self._answer(await self._user.command(command, text, channel=self._channel))

    async def clones(self, name: str, recording: bytes, *, consent: bool = True) -> Shown:
        said = await self._user.command("/clone", name, channel=self._channel)
        modal = await self._user.see_modal()
        for block in modal.blocks:
            block["optional"] = True  # Slack's own program insists on the consent: here somebody gets past it
        values = {"name": name, "consent": ["yes"] if consent else []}
        sent = await self._user.submit(modal, values, files=[self._user.file(recording, "me.wav")])
        if sent.errors:
            return Shown(words=next(iter(sent.errors.values())), private=True)
        return await self._answer(said)

    async def _answer(self, said: Exchange) -> Shown:
        found = await self._slack.until(lambda: said.posts or said.ephemerals, seconds=20, what="an answer")
        return shown(found[0], acknowledged=said.number < found[0].number and said.deliveries == 1)


def shown(message: Message, *, acknowledged: bool) -> Shown:
    """What a person sees of *message*."""
    if not message.files:
        return Shown(acknowledged_first=acknowledged, words=message.words, private=message.to is not None)
    return Shown(
        acknowledged_first=acknowledged,
        text=spoken_of({"blocks": message.blocks}),
        voice=message.blocks[-2]["elements"][0]["text"].partition(" · ")[0],
        audio=message.audio,
    )
