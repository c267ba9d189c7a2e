"""A bare discord.py bot, to try the fake with: each command does one thing that a bot may do."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
from discord import app_commands

from tests.fakes.discord.server import FakeDiscord, pointed
from tests.fakes.tone import tone

VOICES = ["Nova", "Juniper", "Atlas"]
SOUND = tone("Hello")


class Form(discord.ui.Modal, title="Clone a voice"):
    """Every kind of field that a modal may have."""

    name: discord.ui.Label[Form] = discord.ui.Label(text="Name", component=discord.ui.TextInput(max_length=8))
    sample: discord.ui.Label[Form] = discord.ui.Label(text="Recording", component=discord.ui.FileUpload())
    lang: discord.ui.Label[Form] = discord.ui.Label(
        text="Language", component=discord.ui.Select(options=[discord.SelectOption(label="Korean", value="ko")])
    )
    consent: discord.ui.Label[Form] = discord.ui.Label(text="It is mine", component=discord.ui.Checkbox())

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        fields = [label.component for label in (self.name, self.sample, self.lang, self.consent)]
        name, sample, lang, consent = fields
        data = await sample.values[0].read()  # type: ignore[attr-defined]
        told = f"{name.value} {len(data)} {lang.values} {consent.value}"  # type: ignore[attr-defined]
        await interaction.edit_original_response(content=told)


class Buttons(discord.ui.View):
    """A button that answers again, a select, one that deletes."""

    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(attachments=[sound("again.wav")])

    @discord.ui.button(label="Delete", custom_id="delete")
    async def delete(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()

    @discord.ui.select(custom_id="voice", options=[discord.SelectOption(label=name) for name in VOICES])
    async def voice(self, interaction: discord.Interaction, select: discord.ui.Select[Buttons]) -> None:
        await interaction.response.send_message(f"you chose {select.values[0]}", ephemeral=True)


def sound(name: str) -> discord.File:
    return discord.File(io.BytesIO(SOUND), name)


class Bare(discord.Client):
    """The bot; `commands` are its slash commands and one message menu."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        slash: list[app_commands.Command[Any, ..., None]] = [say, clone, form, late, sorry]
        for command in slash:
            self.tree.add_command(command)
        self.tree.add_command(speak_message)

    async def setup_hook(self) -> None:
        await self.tree.sync()


async def _voices(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=voice, value=voice) for voice in VOICES if current.lower() in voice.lower()]


@app_commands.command(description="Speak")
@app_commands.choices(kind=[app_commands.Choice(name="MP3 file", value="mp3")])
@app_commands.autocomplete(voice=_voices)
async def say(
    interaction: discord.Interaction, text: app_commands.Range[str, 1, 20], voice: str = "Nova", kind: str = "wav"
) -> None:
    await interaction.response.defer()
    embed = discord.Embed(description=text).set_footer(text=f"{voice} {interaction.locale}")
    await interaction.edit_original_response(embed=embed, view=Buttons(), attachments=[sound(f"say it.{kind}")])


@app_commands.command(description="Clone")
async def clone(interaction: discord.Interaction, sample: discord.Attachment) -> None:
    await interaction.response.send_message(f"{len(await sample.read())} bytes", ephemeral=True)


@app_commands.command(description="Clone by a form")
async def form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@app_commands.command(description="Never answer")
async def late(interaction: discord.Interaction) -> None:
    pass


@app_commands.command(description="Fail after a public defer")
async def sorry(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.delete_original_response()
    await interaction.followup.send("No.", ephemeral=True)


@app_commands.context_menu(name="Speak this message")
async def speak_message(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(message.content, file=sound("message.wav"))


@asynccontextmanager
async def bare_bot(fake: FakeDiscord) -> AsyncGenerator[Bare]:
    """The bot, connected to *fake* by the gateway."""
    client = Bare()
    before = len(fake.gateway.live)
    with pointed(fake):
        task = asyncio.create_task(client.start(fake.token))
        try:
            await fake.ready()
            await fake.connected(before + 1)
            yield client
        finally:
            await client.close()
            with suppress(discord.DiscordException):
                await task
