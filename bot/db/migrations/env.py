"""Alembic's environment: runs the migrations over the connection that `bot.db.schema` hands in."""

from alembic import context

from bot.db.schema import all_metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=all_metadata(), render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
