"""What of an ad is sealed, hashed and versioned. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from crawler.items import AdItem

# Fields whose change makes a new version; a renewed date or one picture more does not.
VERSIONED = (
    "title", "text", "address", "phones", "handles", "alias", "age", "city", "postcode", "kind", "prices", "services",
    "languages", "opening_hours",
)  # fmt: skip
# Columns that reading may fill when the page gives nothing; the crawler does not empty them.
FILLED_BY_READING = frozenset({"alias", "age", "city", "languages"})
VERSION_COLUMNS = ("alias", "age", "city", "postcode", "prices", "services")
PLAIN_COLUMNS = ("alias", "age", "city", "postcode", "kind", "prices", "services", "languages", "opening_hours")


def content_hash(item: AdItem) -> str:
    """Return the hash of everything whose change makes a version."""
    content = {name: getattr(item, name) for name in VERSIONED}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content_of(item: AdItem) -> str:
    """Return what is sealed of an ad, as JSON."""
    return json.dumps(
        {
            "title": item.title or "",
            "text": item.text or "",
            "address": item.address,
            "phones": item.phones,
            "handles": item.handles,
            "page": {
                **{name: getattr(item, name) for name in PLAIN_COLUMNS},
                "posted_at": _iso(item.posted_at),
                "image_count": item.image_count,
            },
        },
        ensure_ascii=False,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def page_values(content: Mapping[str, object]) -> dict[str, object]:
    """Return what the page gave, as sealed at the last change: long fields and the plain ones under ``page``."""
    page = content.get("page")
    return {
        **{name: content.get(name) for name in ("title", "text", "address", "phones", "handles")},
        **(page if isinstance(page, dict) else {}),
    }
