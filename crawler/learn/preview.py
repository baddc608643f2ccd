"""What a learned definition reads on sample ads, as rows for a terminal or a screen. Numbers are masked."""

from collections.abc import Mapping, Sequence

from crawler.items import AdItem
from models.phone import mask_phone

HEAD = ("title", "text", "phones", "alias", "age", "place", "kind", "prices", "posted", "reviews", "images")


def preview_row(item: AdItem) -> Sequence[object]:
    """Return one row for an ad."""
    place = ", ".join(part for part in ("street" if item.address else "", item.postcode or "", item.city or "") if part)
    return (
        _short(item.title, 28),
        f"{len(item.text)} letters" if item.text else "",
        ", ".join(mask_phone(number) for number in item.phones),
        item.alias or "",
        item.age or "",
        place,
        item.kind or "",
        ", ".join(_price(price) for price in item.prices),
        item.posted_at.isoformat() if item.posted_at else "",
        len(item.reviews) or "",
        "" if item.image_count is None else item.image_count,
    )


def _short(text: str | None, letters: int) -> str:
    text = " ".join((text or "").split())
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _price(price: Mapping[str, object]) -> str:
    amount = price.get("amount")
    # Crowns without ".0": people read it.
    written = f"{amount:g}" if isinstance(amount, int | float) else str(amount)
    return f"{price.get('minutes') or '?'} min {written} {price.get('currency')}"
