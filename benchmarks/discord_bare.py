"""The floor of `benchmarks.discord`: the shortest bot that answers /say with sound. It keeps nothing and checks nothing."""

from __future__ import annotations

import asyncio
import io
import os

import aiohttp
import discord
import yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY"])
SPEECH, ACTOR = os.environ["TYPECAST_BASE_URL"], os.environ["ACTOR"]
OWN = {"Authorization": f"Bearer {os.environ['TYPECAST_API_TOKEN']}"}


class Bare(discord.Client):
    """A client with one command."""

    async def setup_hook(self) -> None:
        self.http_speech = aiohttp.ClientSession()
        tree = app_commands.CommandTree(self)
        tree.add_command(say)
        await tree.sync()


@app_commands.command(description="Speak")
@app_commands.allowed_installs(guilds=True)
async def say(interaction: discord.Interaction[Bare], text: str) -> None:
    await interaction.response.defer()
    http = interaction.client.http_speech
    body = {"text": text, "lang": "auto", "actor_id": ACTOR, "xapi_hd": True, "model_version": "latest"}
    async with http.post(f"{SPEECH}/api/speak", json=body, headers=OWN) as answer:
        poll = (await answer.json())["result"]["speak_v2_url"]
    while True:
        async with http.get(poll, headers=OWN) as answer:
            if link := (await answer.json())["result"]["audio_download_url"]:
                break
        await asyncio.sleep(0.1)
    async with http.get(link) as answer:
        sound = discord.File(io.BytesIO(await answer.read()), "speech.wav")
    await interaction.edit_original_response(content=text, attachments=[sound])


Bare(intents=discord.Intents(guilds=True)).run(os.environ["DISCORD_TOKEN"], log_handler=None)
