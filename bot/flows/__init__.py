"""The flows, told once for every platform: say, clone, voices, forget, preferences."""

from __future__ import annotations

from dataclasses import asdict, replace

from bot.flows.choices import check_preferences
from bot.flows.clone import Cloner
from bot.flows.clone import checked as check_clone
from bot.flows.erase import Eraser
from bot.flows.means import Limits, Means
from bot.flows.say import Speaker
from bot.flows.voices import VoiceBook
from bot.model import Caller, Clip, Clone, Preferences, Reply, Request, Say
from bot.options import DELIVERIES
from bot.ports import Checkpoint
from bot.replies import sentence

__all__ = ["Flows", "Limits", "Means"]


class Flows:
    """What a command does. Every method raises `Refused` or `SpeechError`; `bot.replies` makes words of them."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._book = VoiceBook(means)
        self._speaker = Speaker(means, self._book)
        self._cloner = Cloner(means)
        self.erase = Eraser(means).erase
        self.voices = self._book.of
        self.suggest = self._book.suggest
        self.forget = self._book.forget
        self.rename = self._book.rename
        self.share = self._book.share
        self.find = self._book.find
        self.keep_sample = self._cloner.keep_sample
        self.place_for_sample = self._cloner.place_for_sample

    async def run(self, request: Request, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """Do what was asked, going on from what earlier attempts *noted*."""
        match request:
            case Say():
                return await self._speaker.say(request, checkpoint, noted)
            case Clone():
                return await self._cloner.clone(request, checkpoint, noted)

    def check(self, request: Request) -> None:
        """What can be refused for free, before a command is accepted. Raises `Refused`."""
        match request:
            case Say():
                self._speaker.words_of(request.text)
            case Clone():
                check_clone(request)

    async def tidy(self, request: Request) -> None:
        """A command has ended, however: what was put aside for it goes."""
        if isinstance(request, Clone):
            await self._means.files.delete(request.sample_key)

    async def clip(self, key: str) -> bytes | None:
        """The bytes of a cached clip."""
        clip = await self._means.clips.get(key)
        return clip.audio if clip else None

    async def usage(self, caller: Caller) -> Reply:
        """What the caller has used and what is left."""
        used = await self._speaker.used_today(caller)
        mine = [voice for voice in await self._means.voices.of(caller) if voice.owner == caller.user]
        cap = self._means.limits.daily_characters
        key = "usage.capped" if cap else "usage.free"
        words = sentence(key, caller.locale, used=used, cap=cap, left=max(0, cap - used), voices=len(mine))
        return Reply(words=words, private=True)

    async def voice_message(self, clip: Clip, caller: Caller) -> Clip:
        """*clip* as Ogg/Opus, which platforms play as a voice message, marked. Raises `SpeechFailed`."""
        return await self._means.audio.join([clip.audio], "ogg", comment=self._means.marker.comment(caller))

    async def smaller(self, clip: Clip, caller: Caller) -> Clip:
        """*clip* as MP3, about a fifteenth of a WAV, marked anew. Raises `SpeechFailed`."""
        return await self._means.marker.mark(await self._means.audio.join([clip.audio], "mp3"), caller)

    async def delivery(self, caller: Caller) -> str:
        """How *caller*, else their workspace, likes a clip to come: one of `bot.options.DELIVERIES`."""
        mine, ours = await self.preferences(caller), await self.preferences(replace(caller, user=""))
        return mine.delivery or ours.delivery or DELIVERIES[0]

    async def preferences(self, caller: Caller) -> Preferences:
        """What *caller* (with an empty user: the workspace) likes by default."""
        return await self._means.preferences.get(caller)

    async def prefer(self, caller: Caller, changes: Preferences) -> Reply:
        """Change what is not None in *changes*; an empty string forgets a choice."""
        given = {name: value for name, value in asdict(changes).items() if value is not None}
        if not given:
            return Reply(words=sentence("preferences.none", caller.locale), private=True)
        if given.get("voice"):
            given["voice"] = (await self._book.find(caller, str(given["voice"]))).name
        chosen = {name: value for name, value in given.items() if value != ""}
        good = asdict(check_preferences(Preferences(**chosen)))
        kept = replace(await self._means.preferences.get(caller), **{name: good[name] for name in given})
        await self._means.preferences.put(caller, kept)
        words = ", ".join(f"{name} {good[name] if good[name] is not None else 'default'}" for name in given)
        return Reply(words=sentence("preferences.kept", caller.locale, changes=words), private=True)
