"""Learn a site from its pages as the browser shows them, when it has no JSON API that can be called."""

from typing import Any

from crawler.definition import read_definition
from crawler.extract import extract_ad
from crawler.learn.explore import explore
from crawler.learn.found import Effort
from crawler.learn.lists import learn_list
from crawler.learn.looks import Looking, Rendered
from crawler.learn.paging import more_buttons
from crawler.learn.plain import list_part
from crawler.learn.proposal import LearnResult, compose, finish, sample_ads
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.page import Page
from crawler.selecting import find_elements

MOST_ADS = 12


def learn_rendered(task: Task, first: Rendered, looking: Looking) -> LearnResult | None:
    """Return the learn result for rendered pages, or None when they show no list of ads."""
    shown: dict[str, Sample | None] = {task.url: first.page, first.page.url: first.page}

    def get(address: str) -> Sample | None:
        if address not in shown:
            rendered = looking.browse(address)
            shown[address] = rendered.page if rendered else None
        return shown[address]

    effort = task.effort
    few = Effort(
        list_pages=min(effort.list_pages, 30), other_pages=min(effort.other_pages, 4), ads=min(effort.ads, MOST_ADS)
    )
    found = explore(task.url, get, effort=few, progress=task.lists)
    if found is None or len(found.ads) < 2:
        return None
    listed = learn_list(found.pages, found.form)
    if listed is None:
        return None
    samples = sample_ads(task, found, get, few.ads)
    if len(samples) < 2:
        return None
    definition = compose(task, found, samples)
    definition["list"] = {
        **list_part(task, found, listed),
        **({} if found.next else _grows(task.url, listed.ad, looking)),
    }
    definition["browser"] = _needed(task, definition, samples, looking)
    if definition["browser"] is not True:
        definition["wait_for"] = listed.ad
    return finish(task, definition, samples)


def _needed(task: Task, definition: dict[str, Any], samples: list[Sample], looking: Looking) -> object:
    """Say whether ad pages need the browser too: not when the same rules read their plain answers as well."""
    checked = read_definition(definition, "learning")
    for sample in samples[:2]:
        plain = looking.get(sample.url)
        if plain is None:
            return True
        shown, bare = (extract_ad(Page(each.url, each.text), checked, now=task.now) for each in (sample, plain))
        if any(getattr(bare, name) != getattr(shown, name) for name in ("title", "text", "phones", "prices")):
            return True
    return "list"


def _grows(url: str, ad: str, looking: Looking) -> dict[str, Any]:
    """Return the rule of a list that grows when scrolled or when a button is pressed; {} when it does not."""
    first = looking.browse(url)
    count = len(find_elements(ad, first.page.node)) if first else 0
    scrolled = looking.browse(url, scrolls=3)
    if scrolled and len(find_elements(ad, scrolled.page.node)) > count:
        return {"next": {"scroll": True}}
    for button in more_buttons(first.page) if first else ():
        pressed = looking.browse(url, press=button)
        if pressed and len(find_elements(ad, pressed.page.node)) > count:
            return {"next": {"click": button}}
    return {}
