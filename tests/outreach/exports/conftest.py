"""What a file holds does not depend on the engine: these tests run on SQLite, which is quicker."""

import pytest


@pytest.fixture
def store_url(sqlite_store_url: str) -> str:
    """A fresh SQLite store."""
    return sqlite_store_url
