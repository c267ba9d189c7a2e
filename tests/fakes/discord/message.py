"""A message as it stands in a channel, and the ways to look at it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.fakes.discord.refusals import Json

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SILENT = 1 << 2, 1 << 6, 1 << 7, 1 << 12
VOICE, COMPONENTS_V2 = 1 << 13, 1 << 15
COMMAND = re.compile(r"</([^:>]+):(\d+)>")


@dataclass(kw_only=True, eq=False)
class Message:
    """A message: `data` is Discord's own object of it, the properties are what tests ask for.

    `to` is the id of the one user who sees it, for an ephemeral message; `edits` counts how often it was changed.
    `pings` is whom it called when it appeared ("@everyone", "<@123>").
    """

    data: Json
    pings: list[str] = field(default_factory=list)
    to: str | None = None
    edits: int = 0
    deleted: bool = False

    def __repr__(self) -> str:
        kind = "private " if self.private else ""
        files = [each["filename"] for each in self.attachments]
        return f"<{kind}message {self.text!r} {files} {self.labels}>"

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def content(self) -> str:
        return str(self.data["content"])

    @property
    def flags(self) -> int:
        return int(self.data["flags"])

    @property
    def private(self) -> bool:
        """Only the person who asked sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Discord shows "thinking..."."""
        return bool(self.flags & LOADING)

    @property
    def voice(self) -> bool:
        """It is a voice message."""
        return bool(self.flags & VOICE)

    @property
    def attachments(self) -> list[Json]:
        return list(self.data["attachments"])

    @property
    def embeds(self) -> list[Json]:
        return list(self.data["embeds"])

    @property
    def components(self) -> list[Json]:
        """Every button and select, whatever holds it, in reading order."""
        return [each for each in walk(self.data["components"]) if each["type"] in INTERACTIVE]

    @property
    def labels(self) -> list[str]:
        """The words on its buttons."""
        return [str(each.get("label", "")) for each in self.components if each["type"] == BUTTON]

    @property
    def text(self) -> str:
        """All its words in reading order: content, embeds, text components."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("author", {}).get("name", ""), embed.get("title", ""), embed.get("description", "")]
            parts += [f"{each['name']}: {each['value']}" for each in embed.get("fields", ())]
            parts.append(embed.get("footer", {}).get("text", ""))
        parts += [each["content"] for each in walk(self.data["components"]) if each["type"] == TEXT_DISPLAY]
        return "\n".join(part for part in parts if part)

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Name and id of each clickable command in its words."""
        return COMMAND.findall(self.text)

    def component(self, what: str) -> Json | None:
        """The button or select with this custom_id, label or placeholder."""
        for key in ("custom_id", "label", "placeholder"):
            for each in self.components:
                if each.get(key) == what:
                    return each
        return None


BUTTON, STRING_SELECT, TEXT_DISPLAY = 2, 3, 10
SELECTS = {3, 5, 6, 7, 8}
INTERACTIVE = {BUTTON} | SELECTS


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component in a tree of them, parents first."""
    for each in components:
        yield each
        yield from walk(each.get("components", []))
        for key in ("component", "accessory"):
            if key in each:
                yield from walk([each[key]])


def numbered(components: list[Json]) -> list[Json]:
    """Discord gives each component that has none an id, unique in its message or form."""
    taken = {each["id"] for each in walk(components) if each.get("id")}
    free = (number for number in itertools.count(1) if number not in taken)
    for each in walk(components):
        if not each.get("id"):
            each["id"] = next(free)
    return components


def now() -> str:
    """This moment as Discord writes it."""
    return datetime.now(UTC).isoformat()
