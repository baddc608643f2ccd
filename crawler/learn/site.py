"""Learn a new site: look at it, propose a definition, show what a crawl would read. Writes only when told to."""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from crawler.definition import NAME, SiteDefinition, all_sites, load_definition, read_definition
from crawler.errors import DefinitionWrong, SiteRefused
from crawler.extract import Page, extract_ad
from crawler.items import AdItem
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.difference import difference
from crawler.learn.explore import OWN_MACHINE, POLITE, Found, explore, paths_of
from crawler.learn.fetching import Looking
from crawler.learn.folder import write_folder
from crawler.learn.growing import find_growth, may_grow, take_growth
from crawler.learn.languages import page_language, translations
from crawler.learn.lists import learn_list
from crawler.learn.outliers import find_outliers, require_a_fact, without_outliers
from crawler.learn.preview import HEAD, preview_row
from crawler.learn.reveal import find_reveal
from crawler.learn.samples import Sample, default_context
from crawler.legal_basis import is_loopback_host
from models.errors import BadInput
from models.progress import Progress, silent
from models.settings import Settings

Fetch = Callable[[str], Sample | None]


@dataclass
class LearnResult:
    """A proposed definition, what it reads on sample ads, how it differs from the present one, and what to look at."""

    name: str
    definition: dict[str, Any]
    preview_head: Sequence[str] = HEAD
    preview_rows: list[Sequence[object]] = field(default_factory=list)
    difference: str = ""
    problems: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    now: datetime | None = None

    def write(self, settings: Settings) -> Path:
        """Write the site folder and its synthetic fixture, whole or not at all; return the folder."""
        return write_folder(self.name, self.definition, self.samples, settings.learned_sites_dir, self.now)


def learn_site(
    url: str,
    name: str,
    settings: Settings,
    *,
    engine: Engine | None = None,
    now: datetime,
    progress: Progress = silent,
    yes: bool = False,
) -> LearnResult:
    """Look at a site and propose its definition; with ``yes`` also write it.

    Raises BadInput for a name or address that cannot be one, SiteRefused when gate, robots.txt or a reservation
    forbids looking or when no list of ads can be found.
    """
    if not NAME.fullmatch(name):
        raise BadInput("The name of a site has small letters, digits and dashes, and begins with a letter.")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise BadInput("The address of a site begins with http:// or https://.")
    progress(f"{name}: list pages", 0, 1)
    result = _learn_plain(url, name, settings, now, progress)
    if result is None:
        from crawler.learn.app import learn_app

        result = learn_app(url, name, settings, now=now, progress=progress)
    if result is None:
        raise SiteRefused(f"{name} was not learned: no list of ads was found on the pages that may be fetched.")
    result.difference = _difference(name, result.definition, settings)
    if yes:
        result.write(settings)
    return result


def _learn_plain(url: str, name: str, settings: Settings, now: datetime, progress: Progress) -> LearnResult | None:
    effort = OWN_MACHINE if is_loopback_host(urlsplit(url).hostname or "") else POLITE
    label = f"{name}: list pages"
    with Looking(name, url, settings, now=now) as looking:
        found = explore(url, looking.get, effort, lambda done, total: progress(label, done, total))
        if found is None or len(found.ads) < 2:
            return None
        browser: object = False
        if may_grow(found):
            with contextlib.suppress(SiteRefused), Looking(name, url, settings, now=now, browser=True) as shown:
                growth = find_growth(found, shown)
                if growth:
                    browser = "list" if growth.browser else False
                    take_growth(found, growth, looking.get, effort)
        listed = learn_list(found.pages, found.form)
        samples = sample_ads(found, looking.get, effort.ads, progress, name) if listed else []
        if listed is None or len(samples) < 2:
            return None
        definition = compose(url, name, found, samples, now)
        context = default_context(now, definition["languages"])
        outliers = find_outliers(samples, definition["ad"]["fields"], context)
        if outliers:
            samples = [sample for sample in samples if sample not in outliers]
            definition = compose(url, name, found, samples, now)
            narrowed = without_outliers(listed, found, outliers)
            if narrowed is listed:
                require_a_fact(definition, samples, context)
            listed = narrowed
        _add_reveal(definition, url, name, samples, looking, settings, now)
    if browser:
        definition["browser"] = browser
    definition["list"] = {
        "start": paths_of(found.starts, url),
        **({"lists": found.lists} if found.lists else {}),
        "ad": listed.ad,
        "link": listed.link,
        **({"id": listed.id} if listed.id else {}),
        **({"next": found.next} if found.next else {}),
    }
    return finish(name, definition, samples, found, now)


def _add_reveal(
    definition: dict[str, Any],
    url: str,
    name: str,
    samples: Sequence[Sample],
    looking: Looking,
    settings: Settings,
    now: datetime,
) -> None:
    """Look for numbers behind a button when the pages show none."""
    fields = definition["ad"]["fields"]
    if "phones" in fields:
        return
    rule = find_reveal(samples, looking.get)
    if rule is None:
        with contextlib.suppress(SiteRefused), Looking(name, url, settings, now=now, browser=True) as shown:
            rule = find_reveal(samples, looking.get, lambda address, button: shown.browse(address, press=button))
    if rule:
        fields["phones"] = rule
        definition["usual"]["phones"] = 1.0


def sample_ads(found: Found, get: Fetch, most: int, progress: Progress, name: str) -> list[Sample]:
    """Fetch ads spread evenly over all that are listed."""
    urls = list(found.ads)
    chosen = urls if len(urls) <= most else [urls[round(place * (len(urls) - 1) / (most - 1))] for place in range(most)]
    samples = []
    for number, ad in enumerate(dict.fromkeys(chosen)):
        progress(f"{name}: ads", number, len(chosen))
        page = get(ad)
        if page is not None:
            page.link_text = found.ads[ad]
            samples.append(page)
    progress(f"{name}: ads", len(chosen), len(chosen))
    return samples


def compose(url: str, name: str, found: Found, samples: Sequence[Sample], now: datetime) -> dict[str, Any]:
    """Return the definition but for its ``list`` part."""
    languages = _languages(samples)
    context = default_context(now, languages)
    learned = learn_ad_page(samples, context, ad_links=set(found.ads))
    definition: dict[str, Any] = {
        "name": name,
        "title": _title(found.pages, name),
        "start_url": url,
        "hosts": [urlsplit(url).hostname],
        "languages": languages,
        "ads": {"min": max(1, len(found.ads) // 3), "max": max(200, len(found.ads) * 10)},
        "usual": {field_name: share for field_name, share in learned.fill.items() if share > 0},
        "list": {},
        "ad": {"fields": dict(learned.fields)},
    }
    if learned.reviews:
        definition["reviews"] = learned.reviews
    translated = translations(samples)
    if translated:
        definition["ad"] = {"identity": "canonical", **definition["ad"]}
        definition["languages"] = list(dict.fromkeys([*languages[:1], *translated, *languages]))
    return definition


def _languages(samples: Sequence[Sample]) -> list[str]:
    counted = Counter(language for sample in samples if (language := page_language(sample)))
    return [language for language, _ in counted.most_common()] or ["da"]


def _title(pages: Sequence[Sample], name: str) -> str:
    said = [" ".join("".join(page.tree.xpath("string(//title)")).split()) for page in pages[:1]]
    parts = re.split(r"\s+[|–—·»-]\s+", said[0]) if said else []
    return (parts[-1] if parts and parts[-1] else name)[:60]


def finish(
    name: str, definition: dict[str, Any], samples: list[Sample], found: Found | None, now: datetime
) -> LearnResult:
    """Check the definition, read the samples with it, and say what a person should look at."""
    checked = _checked(name, definition)
    items = [_read(sample, checked, now) for sample in samples]
    result = LearnResult(name, definition, samples=samples, now=now)
    result.preview_rows = [preview_row(item) for item in items[:8]]
    result.problems = _problems(items, found)
    return result


def _checked(name: str, definition: dict[str, Any]) -> SiteDefinition:
    return read_definition(definition, f"{name}/site.yml")


def _read(sample: Sample, definition: SiteDefinition, now: datetime) -> AdItem:
    return extract_ad(Page(sample.url, sample.text), definition, now=now, fetched=sample.fetched)


def _problems(items: Sequence[AdItem], found: Found | None) -> list[str]:
    problems = []
    if items and sum(bool(item.text) for item in items) < 0.5 * len(items):
        problems.append("The running text was found on fewer than half of the sample ads.")
    if items and not any(item.phones for item in items):
        problems.append("No field with phone numbers was found; numbers in the texts are still read.")
    return problems


def _difference(name: str, definition: Mapping[str, Any], settings: Settings) -> str:
    """Return how the proposal differs from the definition in use, "" for a new site."""
    folder = settings.learned_sites_dir / name
    try:
        known = all_sites(settings).get(name)
    except DefinitionWrong:
        known = load_definition(folder) if (folder / "site.yml").exists() else None
    if known is None or known.folder is None:
        return ""
    return difference((known.folder / "site.yml").read_text(encoding="utf-8"), definition)
