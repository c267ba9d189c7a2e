"""What a job has noted, in earlier lives and in this one."""

from __future__ import annotations

from bot.ports import Checkpoint


class Notes:
    """The checkpoints of one job. *noted* are those of earlier attempts; *area* begins each name."""

    def __init__(self, checkpoint: Checkpoint, noted: dict[str, str], area: str = "") -> None:
        self._checkpoint, self._area = checkpoint, area
        self._noted = noted

    def get(self, name: str) -> str:
        """What stands under *name*; empty when nothing does."""
        return self._noted.get(self._area + name, "")

    async def put(self, name: str, value: str) -> None:
        """Durable when it returns; an empty value forgets the name."""
        await self._checkpoint(self._area + name, value)
        self._noted[self._area + name] = value

    def within(self, area: str) -> Notes:
        """The same job's notes, their names apart from all others."""
        return Notes(self._checkpoint, self._noted, f"{self._area}{area}:")

    def anew(self) -> Notes:
        """The same names, with nothing noted yet."""
        return Notes(self._checkpoint, {}, self._area)

    def any(self, start: str) -> bool:
        """Whether something stands under a name that begins with *start*."""
        return any(value for name, value in self._noted.items() if name.startswith(self._area + start))
