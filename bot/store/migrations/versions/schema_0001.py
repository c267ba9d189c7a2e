"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def upgrade() -> None:
    _of_owners()
    _of_workspaces()
    _of_the_cache()
    _of_the_page()


def _of_owners() -> None:
    op.create_table(
        "voice",
        sa.Column("id", _SERIAL, primary_key=True),
        *_text("platform", "workspace", "owner", "name", "folded", "kind", "ref"),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("emotions", sa.JSON, nullable=False),
        *_text("sample_key"),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.UniqueConstraint("platform", "workspace", "owner", "folded", name="voice_once"),
    )
    op.create_table(
        "preference",
        *_text("platform", "workspace", "owner"),
        sa.Column("voice", sa.String),
        sa.Column("language", sa.String),
        sa.Column("emotion", sa.String),
        sa.Column("speed", sa.Float),
        sa.Column("pitch", sa.Integer),
        sa.Column("format", sa.String),
        sa.PrimaryKeyConstraint("platform", "workspace", "owner"),
    )
    op.create_table(
        "consent",
        sa.Column("id", _SERIAL, primary_key=True),
        *_text("platform", "workspace", "owner", "voice", "folded", "speaker", "statement", "sample_hash"),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("revoked_at", sa.Float),
    )
    op.create_index("consent_of_voice", "consent", ["platform", "workspace", "owner", "folded"])


def _of_workspaces() -> None:
    op.create_table(
        "budget",
        *_text("scope", "period"),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("scope", "period"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _SERIAL, primary_key=True),
        *_text("platform", "workspace", "owner", "action", "subject"),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("audit_of_workspace", "audit", ["platform", "workspace", "id"])


def _of_the_cache() -> None:
    op.create_table(
        "clip",
        *_text("key", "format"),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("waveform", sa.LargeBinary, nullable=False),
        sa.Column("embed_url", sa.String),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("used_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("clip_by_use", "clip", ["used_at"])


def _of_the_page() -> None:
    op.create_table(
        "channel",
        *_text("name"),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "post",
        *_text("channel", "id"),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("channel", "id"),
        sa.UniqueConstraint("channel", "position", name="post_in_order"),
    )
    op.create_index("post_by_age", "post", ["at"])
