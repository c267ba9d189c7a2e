"""/clone: a recording, a name, and the consent of whoever owns the voice, before anything is kept.

With a recording attached the consent is a question with two buttons; without one a form asks for all three. Both work
in any process that gets the click: the form's and the buttons' ids carry what is needed. Where the voice is another
member's, nobody agrees for them: the command goes on without a question here, and they are asked (`asking`).
"""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import Range

from adapters.discord.accept import Front, Interaction, caller_of, guarded
from adapters.discord.options import Limited
from adapters.discord.recordings import Recordings
from adapters.discord.show import PRIMARY_STYLE, SECONDARY
from adapters.discord.words import word
from bot.errors import BadSample, DeliveryBusy, Refused
from bot.flows.clone import MAX_UPLOAD
from bot.flows.consent import statement_for
from bot.flows.names import LONGEST_NAME, name_of
from bot.logs import describe, get_logger
from bot.model import Caller, Clone, Job, Reply
from bot.replies import sentence

FORM, AGREE, DROP = "m1:clone", "m1:agree", "m1:drop"
NAME, SAMPLE, CONSENT = "name", "sample", "consent"
TRIES = 3  # of fetching a recording while the question is read

logger = get_logger(__name__)


class Cloning:
    """The steps between /clone and an accepted command."""

    def __init__(self, front: Front, recordings: Recordings) -> None:
        self._front, self._recordings = front, recordings
        self._fetching: dict[str, asyncio.Task[None]] = {}

    def command(self) -> app_commands.Command[Any, ..., Any]:
        """/clone name sample? speaker?"""

        @app_commands.describe(
            name="What the voice is called from now on",
            sample="6 to 24 seconds of one person speaking; leave it out for a form",
            speaker="Whose voice it is, if it is not yours: they are asked first",
        )
        async def clone(
            interaction: Interaction,
            name: Range[str, 1, 30] | None = None,
            sample: discord.Attachment | None = None,
            speaker: discord.User | None = None,
        ) -> None:
            async def doing() -> None:
                caller = caller_of(interaction)
                await self._front.app.flows.may_clone(caller)
                whose = _member(interaction, speaker)
                if sample is None:
                    await interaction.response.send_modal(form(name or "", caller, whose))
                elif whose:
                    await self._ask_member(interaction, name_of(name or ""), sample, whose)
                else:
                    await self._ask(interaction, name_of(name or ""), sample)

            await guarded(interaction, doing)

        return Limited(
            name="clone",
            description="Keep a recording as a voice of yours",
            callback=clone,
            limits={"sample": {"file_types": ["audio"]}},  # Discord, 5 August 2026; not in discord.py 2.7
        )

    async def submitted(self, interaction: Interaction, speaker: str) -> Reply | None:
        """The form came back; *speaker* is whose voice it is, if not the caller's."""
        fields = fields_of(interaction.data or {})
        file = fields.get(SAMPLE)
        if not isinstance(file, dict):
            raise BadSample("sample.empty")
        _check_size(int(file.get("size", 0)))
        request = Clone(
            caller=caller_of(interaction),
            name=str(fields.get(NAME) or ""),
            sample_key=self._front.app.place_for_sample(),
            consent=fields.get(CONSENT) is True,
            speaker=speaker,
        )
        await self._front.accept(interaction, request, private=True, more={"sample": str(file.get("url", ""))})
        return None

    async def recording(self, job: Job) -> bytes | None:
        """What the form named; None where the recording was fetched while the question was read."""
        if link := job.address.more.get("sample"):
            return await self._recordings.fetch(link)
        if isinstance(job.request, Clone) and (
            fetching := self._fetching.get(job.request.sample_key.partition("/")[2])
        ):
            await asyncio.wait([fetching])
        return None

    async def agreed(self, interaction: Interaction, packed: str) -> Reply | None:
        """Somebody pressed the button under the statement; only the person who was asked can see it."""
        key, _, name = packed.partition("|")
        request = Clone(
            caller=caller_of(interaction),
            name=name,
            sample_key=f"uploads/{key}",
            consent=True,
            statement=interaction.message.content if interaction.message else "",
        )
        await self._front.accept(interaction, request, private=True, update=True)
        return None

    async def dropped(self, interaction: Interaction, key: str) -> Reply | None:
        """They do not agree: nothing is kept."""
        if fetching := self._fetching.get(key):
            await _stop(fetching)
        await self._front.app.flows.tidy(Clone(caller=caller_of(interaction), name="", sample_key=f"uploads/{key}"))
        await interaction.response.edit_message(
            content=sentence("clone.dropped", interaction.locale.value), view=None, embed=None
        )
        return None

    async def _ask(self, interaction: Interaction, name: str, sample: discord.Attachment) -> None:
        """Show the statement; meanwhile fetch the recording, whose link will not live long."""
        _check_size(sample.size)
        place = self._front.app.place_for_sample()
        key, locale = place.partition("/")[2], interaction.locale.value
        self._fetching[key] = asyncio.create_task(self._fetch(sample.url, place, key))
        _, statement = statement_for(caller_of(interaction))
        view = ui.View(timeout=None)
        view.add_item(_button(word("I agree", locale), PRIMARY_STYLE, f"{AGREE}:{key}|{name}"))
        view.add_item(_button(word("Cancel", locale), SECONDARY, f"{DROP}:{key}"))
        view.stop()  # nothing of it is kept in memory: the ids say it all
        words = sentence("clone.ask", locale, statement=statement, name=name)
        await interaction.response.send_message(
            words, ephemeral=True, view=view, allowed_mentions=discord.AllowedMentions.none()
        )

    async def _ask_member(self, interaction: Interaction, name: str, sample: discord.Attachment, speaker: str) -> None:
        """Somebody else is to agree: the command is taken, and the answer says where they were asked."""
        _check_size(sample.size)
        request = Clone(
            caller=caller_of(interaction),
            name=name,
            sample_key=self._front.app.place_for_sample(),
            speaker=speaker,
        )
        await self._front.accept(interaction, request, private=True, more={"sample": sample.url})

    async def close(self) -> None:
        """Fetch nothing any more."""
        await _stop(*self._fetching.values())

    async def _fetch(self, url: str, place: str, key: str) -> None:
        try:
            await self._front.app.flows.keep_sample(await self._fetched(url), place)
        except Exception as error:  # noqa: BLE001 - the command will find no recording, and say so
            logger.warning("recording not fetched", error=describe(error))
        finally:
            self._fetching.pop(key, None)

    async def _fetched(self, url: str) -> bytes:
        for attempt in range(TRIES):
            try:
                return await self._recordings.fetch(url)
            except DeliveryBusy as busy:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(busy.retry_after * (attempt + 1))
        raise AssertionError  # the loop returns or raises


def form(name: str, caller: Caller, speaker: str = "") -> ui.Modal:
    """The form of /clone. Its id says all there is to know, so that it may come back to another process.

    For the voice of another member, *speaker*, nothing is to be agreed to here.
    """
    locale = caller.locale
    modal = ui.Modal(title=word("Clone a voice", locale), custom_id=f"{FORM}:{speaker}", timeout=1)
    field: ui.TextInput[Any] = ui.TextInput(custom_id=NAME, max_length=LONGEST_NAME, default=name or None)
    modal.add_item(ui.Label(text=word("Name of the voice", locale), component=field))
    file: ui.FileUpload[Any] = ui.FileUpload(custom_id=SAMPLE, min_values=1, max_values=1)
    about = word("6 to 24 seconds of one person speaking", locale)
    modal.add_item(ui.Label(text=word("Recording", locale), description=about, component=file))
    if speaker:
        return modal
    box: ui.Checkbox[Any] = ui.Checkbox(custom_id=CONSENT)
    _, statement = statement_for(caller)
    modal.add_item(
        ui.Label(text=word("I have the right to clone this voice", locale), description=statement[:100], component=box)
    )
    return modal


def fields_of(data: Any) -> dict[str, object]:
    """custom_id -> text, True or False, or the attachment that was uploaded."""
    files = (data.get("resolved") or {}).get("attachments") or {}
    found: dict[str, object] = {}
    for label in data.get("components") or ():
        component = label.get("component") or {}
        value = component.get("value")
        if uploaded := component.get("values"):
            value = files.get(uploaded[0])
        found[str(component.get("custom_id"))] = value
    return found


def _member(interaction: Interaction, speaker: discord.User | discord.Member | None) -> str:
    """The id of another person here; empty for the caller. Raises `Refused` for whom nobody can ask."""
    if speaker is None or speaker.id == interaction.user.id:
        return ""
    if speaker.bot or not isinstance(speaker, discord.Member):  # a member of the server that Discord told of
        raise Refused("ask.nobody")
    return str(speaker.id)


async def _stop(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _check_size(size: int) -> None:
    if size > MAX_UPLOAD:
        raise BadSample("sample.size", limit_mb=MAX_UPLOAD // 2**20)


def _button(label: str, style: int, custom_id: str) -> ui.Button[Any]:
    return ui.Button(label=label, style=discord.ButtonStyle(style), custom_id=custom_id)
