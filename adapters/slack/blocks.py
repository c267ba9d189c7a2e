"""The message under which the audio plays, as Slack's blocks, and the spoken text read back from them.

Slack's limits: a section 3,000 characters, a button's value 2,000, a message 50 blocks. What people said stands in
`plain_text`, where nothing is markup: no mention, no link, nobody is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.choices import Chosen
from adapters.slack.words import label
from bot.model import Reply

Block = dict[str, Any]

AGAIN, OTHER, DELETE, CLONE_OFFER = "again", "other_voice", "delete", "clone_offer"
SPOKEN = "spoken-"  # the block ids of what was said: `spoken-0`, ...; `spoken-1-cut` goes on in the midst of a word
SECTION = 2_900  # characters of one section: Slack takes 3,000


def plain(text: str, limit: int = 75) -> Block:
    """Text without markup, cut to Slack's *limit*."""
    return {"type": "plain_text", "text": text if len(text) <= limit else text[: limit - 1] + "…", "emoji": False}


def escaped(text: str) -> str:
    """*text* where Slack reads markup: nothing in it is a mention or a link any more."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken_blocks(reply: Reply, chosen: Chosen, locale: str) -> list[Block]:
    """What was said, who said it and how long, that a machine did, and the buttons."""
    assert reply.clip  # noqa: S101 - only a clip is shown so
    length = f"{reply.clip.seconds:.1f} {label('seconds', locale)}"
    about = " · ".join(part for part in (reply.voice, length, label("ai", locale)) if part)
    sections = [{"type": "section", "block_id": name, "text": plain(part, 3_000)} for name, part in _parts(reply.text)]
    lines = [plain(about, 300), plain(reply.note, 1_000)] if reply.note else [plain(about, 300)]
    return [*sections, {"type": "context", "elements": lines}, _buttons(chosen, locale)]


def button(action: str, words: str, value: str = "", **more: object) -> Block:
    """A button; *more* is what else Slack's element may have."""
    held = {"value": value} if value else {}
    return {"type": "button", "action_id": action, "text": plain(words), **held, **more}


def confirm(words: str, yes: str, locale: str) -> Block:
    """The question that Slack asks before a press counts."""
    return {
        "title": plain(label("sure", locale), 100),
        "text": plain(words, 300),
        "confirm": plain(yes, 30),
        "deny": plain(label("keep", locale), 30),
        "style": "danger",
    }


def spoken_of(message: Mapping[str, Any]) -> str:
    """What was said in a message of ours, from its own blocks; empty where there is nothing."""
    said = ""
    for block in message.get("blocks") or ():
        name, text = str(block.get("block_id", "")), block.get("text")
        if name.startswith(SPOKEN) and isinstance(text, Mapping):
            said += ("" if not said or name.endswith("-cut") else " ") + unescaped(str(text.get("text", "")))
    return said


def _buttons(chosen: Chosen, locale: str) -> Block:
    value = chosen.dump()
    sure = confirm(label("sure_post", locale), label("delete", locale), locale)
    return {
        "type": "actions",
        "elements": [
            button(AGAIN, label("again", locale), value),
            button(OTHER, label("other", locale), value),
            button(DELETE, label("delete", locale), value, style="danger", confirm=sure),
        ],
    }


def _parts(text: str) -> Sequence[tuple[str, str]]:
    """Block ids and texts; a part ends at a blank where there is one."""
    parts: list[tuple[str, str]] = []
    cut = ""
    while text:
        piece = text[:SECTION]
        end = piece.rfind(" ") if len(text) > SECTION else len(piece)
        whole = end > 0
        end = end if whole else SECTION
        parts.append((f"{SPOKEN}{len(parts)}{cut}", text[:end]))
        text = text[end + 1 :] if whole else text[end:]
        cut = "" if whole else "-cut"
    return parts


def unescaped(text: str) -> str:
    """The opposite: Slack sends texts with its three signs escaped, and may hand plain text back so."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
