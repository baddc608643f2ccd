"""What a list page says: its ads as rows, where the list goes on, where an ad is fetched. Pure: text in, values out."""

import hashlib
import json
import re
from dataclasses import replace
from urllib.parse import quote

from crawler.addresses import as_identity, join
from crawler.asking import with_body
from crawler.definition import SiteDefinition
from crawler.items import ListPage, ListRow
from crawler.json_paths import as_text, json_values
from crawler.page import Page, elements_of, links_of
from crawler.rules import Rule
from crawler.selecting import Source, find, words_in
from crawler.trimming import MOST_TAGS

MOST_ROWS = 5_000
# Words that move by themselves are no sign of a changed ad.
_RESTLESS = re.compile(
    r"(?:for |vor |set for |sidst set )?\d+ (?:sekunder|minutter|min\.?|timer?|dage?|uger?|seconds?|minutes?|hours?|days?|weeks?"
    r"|Stunden?|Tagen?|timmar|dagar)\s*(?:siden|ago|sedan)?|\d+ (?:visninger|views|besøg|visits|hits)|\b(?:i dag|i går|today|yesterday)\b",
    re.IGNORECASE,
)


def extract_list(page: Page, definition: SiteDefinition, *, number: int = 1) -> ListPage:
    """Read one list page. ``number`` is which page of its list it is, from 1, for lists that count."""
    rules = definition.list
    page = replace(page, most_tags=MOST_TAGS)
    source = page.source(as_json=rules.json, data=rules.data)
    rows: dict[str, ListRow] = {}
    elements = 0
    for element in elements_of(source, rules.ad, rules.json):
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
        list_urls=tuple(links_of(source, rules.lists)) if rules.lists and not rules.json else (),
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


def _next_urls(source: Source, definition: SiteDefinition, number: int, has_rows: bool) -> tuple[str, ...]:
    rule = definition.list.next
    if rule is None or rule.kind in ("click", "scroll"):
        return ()
    if rule.kind == "link":
        return tuple(links_of(source, rule.where)[:1])
    if rule.kind == "links":
        return tuple(links_of(source, rule.where))
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
