"""The Home tab: my voices, what /say uses by itself, what I have used, and the two buttons to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.blocks import Block, button, confirm, plain
from adapters.slack.choices import Chosen
from adapters.slack.desk import Desk
from adapters.slack.forms import Forms
from adapters.slack.modals import OPTIONS_SHOWN
from adapters.slack.origin import Origin, job_id_of
from adapters.slack.presses import Press, pressed
from adapters.slack.words import ENGLISH, label
from bot.model import Preferences, Reply, Say, Voice
from bot.replies import sentence

HOME_SAY, HOME_CLONE, HOME_SETTINGS = "home_say", "home_clone", "home_settings"
PLAY, RENAME, SHARE, UNSHARE, FORGET = "voice_play", "voice_rename", "voice_share", "voice_unshare", "voice_forget"
MOST = 40  # voices shown: each takes two of a view's 100 blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands on a person's Home tab. `note` is what came of what they just did."""

    voices: Sequence[Voice]
    defaults: Preferences
    usage: str
    note: str = ""


def home_view(shown: Shown, locale: str) -> dict[str, Any]:
    """The tab as Slack's blocks."""
    blocks: list[Block] = []
    if shown.note:
        blocks.append({"type": "section", "text": plain(shown.note, 3_000)})
    blocks += [
        {
            "type": "actions",
            "elements": [
                button(HOME_SAY, label("say_button", locale), style="primary"),
                button(HOME_CLONE, label("clone_button", locale)),
            ],
        },
        {"type": "header", "text": plain(label("voices", locale), 150)},
    ]
    if not shown.voices:
        blocks.append({"type": "section", "text": plain(label("no_voices", locale), 3_000)})
    for voice in shown.voices[:MOST]:
        blocks += _voice(voice, locale)
    blocks += [
        {"type": "divider"},
        {"type": "header", "text": plain(label("defaults", locale), 150)},
        {
            "type": "section",
            "text": plain(_defaults(shown.defaults, locale), 3_000),
            "accessory": button(HOME_SETTINGS, label("change", locale)),
        },
        {"type": "header", "text": plain(label("usage", locale), 150)},
        {"type": "section", "text": plain(shown.usage, 3_000)},
    ]
    return {"type": "home", "blocks": blocks}


class Home:
    """Publishes the tab, and listens to its buttons."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk, self._forms = desk, forms

    def listen(self, bolt: AsyncApp) -> None:
        """Register the buttons."""
        for action, answer in (
            (PLAY, self._play),
            (SHARE, self._share),
            (UNSHARE, self._unshare),
            (FORGET, self._forget),
            (HOME_SETTINGS, self._settings),
        ):
            bolt.action(action)(pressed(self._desk, answer))
        for action, answer in ((HOME_SAY, self._say), (HOME_CLONE, self._clone), (RENAME, self._rename)):
            bolt.action(action)(pressed(self._desk, answer, hurry=True))

    async def publish(self, origin: Origin, locale: str, note: str = "") -> None:
        """Show the tab as things stand now."""
        caller, app = origin.caller(locale), self._desk.app
        voices = [voice for voice in await app.store.voices.of(caller) if voice.owner == caller.user]
        defaults, usage = await app.flows.preferences(caller), await app.flows.usage(caller)
        view = home_view(Shown(voices=voices, defaults=defaults, usage=usage.words, note=note), locale)
        await self._desk.api.call(origin.team, origin.enterprise, "views.publish", user_id=origin.user, view=view)

    async def _say(self, press: Press) -> None:
        await self._forms.say(press.trigger, press.origin, Chosen())

    async def _clone(self, press: Press) -> None:
        await self._forms.clone(press.trigger, press.origin)

    async def _rename(self, press: Press) -> None:
        await self._forms.rename(press.trigger, press.origin, press.value)

    async def _settings(self, press: Press) -> None:
        now = await self._desk.app.flows.preferences(press.caller)
        await self._forms.settings(press.trigger, press.origin, now)

    async def _play(self, press: Press) -> None:
        """A sentence in that voice, into the person's conversation with the app."""
        text = sentence("voice.preview", press.caller.locale, name=press.value)
        say = Say(caller=press.caller, text=text, voice=press.value)
        await self._desk.accept(job_id_of(press.trigger), say, press.origin)

    async def _share(self, press: Press) -> None:
        await self._done(press, await self._desk.app.flows.share(press.caller, press.value, shared=True))

    async def _unshare(self, press: Press) -> None:
        await self._done(press, await self._desk.app.flows.share(press.caller, press.value, shared=False))

    async def _forget(self, press: Press) -> None:
        await self._done(press, await self._desk.app.flows.forget(press.caller, press.value))

    async def _done(self, press: Press, reply: Reply) -> None:
        await self.publish(press.origin, press.caller.locale, reply.words)


def _voice(voice: Voice, locale: str) -> list[Block]:
    """A voice and what can be done with it."""
    more = f" · {label('shared', locale)}" if voice.shared else ""
    share = (UNSHARE, "unshare") if voice.shared else (SHARE, "share")
    sure = confirm(label("sure_voice", locale), label("delete", locale), locale)
    return [
        {"type": "section", "text": plain(voice.name + more, 3_000)},
        {
            "type": "actions",
            "elements": [
                button(PLAY, label("play", locale), voice.name),
                button(RENAME, label("rename", locale), voice.name),
                button(share[0], label(share[1], locale), voice.name),
                button(FORGET, label("delete", locale), voice.name, style="danger", confirm=sure),
            ],
        },
    ]


def _defaults(chosen: Preferences, locale: str) -> str:
    """One line a setting; what was not chosen is as usual."""
    held = asdict(chosen)
    lines = []
    for name in OPTIONS_SHOWN:
        value = held[name]
        words = label("default", locale) if value is None else str(value)
        if name == "emotion" and value in ENGLISH:
            words = label(str(value), locale)
        lines.append(f"{label(name, locale)}: {words}")
    return "\n".join(lines)
