"""The whole schema: every table's module, and the migrations that bring a database to it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

import bot.db
from bot.db.base import Base, Database

MIGRATIONS = Path(__file__).parent / "migrations"


def all_metadata() -> MetaData:
    """Return the metadata with every table of the package registered."""
    for module in walk_packages(bot.db.__path__, "bot.db."):
        if not module.name.startswith("bot.db.migrations"):
            import_module(module.name)
    return Base.metadata


def migrate(database: Database) -> None:
    """Bring the database to the newest schema; a database that is there already keeps its data."""
    _with_connection(database, lambda config: command.upgrade(config, "head"))


def make_revision(database: Database, message: str) -> None:
    """Write a migration for what the tables in the code have and the database lacks."""
    _with_connection(database, lambda config: command.revision(config, message, autogenerate=True))


def differences(database: Database) -> list[object]:
    """Return what still differs between the database and the tables in the code."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, all_metadata()))


def _with_connection(database: Database, run: object) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        run(config)  # type: ignore[operator]
