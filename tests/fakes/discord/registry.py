"""The commands that the bot registered, as the client offers them."""

from __future__ import annotations

import copy
import re

from tests.fakes.discord.command_limits import CHAT, problems_of
from tests.fakes.discord.refusals import CannotDo, Json, Refused, malformed, refused
from tests.fakes.discord.world import Snowflakes

CREATES_A_DAY = 200
MENTION = re.compile(r"</([^:>]+):(\d+)>")
DEFAULTS: Json = {
    "type": CHAT,
    "description": "",
    "options": [],
    "name_localizations": None,
    "description_localizations": None,
    "default_member_permissions": None,
    "integration_types": [0, 1],  # as the application is configured
    "contexts": None,
    "nsfw": False,
}


class Registry:
    """Commands by scope: `None` for everywhere, or the id of one guild."""

    def __init__(self, ids: Snowflakes) -> None:
        self._ids = ids
        self._scopes: dict[str | None, list[Json]] = {None: []}
        self.created: dict[str | None, int] = {}
        self.syncs = 0

    def listed(self, guild: str | None = None) -> list[Json]:
        """The commands of one scope, as GET gives them."""
        return list(self._scopes.get(guild, []))

    def replace(self, specs: list[Json], application: str, guild: str | None = None) -> list[Json]:
        """What PUT does: those that are named stay or begin, with their old id where they had one; the others end.

        :raises Refused: 50035 for the first fault, 30034 after 200 new ones a day.
        """
        if problems := list(problems_of(specs)):
            raise malformed(problems)
        old = {(each["type"], each["name"]): each for each in self._scopes.get(guild, [])}
        new = [self._made(spec, old, application, guild) for spec in copy.deepcopy(specs)]
        fresh = sum((each["type"], each["name"]) not in old for each in new)
        self.created[guild] = self.created.get(guild, 0) + fresh
        if self.created[guild] > CREATES_A_DAY:
            raise refused(30034, retry_after=3600.0)
        self._scopes[guild] = new
        self.syncs += 1
        return new

    def find(self, name: str, kind: int, guild: str | None) -> Json:
        """The command that the client offers under this name; those of the guild go first.

        :raises CannotDo: it was never registered.
        """
        for scope in (guild, None) if guild else (None,):
            for command in self._scopes.get(scope, []):
                if command["name"] == name and command["type"] == kind:
                    return command
        raise CannotDo(f"no command {name!r} of type {kind} is registered")

    def mentioned(self, mention: str) -> Json:
        """The command behind `</name:id>`, as it opens when somebody clicks it.

        :raises CannotDo: nothing would open.
        """
        if match := MENTION.fullmatch(mention):
            for commands in self._scopes.values():
                for command in commands:
                    if command["id"] == match[2] and command["name"] == match[1].split(" ")[0]:
                        return command
        raise CannotDo(f"{mention!r} opens no command")

    def one(self, ident: str, guild: str | None = None) -> Json:
        """:raises Refused: 10063."""
        for command in self._scopes.get(guild, []):
            if command["id"] == ident:
                return command
        raise refused(10063)

    def remove(self, ident: str, guild: str | None = None) -> None:
        """:raises Refused: 10063."""
        self._scopes[guild].remove(self.one(ident, guild))

    def _made(self, spec: Json, old: dict[tuple[int, str], Json], application: str, guild: str | None) -> Json:
        spec = DEFAULTS | spec
        before = old.get((spec["type"], spec["name"]))
        made = spec | {"application_id": application, "id": before["id"] if before else self._ids.next()}
        made |= {"guild_id": guild} if guild else {}
        same = before is not None and {**before, "version": ""} == {**made, "version": ""}
        return made | {"version": before["version"] if before and same else self._ids.next()}


def as_list(body: object) -> list[Json]:
    """The body of a PUT.

    :raises Refused: it is no list of objects.
    """
    if not isinstance(body, list) or not all(isinstance(each, dict) for each in body):
        raise Refused(400, 50035, "Invalid Form Body")
    return body
