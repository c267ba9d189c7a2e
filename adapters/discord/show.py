"""A reply as a Discord message: embed, file, buttons. Pure; and back again, because the message is all that is kept.

The buttons carry their options and the embed carries the text, so that they work after any restart, and what somebody
said is stored nowhere but in the message itself.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.discord.words import word
from bot.model import Caller, Clip, Reply, Say

Payload = dict[str, Any]

EPHEMERAL, VOICE_MESSAGE = 1 << 6, 1 << 13  # flags of a message (Discord, "Message Flags")
SUPPRESS_NOTHING: Mapping[str, Sequence[str]] = {"parse": []}  # allowed_mentions: nobody is pinged
LONGEST_CONTENT, LONGEST_TEXT, LONGEST_ID = 2000, 4000, 100  # characters of content, embed description, custom_id
SLOWER = 0.85
BUTTON, ROW, SECONDARY, PRIMARY_STYLE, DANGER = 2, 1, 2, 3, 4  # the primary one is green
_SPECIAL = re.compile(r"([\\*_~|`<\[\]]|^[>#-]|(?<=\n)[>#-])")
_ESCAPED = re.compile(r"\\([\\*_~|`<\[\]>#-])")
_NO_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a button needs to say it again: who asked first, and how it was said."""

    user: str
    voice: str = ""
    emotion: str = ""
    speed: float | None = None
    pitch: int | None = None
    language: str = ""
    format: str = ""

    def pack(self) -> str:
        """As a part of a custom_id; the voice's name comes last because it may hold anything."""
        speed = "" if self.speed is None else f"{self.speed:g}"
        pitch = "" if self.pitch is None else str(self.pitch)
        return f"{self.user}|{self.emotion}|{speed}|{pitch}|{self.language}|{self.format}|{self.voice}"

    @classmethod
    def unpack(cls, packed: str) -> Said:
        """Raises `ValueError` for what `pack` never made."""
        user, emotion, speed, pitch, language, audio, voice = packed.split("|", 6)
        return cls(
            user=user,
            emotion=emotion,
            speed=float(speed) if speed else None,
            pitch=int(pitch) if pitch else None,
            language=language,
            format=audio,
            voice=voice,
        )

    def say(self, caller: Caller, text: str) -> Say:
        """The same again, asked by *caller*."""
        return Say(
            caller=caller,
            text=text,
            voice=self.voice or None,
            emotion=self.emotion or None,
            speed=self.speed,
            pitch=self.pitch,
            language=self.language or None,
            format=self.format or None,
        )


def said_of(say: Say, reply: Reply) -> Said:
    """What the buttons under *reply* carry: what was chosen, and the voice it came to."""
    return Said(
        user=say.caller.user,
        voice=reply.voice,
        emotion=say.emotion or "",
        speed=say.speed,
        pitch=say.pitch,
        language=say.language or "",
        format=say.format or "",
    )


def slower(said: Said, speed: float) -> Said:
    """The same, a bit slower than *speed*; 0.5 is the slowest there is."""
    return replace(said, speed=max(0.5, round(speed * SLOWER, 2)))


def clip_message(say: Say, reply: Reply, locale: str) -> Payload:
    """Embed and buttons for a clip; the file itself is added by `with_file`."""
    assert reply.clip  # noqa: S101 - the caller has looked
    return {
        "content": "",
        "embeds": [embed_of(reply, reply.clip.seconds, locale)],
        "components": buttons_of(said_of(say, reply), reply, locale),
        "allowed_mentions": dict(SUPPRESS_NOTHING),
    }


def link_message(say: Say, reply: Reply, locale: str) -> Payload:
    """The same where no file can be sent: the words, and the player's page as a link."""
    assert reply.clip  # noqa: S101 - the caller has looked
    return clip_message(say, reply, locale) | {"content": reply.clip.embed_url or ""}


def words_message(words: str) -> Payload:
    """A sentence of the bot, and nothing else in the message."""
    return {
        "content": words[:LONGEST_CONTENT],
        "embeds": [],
        "components": [],
        "attachments": [],
        "allowed_mentions": dict(SUPPRESS_NOTHING),
    }


def with_file(payload: Payload, clip: Clip, text: str, *, voice_message: bool = False) -> tuple[Payload, str]:
    """The payload that announces *clip* as its only file, and the name of the file."""
    if not voice_message:
        name = filename_of(text, clip.format)
        return payload | {"attachments": [{"id": 0, "filename": name}]}, name
    name = "voice-message.ogg"
    levels = base64.b64encode(clip.waveform or bytes(1)).decode()
    about = {"id": 0, "filename": name, "duration_secs": round(clip.seconds, 3), "waveform": levels}
    return {"flags": VOICE_MESSAGE, "attachments": [about]}, name


def embed_of(reply: Reply, seconds: float, locale: str) -> Payload:
    """The spoken words, who spoke them, how long it is, that a machine made it, and what else is to be known."""
    whole = round(seconds)
    length = f"{whole // 60}:{whole % 60:02}"
    footer = f"{reply.voice} · {length} · {word('AI-generated voice', locale)}"
    note = f"\n{reply.note}" if reply.note else ""
    return {"description": escaped(reply.text), "footer": {"text": footer + note}}


def buttons_of(said: Said, reply: Reply, locale: str) -> list[Payload]:
    """One row. What would not fit into Discord's limits, or could not be read back, has no button."""
    packed = {
        "again": said.pack(),
        "other": replace(said, voice="").pack(),
        "slower": slower(said, reply.speed).pack(),
        "delete": said.user,
    }
    labels = {
        "again": ("Again", "🔁"),
        "other": ("Other voice", "🎙️"),
        "slower": ("Slower", "🐢"),
        "delete": ("Delete", "🗑️"),
    }
    whole = read_back(escaped(reply.text)) == reply.text
    row = []
    for action, value in packed.items():
        custom_id = f"m1:{action}:{value}"
        if len(custom_id) > LONGEST_ID or (action != "delete" and not whole):
            continue
        label, emoji = labels[action]
        style = DANGER if action == "delete" else SECONDARY
        row.append(
            {
                "type": BUTTON,
                "style": style,
                "label": word(label, locale),
                "emoji": {"name": emoji},
                "custom_id": custom_id,
            }
        )
    return [{"type": ROW, "components": row}]


def escaped(text: str) -> str:
    """*text* as Discord shows it letter by letter, cut where an embed ends."""
    shown = _SPECIAL.sub(r"\\\1", text)
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1].rstrip("\\") + "…"


def read_back(description: str) -> str:
    """The text that `escaped` was given."""
    return _ESCAPED.sub(r"\1", description)


def filename_of(text: str, audio_format: str) -> str:
    """A name by which the file can be found again among others: its first words."""
    words = _NO_NAME.sub("-", text).strip("-_")[:40].rstrip("-_")
    return f"{words or 'speech'}.{audio_format}"
