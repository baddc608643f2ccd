"""Keeping what pages led to and their validators, so that the next pass asks only for what may have changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from crawler.pass_book import Memory
from crawler.store.ads import table_of
from models.site import PageMemory

CHUNK = 400
_RENEWED = ("reader", "etag", "last_modified", "body_hash", "led_to", "external_id", "checked_at")


def remember(session: Session, site: str, reader: str, pages: Mapping[str, Memory], checked_at: datetime) -> None:
    """Keep memories; older ones of the same addresses are replaced. The caller's transaction."""
    connection = session.connection()
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    change = dialect.insert(table_of(PageMemory))
    change = change.on_conflict_do_update(
        index_elements=["site", "address"], set_={name: getattr(change.excluded, name) for name in _RENEWED}
    )
    rows = [
        {
            "site": site,
            "address": address,
            "reader": reader,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "body_hash": page.body_hash,
            "led_to": page.led_to,
            "external_id": page.external_id,
            "checked_at": checked_at,
        }
        for address, page in pages.items()
    ]
    for start in range(0, len(rows), CHUNK):
        connection.execute(change, rows[start : start + CHUNK])
