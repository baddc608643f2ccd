"""The demo world as rows in the contract's *Ad in* format, as ``lygte link`` reads them."""

from collections.abc import Iterator

from demo.ad import Ad, AdState
from demo.world import World


def ad_in_rows(world: World, *, every_version: bool = False) -> Iterator[dict[str, object]]:
    """One row an ad, as it was last seen; with ``every_version`` one row for each dated state (ids end in ``@day``)."""
    for ad in world.ads:
        shown = [(day, state) for day, state in ad.versions if state is not None]
        for day, state in shown if every_version else shown[-1:]:
            yield _row(ad, state, world, day, f"@{day}" if every_version else "")


def _row(ad: Ad, state: AdState, world: World, day: int, suffix: str) -> dict[str, object]:
    return {
        "id": f"{ad.site}/{ad.external_id}{suffix}", "text": state.text, "phones": list(state.phones), "alias": state.alias,
        "age": state.age, "city": state.town.city, "postcode": state.town.postcode, "address": state.address, "site": ad.site,
        "seen_at": world.now(day).isoformat(),
    }  # fmt: skip
