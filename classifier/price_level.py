"""What other ads of the same kind and region ask for the same time: what a price is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from sqlalchemy import select
from sqlmodel import Session, col

from models.ad import Ad, AdPhone
from models.gazetteer import postcodes, towns

Key = tuple[int | None, str]


def prices_of(written: Iterable[Mapping[str, object]]) -> dict[Key, float]:
    """Return stored prices as (minutes, currency) to amount; what is no number is left out."""
    prices: dict[Key, float] = {}
    for price in written:
        minutes, amount = price.get("minutes"), price.get("amount")
        if isinstance(amount, int | float):
            prices[minutes if isinstance(minutes, int) else None, str(price.get("currency"))] = float(amount)
    return prices


class PriceLevel:
    """The prices of all live ads, by kind of place and region. One number counts once, however many ads it has."""

    def __init__(self, session: Session) -> None:
        self._asked: dict[tuple[str | None, str | None, int | None, str], dict[object, float]] = defaultdict(dict)
        number_of: dict[int, int] = {}
        for ad_id, phone_id in session.execute(select(col(AdPhone.ad_id), col(AdPhone.phone_id))):
            number_of[ad_id] = min(phone_id, number_of.get(ad_id, phone_id))
        self._number_of = number_of
        regions = _regions()
        rows = session.execute(
            select(col(Ad.id), col(Ad.kind), col(Ad.city), col(Ad.postcode), col(Ad.prices)).where(
                col(Ad.gone_at).is_(None)
            )
        )
        for ad_id, kind, city, postcode, written in rows:
            for (minutes, currency), amount in prices_of(written).items():
                place = (kind, _region(regions, city, postcode), minutes, currency)
                self._asked[place][number_of.get(ad_id, f"ad{ad_id}")] = amount

    def around(self, ad: Ad, phones: Iterable[int]) -> dict[Key, list[float]]:
        """Return what others of the same kind and region ask for the same times, the ad's own numbers left out."""
        region = _region(_regions(), ad.city, ad.postcode)
        own = {*phones, self._number_of.get(ad.id or 0), f"ad{ad.id}"}
        return {
            (minutes, currency): [
                amount
                for number, amount in self._asked.get((ad.kind, region, minutes, currency), {}).items()
                if number not in own
            ]
            for minutes, currency in prices_of(ad.prices)
        }


def _region(regions: Mapping[str, str], city: str | None, postcode: str | None) -> str | None:
    """Return the region of a postcode, else of a town; None where neither is known."""
    return regions.get(postcode or "") or regions.get((city or "").casefold())


@cache
def _regions() -> dict[str, str]:
    """Return postcodes and town names with their region; of towns of one name the largest, which comes first, counts."""
    found = {town.name.casefold(): town.region_code for town in reversed(list(towns()))}
    return found | {code.postcode: code.region_code for code in postcodes().values()}
