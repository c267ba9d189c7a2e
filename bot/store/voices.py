"""The cloned voices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NameTaken
from bot.model import Caller, Platform, Voice, VoiceKind, VoiceRef, Whom
from bot.store.database import Database
from bot.store.owner import folded, owned_by, owner_key, within
from bot.store.tables import consent, share
from bot.store.tables import voice as table


class SqlVoices:
    """`bot.ports.Voices` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, owner: Caller, voice: Voice) -> None:
        values = owner_key(owner) | {
            "name": voice.name,
            "folded": folded(voice.name),
            "kind": voice.ref.kind.value,
            "ref": voice.ref.id,
            "names": voice.names,
            "languages": voice.languages,
            "emotions": voice.emotions,
            "sample_key": voice.sample_key,
            "shared": voice.shared,
            "created_at": voice.created_at,
        }
        statement = self._database.insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
        if not await self._database.write(statement):
            raise NameTaken("voice.name_taken", name=voice.name)

    async def of(self, caller: Caller) -> Sequence[Voice]:
        here = and_(table.c.platform == caller.platform.value, table.c.workspace == caller.workspace)
        mine = table.c.owner == caller.user
        rows = await self._database.read(
            select(table)
            .where(here, or_(mine, table.c.shared, _shared_with(caller)))
            .order_by(case((mine, 0), else_=1), table.c.created_at, table.c.id)
        )
        return [_voice_of(row) for row in rows]

    async def rebind(self, owner: Caller, name: str, ref: VoiceRef) -> None:
        await self._database.write(
            update(table)
            .where(owned_by(table, owner), table.c.folded == folded(name))
            .values(kind=ref.kind.value, ref=ref.id)
        )

    async def rename(self, owner: Caller, name: str, new: str) -> bool:
        async def both(connection: AsyncConnection) -> bool:
            values = {"name": new, "folded": folded(new)}
            found = (owned_by(table, owner), table.c.folded == folded(name))
            done = await connection.execute(update(table).where(*found).values(values))
            agreed = (owned_by(consent, owner), consent.c.folded == folded(name))
            await connection.execute(update(consent).where(*agreed).values(voice=new, folded=folded(new)))
            await connection.execute(update(share).where(*_lent(owner, name)).values(folded=folded(new)))
            return bool(done.rowcount)

        try:
            return await self._database.transact(both)
        except IntegrityError:
            raise NameTaken("voice.name_taken", name=new) from None

    async def share(self, owner: Caller, name: str, *, shared: bool) -> bool:
        async def both(connection: AsyncConnection) -> bool:
            found = (owned_by(table, owner), table.c.folded == folded(name))
            done = await connection.execute(update(table).where(*found).values(shared=shared))
            if not shared:
                await connection.execute(delete(share).where(*_lent(owner, name)))
            return bool(done.rowcount)

        return await self._database.transact(both)

    async def share_with(self, owner: Caller, name: str, whom: Whom) -> bool:
        async def both(connection: AsyncConnection) -> bool:
            found = select(table.c.id).where(owned_by(table, owner), table.c.folded == folded(name))
            if not (await connection.execute(found)).first():
                return False
            row = owner_key(owner) | {"folded": folded(name), "kind": whom.kind, "target": whom.id}
            await connection.execute(self._database.insert(share).values(row).on_conflict_do_nothing())
            return True

        return await self._database.transact(both)

    async def shares(self, owner: Caller, name: str) -> Sequence[Whom]:
        rows = await self._database.read(
            select(share.c.kind, share.c.target).where(*_lent(owner, name)).order_by(share.c.kind, share.c.target)
        )
        return [Whom(kind=row.kind, id=row.target) for row in rows]

    async def forget(self, owner: Caller, name: str) -> Voice | None:
        async def both(connection: AsyncConnection) -> Voice | None:
            found = (owned_by(table, owner), table.c.folded == folded(name))
            rows = (await connection.execute(delete(table).where(*found).returning(*table.c))).all()
            await connection.execute(delete(share).where(*_lent(owner, name)))
            return _voice_of(rows[0]) if rows else None

        if voice := await self._database.transact(both):
            await self._database.scrub()
        return voice

    async def of_all(self, workspace: Caller) -> Sequence[Voice]:
        rows = await self._database.read(select(table).where(within(table, workspace)).order_by(table.c.id))
        return [_voice_of(row) for row in rows]

    async def every(self) -> Sequence[tuple[Caller, Voice]]:
        rows = await self._database.read(select(table).order_by(table.c.id))
        return [(_owner_of(row), _voice_of(row)) for row in rows]


def _lent(owner: Caller, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return owned_by(share, owner), share.c.folded == folded(name)


def _shared_with(caller: Caller) -> ColumnElement[bool]:
    """True for voices that a role of the caller's, or the caller, may use."""
    person = and_(share.c.kind == "person", share.c.target == caller.user)
    role = and_(share.c.kind == "role", share.c.target.in_(caller.roles))
    same = [share.c[name] == table.c[name] for name in ("platform", "workspace", "owner", "folded")]
    return exists().where(*same, or_(person, role))


def _owner_of(row: Row[Any]) -> Caller:
    return Caller(platform=Platform(row.platform), workspace=row.workspace, user=row.owner)


def _voice_of(row: Row[Any]) -> Voice:
    return Voice(
        name=row.name,
        ref=VoiceRef(kind=VoiceKind(row.kind), id=row.ref),
        names=tuple((language, name) for language, name in row.names),
        languages=tuple(row.languages),
        emotions=tuple(row.emotions),
        owner=row.owner,
        sample_key=row.sample_key,
        shared=row.shared,
        created_at=row.created_at,
    )
