"""Take a picture of every page, in both languages, at 1280 and 360 px (and dark): to be looked at by eye.

    python -m tests.review_ui.screenshots OUT_DIR --url http://127.0.0.1:8000 --login outreach --password "…"

Pictures stay out of the repository. Pages that need an id (a place, a network, a route) are found by following links.
"""

import argparse
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: TID251  (a program, not a test)

from crawler.browser import LAUNCH_ARGS, find_chromium

PATHS = (
    "/", "/queue", "/places", "/networks", "/routes", "/routes/new", "/routes/plan", "/search", "/assignments", "/today", "/trends", "/figures", "/figures/enter",
    "/judgements", "/lexicon", "/week", "/second-reading", "/teaching", "/reader", "/messages", "/wordings", "/exports", "/sites", "/users", "/audit", "/onboarding", "/settings", "/help", "/glossary", "/trail",
)  # fmt: skip
# (list page, pattern of the first link to follow)
FOLLOW = (("/places", r"^/places/[\w-]+$"), ("/networks", r"^/networks/[\w-]+$"), ("/routes", r"^/routes/\d+$"))
SIZES = {"1280": (1280, 900), "360": (360, 780)}


def paths_to_take(page: Page, url: str) -> list[str]:
    """Return every address to picture, with the first place, network and route found."""
    found = list(PATHS)
    for start, pattern in FOLLOW:
        page.goto(url + start)
        links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
        first = next((link for link in links if re.match(pattern, link) and not link.endswith("/new")), None)
        if first:
            found.append(first)
            if first.startswith("/places/"):
                found += [f"{first}/compare", f"{first}/visit"]
    page.goto(url + found[-1])
    stop = page.eval_on_selector_all("main a[href*='/stops/']", "all => all.map(a => a.getAttribute('href'))")
    return found + stop[:1]


def take(browser: Browser, out: Path, url: str, login: str, password: str, only: str, dark: bool) -> int:
    """Take all pictures; returns how many."""
    taken = 0
    for size, (width, height) in SIZES.items():
        for lang in ("da", "en"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
            )
            page = context.new_page()
            page.goto(f"{url}/login")
            if page.get_attribute("html", "lang") != lang:
                page.click("form[action='/language'] button")
            if not only or only in "/login":
                page.screenshot(path=out / f"login-{size}-{lang}.png", full_page=True)
            page.fill("#login", login)
            page.fill("#password", password)
            page.press("#password", "Enter")
            page.wait_for_load_state()
            if page.get_attribute("html", "lang") != lang:
                page.click("form[action='/language'] button")
            for path in paths_to_take(page, url):
                if only and not re.search(only, path):
                    continue
                answer = page.goto(url + path)
                if answer is None or answer.status != 200:
                    continue
                name = path.strip("/").replace("/", "_") or "front"
                page.screenshot(path=out / f"{name}-{size}-{lang}{'-dark' if dark else ''}.png", full_page=True)
                taken += 1
            context.close()
    return taken


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--login", default="outreach")
    parser.add_argument("--password", required=True)
    parser.add_argument("--only", default="", help="only addresses that match this pattern")
    parser.add_argument("--dark", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGS)
        print(
            take(browser, given.out, given.url.rstrip("/"), given.login, given.password, given.only, given.dark),
            "pictures",
        )
        browser.close()


if __name__ == "__main__":
    main()
