"""What is true of every ad, kept apart from the pages; and how well a predicted grouping fits it.

True groups: the ads of one independent, of one clinic, of one network, of one spam line. Each woman of an escort bureau is a
group of her own (the switchboard number says nothing of her), and so is each of several friends who share rooms.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from demo.ad import Ad, AdState, Planted
from demo.world import World

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AdTruth:
    """The truth of one ad. ``phones`` are E.164; ``live`` the dates it is up; ``planted`` all signs ever shown in its text;
    ``history`` the history indicators its days show on purpose."""

    site: str
    external_id: str
    actor_id: str
    actor_kind: str
    network_id: str | None
    person_id: str
    phones: tuple[str, ...]
    live: tuple[date, ...]
    planted: tuple[Planted, ...]
    history: tuple[str, ...] = ()


class Truth:
    """Looks up the truth by (site, external id)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._ads: dict[Key, Ad] = {(ad.site, ad.external_id): ad for ad in world.ads}
        self.by_ad: dict[Key, AdTruth] = {key: _truth(ad, world) for key, ad in self._ads.items()}

    def __getitem__(self, key: Key) -> AdTruth:
        return self.by_ad[key]

    def __len__(self) -> int:
        return len(self.by_ad)

    def groups(self) -> dict[Key, str]:
        """The true group (actor) of every ad."""
        return {key: truth.actor_id for key, truth in self.by_ad.items()}

    def networks(self) -> dict[str, set[Key]]:
        """The planted controlled networks and their ads."""
        found: dict[str, set[Key]] = defaultdict(set)
        for key, truth in self.by_ad.items():
            if truth.network_id is not None:
                found[truth.network_id].add(key)
        return dict(found)

    def live(self, site: str, day: int) -> set[str]:
        """The external ids that are up on a site on a day."""
        return {ad.external_id for ad, _ in self.world.live(site, day)}

    def ad_out(self, site: str, external_id: str, day: int) -> dict[str, object] | None:
        """The ad as it stands on a day, in the contract's *Ad out* format (url, first/last seen left out); None when not up."""
        state = self._ads[(site, external_id)].on(day)
        return None if state is None else ad_out(site, state)


def ad_out(site: str, state: AdState) -> dict[str, object]:
    """The true field values of a state. ``posted_at`` is an ISO date, in Danish time."""
    return {
        "site": site, "title": state.title, "text": state.text, "phones": list(state.phones), "alias": state.alias, "age": state.age,
        "city": state.town.city, "postcode": state.town.postcode, "address": state.address, "kind": state.kind,
        "prices": [{"minutes": p.minutes, "amount": p.amount, "currency": p.currency} for p in state.prices],
        "posted_at": state.posted_at.date().isoformat(), "languages": [state.lang],
        "reviews": [{"text": r.text, "posted_at": r.posted_at.isoformat(), "rating": r.rating} for r in state.reviews],
        "image_count": state.image_count,
    }  # fmt: skip


def _truth(ad: Ad, world: World) -> AdTruth:
    states = [state for _, state in ad.versions if state is not None]
    planted = {sign: None for state in states for sign in state.planted}
    phones = {phone: None for state in states for phone in state.phones}
    live = tuple(world.first_day + timedelta(days=day) for day in ad.live_days(world.days))
    return AdTruth(
        ad.site,
        ad.external_id,
        ad.actor_id,
        ad.actor_kind,
        ad.network_id,
        ad.person_id,
        tuple(phones),
        live,
        tuple(planted),
        ad.history,
    )


def pairwise(predicted: Mapping[Key, Hashable], truth: "Truth") -> tuple[float, float]:
    """Precision and recall over pairs of ads that share a group, among the ads that were predicted."""
    true = truth.groups()
    both, said, real = Counter[Hashable](), Counter[Hashable](), Counter[Hashable]()
    for key, group in predicted.items():
        both[(group, true[key])] += 1
        said[group] += 1
        real[true[key]] += 1
    hits = _pairs(both)
    return _share(hits, _pairs(said)), _share(hits, _pairs(real))


def network_pairs(predicted: Mapping[Key, Hashable], truth: "Truth") -> tuple[float, float]:
    """Precision over all joined pairs of ads, recall over the pairs inside planted networks.

    For the possible networks that people are shown: one person's own ads and a spam line are no network, so leaving
    them apart is not a miss, while joining two strangers anywhere is a mistake.
    """
    precision, _ = pairwise(predicted, truth)
    planted = {key for keys in truth.networks().values() for key in keys}
    _, recall = pairwise({key: group for key, group in predicted.items() if key in planted}, truth)
    return precision, recall


def bcubed(predicted: Mapping[Key, Hashable], truth: "Truth") -> tuple[float, float]:
    """B-cubed precision and recall: the mean, over ads, of how pure and how whole each ad's group is."""
    true = truth.groups()
    both = Counter((group, true[key]) for key, group in predicted.items())
    said = Counter(predicted.values())
    real = Counter(true[key] for key in predicted)
    count = len(predicted)
    if count == 0:
        return 1.0, 1.0
    precision = sum(both[(group, true[key])] / said[group] for key, group in predicted.items()) / count
    recall = sum(both[(group, true[key])] / real[true[key]] for key, group in predicted.items()) / count
    return precision, recall


def networks_whole(predicted: Mapping[Key, Hashable], truth: "Truth", share: float = 0.8) -> tuple[int, int]:
    """How many planted networks lie in one predicted group (``share`` of their ads, in a group as pure), and how many there are."""
    sizes = Counter(predicted.values())
    found = planted = 0
    for keys in truth.networks().values():
        seen = [key for key in keys if key in predicted]
        if len(seen) < 2:
            continue
        planted += 1
        group, inside = Counter(predicted[key] for key in seen).most_common(1)[0]
        found += inside >= share * len(seen) and inside >= share * sizes[group]
    return found, planted


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
