"""Discord's stage: a person in a channel of the fake Discord, who types commands and reads what came of them."""

from __future__ import annotations

import shlex

from tests.fakes.discord import Exchange, User, file
from tests.stages import Shown

TEXT_INPUT, FILE_UPLOAD, CHECKBOX = 4, 19, 23  # kinds of fields (Discord, "Component Types")


class DiscordStage:
    """*user*, wherever they are."""

    def __init__(self, user: User) -> None:
        self._user = user

    async def types(self, line: str) -> Shown:
        """`/say --voice ada Hello` is the command with its options filled in; a line without a slash is a message, and
        "Speak this message" in its menu.
        """
        if not line.startswith("/"):
            return await self._answer(await self._user.menu("Speak this message", self._user.post(line)))
        name, _, rest = line[1:].partition(" ")
        options: dict[str, object] = {}
        while rest.startswith("--"):
            option, value, *_ = shlex.split(rest)
            options[option[2:]] = value
            rest = rest.partition(value)[2].lstrip("\"' ")
        return await self._answer(await self._user.slash(name, **(options | ({"text": rest} if rest else {}))))

    async def clones(self, name: str, recording: bytes, *, consent: bool = True) -> Shown:
        opened = await (await self._user.slash("clone", name=name)).answered()
        assert opened.modal
        fields = {field["type"]: custom_id for custom_id, field in opened.modal.fields.items()}
        values = {
            fields[TEXT_INPUT]: name,
            fields[FILE_UPLOAD]: file("me.wav", recording, "audio/wav"),
            fields[CHECKBOX]: consent,
        }
        return await self._answer(await self._user.submit(opened.modal, values))

    async def _answer(self, exchange: Exchange) -> Shown:
        await exchange.until(_final, 20)
        message = exchange.shown
        first = exchange.callback is not None and exchange.callback["type"] == 5  # deferred, and then worked
        if not message.attachments:
            return Shown(acknowledged_first=first, words=message.text, private=message.private)
        (embed,) = message.embeds
        return Shown(
            acknowledged_first=first,
            private=message.private,
            text=embed["description"],
            voice=embed["footer"]["text"].partition(" · ")[0],
            audio=await exchange.audio(),
        )


def _final(exchange: Exchange) -> bool:
    """A sound, or a sentence to the caller alone; what else is shown on the way there is no answer."""
    return any(message.attachments or message.private for message in exchange.visible if not message.loading)
