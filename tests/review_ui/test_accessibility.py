"""Every page is usable by everybody: axe finds nothing serious, nothing scrolls sideways, targets fit a thumb."""

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations'], preload: false, iframes: false, elementRef: false}"
# Only colours depend on light or dark: the second pass looks at them alone.
COLOURS = "{runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}, resultTypes: ['violations'], preload: false, iframes: false, elementRef: false}"
# Pages by the role that works with them.
PAGES = {
    "coordinator": (
        "/",
        "/queue",
        "/queue?at=fredericia",
        "/places",
        "/places?level=red&region=1083",
        "/places/vejle-havn",
        "/places/fredericia",
        "/places/koebenhavn",
        "/places/vejle-havn/visit",
        "/networks",
        "/networks/net-vejle-kolding",
        "/routes",
        "/routes/new?place=vejle-havn",
        "/routes/plan",
        "/routes/1",
        "/routes/1/stops/1",
        "/today",
        "/search",
        "/assignments",
        "/places/vejle-havn/compare",
        "/places/vejle-havn/hand-over",
        "/trends",
        "/trends?of=visits&by=outcome",
        "/routes/1/day",
        "/week",
        "/second-reading",
        "/teaching",
        "/reader",
        "/messages",
        "/wordings",
        "/wordings?draft=ro",
        "/places/vejle-havn/message",
        "/places/odense-c/minor",
        "/exports?route=1&format=pdf&purpose=ruteplan",
        "/judgements",
        "/lexicon",
        "/onboarding",
        "/sites",
        "/settings",
        "/help",
        "/glossary",
        "/trail",
        "/figures",
        "/figures/enter",
        "/notice?lang=th",
        "/second-factor",
        "/prove?next=/",
        "/nothing/here",
    ),
    "administrator": ("/users", "/sites", "/sites/hjerterum", "/sites/jobs/1", "/sites/jobs/2", "/sites/jobs"),
    "dpo": ("/audit", "/requests", "/documents", "/alerts"),
}
WIDTHS = {1280: 900, 360: 780}


def set_language(page: Page, lang: str) -> None:
    page.goto("/help")
    if page.get_attribute("html", "lang") != lang:
        page.click("form[action='/language'] button")
        page.wait_for_selector(f"html[lang={lang}]")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.usefixtures("with_route")
def test_axe_finds_nothing_serious_and_pages_reflow(as_role: Callable[[str], Page], lang: str, width: int) -> None:
    """Light and dark, both languages, wide and narrow."""
    looked, wrong = 0, []
    for role, paths in PAGES.items():
        page = as_role(role)
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        set_language(page, lang)
        for path in paths:
            page.goto(path)
            page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((path, "scrolls sideways"))
            page.evaluate(AXE)
            for scheme, rules in (("light", RULES), ("dark", COLOURS)):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                found = page.evaluate(f"axe.run(document, {rules})")["violations"]
                wrong += [
                    (path, scheme, one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary"))
                    for one in found
                    if one["impact"] in ("serious", "critical")
                ]
                looked += 1
    assert wrong == []
    assert looked == 2 * sum(len(paths) for paths in PAGES.values())


SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter(one => one.checkVisibility() && !one.closest(".unseen, p, dd, svg, table caption"))
  .filter(one => !one.matches(".skip, .outcomes input"))
  .map(one => [one, (one.closest("label") && one.matches("input") ? one.closest("label") : one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && (box.height < 43.5 || box.width < 24))
  .map(([one, box]) => one.outerHTML.slice(0, 120) + " " + Math.round(box.width) + "x" + Math.round(box.height))"""


@pytest.mark.usefixtures("with_route")
def test_targets_fit_a_thumb_on_a_phone(as_role: Callable[[str], Page]) -> None:
    """US-17: 44 px high at 360 px (links inside sentences excepted, as WCAG 2.5.8 does)."""
    page = as_role("coordinator")
    page.set_viewport_size({"width": 360, "height": 780})
    small = {}
    for path in PAGES["coordinator"]:
        page.goto(path)
        small[path] = page.evaluate(SMALL_TARGETS)
    assert {path: found for path, found in small.items() if found} == {}


@pytest.mark.usefixtures("with_route")
def test_four_times_the_size_still_fits(as_role: Callable[[str], Page]) -> None:
    """WCAG 1.4.10: 400 % at 1280 px is a page of 320 px; only tables and maps may scroll, inside themselves."""
    page = as_role("coordinator")
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES["coordinator"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.usefixtures("with_route")
def test_text_twice_as_large_still_fits(as_role: Callable[[str], Page]) -> None:
    """US-17: 200 % text at 1280 px is a 640 px page; nothing is lost sideways."""
    page = as_role("coordinator")
    page.set_viewport_size({"width": 640, "height": 780})
    for path in PAGES["coordinator"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_every_page_has_one_heading_a_title_and_a_language(as_role: Callable[[str], Page]) -> None:
    page = as_role("coordinator")
    set_language(page, "da")
    titles = set()
    for path in PAGES["coordinator"]:
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("main").count() == 1, path
        titles.add(page.title())
    assert all(title.endswith("· Lygte") for title in titles)
    assert len(titles) > 10
