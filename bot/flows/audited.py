"""What was done lately, for a workspace's admins: who and when, never what was said."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.flows.consent import mention
from bot.flows.means import Means
from bot.model import AuditEntry, Caller, Reply
from bot.replies import sentence

NEWEST = 20


@dataclass(frozen=True, slots=True)
class Auditing:
    """Reads the list."""

    means: Means

    async def audited(self, workspace: Caller) -> Reply:
        """The newest entries, one a line. The adapter has seen that whoever asks may."""
        entries = await self.means.audit.recent(workspace, NEWEST)
        if not entries:
            return Reply(words=sentence("audit.none", workspace.locale), private=True)
        lines = "\n".join(map(_line, entries))
        return Reply(words=sentence("audit.listed", workspace.locale, lines=lines), private=True)


def _line(entry: AuditEntry) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(entry.at))
    who = mention(entry.caller.user) if entry.caller.user else "-"
    return f"{when} {who} {entry.action} {entry.subject}".rstrip()
