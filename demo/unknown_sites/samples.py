"""The ads of an unknown site, with their truth in the contract's *Ad out* format."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from demo.ad import AdState
from demo.stage import COPENHAGEN
from demo.truth import ad_out
from demo.world import build_world

# What a site may leave out; a field that is not shown is None (or empty) in its truth.
_EMPTY: dict[str, object] = {
    "alias": None,
    "age": None,
    "address": None,
    "kind": None,
    "posted_at": None,
    "prices": [],
    "reviews": [],
    "postcode": None,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One ad of an unknown site."""

    external_id: str
    state: AdState


def draw_samples(kind: str, seed: int, now: datetime, count: int, *, reviewed: bool = False) -> list[Sample]:
    """``count`` ads with plain numbers, posted at various times before ``now`` (aware). Newest first."""
    local = now.astimezone(COPENHAGEN)
    world = build_world(
        seed=seed * 1009 + crc32(kind.encode()) % 1000, days=1, scale=max(0.15, count / 500), first_day=local.date()
    )
    shift = local - world.now(0)
    source = "hjerterum" if reviewed else "byportalen"
    usable = [
        (ad, state)
        for ad, state in world.live(source, 0)
        if not state.obscured and state.kind != "other" and state.alias is not None
    ]
    if reviewed:
        usable.sort(key=lambda pair: -len(pair[1].reviews))
    if not reviewed:
        random.Random(f"{kind}-{seed}").shuffle(usable)
    chosen = sorted(usable[:count], key=lambda pair: pair[1].posted_at, reverse=True)
    return [Sample(f"{4000 + 17 * number}", _moved(state, shift)) for number, (_, state) in enumerate(chosen)]


def _moved(state: AdState, shift: timedelta) -> AdState:
    return replace(state, posted_at=state.posted_at + shift, updated_at=state.updated_at + shift)


def truth_of(site: str, sample: Sample, path: str, hidden: tuple[str, ...] = ()) -> dict[str, object]:
    """The true row of an ad; ``path`` is its address below the site's root, ``hidden`` names fields the site does not show."""
    row = ad_out(site, sample.state)
    row.update({field: _EMPTY[field] for field in hidden})
    row["url"] = path
    return row
