"""The tables, as the queries see them. How they came to be stands in `migrations`; a test keeps the two equal.

Platform, workspace and owner are always a voice's key, never the speech API's id. Times are seconds since the epoch.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)

metadata = MetaData()
_Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only a column whose type is INTEGER


def _text(name: str, *, primary_key: bool = False) -> Column[Any]:
    return Column(name, String, primary_key=primary_key, nullable=False)


def _owner(*, primary_key: bool = False) -> tuple[Column[Any], ...]:
    return tuple(_text(name, primary_key=primary_key) for name in ("platform", "workspace", "owner"))


voice = Table(
    "voice",
    metadata,
    Column("id", _Serial, primary_key=True),
    *_owner(),
    _text("name"),
    _text("folded"),  # the name without its letter case: `bot.store.owner.folded`
    _text("kind"),
    _text("ref"),
    Column("names", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("emotions", JSON, nullable=False),
    _text("sample_key"),
    Column("created_at", Float, nullable=False),
    Column("shared", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("platform", "workspace", "owner", "folded", name="voice_once"),
)

preference = Table(
    "preference",
    metadata,
    *_owner(primary_key=True),
    Column("voice", String),
    Column("language", String),
    Column("emotion", String),
    Column("speed", Float),
    Column("pitch", Integer),
    Column("format", String),
    Column("delivery", String),
)

consent = Table(
    "consent",
    metadata,
    Column("id", _Serial, primary_key=True),
    *_owner(),
    _text("voice"),
    _text("folded"),
    _text("speaker"),
    _text("statement"),
    _text("sample_hash"),
    Column("at", Float, nullable=False),
    Column("revoked_at", Float),
    Column("requester", String, nullable=False, server_default=""),  # who asked the speaker; empty: the speaker did
    Column("text_hash", String, nullable=False, server_default=""),  # SHA-256 of the statement as it was shown
    Index("consent_of_voice", "platform", "workspace", "owner", "folded"),
)

budget = Table(
    "budget",
    metadata,
    _text("scope", primary_key=True),
    _text("period", primary_key=True),
    Column("used", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Serial, primary_key=True),
    *_owner(),
    _text("action"),
    _text("subject"),
    Column("at", Float, nullable=False),
    Index("audit_of_workspace", "platform", "workspace", "id"),
)

clip = Table(
    "clip",
    metadata,
    _text("key", primary_key=True),
    _text("format"),
    Column("size", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("waveform", LargeBinary, nullable=False),
    Column("embed_url", String),
    Column("created_at", Float, nullable=False),
    Column("used_at", Float, nullable=False),
    Index("clip_by_use", "used_at"),
)

channel = Table(  # counts a channel's posts; it outlives them, so that a position is never given twice
    "channel",
    metadata,
    _text("name", primary_key=True),
    Column("position", BigInteger, nullable=False),
)

post = Table(
    "post",
    metadata,
    _text("channel", primary_key=True),
    _text("id", primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Float, nullable=False),
    UniqueConstraint("channel", "position", name="post_in_order"),
    Index("post_by_age", "at"),
)

mark = Table(  # small facts of an adapter, from one start to the next
    "mark",
    metadata,
    _text("name", primary_key=True),
    _text("value"),
)

share = Table(  # whom, besides everybody (`voice.shared`), an owner lets speak with a voice
    "share",
    metadata,
    *_owner(primary_key=True),
    _text("folded", primary_key=True),
    _text("kind", primary_key=True),  # role or person
    _text("target", primary_key=True),  # the platform's id of it
)

ask = Table(  # somebody is asked to let their voice be cloned; nothing is enrolled before they agree
    "ask",
    metadata,
    _text("id", primary_key=True),
    _text("platform"),
    _text("workspace"),
    _text("requester"),
    _text("speaker"),
    _text("name"),
    _text("sample_key"),
    _text("statement"),
    _text("locale"),  # of the one who asks
    Column("place", JSON, nullable=False),  # where they are told what came of it
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("ask_by_age", "expires_at"),
    Index("ask_of_workspace", "platform", "workspace"),
)

vault = Table(  # the key of each kept recording: without the row its file is noise
    "vault",
    metadata,
    _text("name", primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

rule = Table(  # what a workspace's admins allow; missing names take their default
    "rule",
    metadata,
    _text("platform", primary_key=True),
    _text("workspace", primary_key=True),
    Column("body", JSON, nullable=False),
)
