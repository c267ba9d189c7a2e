"""What can be wrong with a store. Neither is for a caller's eyes: an admin must act."""

from __future__ import annotations

from bot.errors import BotError


class StoreUnusable(BotError):
    """The database cannot be opened, read or copied."""


class NewerSchema(StoreUnusable):
    """The database was written by a later version of Mynah; this one would damage it."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(f"the database has schema {found}, this version of Mynah knows up to {known}: update Mynah")
        self.found = found
        self.known = known
