"""The shipped offices in an empty database of each kind."""

import pytest

from bot.db.base import Database
from bot.db.stations import StationRepository
from bot.knowledge.seed import seed_stations


@pytest.fixture
def offices(database: Database) -> StationRepository:
    """The repository after the first start."""
    seed_stations(database)
    return StationRepository(database)
