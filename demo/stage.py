"""Where the actors put their ads: quotas per site, external ids, and from drafts by day to dated versions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.ad import Ad, AdState, Review
from demo.composer import Draft, draw_prices, render, write_phone
from demo.phones import PhoneBook
from demo.places import TOWNS, Town, invent_address
from demo.sentences import pick

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
# Ads per site at scale 1. nattelys is small because each of its pages costs a browser a fifth of a second.
QUOTAS = {"hjerterum": 350, "nattelys": 130, "byportalen": 310, "annoncetorvet": 770}
# Sites without a *kind* field; ads there have none.
NO_KIND = ("annoncetorvet",)
Timeline = Sequence[tuple[int, Draft | None]]


@dataclass(slots=True)
class Stage:
    """The growing world: random source, phone book, calendar and the ads so far."""

    rng: random.Random
    days: int
    first_day: date
    quotas: dict[str, int]
    phones: PhoneBook
    ads: list[Ad]
    counter: int = 0

    def room(self, site: str) -> int:
        """How many ads the site still takes."""
        return self.quotas[site]

    def sites(self, count: int) -> list[str]:
        """Up to ``count`` different sites that still take ads, fuller sites less often."""
        open_sites = [site for site, left in self.quotas.items() if left > 0]
        chosen: list[str] = []
        while open_sites and len(chosen) < count:
            site = self.rng.choices(open_sites, [self.quotas[name] for name in open_sites])[0]
            open_sites.remove(site)
            chosen.append(site)
        return chosen

    def next_id(self, prefix: str) -> str:
        """A fresh actor, person or network id."""
        self.counter += 1
        return f"{prefix}{self.counter:04d}"

    def town(self) -> Town:
        """A random town."""
        return self.rng.choice(TOWNS)

    def draft(
        self, *, lang: str, alias: str | None, age: int | None, town: Town, phone: str, kind: str, title: str, parts: tuple[str, ...],
        address: str | None = None, obscured: bool = False, style: str | None = None, level: int = 500,
    ) -> Draft:  # fmt: skip
        """A draft with the drawn details every ad has."""
        rng = self.rng
        return Draft(
            lang=lang, alias=alias, age=age, town=town, address=address, phone=phone,
            phone_written=write_phone(rng, phone, lang, obscured=obscured, style=style), obscured=obscured,
            phone_in_text=obscured or rng.random() < 0.55, kind=kind, prices=draw_prices(rng, level), title=title, parts=parts,
            open_hour=rng.randint(8, 13), close_hour=rng.randint(17, 22), years=rng.randint(4, 22),
            images=rng.randint(1, 5), price_style=rng.randint(0, 4),
        )  # fmt: skip

    def address(self, share: float = 0.5) -> str | None:
        """An invented address for a share of the ads."""
        return invent_address(self.rng) if self.rng.random() < share else None

    def place_ad(
        self, site: str, timeline: Timeline, *, actor: str, kind: str, person: str, network: str | None = None,
        reviews: Sequence[Review] = (), history: Sequence[str] = (),
    ) -> Ad:  # fmt: skip
        """Put one ad on a site; the timeline is (day, draft or None while it is away), reviews show from their day."""
        self.quotas[site] -= 1
        ad = Ad(site, self._external_id(site), actor, kind, person, network, history=tuple(history))
        posted = self._posted(timeline[0][0])
        changes = sorted({day for day, _ in timeline} | {review.day for review in reviews if review.day > 0})
        for day in changes:
            draft = [draft for since, draft in timeline if since <= day][-1:]
            if not draft:
                continue
            ad.versions.append((day, self._state(site, draft[0], day, posted, reviews)))
        self.ads.append(ad)
        return ad

    def _state(
        self, site: str, draft: Draft | None, day: int, posted: datetime, reviews: Sequence[Review]
    ) -> AdState | None:
        if draft is None:
            return None
        shown = replace(draft, kind=None) if site in NO_KIND else draft
        updated = (
            posted
            if posted >= self._early(day) or day == 0
            else self._early(day) + timedelta(minutes=self.rng.randint(1, 500))
        )
        state = render(shown, posted_at=posted, updated_at=updated)
        return replace(state, reviews=tuple(review for review in reviews if review.day <= day))

    def _early(self, day: int) -> datetime:
        return datetime.combine(self.first_day + timedelta(days=day), time(0, 5), COPENHAGEN)

    def _posted(self, day: int) -> datetime:
        """When the ad was put up: in the night before a later day, or some time before day 0."""
        if day > 0:
            return self._early(day) + timedelta(minutes=self.rng.randint(1, 500))
        # Many recent ones, so that lists show hours, "i går" and dates.
        back = self.rng.choice(
            [self.rng.randint(2, 40), self.rng.randint(40, 60 * 24), self.rng.randint(1440, 60 * 24 * 60)]
        )
        return datetime.combine(self.first_day, time(8, 50), COPENHAGEN) - timedelta(minutes=back)

    def _external_id(self, site: str) -> str:
        number = 10_000 + len(self.ads) * 7 + self.rng.randint(0, 6)
        return {"hjerterum": f"{number}", "nattelys": f"n{number:x}", "byportalen": f"B-{number}"}.get(
            site, f"{number}00{number % 9}"
        )


def new_alias(rng: random.Random, lang: str) -> str:
    """An invented alias that suits the language of the ad."""
    return pick(rng, lang, "aliases") or pick(rng, "en", "aliases")
