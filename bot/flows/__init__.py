"""The flows, told once for every platform: say, clone, consent, voices and the rights in them, preferences."""

from __future__ import annotations

import time
from dataclasses import asdict, replace

from bot.flows.audited import Auditing
from bot.flows.budget import Allowance
from bot.flows.caps import SETTINGS as CAPS
from bot.flows.caps import caps_of
from bot.flows.choices import check_preferences
from bot.flows.clone import Cloner, one_clone
from bot.flows.clone import checked as check_clone
from bot.flows.consent import Asking
from bot.flows.erase import SECONDS, Eraser
from bot.flows.export import Exporter
from bot.flows.means import Limits, Means, Spare
from bot.flows.notes import Notes
from bot.flows.rights import Rights
from bot.flows.rulebook import RuleBook
from bot.flows.ruling import Ruling
from bot.flows.say import Speaker
from bot.flows.standby import Breaker, Standby
from bot.flows.unlearn import Unlearning
from bot.flows.usage import Usage
from bot.flows.voices import VoiceBook
from bot.model import Address, Answer, Caller, Clip, Clone, Preferences, Reply, Request, Say
from bot.options import DELIVERIES
from bot.policy import admit, may_clone
from bot.ports import Checkpoint
from bot.replies import sentence

__all__ = ["CAPS", "Flows", "Limits", "Means", "Spare", "caps_of"]


class Flows:
    """What a command does. Every method raises `Refused` or `SpeechError`; `bot.replies` makes words of them."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._book = VoiceBook(means)
        self._asking, rights = Asking(means), Rights(means, unlearning := Unlearning(means))
        self._rules = RuleBook(means.rules)
        self._allowance = Allowance(means.budgets, means.clock, means.limits.caps)
        self._speaker = Speaker(
            means=means,
            book=self._book,
            rules=self._rules,
            allowance=self._allowance,
            standby=Standby(means, Breaker(time.monotonic)),
        )
        self._cloner = Cloner(means, self._asking, self._rules, self._allowance)
        self.usage = Usage(means, self._allowance, self._rules).of
        self.ruling = Ruling(means, self._book, self._rules)
        self.prune_budgets = self._allowance.prune
        self.audited = Auditing(means).audited
        self._eraser, self.export = Eraser(means, rights, unlearning), Exporter(means).export
        self.voices = self._book.of
        self.suggest = self._book.suggest
        self.forget = rights.forget
        self.rename = rights.rename
        self.share, self.share_with = rights.share, rights.share_with
        self.given, self.withdraw, self.withdraw_all = rights.given, rights.withdraw, rights.withdraw_all
        self.take_down, self.of_members = rights.take_down, rights.of_members
        self._unlearning = unlearning
        self.question, self.asked = self._asking.question, self._asking.asked
        self.find = self._book.find
        self.keep_sample = self._cloner.keep_sample
        self.place_for_sample = self._cloner.place_for_sample

    async def erase(self, whose: Caller) -> None:
        """Everything about *whose* goes; see `Eraser.erase`."""
        await self._eraser.erase(whose)
        self._rules.forget(whose)

    async def run(
        self, request: Request, checkpoint: Checkpoint, noted: dict[str, str], place: Address | None = None
    ) -> Reply:
        """Do what was asked, going on from what earlier attempts *noted*. *place*: where the caller can be told later."""
        match request:
            case Say():
                return await self._speaker.say(request, checkpoint, noted)
            case Clone():
                return await self._cloner.clone(request, place, checkpoint, noted)
            case Answer():
                return await self._cloner.answered(request, checkpoint, noted)

    async def check(self, request: Request) -> None:
        """What can be refused for free, before a command is accepted. Raises `Refused`."""
        if isinstance(request, Answer):
            return  # whoever was asked answers once, whatever it is
        rules = await self._rules.of(request.caller)
        if isinstance(request, Say):
            admit(rules, request.caller)
            self._speaker.words_of(request.text, rules)
        else:
            may_clone(rules, request.caller)
            check_clone(request)

    async def may_clone(self, caller: Caller) -> None:
        """Before anybody is shown a form. Raises `Refused` where the workspace's admins do not allow it."""
        may_clone(await self._rules.of(caller), caller)

    async def unask(self, request: Clone, ask_id: str, checkpoint: Checkpoint, noted: dict[str, str]) -> None:
        """The member that *request* is about cannot be reached: nothing was asked, and nothing counts."""
        await self._asking.drop(ask_id)
        spent = one_clone(request.caller, await self._rules.of(request.caller))
        await self._allowance.give_back(spent, Notes(checkpoint, noted))

    async def tidy(self, request: Request) -> None:
        """A command has ended, however: what was put aside for it goes."""
        if isinstance(request, Clone):
            await self._means.files.delete(request.sample_key)
        elif isinstance(request, Answer):
            await self._asking.drop(request.ask)

    async def unlearnt(self) -> None:
        """Wait until the speech server has forgotten what was deleted: for a program that ends then."""
        await self._unlearning.settle(SECONDS)

    async def clip(self, key: str) -> bytes | None:
        """The bytes of a cached clip."""
        clip = await self._means.clips.get(key)
        return clip.audio if clip else None

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
