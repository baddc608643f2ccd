"""Learn a site that only lives in a browser: prefer the JSON its pages fetch or hold, else read its pages as rendered."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from crawler.asking import split_body, with_body
from crawler.errors import SiteRefused
from crawler.learn.ad_sources import AdSource, best_source
from crawler.learn.api import Api, best_list
from crawler.learn.api_paging import Walk, walk_list
from crawler.learn.clues import json_clue
from crawler.learn.conventions import conventions_of
from crawler.learn.found import paths_of
from crawler.learn.languages import page_language
from crawler.learn.looks import Answer, Looking, Rendered
from crawler.learn.paging import more_buttons, next_rules
from crawler.learn.proposal import LearnResult, finish, note_missing
from crawler.learn.rendered import learn_rendered
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.learn.totals import json_totals

MOST_BUTTONS = 3


def learn_app(task: Task) -> LearnResult | None:
    """Return the learn result of a site that needs a browser or holds its ads as JSON; None when neither shows a list."""
    inside = learn_islands(task)
    if inside:
        return inside
    with task.looking(browser=True) as looking:
        task.progress(f"{task.name}: browser", 0, 1)
        first = looking.browse(task.url, scrolls=2)
        if first is None:
            return None
        api = best_list(first.answers)
        result = learn_api(task, api, first, looking) if api else None
        return result or learn_rendered(task, first, looking)


def learn_islands(task: Task) -> LearnResult | None:
    """Return the learn result of pages that hold their list as JSON; the browser is used, if there is one, to see links."""
    with task.looking() as plain:
        page = plain.get(task.url)
        api = best_list((), [page]) if page is not None else None
        if api is None or page is None:
            return None
    try:
        with task.looking(browser=True) as looking:
            return learn_api(task, api, looking.browse(task.url), looking)
    except SiteRefused:
        with task.looking() as plain:
            return learn_api(task, api, None, plain)


def learn_api(task: Task, api: Api, first: Rendered | None, looking: Looking) -> LearnResult | None:
    """Return the learn result for a JSON list, None when it cannot be asked or its ads cannot be read."""
    start = looking.get(api.url)
    if start is None or not api.items_of(start):
        return None
    walk = walk_list(api, start, _calls(api, first, looking, task), looking, task.effort)
    items = {api.key_of(item): item for page in walk.pages for item in api.items_of(page)}
    if len(items) < 2:
        return None
    task.lists(len(walk.pages), len(walk.pages))
    source = best_source(task, api, items, first, looking)
    if source is None:
        return None
    definition = _definition(task, api, walk, items, source)
    _name(definition, first.page if first else start)
    definition.update(conventions_of(source.samples, definition["languages"], task.now).facts())
    result = finish(task, definition, source.samples)
    whole = len(walk.pages) < task.effort.list_pages
    note_missing(result, json_totals(api.content(start)), len(items), whole=whole)
    return result


def _name(definition: dict[str, Any], page: Sample) -> None:
    """Fill in what a page says of the site itself: its title and language."""
    if page.json is None:
        said = " ".join("".join(page.tree.xpath("string(//title)")).split())
        definition["title"] = (said or definition["title"])[:60]
        definition["languages"] = [page_language(page) or "da"]


def _calls(api: Api, first: Rendered | None, looking: Looking, task: Task) -> Sequence[str]:
    """Return the calls the page makes for its list, more of them when a button or scrolling brings them."""
    if api.data is not None:
        return _page_links(api, first)
    calls = _asked(first.answers if first else [])
    if (
        first is None
        or sum(split_body(call)[0].split("?")[0] == split_body(api.url)[0].split("?")[0] for call in calls) > 1
    ):
        return calls
    for button in list(more_buttons(first.page))[:MOST_BUTTONS]:
        pressed = looking.browse(task.url, press=button)
        more = _asked(pressed.answers) if pressed else []
        if len(set(more)) > len(set(calls)):
            return more
    return calls


def _asked(answers: Sequence[Answer]) -> list[str]:
    return list(dict.fromkeys(with_body(answer.url, answer.body or None) for answer in answers))


def _page_links(api: Api, first: Rendered | None) -> list[str]:
    """Return the list page's own address and those of further list pages that the browser shows links to."""
    following = [url for _, url in next_rules(first.page)] if first else []
    return [api.url, *following]


def _definition(task: Task, api: Api, walk: Walk, items: dict[str, dict[str, Any]], source: AdSource) -> dict[str, Any]:
    url, body = split_body(walk.start)
    learned = source.rules
    # Rows that hold the whole ad are read each time.
    clue = None if source.part.get("from") == "list" else json_clue(list(items.values()))
    definition: dict[str, Any] = {
        "name": task.name,
        "title": task.name,
        "start_url": task.url,
        "hosts": [task.host],
        "languages": ["da"],
        "ads": {"min": max(1, len(items) // 3), "max": max(200, len(items) * 10)},
        "usual": {name: share for name, share in learned.fill.items() if share > 0},
        **({"browser": "ad"} if source.browser else {}),
        "list": {
            "start": paths_of([urljoin(split_body(api.url)[0], url)], task.url),
            "format": "json",
            **({"data": api.data} if api.data else {}),
            **({"post": body} if body else {}),
            "ad": api.path,
            "id": {"json": api.id},
            **({"clue": clue} if clue else {}),
            **({"next": walk.rule} if walk.rule else {}),
        },
        "ad": {**source.part, "fields": dict(learned.fields)},
    }
    if learned.ignore and source.part.get("format") != "json":
        definition["ad"]["ignore"] = learned.ignore
    if learned.reviews:
        definition["reviews"] = learned.reviews
    return definition
