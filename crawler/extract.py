"""What a page says: list pages to rows, ad pages to ads. Pure: text in, values out; no network, no store."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from urllib.parse import quote, urlsplit

from lxml import etree

from crawler.addresses import as_identity, join
from crawler.asking import with_body
from crawler.definition import REVIEW_FIELDS, SiteDefinition
from crawler.field_values import read_value
from crawler.fields import Context
from crawler.hidden_text import mark_hidden
from crawler.islands import island_at
from crawler.items import AdItem, ListPage, ListRow, ReviewItem
from crawler.parse import Place
from crawler.rules import Rule
from crawler.selecting import Source, as_text, find, has_place, json_values, words_in
from crawler.translations import alternates
from crawler.tree import parse_html, select
from crawler.trimming import MOST_TAGS, MOST_TAGS_OF_AN_AD, trim

MOST_ROWS = 5_000
MOST_REVIEWS = 300
MOST_LINKS = 500
# Words that move by themselves are no sign of a changed ad.
_RESTLESS = re.compile(
    r"(?:for |vor |set for |sidst set )?\d+ (?:sekunder|minutter|min\.?|timer?|dage?|uger?|seconds?|minutes?|hours?|days?|weeks?"
    r"|Stunden?|Tagen?|timmar|dagar)\s*(?:siden|ago|sedan)?|\d+ (?:visninger|views|besøg|visits|hits)|\b(?:i dag|i går|today|yesterday)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Page:
    """A fetched page as text, parsed at most once. ``url`` is where it was found after redirects."""

    url: str
    text: str
    # The HTTP header Link, which may name the same page in other languages.
    links: str = ""
    most_tags: int = MOST_TAGS_OF_AN_AD

    @cached_property
    def tree(self) -> etree._Element:
        """The page's root, with what the page's own style hides marked."""
        root = parse_html(trim(self.text, self.most_tags))
        mark_hidden(root)
        return root

    def source(self, *, as_json: bool, data: str | None = None, fetched: Mapping[str, str] | None = None) -> Source:
        """Open the page for rules; with ``data`` the JSON that this selector finds inside the page."""
        if as_json:
            return Source(node=None, json=self._content(data), url=self.url, fetched=fetched or {})
        return Source(node=self.tree, json=None, url=self.url, fetched=fetched or {}, page=self.tree)

    def _content(self, data: str | None) -> object:
        if data and self.text.lstrip()[:1] not in ("{", "["):
            return island_at(data, self.tree)
        try:
            content: object = json.loads(self.text)
        except (ValueError, RecursionError):
            content = None
        return content


def extract_list(page: Page, definition: SiteDefinition, *, number: int = 1) -> ListPage:
    """Read one list page. ``number`` is which page of its list it is, from 1, for lists that count."""
    rules = definition.list
    page = replace(page, most_tags=MOST_TAGS)
    source = page.source(as_json=rules.json, data=rules.data)
    rows: dict[str, ListRow] = {}
    elements = 0
    for element in _elements(source, rules.ad, rules.json):
        elements += 1
        row = _row(element, definition)
        if row and row.key not in rows:
            rows[row.key] = row
        if len(rows) >= MOST_ROWS:
            break
    following = _next_urls(source, definition, number, bool(rows)) if rules.next else ()
    return ListPage(
        rows=tuple(rows.values()),
        elements=elements,
        next_urls=following,
        list_urls=tuple(_links(source, rules.lists)) if rules.lists and not rules.json else (),
    )


def _elements(source: Source, path: str, as_json: bool) -> Iterator[Source]:
    if as_json:
        for value in json_values(source.json, path):
            for each in value if isinstance(value, list) else [value]:
                yield Source(node=None, json=each, url=source.url)
        return
    root = source.root
    if root is not None:
        for node in select(path, root):
            if not isinstance(node, str):
                yield Source(
                    node=node, json=None, url=source.url, fetched=source.fetched, needs=source.needs, page=source.node
                )


def _row(element: Source, definition: SiteDefinition) -> ListRow | None:
    links = find(definition.list.link, element)
    url = join(element.url, links[0]) if links else None
    # An id rule that is only a pattern reads the link, not the words around it.
    given = find([rule for rule in definition.list.id if not reads_the_link(rule)], element)
    if not given and url:
        hits = [rule.pattern.search(url) for rule in definition.list.id if rule.pattern and reads_the_link(rule)]
        given = [(hit[1] if hit.re.groups else hit[0]) for hit in hits if hit]
    key = given[0] if given else as_identity(url) if url else None
    if not key or (definition.list.id and not given):
        return None
    opened_at = (
        join(definition.start_url, definition.ad_page.replace("{id}", key), keep_fragment=True)
        if definition.ad_page
        else None
    )
    if definition.ad_url:
        url = opened_at or url or join(definition.start_url, definition.ad_url.replace("{id}", key))
    content = ""
    if definition.ad_from_list:
        url = opened_at or url or f"{definition.start_url.split('#')[0]}#{quote(key)}"
        content = json.dumps(element.json, ensure_ascii=False)
    return ListRow(key=key[:200], url=url, clue=_clue(element, definition), content=content) if url else None


def reads_the_link(rule: Rule) -> bool:
    """Say whether a rule of `list.id` is a pattern alone."""
    return rule.source == "select" and not rule.where and rule.pattern is not None


def _clue(element: Source, definition: SiteDefinition) -> str:
    if definition.list.clue:
        words = "\x1f".join("\x1e".join(find(rules, element)) for rules in definition.list.clue)
    else:
        root = element.root
        whole = as_text(element.json) if root is None else words_in(root)
        words = _RESTLESS.sub("", whole)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _links(source: Source, selector: str) -> list[str]:
    root = source.root
    if root is None:
        return []
    found = (join(source.url, words_in(each)) for each in select(selector, root)[:MOST_LINKS])
    return list(dict.fromkeys(url for url in found if url))


def _next_urls(source: Source, definition: SiteDefinition, number: int, has_rows: bool) -> tuple[str, ...]:
    rule = definition.list.next
    if rule is None or rule.kind in ("click", "scroll"):
        return ()
    if rule.kind == "link":
        return tuple(_links(source, rule.where)[:1])
    if rule.kind == "links":
        return tuple(_links(source, rule.where))
    if rule.kind == "url":
        step = rule.first + (number - 1) * rule.step
        url = _stepped(source.url, rule.where, rule.post, step)
        return (url,) if url and has_rows else ()
    values = [as_text(value) for value in json_values(source.json, rule.where)]
    if not values or values[0] in ("", "false", "None"):
        return ()
    url = join(source.url, rule.url.replace("{next}", values[0]) if rule.url else values[0])
    post = rule.post.replace("{next}", json.dumps(values[0])[1:-1]) if rule.post else None
    return (with_body(url, post),) if url else ()


def _stepped(base: str, where: str, post: str | None, step: int) -> str | None:
    """Return the address of a counted page; the count may stand in the address or in the body sent to it."""
    url, body = (each.replace("{page}", str(step)).replace("{offset}", str(step)) for each in (where, post or ""))
    found = join(base, url)
    return with_body(found, body) if found else None


def ad_address(row: ListRow, definition: SiteDefinition) -> str:
    """Return where an ad is fetched: its own page, or the API address the definition names."""
    if not definition.ad_url:
        return row.url
    url = join(definition.start_url, definition.ad_url.replace("{id}", row.key)) or row.url
    return with_body(url, definition.ad_post.replace("{id}", row.key)) if definition.ad_post else url


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
    for element in islice(_elements(source, rules.each, definition.ad_json), skip, None):
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
    following = [url for url in _links(source, rules.next) if url not in here] if rules.next else []
    return list(reviews.values()), following[0] if following else None


def _identify(item: AdItem, page: Page, source: Source, definition: SiteDefinition) -> None:
    """Give pages of one canonical address or hreflang group one identity, that of the site's first language."""
    root = source.root
    if root is None:
        return
    item.alternates = alternates(source, page.links)
    canonical = _links(source, "//link[@rel='canonical']/@href")
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
