"""Ways to read an ad whose list is known: its own JSON call, JSON inside its page, its page as it comes, as the browser
shows it, or the list's own row. Each is tried on sample ads; the one that gives most fields is kept."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.asking import split_body, with_body
from crawler.islands import island_at, islands_of
from crawler.json_paths import paths
from crawler.learn.ad_page import AdRules, learn_ad_page
from crawler.learn.api import Api
from crawler.learn.calls import filled, parts_of, template
from crawler.learn.conventions import context_of
from crawler.learn.json_ad import learn_json_ad
from crawler.learn.languages import page_language
from crawler.learn.looks import Answer, Looking, Rendered
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.parse import field_of_label

# What a plainer way may lack and still be preferred to a browser, in fields.
MARGIN = 0.6
FEWEST_FIELDS = 2.0
_ADDRESS = re.compile(r"^(?:https?://|/)[^\s]+$")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|svg)$|/(?:img|image|foto|photo|media|file)s?/", re.IGNORECASE)


@dataclass
class AdSource:
    """One way to read the ads: the samples read so, the rules learned, the ``ad`` part of a definition but its fields."""

    samples: list[Sample]
    rules: AdRules
    part: dict[str, Any] = field(default_factory=dict)
    browser: bool = False

    @property
    def worth(self) -> float:
        """Return how many fields it gives on an average ad."""
        told = {"title", "text"} & set(self.rules.fields)
        total = sum(self.rules.fill.values()) + (0.7 if self.rules.reviews else 0)
        return (total if told else 0.0) - (MARGIN if self.browser else 0.0)


def island_source(samples: Sequence[Sample], task: Task, languages: Sequence[str]) -> AdSource | None:
    """Return the best reading of JSON inside these pages, None when they hold none."""
    context = context_of(samples, languages, task.now)
    selectors = dict.fromkeys(
        selector for sample in samples[:3] if sample.json is None for selector, _ in islands_of(sample.tree)
    )
    best: AdSource | None = None
    for selector in selectors:
        contents = [island_at(selector, sample.tree) for sample in samples]
        if sum(isinstance(content, dict) for content in contents) < 0.8 * len(samples):
            continue
        told = [
            Sample(sample.url, json.dumps(content, ensure_ascii=False))
            for sample, content in zip(samples, contents, strict=True)
            if isinstance(content, dict)
        ]
        found = AdSource(list(samples), learn_json_ad(told, context), {"format": "json", "data": selector})
        if best is None or found.worth > best.worth:
            best = found
    return best if best and best.worth >= FEWEST_FIELDS else None


def best_source(
    task: Task, api: Api, items: dict[str, dict[str, Any]], first: Rendered | None, looking: Looking
) -> AdSource | None:
    """Try the ways in turn and return the best, None when no way reads an ad."""
    found: list[AdSource] = []
    keys = _spread(list(items), task.effort.ads)
    page_url, shown = _ad_page(task, api, items, first, looking)
    opened = {"page": page_url} if page_url else {}
    detail = _detail(task, api, items, shown, looking)
    if detail:
        url, post = detail
        samples = _fetched(task, [(key, filled(url, post, id=key)) for key in keys], looking)
        found.extend(_from_json(samples, task, first, {"url": url, **({"post": post} if post else {}), **opened}))
    if page_url and "#" not in page_url and (not found or found[0].worth < 8):
        found.extend(_from_pages(task, page_url, keys, looking))
    rows = [Sample(task.url, json.dumps(items[key], ensure_ascii=False)) for key in keys]
    found.extend(_from_json(rows, task, first, {"from": "list", **opened}))
    if first is not None and page_url and max((each.worth for each in found), default=0) < FEWEST_FIELDS + 3:
        found.extend(_from_browser(task, page_url, keys, looking))
    able = [each for each in found if each.worth >= FEWEST_FIELDS]
    return max(able, key=lambda each: each.worth, default=None)


def _spread(keys: list[str], most: int) -> list[str]:
    return keys[:: max(1, len(keys) // most)][:most]


def _language(first: Rendered | None, samples: Sequence[Sample]) -> str:
    shown = page_language(first.page) if first else None
    return shown or next((code for sample in samples if sample.json is None and (code := page_language(sample))), "da")


def _from_json(samples: list[Sample], task: Task, first: Rendered | None, part: dict[str, Any]) -> Iterator[AdSource]:
    if len(samples) >= 2:
        context = context_of(samples, [_language(first, ())], task.now)
        yield AdSource(samples, learn_json_ad(samples, context), {"format": "json", **part})


def _from_pages(task: Task, page_url: str, keys: list[str], looking: Looking) -> Iterator[AdSource]:
    """Plain pages: what they hold as JSON, and what they show."""
    samples = _fetched(task, [(key, page_url.replace("{id}", key)) for key in keys], looking, as_json=False)
    if len(samples) < 2:
        return
    languages = [_language(None, samples)]
    inside = island_source(samples, task, languages)
    if inside:
        inside.part["url"] = page_url
        yield inside
    yield AdSource(samples, learn_ad_page(samples, context_of(samples, languages, task.now)), {"url": page_url})


def _from_browser(task: Task, page_url: str, keys: list[str], looking: Looking) -> Iterator[AdSource]:
    samples = []
    for key in keys[:12]:
        rendered = looking.browse(urljoin(task.url, page_url.replace("{id}", key)))
        if rendered:
            samples.append(rendered.page)
    if len(samples) >= 2:
        rules = learn_ad_page(samples, context_of(samples, [_language(None, samples)], task.now))
        yield AdSource(samples, rules, {"url": page_url}, browser=True)


def _fetched(task: Task, calls: Sequence[tuple[str, str]], looking: Looking, *, as_json: bool = True) -> list[Sample]:
    samples = []
    for number, (_key, call) in enumerate(calls):
        task.ads(number, len(calls))
        url, body = split_body(call)
        page = looking.get(with_body(urljoin(task.url, url), body))
        if page is not None and (page.json is not None) == as_json:
            samples.append(page)
    return samples


def _ad_page(
    task: Task, api: Api, items: dict[str, dict[str, Any]], first: Rendered | None, looking: Looking
) -> tuple[str | None, Rendered | None]:
    """Return the address people open for an ad, with ``{id}``, and that page as the browser shows it."""
    for key in list(items)[:3]:
        written = _written_address(items[key], key)
        if written and looking.get(urljoin(task.url, written.replace("{id}", key))) is not None:
            return written, looking.browse(urljoin(task.url, written.replace("{id}", key))) if first else None
    if first is None:
        return None, None
    for given in first.page.tree.xpath("//a/@href | //@data-href | //@data-url"):
        for key in list(items)[:10]:
            if _has_id(str(given), key):
                found = _templated(str(given), key, fragment=True)
                return found, looking.browse(urljoin(task.url, found.replace("{id}", key)))
    return _opened_by_pressing(task, items, first, looking)


def _opened_by_pressing(
    task: Task, items: dict[str, dict[str, Any]], first: Rendered, looking: Looking
) -> tuple[str | None, Rendered | None]:
    """Press the first ad's title, where its card is no link but a script's."""
    key, item = next(iter(items.items()))
    for words in _visible_words(item)[:2]:
        pressed = looking.browse(task.url, press=f"//*[not(*)][normalize-space(.)='{words}']")
        if pressed and pressed.page.url != first.page.url and _has_id(pressed.page.url, key):
            return _templated(pressed.page.url, key, fragment=True), pressed
        if pressed and any(_has_id(answer.url + answer.body, key) for answer in pressed.answers):
            return None, pressed
    return None, None


def _visible_words(item: dict[str, Any]) -> list[str]:
    """Return the short texts of a list's ad that its card may show, the title first."""
    texts = [(path, " ".join(value.split())) for path, value in paths(item) if isinstance(value, str)]
    able = [(path, text) for path, text in texts if 5 <= len(text) < 90 and "'" not in text and " " in text]
    return [
        text
        for path, text in sorted(able, key=lambda each: field_of_label(each[0].rsplit(".", maxsplit=1)[-1]) != "title")
    ]


def _written_address(item: dict[str, Any], key: str) -> str | None:
    for _, value in paths(item):
        if isinstance(value, str) and _ADDRESS.match(value) and _has_id(value, key) and not _PICTURE.search(value):
            return _templated(value, key, fragment=True)
    return None


def _detail(
    task: Task, api: Api, items: dict[str, dict[str, Any]], shown: Rendered | None, looking: Looking
) -> tuple[str, str | None] | None:
    """Return the call that brings one ad, with ``{id}`` in its address or body."""
    keys = list(items)
    for answer in shown.answers if shown else []:
        call = with_body(answer.url, answer.body if answer.method == "POST" else None)
        found = _call_for(answer, call, keys, task) if answer.json and "mutation" not in answer.body else None
        if found and _works(found, keys, task, looking):
            return found
    if api.data is None and split_body(api.url)[1] is None:
        for guess in _guesses(api, keys[0], items[keys[0]]):
            if _works((guess, None), keys, task, looking):
                return guess, None
    return None


def _call_for(answer: Answer, call: str, keys: list[str], task: Task) -> tuple[str, str | None] | None:
    if urlsplit(answer.url).netloc != urlsplit(task.url).netloc:
        return None
    for key in keys:
        if _has_id(answer.url, key):
            return _templated(answer.url, key), None
        for part in parts_of(call):
            if part.in_body and part.value == key:
                return template(call, part, "{id}")
    return None


def _works(found: tuple[str, str | None], keys: list[str], task: Task, looking: Looking) -> bool:
    """Say whether a call brings two different ads for two ids."""
    bodies = []
    for key in (keys[0], keys[-1]):
        url, body = split_body(filled(found[0], found[1], id=key))
        page = looking.get(with_body(urljoin(task.url, url), body))
        if page is None or not isinstance(page.json, dict | list) or key not in page.text:
            return False
        bodies.append(page.text)
    return len(set(bodies)) == len({keys[0], keys[-1]})


def _has_id(url: str, key: str) -> bool:
    return len(key) > 0 and bool(re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", url))


def _templated(url: str, key: str, *, fragment: bool = False) -> str:
    parts = urlsplit(url)
    whole = urlunsplit(("", "", parts.path, parts.query, parts.fragment if fragment else ""))
    hits = list(re.finditer(rf"(?<![\w]){re.escape(key)}(?![\w])", whole))
    return whole[: hits[-1].start()] + "{id}" + whole[hits[-1].end() :] if hits else whole


def _guesses(api: Api, key: str, item: dict[str, Any]) -> Iterator[str]:
    for _, value in paths(item):
        if isinstance(value, str) and value.startswith("/") and _has_id(value, key) and "api" in value:
            yield _templated(value, key)
    path = urlsplit(api.url).path.rstrip("/")
    yield path + "/{id}"
    yield re.sub(r"s$", "", path) + "/{id}"
    yield re.sub(r"(\.json)$", "", path) + "/{id}.json"
    yield path + "?id={id}"
