"""Opens the forms. A trigger lives three seconds, so a form is opened before anything else is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.slack import modals
from adapters.slack.choices import Chosen
from adapters.slack.desk import Desk
from adapters.slack.modals import View
from adapters.slack.origin import Origin
from bot.errors import DeliveryError
from bot.logs import describe, get_logger
from bot.model import Preferences

logger = get_logger(__name__)


class Forms:
    """Opens a form in the language that is known by heart, and puts it right once the store was asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def say(self, trigger: str, origin: Origin, chosen: Chosen, text: str = "", *, ts: str = "") -> None:
        """/say as a form; see `modals.say_form`."""
        limit = self._desk.app.settings.max_text
        await self._open(trigger, origin, lambda locale: modals.say_form(origin, chosen, text, locale, limit, ts=ts))

    async def clone(
        self, trigger: str, origin: Origin, name: str = "", file: Mapping[str, object] | None = None
    ) -> None:
        """/clone as a form; *file*: a recording in a message."""
        await self._open(trigger, origin, lambda locale: modals.clone_form(origin, locale, name, file))

    async def settings(self, trigger: str, origin: Origin, now: Preferences) -> None:
        """What /say uses by itself."""
        await self._open(trigger, origin, lambda locale: modals.settings_form(origin, now, locale))

    async def rename(self, trigger: str, origin: Origin, voice: str) -> None:
        """Another name for a voice."""
        await self._open(trigger, origin, lambda locale: modals.rename_form(origin, voice, locale))

    async def _open(self, trigger: str, origin: Origin, form: Callable[[str], View]) -> None:
        caller = origin.caller()
        guess = self._desk.tongues.guess(caller)
        shown = await self._call(origin, "views.open", trigger_id=trigger, view=form(guess))
        locale = await self._desk.tongues.of(caller)
        if locale == guess:
            return
        try:
            view = shown["view"]
            await self._call(origin, "views.update", view_id=view["id"], hash=view["hash"], view=form(locale))
        except DeliveryError as error:  # it stays in the other language
            logger.warning("a form stayed in another language", error=describe(error))

    async def _call(self, origin: Origin, method: str, **args: Any) -> Any:
        return await self._desk.api.call(origin.team, origin.enterprise, method, **args)
