"""The Home tab: my voices, what /say uses by itself, what I have used, and the two buttons to begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.asking import with_people
from adapters.slack.blocks import Block, button, confirm, plain
from adapters.slack.choices import Chosen
from adapters.slack.desk import Desk
from adapters.slack.forms import Forms
from adapters.slack.modals import OPTIONS_SHOWN
from adapters.slack.origin import Origin, job_id_of
from adapters.slack.presses import Press, pressed
from adapters.slack.words import ENGLISH, label
from bot.flows.consent import mention
from bot.model import Consent, Preferences, Reply, Say, Voice, Whom
from bot.replies import sentence

HOME_SAY, HOME_CLONE, HOME_SETTINGS = "home_say", "home_clone", "home_settings"
PLAY, RENAME, SHARE, UNSHARE, FORGET = "voice_play", "voice_rename", "voice_share", "voice_unshare", "voice_forget"
SHARE_PERSON, WITHDRAW = "voice_share_person", "voice_withdraw"
VOICE_BLOCK = "voice:"  # before a voice's name, in the id of the block that has its menu of people
MOST_GIVEN = 8
MOST = 38  # voices shown: each takes two of a view's 100 blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands on a person's Home tab. `note` is what came of what they just did.

    `lent` are those of the voices that single people may use, `given` the voices of others that are made from theirs.
    """

    voices: Sequence[Voice]
    defaults: Preferences
    usage: str
    lent: frozenset[str] = frozenset()
    given: Sequence[Consent] = ()
    note: str = ""


def home_view(shown: Shown, locale: str) -> dict[str, Any]:
    """The tab as Slack's blocks."""
    blocks: list[Block] = []
    if shown.note:
        note = {"type": "mrkdwn", "text": with_people(shown.note)[:3_000], "verbatim": True}
        blocks.append({"type": "section", "text": note})
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
        blocks += _voice(voice, locale, lent=voice.name in shown.lent)
    blocks += _given(shown.given, locale)
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
            (SHARE_PERSON, self._share_person),
            (FORGET, self._forget),
            (WITHDRAW, self._withdraw),
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
        lent = frozenset([voice.name for voice in voices if await app.store.voices.shares(caller, voice.name)])
        given = await app.flows.given(caller)
        shown = Shown(voices=voices, defaults=defaults, usage=usage.words, note=note, lent=lent, given=given)
        view = home_view(shown, locale)
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

    async def _share_person(self, press: Press) -> None:
        """The menu beside a voice: one more person may use it."""
        name = press.block.removeprefix(VOICE_BLOCK)
        whom = [Whom(kind="person", id=press.picked)] if press.picked else []
        flows = self._desk.app.flows
        await self._done(press, await flows.share_with(press.caller, name, whom, mention(press.picked)))

    async def _withdraw(self, press: Press) -> None:
        """A voice that was made from the presser's: they take their consent back."""
        held = json.loads(press.value)
        reply = await self._desk.app.flows.withdraw(press.caller, str(held["name"]), str(held["owner"]))
        await self._done(press, reply)

    async def _forget(self, press: Press) -> None:
        await self._done(press, await self._desk.app.flows.forget(press.caller, press.value))

    async def _done(self, press: Press, reply: Reply) -> None:
        await self.publish(press.origin, press.caller.locale, reply.words)


def _voice(voice: Voice, locale: str, *, lent: bool) -> list[Block]:
    """A voice and what can be done with it. To end sharing ends all of it."""
    more = "".join(
        f" · {label(name, locale)}" for name, true in (("shared", voice.shared), ("shared_people", lent)) if true
    )
    share = (UNSHARE, "unshare") if voice.shared or lent else (SHARE, "share")
    people = {
        "type": "users_select",
        "action_id": SHARE_PERSON,
        "placeholder": plain(label("share_person", locale), 150),
    }
    sure = confirm(label("sure_voice", locale), label("delete", locale), locale)
    return [
        {
            "type": "section",
            "block_id": f"{VOICE_BLOCK}{voice.name}",
            "text": plain(voice.name + more, 3_000),
            "accessory": people,
        },
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


def _given(given: Sequence[Consent], locale: str) -> list[Block]:
    """The voices of others that are made from this person's, and the way to end that."""
    if not given:
        return []
    blocks: list[Block] = [{"type": "header", "text": plain(label("given", locale), 150)}]
    for consent in given[:MOST_GIVEN]:
        value = json.dumps({"name": consent.voice, "owner": consent.caller.user}, ensure_ascii=False)
        sure = confirm(label("sure_withdraw", locale), label("withdraw", locale), locale)
        about = with_people(f"{consent.voice} · {mention(consent.caller.user)}")
        blocks.append(
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": about, "verbatim": True},
                "accessory": button(WITHDRAW, label("withdraw", locale), value, style="danger", confirm=sure),
            }
        )
    return blocks


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
