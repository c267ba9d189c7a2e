"""The page's transcript: posts in a channel, in the order in which they were last put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.tables import channel as counter
from bot.store.tables import post as table


class SqlPosts:
    """`bot.ports.Posts` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, channel: str, post_id: str, body: Mapping[str, object], at: float) -> int:
        # The counter's row is locked until the commit, so that positions become visible in their order:
        # whoever has read up to one position never misses a smaller one.
        next_position = (
            self._database.insert(counter)
            .values(name=channel, position=1)
            .on_conflict_do_update(index_elements=["name"], set_={"position": counter.c.position + 1})
            .returning(counter.c.position)
        )

        async def place(connection: AsyncConnection) -> int:
            position = int((await connection.execute(next_position)).scalar_one())
            values = {"channel": channel, "id": post_id, "position": position, "body": dict(body), "at": at}
            await connection.execute(self._database.upsert(table, values))
            return position

        return await self._database.transact(place)

    async def since(self, channel: str, position: int) -> Sequence[tuple[int, Mapping[str, object]]]:
        rows = await self._database.read(
            select(table.c.position, table.c.body)
            .where(table.c.channel == channel, table.c.position > position)
            .order_by(table.c.position)
        )
        return [(row.position, row.body) for row in rows]

    async def prune(self, before: float) -> None:
        await self._database.write(delete(table).where(table.c.at < before))
        await self._database.scrub()
