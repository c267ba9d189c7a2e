"""What a workspace's admins decide for everybody in it. That somebody is an admin, the adapter has seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from bot.errors import BadOption, Refused
from bot.flows.means import Means
from bot.flows.rulebook import RuleBook
from bot.flows.voices import VoiceBook
from bot.model import AuditEntry, Caller, Reply, Rules
from bot.replies import sentence

MOST = 100  # entries of one list
CLONING = ("on", "off", "roles")
LARGEST = 1_000_000_000  # of a number of characters

Shown = Callable[[str, str], str]
"""(kind: channel, role or user; the platform's id) -> how a person reads it there."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Shows and changes rules."""

    means: Means
    book: VoiceBook
    rules: RuleBook

    async def of(self, caller: Caller) -> Rules:
        """The rules where *caller* is, as they are stored now."""
        self.rules.forget(caller)
        return await self.rules.of(caller)

    async def told(self, caller: Caller, shown: Shown) -> Reply:
        """All of them, as a private sentence."""
        return Reply(words=listed(await self.of(caller), caller.locale, shown), private=True)

    async def change(self, admin: Caller, changes: Mapping[str, object], shown: Shown) -> Reply:
        """Give the rules (fields of `Rules`) these values; what holds then. Raises `BadOption`, `UnknownVoice`, `Refused`."""
        before = await self.of(admin)
        after = replace(before, **changes)  # type: ignore[arg-type]  # checked in the next line
        after = await self._checked(admin, after, changes)
        await self.rules.change(admin, after)
        changed = ", ".join(
            rule.name for rule in fields(Rules) if getattr(before, rule.name) != getattr(after, rule.name)
        )
        entry = AuditEntry(caller=admin, action="rules.changed", subject=changed, at=self.means.clock())
        await self.means.audit.note(entry)
        words = sentence("rules.saved", admin.locale, rules=listed(after, admin.locale, shown))
        return Reply(words=words, private=True)

    async def put(self, admin: Caller, name: str, entry: str, *, there: bool, shown: Shown) -> Reply:
        """Add *entry* to the list *name* (`channels`, `roles`, `cloning_roles`, `blocked`), or take it out."""
        now = getattr(await self.of(admin), name)
        rest = tuple(one for one in now if one != entry)
        return await self.change(admin, {name: (*rest, entry) if there else rest}, shown)

    async def _checked(self, admin: Caller, rules: Rules, changes: Mapping[str, object]) -> Rules:
        if rules.cloning not in CLONING:
            raise BadOption("command.unknown", value=rules.cloning[:40])
        if any(len(getattr(rules, name)) > MOST for name in ("channels", "roles", "cloning_roles", "blocked")):
            raise Refused("rules.too_many", limit=MOST)
        for name, least in (("max_text", 1), ("daily_characters", 0), ("workspace_daily_characters", 0)):
            number = getattr(rules, name)
            if number is not None and not least <= number <= LARGEST:
                raise BadOption("option.number", name=name, low=least, high=LARGEST)
        if changes.get("forced_voice"):  # one that all can use: a private clone would speak for its owner alone
            everybody = replace(admin, user="", roles=())
            return replace(rules, forced_voice=(await self.book.find(everybody, str(rules.forced_voice))).name)
        return rules


def listed(rules: Rules, locale: str, shown: Shown) -> str:
    """The rules as lines that a person reads."""

    def names(kind: str, ids: tuple[str, ...], otherwise: str) -> str:
        return ", ".join(shown(kind, one) for one in ids) or sentence(otherwise, locale)

    def number(value: int | None) -> str:
        return f"{value}" if value else sentence("rules.usual", locale)

    switch = {True: "rules.on", False: "rules.off", None: "rules.usual"}
    cloning = sentence("rules.off" if rules.cloning == "off" else "rules.on", locale)
    if rules.cloning == "roles":
        cloning = sentence("rules.for_roles", locale, roles=names("role", rules.cloning_roles, "rules.none"))
    return "\n".join(
        [
            sentence("rules.channels", locale, which=names("channel", rules.channels, "rules.any")),
            sentence("rules.roles", locale, which=names("role", rules.roles, "rules.any")),
            sentence("rules.blocked_now", locale, which=names("user", rules.blocked, "rules.none")),
            sentence("rules.cloning", locale, which=cloning),
            sentence("rules.max_text", locale, which=number(rules.max_text)),
            sentence("rules.daily_characters", locale, which=number(rules.daily_characters)),
            sentence("rules.workspace_daily_characters", locale, which=number(rules.workspace_daily_characters)),
            sentence("rules.forced_voice", locale, which=rules.forced_voice or sentence("rules.usual", locale)),
            sentence("rules.local_fallback", locale, which=sentence(switch[rules.local_fallback], locale)),
        ]
    )
