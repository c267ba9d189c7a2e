"""What every listener works with: the core, Slack, and the promise that nobody waits without a word."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from adapters.patience import Patience
from adapters.slack.api import Api, Declined
from adapters.slack.origin import Origin
from adapters.slack.recent import Recent
from adapters.slack.recordings import Recording
from adapters.slack.tell import Teller
from adapters.slack.tongues import Tongues
from bot.app import App
from bot.errors import DeliveryError, JobsClosed, JobsFailed, Refused
from bot.logs import describe, get_logger
from bot.model import Caller, Reply, Request, Say
from bot.replies import reply_to, sentence

SILENT_FOR = 1.5  # seconds until a person is told that it takes longer
LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})

Work = Callable[[Caller], Awaitable[Reply | None]]

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Shared by all listeners."""

    app: App
    api: Api
    teller: Teller
    tongues: Tongues
    patience: Patience = field(default_factory=Patience)
    recent: Recent = field(default_factory=Recent)

    async def accept(self, job_id: str, request: Request, origin: Origin, recording: Recording | None = None) -> None:
        """Durable when it returns; a repeat is the same job. *recording*: what a `Clone` is to be made of.

        Raises `Refused`, `JobsClosed`, `JobsFailed`.
        """

        async def note() -> None:
            await self.teller.tell(origin, sentence("slack.working", request.caller.locale))

        address = origin.address()
        if recording:
            address = replace(address, more=address.more | recording.more())
        if await self.app.submit(job_id, request, address, hold=True):
            self.patience.watch(job_id, SILENT_FOR, note)  # before it is worked, or a quick answer would be overtaken
            self.app.release(job_id)
            if isinstance(request, Say):
                self.recent.note(request.caller, request.voice)

    async def worded(
        self, origin: Origin, work: Work, *, typed: str = "", hurry: bool = False, insist: bool = False
    ) -> Reply:
        """What *work* has to say, whatever happens in it.

        *hurry*: it opens a form, so nothing is asked for before. *insist*: Slack will send this again if we cannot take
        it, so `JobsClosed` and `JobsFailed` are raised: a later delivery may find us better.
        """
        asking = origin.caller()
        locale = self.tongues.guess(asking, typed) if hurry else await self.tongues.of(asking, typed)
        caller = origin.caller(locale)

        async def worked() -> Reply:
            try:
                return await work(caller) or Reply()
            except Declined as refusal:
                if refusal.error in LATE:
                    raise Refused("slack.late") from None
                raise

        but = (JobsClosed, JobsFailed) if insist else ()
        return await reply_to(worked(), caller.locale, secrets.token_hex(3), but=but)

    async def say_aside(self, origin: Origin, reply: Reply) -> None:
        """Tell the person alone, if there is something to tell; when Slack will not take even that, the log has it."""
        if not reply.words:
            return
        try:
            await self.teller.tell(origin, reply.words)
        except DeliveryError as error:
            logger.warning("a sentence was not shown", reference=reply.reference, error=describe(error))
