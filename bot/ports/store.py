"""What is kept: voices, consent, choices, rules, budgets, and what adapters note for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.model import Ask, AuditEntry, Caller, Claim, ClipRecord, Consent, Preferences, Rules, Voice, VoiceRef, Whom


class Voices(Protocol):
    """The cloned voices, always looked up by (platform, workspace, user, name)."""

    async def keep(self, owner: Caller, voice: Voice) -> None:
        """Raises `NameTaken` when the owner has a voice of that name (letter case does not count)."""
        ...

    async def of(self, caller: Caller) -> Sequence[Voice]:
        """The voices that *caller* may use, oldest first: their own, then those that others share in the workspace.

        Shared are those that everybody may use, those for one of the caller's roles, and those for the caller.
        """
        ...

    async def rebind(self, owner: Caller, name: str, ref: VoiceRef) -> None:
        """The API knows the voice under another id from now on."""
        ...

    async def forget(self, owner: Caller, name: str) -> Voice | None:
        """The voice that was there, or None."""
        ...

    async def rename(self, owner: Caller, name: str, new: str) -> bool:
        """Call the voice, and the consent to it, *new*; False when it is not there. Raises `NameTaken`."""
        ...

    async def share(self, owner: Caller, name: str, *, shared: bool) -> bool:
        """Let all of the workspace use the voice; or nobody else, no role and no person either. False: not there."""
        ...

    async def share_with(self, owner: Caller, name: str, whom: Whom) -> bool:
        """Let a role or a person use the voice as well; False when it is not there."""
        ...

    async def shares(self, owner: Caller, name: str) -> Sequence[Whom]:
        """The roles and people that may use *owner*'s voice of that name, besides everybody."""
        ...

    async def of_all(self, workspace: Caller) -> Sequence[Voice]:
        """Every voice in the whole workspace, whoever owns it and shared or not."""
        ...

    async def every(self) -> Sequence[tuple[Caller, Voice]]:
        """Every voice there is, with its owner; for whoever runs the bot."""
        ...


class PreferenceStore(Protocol):
    """Choices per user (caller) or per workspace (caller with an empty user)."""

    async def get(self, whose: Caller) -> Preferences: ...

    async def put(self, whose: Caller, preferences: Preferences) -> None: ...


class RuleStore(Protocol):
    """What the admins of each workspace allow. Whoever the caller is, their workspace counts."""

    async def get(self, workspace: Caller) -> Rules: ...

    async def put(self, workspace: Caller, rules: Rules) -> None: ...


class Consents(Protocol):
    """Who agreed to be cloned. Append-only but for `revoke`, and when somebody's data is erased (`People`)."""

    async def record(self, consent: Consent) -> None: ...

    async def find(self, owner: Caller, voice: str) -> Consent | None:
        """The newest unrevoked consent for *owner*'s voice of that name."""
        ...

    async def given(self, speaker: Caller) -> Sequence[Consent]:
        """The unrevoked consents that *speaker* gave; where the workspace is empty: anywhere on their platform."""
        ...

    async def revoke(self, owner: Caller, voice: str, at: float) -> None: ...

    async def prune(self, before: float) -> None:
        """Forget those that were revoked before then."""
        ...


class Asks(Protocol):
    """Those who were asked for their voice and have not been answered for. Found by the secret on the buttons alone."""

    async def add(self, ask: Ask) -> None:
        """Once however often: a repeat of the same id is passed over."""
        ...

    async def find(self, ask_id: str) -> Ask | None: ...

    async def drop(self, ask_id: str) -> None: ...

    async def expired(self, now: float) -> Sequence[Ask]: ...

    async def of_all(self, workspace: Caller) -> Sequence[Ask]:
        """Every open ask in the whole workspace."""
        ...


class Budgets(Protocol):
    """Counters with a cap. Amounts are 0 or more; raises `ValueError` for less.

    `scope` names whose and what (`discord:1:2:characters`), `period` the time (`2026-11-23`).
    """

    async def reserve_all(self, ticket: str, claims: Sequence[Claim]) -> Claim | None:
        """Take all that is claimed, or nothing: a claim that would be over its cap, None when all is taken.

        Never over a cap however many take at once, and once for each *ticket* however often it is asked for.
        """
        ...

    async def give_back_all(self, ticket: str, claims: Sequence[Claim]) -> None:
        """Undo what was reserved under *ticket*, once; it is free for another reservation then."""
        ...

    async def used(self, scope: str, period: str) -> int: ...

    async def prune(self, before: str) -> None:
        """Forget the periods before that one."""
        ...


class People(Protocol):
    """All that is kept about somebody. An empty user: about everybody in the workspace; an empty workspace: on the platform."""

    async def everything(self, whose: Caller) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rows by the table they stand in, as they may be shown to the person."""
        ...

    async def workspaces(self, whose: Caller) -> Sequence[str]:
        """Those in which something is kept about them."""
        ...

    async def erase(self, whose: Caller) -> None:
        """All of it at once, and overwritten, when it returns."""
        ...


class Vault(Protocol):
    """The sealed key of each kept recording. Without its row a file is noise."""

    async def find(self, name: str) -> bytes | None: ...

    async def keep(self, name: str, key: bytes) -> bytes:
        """The key in force: *key*, or the one that was there before."""
        ...

    async def drop(self, name: str) -> None:
        """Durably, and overwritten, when it returns."""
        ...


class Audit(Protocol):
    """What was done, for admins. Never what was said."""

    async def note(self, entry: AuditEntry) -> None: ...

    async def recent(self, workspace: Caller, limit: int = 100) -> Sequence[AuditEntry]: ...

    async def prune(self, before: float) -> None:
        """Forget what was done before then."""
        ...


class ClipIndex(Protocol):
    """Which clips are cached, and when they were last used."""

    async def find(self, key: str, now: float) -> ClipRecord | None:
        """The record, marked as used *now*."""
        ...

    async def keep(self, record: ClipRecord) -> None: ...

    async def excess(self, max_bytes: int, older_than: float) -> Sequence[str]:
        """Keys to drop, least recently used first, so that what stays fits into *max_bytes* and was used since."""
        ...

    async def under(self, folder: str) -> Sequence[str]:
        """The keys that begin with *folder* and a slash."""
        ...

    async def drop(self, keys: Sequence[str]) -> None: ...


class Posts(Protocol):
    """The transcript of a channel that has no platform behind it: the page's. Putting an id again replaces it."""

    async def put(self, channel: str, post_id: str, body: Mapping[str, object], at: float) -> int:
        """The position of the post; a replaced post gets a new one."""
        ...

    async def since(self, channel: str, position: int) -> Sequence[tuple[int, Mapping[str, object]]]: ...

    async def prune(self, before: float) -> None: ...


class Marks(Protocol):
    """Small facts that an adapter keeps from one start to the next: by name, one value each."""

    async def get(self, name: str) -> str: ...

    async def put(self, name: str, value: str) -> None: ...
