"""What a workspace's rules allow: pure decisions, each refusal with the key of a sentence that says whom to ask."""

from __future__ import annotations

from bot.errors import Forbidden
from bot.model import Caller, Rules


def admit(rules: Rules, caller: Caller) -> None:
    """Raises `Forbidden` where *caller* may not use the bot, or not here."""
    if caller.user in rules.blocked:
        raise Forbidden("rules.blocked")
    if rules.channels and not set(rules.channels) & set(caller.channels):
        raise Forbidden("rules.channel")
    if rules.roles and not set(rules.roles) & set(caller.roles):
        raise Forbidden("rules.role")


def may_clone(rules: Rules, caller: Caller) -> None:
    """Raises `Forbidden` where *caller* may make no new voice, or nothing at all."""
    admit(rules, caller)
    if rules.cloning == "off":
        raise Forbidden("rules.cloning_off")
    if rules.cloning == "roles" and not set(rules.cloning_roles) & set(caller.roles):
        raise Forbidden("rules.cloning_role")


def longest_text(rules: Rules, most: int) -> int:
    """Characters in one /say; *most* is what the installation takes, and no rule is above it."""
    return most if rules.max_text is None else min(most, rules.max_text)


def may_fall_back(rules: Rules, *, usual: bool) -> bool:
    """Whether the speech server on this machine may speak in the cloud's place; *usual* where no rule says so."""
    return usual if rules.local_fallback is None else rules.local_fallback
