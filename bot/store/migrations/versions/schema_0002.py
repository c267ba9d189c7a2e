"""Voices that are shared, consent that is asked for, keys, a workspace's rules, and what adapters note for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def upgrade() -> None:
    # made anew, so that a database that was brought up to date reads the same as a new one
    with op.batch_alter_table("voice", recreate="always") as voice:
        voice.add_column(sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("preference", recreate="always") as preference:
        preference.add_column(sa.Column("delivery", sa.String))
    with op.batch_alter_table("consent", recreate="always") as consent:
        consent.add_column(sa.Column("requester", sa.String, nullable=False, server_default=""))
        consent.add_column(sa.Column("text_hash", sa.String, nullable=False, server_default=""))
    _of_rights()
    op.create_table(
        "mark",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _of_rights() -> None:
    key = ("platform", "workspace", "owner", "folded", "kind", "target")
    op.create_table("share", *_text(*key), sa.PrimaryKeyConstraint(*key))
    op.create_table(
        "ask",
        *_text("id", "platform", "workspace", "requester", "speaker", "name", "sample_key", "statement", "locale"),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ask_by_age", "ask", ["expires_at"])
    op.create_index("ask_of_workspace", "ask", ["platform", "workspace"])
    op.create_table(
        "vault",
        *_text("name"),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "rule",
        *_text("platform", "workspace"),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace"),
    )
