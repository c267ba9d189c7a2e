"""Run by Alembic, with a connection whose transaction `bot.store.migrate` has begun. Leaves logging alone."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite cannot alter most of a table: Alembic copies it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
