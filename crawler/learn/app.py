"""Learn a site that only lives in a browser: prefer the JSON API its pages call, else read its pages as rendered."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.learn.explore import Effort, paths_of
from crawler.learn.fetching import Answer, Looking, Rendered
from crawler.learn.json_ad import learn_json_ad, paths
from crawler.learn.languages import page_language
from crawler.learn.paging import counting
from crawler.learn.proposal import LearnResult, finish
from crawler.learn.rendered import learn_rendered
from crawler.learn.samples import Rule, Sample, default_context
from crawler.learn.task import Task
from crawler.parse import field_of_label
from crawler.selecting import as_text, json_values

_AD_KEYS = frozenset(
    {
        "title",
        "alias",
        "age",
        "city",
        "postcode",
        "place",
        "kind",
        "prices",
        "phones",
        "posted_at",
        "text",
        "image_count",
    }
)
_NEXT_KEYS = re.compile(r"next|cursor|naeste|more", re.IGNORECASE)
_ID_KEYS = ("id", "uid", "uuid", "ad_id", "adId", "adid", "slug", "key", "nr", "no", "number", "_id", "ref")


@dataclass(frozen=True, slots=True)
class Api:
    """A list call: its address, the path to its ads, and the key of an ad's own id."""

    url: str
    path: str
    id: str
    items: tuple[dict[str, Any], ...]


def learn_app(task: Task) -> LearnResult | None:
    """Return the learn result of a site that needs a browser, or None when no list of ads shows there either."""
    with task.looking(browser=True) as looking:
        task.progress(f"{task.name}: browser", 0, 1)
        first = looking.browse(task.url, scrolls=2)
        if first is None:
            return None
        api = best_list(first.answers)
        result = _learn_api(task, api, first, looking) if api else None
        return result or learn_rendered(task, first, looking)


def best_list(answers: Sequence[Answer]) -> Api | None:
    """Return the answer that lists ads: an array of objects whose keys name fields of ads."""
    best: tuple[float, Api] | None = None
    for answer in answers:
        if not answer.json or answer.method != "GET":
            continue
        try:
            content = json.loads(answer.text)
        except ValueError:
            continue
        for path, items in arrays(content):
            names = {field_of_label(key) for item in items for key in item} & _AD_KEYS
            key = id_key(items)
            score = len(names) * min(len(items), 20) ** 0.5
            if key and len(items) >= 2 and len(names) >= 2 and (best is None or score > best[0]):
                best = (score, Api(answer.url, path, key, tuple(items)))
    return best[1] if best else None


def arrays(content: object) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every array of objects in a document with its path ("" for the document itself)."""
    if isinstance(content, list):
        content_items = [item for item in content if isinstance(item, dict)]
        if content_items and len(content_items) == len(content):
            yield "", content_items
        return
    for path, value in paths(content):
        if "*" not in path and isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            yield path, value


def id_key(items: Sequence[dict[str, Any]]) -> str | None:
    """Return the key whose values are each item's own."""
    for key in (*_ID_KEYS, *(each for each in items[0] if each.lower().endswith("id"))):
        values = [item.get(key) for item in items]
        if all(isinstance(value, int | str) and value != "" for value in values) and len(set(values)) == len(values):
            return key
    return None


def _learn_api(task: Task, api: Api, first: Rendered, looking: Looking) -> LearnResult | None:
    start = looking.get(api.url)
    if start is None or start.json is None:
        return None
    pages, rule, start_url = _walk(api, start, first.answers, looking, task.effort)
    items = {as_text(item[api.id]): item for page in pages for item in _items(page, api)}
    page_url, detail = _detail(task.url, api, items, first, looking)
    samples = _samples(task, list(items), detail, looking) if detail else []
    if len(samples) < 2:
        return None
    languages = [page_language(first.page) or "da"]
    learned = learn_json_ad(samples, default_context(task.now, languages))
    if not {"title", "text"} & set(learned.fields):
        return None
    definition: dict[str, Any] = {
        "name": task.name,
        "title": (" ".join("".join(first.page.tree.xpath("string(//title)")).split()) or task.name)[:60],
        "start_url": task.url,
        "hosts": [task.host],
        "languages": languages,
        "ads": {"min": max(1, len(items) // 3), "max": max(200, len(items) * 10)},
        "usual": {field_name: share for field_name, share in learned.fill.items() if share > 0},
        "list": {
            "start": paths_of([start_url], task.url),
            "format": "json",
            "ad": api.path,
            "id": {"json": api.id},
            **({"next": rule} if rule else {}),
        },
        "ad": {
            "format": "json",
            "url": detail,
            **({"page": page_url} if page_url else {}),
            "fields": dict(learned.fields),
        },
    }
    if learned.reviews:
        definition["reviews"] = learned.reviews
    return finish(task, definition, samples)


def _samples(task: Task, keys: list[str], detail: str, looking: Looking) -> list[Sample]:
    chosen = keys[:: max(1, len(keys) // task.effort.ads)][: task.effort.ads]
    samples = []
    for number, key in enumerate(chosen):
        task.ads(number, len(chosen))
        page = looking.get(urljoin(task.url, detail.replace("{id}", key)))
        if page is not None and page.json is not None:
            samples.append(page)
    return samples


def _items(page: Sample, api: Api) -> list[dict[str, Any]]:
    found = json_values(page.json, api.path)
    flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict) and api.id in item]


def _keys(page: Sample, api: Api) -> set[str]:
    return {as_text(item[api.id]) for item in _items(page, api)}


def _walk(
    api: Api, start: Sample, answers: Sequence[Answer], looking: Looking, effort: Effort
) -> tuple[list[Sample], Rule | None, str]:
    """Return the list pages, the rule for going on, and where to begin."""
    for rule, start_url in _next_rules(api, start, answers):
        pages = [looking.get(urljoin(api.url, start_url)) or start]
        met = _keys(pages[0], api)
        while len(pages) < effort.list_pages:
            url = _following(rule, pages[-1], len(pages), api)
            page = looking.get(url) if url else None
            new = _keys(page, api) - met if page is not None and page.json is not None else set()
            if page is None or not new:
                break
            pages.append(page)
            met |= new
        if len(pages) > 1:
            return pages, rule, start_url
    return [start], None, api.url


def _following(rule: Rule, page: Sample, number: int, api: Api) -> str | None:
    if "json" in rule:
        values = [as_text(value) for value in json_values(page.json, str(rule["json"]))]
        if not values or values[0] in ("", "false", "None", "null"):
            return None
        return urljoin(page.url, str(rule["url"]).replace("{next}", values[0]) if "url" in rule else values[0])
    step = int(str(rule.get("first", 2))) + (number - 1) * int(str(rule.get("step", 1)))
    return urljoin(page.url, str(rule["url"]).replace("{page}", str(step)).replace("{offset}", str(step)))


def _next_rules(api: Api, start: Sample, answers: Sequence[Answer]) -> Iterator[tuple[Rule, str]]:
    """Yield how the list may go on: what the page itself asked for next, what the document says, what is usual."""
    same = [answer.url for answer in answers if urlsplit(answer.url).path == urlsplit(api.url).path]
    begin = same[0] if same else api.url
    yield from _by_document(start, same, begin)
    yield from _by_calls(api, same)
    for key, first, step in (
        ("page", 2, 1),
        ("side", 2, 1),
        ("p", 2, 1),
        ("offset", len(api.items), len(api.items)),
        ("page", 1, 1),
    ):
        yield {"url": _with(begin, key, "{page}" if step == 1 else "{offset}"), "first": first, "step": step}, begin


def _by_document(start: Sample, same: Sequence[str], begin: str) -> Iterator[tuple[Rule, str]]:
    """Ways that the document itself names: an address, or a cursor for one of the parameters."""
    for path, value in paths(start.json):
        last = path.rsplit(".", maxsplit=1)[-1]
        if "*" in path or not _NEXT_KEYS.search(last) or isinstance(value, dict | list | bool) or value in (None, ""):
            continue
        text = as_text(value)
        if re.match(r"^(?:https?://|/|\?)", text):
            yield {"json": path}, begin
            continue
        for other in same:
            for key, given in parse_qsl(urlsplit(other).query):
                if given == text:
                    yield {"json": path, "url": _with(other, key, "{next}")}, begin
        for key in (last, "cursor", "page", "after", "side", "offset"):
            yield {"json": path, "url": _with(begin, key, "{next}")}, begin


def _by_calls(api: Api, same: Sequence[str]) -> Iterator[tuple[Rule, str]]:
    """Ways that the page's own further calls show: a parameter that counts."""
    begin = same[0] if same else api.url
    for other in same:
        for key, value in parse_qsl(urlsplit(other).query):
            if value.isdigit() and re.match(
                r"^(?:page|p|side|seite|sida|offset|skip|start|from|pagenumber|pageindex|index)$", key, re.IGNORECASE
            ):
                seen = sorted({int(dict(parse_qsl(urlsplit(each).query)).get(key, "0")) for each in same})
                step = (
                    seen[1] - seen[0]
                    if len(seen) > 1
                    else (len(api.items) if re.match(r"offset|skip|start|from", key, re.IGNORECASE) else 1)
                )
                word = "{page}" if step == 1 else "{offset}"
                yield (
                    {"url": _with(other, key, word), "first": seen[0] + step, "step": step},
                    _with(other, key, str(seen[0])),
                )
    for other in same:
        rule = counting(other)
        if rule:
            yield rule, begin


def _with(url: str, key: str, value: str) -> str:
    parts = urlsplit(url)
    query = [(name, given) for name, given in parse_qsl(parts.query, keep_blank_values=True) if name != key]
    return urlunsplit(("", "", parts.path, urlencode([*query, (key, value)], safe="{}"), ""))


def _detail(
    url: str, api: Api, items: dict[str, dict[str, Any]], first: Rendered, looking: Looking
) -> tuple[str | None, str | None]:
    """Return the address people open for an ad and the API address of one ad, both with ``{id}``."""
    key = next(iter(items))
    page_url = _page_address(key, first.page, items)
    if page_url:
        shown = looking.browse(urljoin(url, page_url.replace("{id}", key)))
        for answer in shown.answers if shown else []:
            if (
                answer.json
                and answer.method == "GET"
                and _has_id(answer.url, key)
                and urlsplit(answer.url).netloc == urlsplit(url).netloc
            ):
                return page_url, _templated(answer.url, key)
    for guess in _guesses(api, key, items[key]):
        other = list(items)[-1]
        pages = [looking.get(urljoin(api.url, guess.replace("{id}", each))) for each in (key, other)]
        if all(
            page is not None and isinstance(page.json, dict) and each in json.dumps(page.json)
            for page, each in zip(pages, (key, other), strict=True)
        ):
            return page_url, guess
    return page_url, None


def _has_id(url: str, key: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", url))


def _templated(url: str, key: str) -> str:
    parts = urlsplit(url)
    whole = urlunsplit(("", "", parts.path, parts.query, ""))
    hits = list(re.finditer(rf"(?<![\w]){re.escape(key)}(?![\w])", whole))
    return whole[: hits[-1].start()] + "{id}" + whole[hits[-1].end() :]


def _page_address(key: str, page: Sample, items: dict[str, dict[str, Any]]) -> str | None:
    """Return the form of the links to ads in the rendered page, fragment kept."""
    for given in page.tree.xpath("//a/@href | //@data-href"):
        for each in list(items)[:10]:
            if _has_id(str(given), each):
                parts = urlsplit(str(given))
                whole = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
                hits = list(re.finditer(rf"(?<![\w]){re.escape(each)}(?![\w])", whole))
                return whole[: hits[-1].start()] + "{id}" + whole[hits[-1].end() :]
    return None


def _guesses(api: Api, key: str, item: dict[str, Any]) -> Iterator[str]:
    for value in item.values():
        if isinstance(value, str) and value.startswith("/") and _has_id(value, key) and "api" in value:
            yield _templated(value, key)
    path = urlsplit(api.url).path.rstrip("/")
    yield path + "/{id}"
    yield re.sub(r"s$", "", path) + "/{id}"
    yield re.sub(r"(\.json)$", "", path) + "/{id}.json"
    yield path + "?id={id}"
