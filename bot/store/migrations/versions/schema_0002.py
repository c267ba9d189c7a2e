"""Voices that are shared in their workspace, how a clip is delivered, and what adapters note for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # made anew, so that a database that was brought up to date reads the same as a new one
    with op.batch_alter_table("voice", recreate="always") as voice:
        voice.add_column(sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("preference", recreate="always") as preference:
        preference.add_column(sa.Column("delivery", sa.String))
    op.create_table(
        "mark",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
