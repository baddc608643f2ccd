"""What an ad page says: the ad and its reviews. Pure: text in, values out; no network, no store."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawler.addresses import as_identity
from crawler.definition import REVIEW_FIELDS, SiteDefinition
from crawler.field_values import read_value
from crawler.fields import Context
from crawler.items import AdItem, ListRow, ReviewItem
from crawler.page import Page, elements_of, links_of
from crawler.parse import Place
from crawler.rules import Rule
from crawler.selecting import Source, has_place
from crawler.translations import alternates
from crawler.tree import select

MOST_REVIEWS = 300


def is_gone(page: Page, definition: SiteDefinition) -> bool:
    """Say whether a page that came with status 200 says that its ad is no more."""
    if not definition.gone or definition.ad_json:
        return False
    return bool(select(definition.gone, page.tree))


def extract_ad(
    page: Page,
    definition: SiteDefinition,
    *,
    now: datetime,
    row: ListRow | None = None,
    fetched: Mapping[str, str] | None = None,
) -> AdItem:
    """Read one ad page. ``fetched`` holds bodies of addresses that an earlier reading listed in ``needs``."""
    source = page.source(as_json=definition.ad_json, data=definition.ad_data, fetched=fetched)
    source.ignored, source.labels = not_the_ad(source, definition), definition.labels
    context = Context(
        now=now, languages=definition.languages, currency=definition.currency, date_order=definition.date_order
    )
    url = row.url if row else page.url
    item = AdItem(
        site=definition.name,
        external_id=row.key if row else as_identity(url),
        url=url,
        list_clue=row.clue if row else None,
        row_key=row.key if row else None,
    )
    values = {name: _first_value(name, rules, source, context) for name, rules in definition.fields.items()}
    place = values.pop("place", None)
    if isinstance(place, Place):
        for name in ("city", "postcode", "address"):
            if not values.get(name):
                values[name] = getattr(place, name)
    for name, value in values.items():
        if value is not None:
            setattr(item, name, value)
    item.missing = [
        name
        for name in definition.required
        if _is_missing(item, name, place) and not has_place(definition.fields[name], source)
    ]
    if definition.reviews:
        skip = definition.reviews.skip
        item.reviews, item.next_reviews = extract_reviews(page, definition, now=now, source=source, skip=skip)
    if definition.canonical:
        _identify(item, page, source, definition)
    item.needs = list(dict.fromkeys(url for url in source.needs if url not in (fetched or {})))
    return item


def not_the_ad(source: Source, definition: SiteDefinition) -> set[etree._Element]:
    """Return the parts of an ad page that say nothing of the ad: its reviews, and what the definition names."""
    root = source.root
    if root is None or isinstance(root, str):
        return set()
    parts = {each for selector in definition.ignore for each in select(selector, root) if not isinstance(each, str)}
    if definition.reviews and not definition.ad_json:
        parts.update(
            each
            for each in select(definition.reviews.each, root)[definition.reviews.skip :]
            if not isinstance(each, str)
        )
    return parts


def _first_value(name: str, rules: Sequence[Rule], source: Source, context: Context) -> object:
    """Parse the first alternative whose words mean something for this field."""
    for rule in rules:
        value = read_value(name, rule, source, context)
        if value is not None:
            return value
    return None


def _is_missing(item: AdItem, name: str, place: object) -> bool:
    if name == "place":
        return not (isinstance(place, Place) and (place.city or place.postcode))
    return getattr(item, name) in (None, [], "")


def extract_reviews(
    page: Page,
    definition: SiteDefinition,
    *,
    now: datetime,
    source: Source | None = None,
    skip: int = 0,
    read: Collection[str] = (),
) -> tuple[list[ReviewItem], str | None]:
    """Read the reviews of a page and the address of the next page of them, if any that is not ``read`` yet.

    ``skip``: the first elements of the ad's own page that are the ad itself.
    """
    rules = definition.reviews
    if rules is None:
        return [], None
    source = source or page.source(as_json=definition.ad_json, data=definition.ad_data)
    context = Context(
        now=now, languages=definition.languages, currency=definition.currency, date_order=definition.date_order
    )
    reviews: dict[str, ReviewItem] = {}
    for element in islice(elements_of(source, rules.each, definition.ad_json), skip, None):
        got = {name: _first_value(name, rules.fields.get(name, ()), element, context) for name in REVIEW_FIELDS}
        if not isinstance(got["text"], str):
            continue
        key = str(got["id"])[:200] if got["id"] else hashlib.sha256(got["text"].encode()).hexdigest()[:32]
        reviews.setdefault(
            key,
            ReviewItem(
                text=got["text"],
                posted_at=got["posted_at"] if isinstance(got["posted_at"], date) else None,
                rating=got["rating"] if isinstance(got["rating"], float) else None,
                external_id=key,
            ),
        )
        if len(reviews) >= MOST_REVIEWS:
            break
    here = {*read, page.url}
    following = [url for url in links_of(source, rules.next) if url not in here] if rules.next else []
    return list(reviews.values()), following[0] if following else None


def _identify(item: AdItem, page: Page, source: Source, definition: SiteDefinition) -> None:
    """Give pages of one canonical address or hreflang group one identity, that of the site's first language."""
    root = source.root
    if root is None:
        return
    item.alternates = alternates(source, page.links)
    canonical = links_of(source, "//link[@rel='canonical']/@href")
    chosen = next((item.alternates[code] for code in definition.languages if code in item.alternates), None)
    chosen = chosen or item.alternates.get("x") or (canonical[0] if canonical else None)
    if not chosen or urlsplit(chosen).path in ("", "/"):
        return
    hits = [rule.pattern.search(chosen) for rule in definition.list.id if rule.pattern]
    keys = [(hit[1] if hit.re.groups else hit[0]) for hit in hits if hit]
    item.external_id = (keys[0] if keys else as_identity(chosen))[:200]
    if not item.languages:
        item.languages = [code for code in item.alternates if len(code) == 2]
    item.url = chosen
