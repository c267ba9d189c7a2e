"""Who speaks, as the settings say: Typecast's cloud by either of its APIs, a speech server elsewhere, or our own child."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace

from bot import __version__
from bot.flows import Spare
from bot.settings import Settings
from bot.supervisor import SpeechChild, open_spare_child, open_speech_child, running
from bot.typecast import Check, Endpoint, Pace, TypecastSpeech, fixed, open_speech
from bot.typecast.v1 import PACE as CURRENT_PACE
from bot.typecast.v1 import CloudSpeech, open_cloud

Client = TypecastSpeech | CloudSpeech
CLOUDS = {"legacy": "https://typecast.ai", "v1": "https://api.typecast.ai"}


def engine_of(settings: Settings) -> str:
    """Who speaks, as a part of a clip's key: another one makes another sound of the same words."""
    if not settings.typecast_api_token:
        return f"{settings.speech_url or 'local'}:{__version__}"
    model = f":{settings.typecast_model}" if settings.typecast_api == "v1" else ""
    return f"{settings.typecast_base_url or CLOUDS[settings.typecast_api]}{model}:{__version__}"


def client_of(
    settings: Settings, locate: Endpoint, check: Check, patience: float
) -> AbstractAsyncContextManager[Client]:
    """The client of the API that the settings name."""
    if settings.typecast_api_token and settings.typecast_api == "v1":
        pace = replace(CURRENT_PACE, patience=patience)
        return open_cloud(locate, settings.data_dir / "spool", check=check, pace=pace, model=settings.typecast_model)
    return open_speech(locate, check=check, pace=Pace(patience=patience), own=not settings.typecast_api_token)


async def speech_side(settings: Settings, stack: AsyncExitStack) -> tuple[SpeechChild | None, Endpoint]:
    """Who speaks: the cloud, a speech server elsewhere, one that already runs here, or our own child."""
    if settings.speech_url:
        return None, fixed(settings.speech_url, settings.speech_token)
    if settings.typecast_api_token:
        return None, fixed(settings.typecast_base_url or CLOUDS[settings.typecast_api], settings.typecast_api_token)
    folder = settings.data_dir / "speech"
    if here := await running(folder):
        return None, fixed(here.url, here.token)
    child = await stack.enter_async_context(open_speech_child(folder, *_flags(settings)))

    async def locate() -> tuple[str, str]:
        here = await child.endpoint()
        return here.url, here.token

    return child, locate


async def spare_side(settings: Settings, stack: AsyncExitStack, check: Check) -> Spare | None:
    """Who speaks when the cloud does not: our own child, which starts when it is first needed."""
    if not settings.cloud:
        return None
    endpoint = await stack.enter_async_context(open_spare_child(settings.data_dir / "speech", *_flags(settings)))

    async def locate() -> tuple[str, str]:
        here = await endpoint()
        return here.url, here.token

    speech = await stack.enter_async_context(open_speech(locate, check=check, own=True))
    return Spare(engine=f"local:{__version__}", speech=speech)


def _flags(settings: Settings) -> list[str]:
    flags = ["--log-level", settings.log_level, "--log-format", settings.log_format]
    flags += ["--engine", settings.speech_engine, "--pocket-model", settings.pocket_model]
    return [*flags, "--public-url", settings.public_url] if settings.public_url else flags
