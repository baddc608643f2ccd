"""Learn a site whose pages are read as they come: lists and ads in HTML, the browser asked only where a script helps."""

import contextlib
from collections.abc import Sequence
from typing import Any

from crawler.definition import read_definition
from crawler.errors import SiteRefused
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.ad_sources import island_source
from crawler.learn.clues import html_clue
from crawler.learn.conventions import context_of
from crawler.learn.explore import explore
from crawler.learn.found import Found, paths_of
from crawler.learn.growing import find_growth, may_grow, take_growth
from crawler.learn.languages import in_language, page_language, preferred, translations
from crawler.learn.lists import ListForm, learn_list
from crawler.learn.looks import Looking
from crawler.learn.outliers import find_outliers, require_a_fact, without_outliers
from crawler.learn.pressing import find_press
from crawler.learn.proposal import LearnResult, compose, finish, note_missing, sample_ads
from crawler.learn.reveal import find_reveal
from crawler.learn.review_pages import find_review_pages
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.learn.totals import stated_totals
from crawler.list_page import extract_list
from crawler.page import Page
from crawler.translations import alternates

# Fewer ads with a number than this: it may be behind a button.
ENOUGH_NUMBERS = 0.8


def learn_plain(task: Task) -> LearnResult | None:
    """Return the learn result, or None when the plain pages show no list of ads."""
    with task.looking() as looking:
        found = explore(task.url, looking.get, effort=task.effort, progress=task.lists)
        if found is None or len(found.ads) < 2:
            return None
        browser = _grow(task, found, looking)
        listed = learn_list(found.pages, found.form)
        samples = sample_ads(task, found, looking.get, task.effort.ads) if listed else []
        if listed is None or len(samples) < 2:
            return None
        found, samples = _one_language(task, found, samples, looking)
        listed = learn_list(found.pages, found.form) or listed
        definition = compose(task, found, samples)
        listed, samples, definition = _ads_only(task, found, listed, samples, definition)
        _prefer_island(task, definition, samples)
        _add_reveal(task, definition, samples, looking)
        if definition.get("reviews") and definition["ad"].get("format") != "json":
            definition["list"] = list_part(task, found, listed)
            following = find_review_pages(definition, samples, looking.get, task.now)
            definition["reviews"].update({"next": following} if following else {})
    if browser:
        definition["browser"] = True if definition.get("browser") == "ad" else browser
    definition["list"] = list_part(task, found, listed)
    result = finish(task, definition, samples)
    note_missing(result, stated_totals(found.pages[0]), _listed_ads(found, definition), whole=found.ended)
    return result


def _listed_ads(found: Found, definition: dict[str, Any]) -> int:
    """Return how many ads the proposed rules find on the list pages: their addresses may have more than one form."""
    checked = read_definition(definition, "learning")
    rows = (extract_list(Page(page.url, page.text), checked).rows for page in found.pages)
    return max(len({row.key for each in rows for row in each}), len(found.ads))


def _one_language(task: Task, found: Found, samples: list[Sample], looking: Looking) -> tuple[Found, list[Sample]]:
    """Look at the list and the ads in one language, where the site shows each ad in several."""
    translated = translations(samples)
    if not translated:
        return found, samples
    language = preferred(translated, samples)
    if {page_language(sample) for sample in samples} == {language}:
        return found, samples
    first = found.pages[0]
    other = alternates(first.source(), first.links).get(language)
    other = other or next((page.url for page in found.pages if page_language(page) == language), None)
    again = explore(other, looking.get, effort=task.effort, progress=task.lists) if other else None
    if again and len(again.ads) * len(translated) >= 0.8 * len(found.ads):
        found, samples = again, sample_ads(task, again, looking.get, task.effort.ads)
    return found, [in_language(sample, language, looking.get) for sample in samples]


def list_part(task: Task, found: Found, listed: ListForm) -> dict[str, Any]:
    """Return the ``list`` part of a definition for HTML lists."""
    clue = html_clue(found.pages, listed.ad)
    return {
        "start": paths_of(found.starts, task.url),
        **({"lists": found.lists} if found.lists else {}),
        "ad": listed.ad,
        "link": listed.link,
        **({"id": listed.id} if listed.id else {}),
        **({"clue": clue} if clue else {}),
        **({"next": found.next} if found.next else {}),
    }


def _grow(task: Task, found: Found, looking: Looking) -> object:
    """Follow a list that a script makes longer; return which pages need the browser for it."""
    if not may_grow(found):
        return False
    # Without a browser on this machine the list stays as long as it is.
    with contextlib.suppress(SiteRefused), task.looking(browser=True) as shown:
        growth = find_growth(found, shown)
        if growth:
            take_growth(found, growth, looking.get, task.effort)
            return "list" if growth.browser else False
    return False


def _ads_only(
    task: Task, found: Found, listed: ListForm, samples: list[Sample], definition: dict[str, Any]
) -> tuple[ListForm, list[Sample], dict[str, Any]]:
    """Learn again without listed pages that are no ads, and keep the crawl away from them."""
    context = context_of(samples, definition["languages"], task.now)
    outliers = find_outliers(samples, definition["ad"]["fields"], context)
    if not outliers:
        return listed, samples, definition
    samples = [sample for sample in samples if sample not in outliers]
    definition = compose(task, found, samples)
    narrowed = without_outliers(listed, found, outliers)
    if narrowed is listed:
        require_a_fact(definition, samples, context)
    return narrowed, samples, definition


def _prefer_island(task: Task, definition: dict[str, Any], samples: Sequence[Sample]) -> None:
    """Read the JSON inside the ad pages where it says clearly more than what the pages show."""
    inside = island_source(samples, task, definition["languages"])
    shown = sum(definition["usual"].values()) + (0.7 if definition.get("reviews") else 0)
    if inside is None or inside.worth <= shown + 1:
        return
    definition["ad"] = {**inside.part, "fields": dict(inside.rules.fields)}
    definition["usual"] = {name: share for name, share in inside.rules.fill.items() if share > 0}
    definition.pop("reviews", None)
    definition.update({"reviews": inside.rules.reviews} if inside.rules.reviews else {})


def _add_reveal(task: Task, definition: dict[str, Any], samples: list[Sample], looking: Looking) -> None:
    """Look for numbers behind a button when the pages show none."""
    fields = definition["ad"]["fields"]
    if definition["usual"].get("phones", 0.0) >= ENOUGH_NUMBERS or definition["ad"].get("format") == "json":
        return
    rule = find_reveal(samples, looking.get)
    if rule is None:
        # Without a browser on this machine the numbers stay unknown; the preview says so.
        with contextlib.suppress(SiteRefused), task.looking(browser=True) as shown:
            rule = find_reveal(samples, looking.get, lambda address, button: shown.browse(address, press=button))
            if rule is None:
                _press(task, definition, samples, shown)
    if rule and "press" not in definition["ad"]:
        known = fields.get("phones") or []
        fields["phones"] = [rule, *(known if isinstance(known, list) else [known])] if known else rule
        definition["usual"]["phones"] = 1.0


def _press(task: Task, definition: dict[str, Any], samples: list[Sample], shown: Looking) -> None:
    """Let the crawl press the button, where only the page's own script can show the number."""
    found = find_press(samples, lambda address, button: shown.browse(address, press=button))
    if found is None:
        return
    button, pressed = found
    context = context_of(samples, definition["languages"], task.now)
    learned = learn_ad_page(pressed, context, ad_links={sample.url for sample in samples})
    if "phones" in learned.fields:
        # A rendered page differs from the plain one (a browser adds tbody): all rules are those of the pressed pages.
        definition["ad"] = {**definition["ad"], "press": button, "fields": dict(learned.fields)}
        definition["ad"].pop("ignore", None)
        definition["ad"].update({"ignore": learned.ignore} if learned.ignore else {})
        definition["usual"] = {name: share for name, share in learned.fill.items() if share > 0}
        definition.pop("reviews", None)
        definition.update({"reviews": learned.reviews} if learned.reviews else {})
        definition["browser"] = True if definition.get("browser") in (True, "list") else "ad"
        samples[:] = pressed
